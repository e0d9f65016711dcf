"""The two real articles beside the project, from text to the page (skipped where they are not)."""

import pytest

import inmaek

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def seed_page(shared, tmp_path_factory):
    return inmaek.build(shared / "seeds").write_html(tmp_path_factory.mktemp("seeds") / "graph.html")


def test_the_meeting_is_on_the_page_with_its_sentence(open_page, seed_page):
    watch = open_page(seed_page)
    edge = watch.state("""DATA.edges.find((e) => e.type === "met" && e.status === "actual"
        && [e.a, e.b].map((i) => DATA.nodes[i].label).sort().join() === "샘 올트먼,이재명").i""")
    assert watch.state(f"shown().edges.has({edge})"), "it is drawn without a click"
    watch.page.mouse.click(*watch.canvas_point(f"network.body.edges[{edge}].edgeType.getPoint(0.4)"))
    assert set(watch.page.inner_text("#panel h2").split(" – ")) == {"이재명", "샘 올트먼"}
    assert "만남" in watch.page.inner_text("#panel .kind")
    assert "2025-10-01" in watch.page.inner_text("#panel")
    quotes = [q.inner_text() for q in watch.page.locator("#panel blockquote").all()]
    assert any("이재명" in q and ("만나" in q or "회동" in q) for q in quotes)
    marked = {m.inner_text() for m in watch.page.locator("#panel mark").all()}
    assert marked & {"이재명", "이재명 대통령"}
    assert marked & {"샘 올트먼", "샘 알트만", "샘 알트먼", "Sam Altman"}
    assert watch.errors == []
    assert watch.requests == [watch.page.url.partition("#")[0]]

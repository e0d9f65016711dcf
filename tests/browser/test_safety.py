"""Nothing an article says runs, and nothing is asked of the network."""

import pytest

from graph.network import Graph
from tests.browser.hostile import PAYLOADS, assert_harmless, use_everything
from tests.graph.fixtures import record, small

pytestmark = pytest.mark.browser


def hostile(payload):
    head, tail = f"갑{payload}", f"을{payload}"
    sentence = f"{head}은 {tail}과 만났다. {payload}"
    names = {head: ("PERSON", f"k{payload}", []), tail: ("COMPANY", None, [payload])}
    more = {
        "title": payload,
        "item": payload,
        "topic": payload,
        "rule": payload,
        "attributed_to": payload,
        "amount": {"text": payload, "unit": payload},
        "quantity": {"text": payload},
        "place": tail,
        "date": "2031-01-01",
    }
    facts = [(head, "met", tail, 0, more), (head, f"t{payload}", tail, 0, more)]
    return record(
        payload,
        [sentence],
        facts,
        names=names,
        title=payload,
        source=payload,
        url=f"javascript:window.pwned=1//{payload}",
    )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payloads_never_run(open_page, tmp_path, payload):
    watch = open_page(Graph.from_records([hostile(payload)]).write_html(tmp_path / "graph.html"))
    use_everything(watch)
    assert_harmless(watch)
    assert watch.page.locator("a[href]").count() == 0


@pytest.mark.parametrize(
    "url",
    ["javascript:window.pwned=1", "data:text/html,<script>1</script>", "file:///etc/passwd", "vbscript:x"],
)
def test_strange_addresses_never_become_links(open_page, tmp_path, url):
    one = small()[0].model_copy(update={"url": url})
    watch = open_page(Graph.from_records([one]).write_html(tmp_path / "graph.html"))
    watch.page.mouse.click(*watch.edge_at("met", 0.3))
    assert watch.page.locator("#panel blockquote").count() == 1
    assert watch.page.locator("a[href]").count() == 0


def test_web_addresses_do(small_watch):
    small_watch.page.mouse.click(*small_watch.edge_at("signed_mou", 0.3))
    links = [a.get_attribute("href") for a in small_watch.page.locator("#panel a").all()]
    assert sorted(links) == ["https://news.example/daily-1", "https://wire.example/1"]
    assert {a.get_attribute("rel") for a in small_watch.page.locator("#panel a").all()} == {
        "noopener noreferrer"
    }


def test_loads_offline_without_request_or_error(small_watch):
    assert small_watch.requests == [small_watch.page.url.partition("#")[0]]
    assert small_watch.errors == []
    assert small_watch.shown() == (7, 10)


def test_href_in_a_text_changes_nothing(open_page, tmp_path):
    one = small()[0]
    other = one.model_copy(update={"text": one.text.replace("별빛 프로젝트", "href 프로젝트")})
    shown = []
    for record_ in (one, other):
        watch = open_page(Graph.from_records([record_]).write_html(tmp_path / "graph.html"))
        watch.page.mouse.move(*watch.node_at("한도윤"))
        watch.page.mouse.move(*watch.edge_at("met", 0.3))
        watch.page.wait_for_timeout(400)
        watch.page.mouse.click(*watch.edge_at("met", 0.3))
        tags = watch.page.locator("body *").evaluate_all("all => all.map((e) => e.tagName)")
        shown.append([tag for tag in tags if tag != "MARK"])
    assert shown[0] == shown[1]


def test_injected_script_is_stopped_by_the_policy(small_watch):
    small_watch.page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.pwned = 1";
        document.body.append(script);
    }""")
    assert small_watch.page.evaluate("window.pwned") is None
    assert any("Content Security Policy" in e for e in small_watch.errors)

"""The bundled sample articles, from text to the page."""

import pytest

import inmaek

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def sample_page(tmp_path_factory):
    graph = inmaek.build(inmaek.data_dir() / "samples", model=False)
    return graph.write_html(tmp_path_factory.mktemp("samples") / "graph.html")


def test_the_meeting_of_october_opens_with_its_sentence(open_page, sample_page):
    watch = open_page(sample_page)
    watch.search("이재명")
    assert watch.page.inner_text("#panel h2") == "이재명"
    watch.page.locator(".relations button", has_text="샘").first.click()
    assert "만남" in watch.page.inner_text("#panel .kind")
    marked = {m.inner_text() for m in watch.page.locator("#panel mark").all()}
    assert marked & {"이재명", "이 대통령", "이재명 대통령", "Lee Jae-myung"}
    assert watch.errors == []
    assert [u for u in watch.requests if u.startswith("http")] == []


@pytest.mark.parametrize("spelling", ["올트먼", "알트먼", "Sam Altman", "ㅅ ㅇㅌㅁ"])
def test_one_altman_in_every_spelling(open_page, sample_page, spelling):
    watch = open_page(sample_page)
    watch.page.fill("#search", spelling)
    people = watch.page.locator("#suggestions li", has_text="인물")
    assert people.count() == 1
    watch.page.keyboard.press("Enter")
    assert watch.page.inner_text("#panel h2") in {"샘 올트먼", "샘 알트먼"}

"""Articles whose every field is an attack, read by the whole line from input to page."""

import json

import pytest

import inmaek
from tests.browser.hostile import PAYLOADS, assert_harmless, use_everything

pytestmark = pytest.mark.browser

TEXT = """{0}
이재명 대통령은 2031년 5월 1일 서울에서 샘 올트먼 오픈AI 대표를 만나 {0} 협력을 논의했다.
삼성전자는 {0} 오픈AI와 업무협약을 체결했다고 {0} 밝혔다. {0}전자는 SK하이닉스에 1조 원을 투자했다.
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    rows = [
        {
            "id": payload,
            "title": f"{payload} 이재명 대통령, 샘 올트먼 만나 {payload}",
            "text": TEXT.format(payload),
            "url": f"https://news.example/{payload}"
            if number % 2
            else f"javascript:window.pwned=1//{payload}",
            "source": payload,
            "published": "2031-05-02",
        }
        for number, payload in enumerate(PAYLOADS)
    ]
    articles = folder / "articles.jsonl"
    articles.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    names = folder / "data" / "gazetteers"
    names.mkdir(parents=True)
    lines = [f"company:attack{n}\t{p}전자\tCOMPANY\t{p}|{p} Electronics" for n, p in enumerate(PAYLOADS)]
    header = "id\tname\ttype\taliases"
    (names / "own.tsv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return inmaek.build(articles, data=folder / "data", model=False)


def test_the_corpus_gives_what_it_attacks_with(graph):
    nodes, edges = graph.to_pandas()
    assert set(edges["type"]) >= {"met", "signed_mou"}
    said = json.dumps(graph.to_networkx().graph) + " ".join([*edges["evidence"], *edges["articles"]])
    for payload in PAYLOADS:
        assert payload in said
    assert any("<" in label for label in nodes["label"])


def test_the_page_is_harmless(open_page, graph, tmp_path):
    watch = open_page(graph.write_html(tmp_path / "graph.html"))
    use_everything(watch)
    assert_harmless(watch)


@pytest.mark.parametrize("format_", ["report", "svg"])
def test_what_else_a_browser_opens_is_harmless(open_page, graph, tmp_path, format_):
    [path] = graph.export(format_, tmp_path)
    watch = open_page(path)
    assert "삼성전자" in watch.page.content()
    assert_harmless(watch)


def test_the_notebook_frame_is_harmless(open_page, graph, tmp_path):
    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html><meta charset=utf-8>{graph._repr_html_()}", encoding="utf-8")
    watch = open_page(path)
    frame = watch.page.frames[1]
    frame.locator("#tool-fit").wait_for()
    frame.fill("#search", "이재명")
    frame.press("#search", "Enter")
    frame.locator(".relations button").first.click()
    assert watch.page.evaluate("window.pwned") is None
    assert frame.evaluate("window.pwned") is None
    assert (watch.errors, watch.dialogs, len(watch.page.frames)) == ([], [], 2)

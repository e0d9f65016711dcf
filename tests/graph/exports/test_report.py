import pytest

from graph.exports import report
from graph.network import Graph
from tests.graph.exports.test_page import HOSTILE, parse
from tests.graph.fixtures import MET, record


def test_contents(small_graph):
    told = report.contents(small_graph.to_networkx())
    assert [r["name"] for r in told["people"]] == ["한도윤", "서지안"]
    assert {r["type"] for r in told["deals"]} == {"signed_mou", "supplies", "invests_in", "signed_contract"}
    dates = [r["date"] for r in told["timeline"]]
    assert dates == sorted(dates)
    assert {r["publisher"] for r in told["sources"]} == {"해담일보", "두리통신", "저녁신문", "주간경제"}
    [met] = [r for r in told["timeline"] if r["type"] == "met"]
    assert (met["articles"], met["evidence"]) == (2, MET)


def test_names_of_two_are_doubtful():
    records = [
        record("a", [MET], [], names={"한도윤": ("PERSON", "q1", [])}),
        record("b", [MET + " "], [], names={"한도윤": ("PERSON", "q2", [])}),
    ]
    doubtful = report.contents(Graph.from_records(records).to_networkx())["doubtful"]
    assert doubtful == [{"form": "한도윤", "names": ["한도윤 (q1)", "한도윤 (q2)"]}]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_both_forms_hold_every_deal(small_graph, tmp_path, lang):
    plain = small_graph.to_networkx()
    markdown = report.write_markdown(plain, tmp_path / "r.md", lang=lang).read_text("utf-8")
    page = report.write_html(plain, tmp_path / "r.html", lang=lang).read_text("utf-8")
    for row in report.contents(plain)["deals"]:
        assert row["evidence"] in markdown
        assert row["evidence"] in page


@pytest.mark.parametrize("payload", HOSTILE)
def test_no_text_becomes_markup(tmp_path, payload):
    def written(text):
        one = record(
            "d",
            [f"한도윤 {text} 서지안"],
            [("한도윤", "acquires", "서지안", 0, {"item": text})],
            title=text,
            url=f"javascript:{text}",
            source=text,
        )
        plain = Graph.from_records([one]).to_networkx()
        html = report.write_html(plain, tmp_path / "r.html").read_text("utf-8")
        return parse(html).tags, report.write_markdown(plain, tmp_path / "r.md").read_text("utf-8")

    assert written(payload)[0] == written("x")[0]
    assert payload.replace("<", "").replace(">", "") == payload or payload not in written(payload)[1]

"""What ``inmaek explain`` shows: all that was read, as data, as a tree and as a page that runs nothing."""

from __future__ import annotations

import pytest
from rich.console import Console

from extract.pipeline import Pipeline

TEXT = "업계에 따르면 최태원 SK그룹 회장은 6일 서울에서 젠슨 황 CEO를 만나 반도체 공급을 논의할 예정이다."


def shown(pipeline: Pipeline, text: str) -> str:
    console = Console(width=200, record=True, file=None, force_terminal=False)
    with console.capture() as capture:
        console.print(pipeline.explain(text, "2025-02-04").to_rich())
    return capture.get()


def test_data_holds_status_and_attributes(pipeline: Pipeline) -> None:
    data = pipeline.explain(TEXT, "2025-02-04").to_dict()
    (met,) = (f for s in data["sentences"] for f in s["findings"] if f["type"] == "met")
    assert (met["status"], met["date"], met["place"], met["topic"], met["attributed_to"]) == (
        "planned", "2025-02-06", "서울", "반도체 공급", "업계",
    )  # fmt: skip
    assert met["bindings"] == {"head": "최태원", "tail": "젠슨 황"}
    assert any(r["type"] == "met" and r["place"] == "서울" for r in data["relations"])


@pytest.mark.parametrize(
    "words",
    ["최태원 —met→ 젠슨 황  planned", "date=2025-02-06", "place=서울", "[만나 active connective]", "⏱ 6일"],
)
def test_tree_shows_it(pipeline: Pipeline, words: str) -> None:
    assert words in shown(pipeline, TEXT)


def test_text_is_no_markup_in_the_terminal(pipeline: Pipeline) -> None:
    assert "[red]사과[/red]" in shown(pipeline, "네이버는 [red]사과[/red]를 팔았다.")


def test_page_is_offline_and_runs_nothing(pipeline: Pipeline) -> None:
    page = pipeline.explain(f"{TEXT} <script>alert(1)</script> <img src=x onerror=alert(1)>").to_html()
    assert "<script" not in page
    assert "<img" not in page
    assert "http" not in page.replace("http://www.w3.org/", "")
    assert "젠슨 황" in page
    assert "&lt;script" in page

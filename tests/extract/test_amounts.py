"""Amounts: a table of texts and the sums and quantities in them, and what must hold of any text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extract.amounts import AmountExpr, find_amounts, load_amounts
from extract.gazetteer import DataError

ROOT = Path(__file__).parents[2]
LEXICON = load_amounts(ROOT / "data/amounts.yml")
LINES = (ROOT / "tests/cases/amounts.tsv").read_text(encoding="utf-8").splitlines()
CASES = [line.split("\t") for line in LINES if line and not line.startswith("#")]
ITEM = re.compile(r"(?P<text>[^=]+)=(?P<value>\?|[\d.]+) (?P<unit>[^ ~/]+)(?P<approx> ~)?(?: /(?P<per>\S+))?")


def told(a: AmountExpr) -> tuple[str, float | None, str | None, bool, str | None]:
    return a.text, a.value, a.unit, a.approx, a.per


def wanted(item: str) -> tuple[str, float | None, str | None, bool, str | None]:
    m = ITEM.fullmatch(item)
    assert m, item
    return m["text"], None if m["value"] == "?" else float(m["value"]), m["unit"], bool(m["approx"]), m["per"]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_case(text: str, expected: str) -> None:
    assert [told(a) for a in find_amounts(text, LEXICON)] == [
        wanted(i) for i in expected.split("|") if expected != "none"
    ]


def test_table_is_there() -> None:
    assert len(CASES) > 45


def test_kinds() -> None:
    found = find_amounts("지분 50%를 3억원에, 차 200대를 샀다", LEXICON)
    assert [a.kind for a in found] == ["percent", "money", "quantity"]


def test_bad_files_are_reported(tmp_path: Path) -> None:
    data = yaml.safe_load((ROOT / "data/amounts.yml").read_text(encoding="utf-8"))
    path = tmp_path / "amounts.yml"
    data["money"]["GBP"].append("달러")
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    with pytest.raises(DataError, match="달러 stands for two units"):
        load_amounts(path)
    data["colour"] = data.pop("per")
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    with pytest.raises(DataError, match=r"per is missing[\s\S]*colour is no key"):
        load_amounts(path)


@given(st.integers(1, 10**8 - 1), st.sampled_from([("원", "KRW"), ("달러", "USD"), (" 유로", "EUR")]))
def test_plain_and_korean_notation_agree(n: int, unit: tuple[str, str]) -> None:
    word, code = unit
    high, low = divmod(n, 10_000)
    korean = (f"{high}만" if high else "") + (f"{low}" if low else "")
    for written in (str(n), f"{n:,}", korean):
        (amount,) = find_amounts(f"모두 {written}{word}을 냈다", LEXICON)
        assert (amount.value, amount.unit) == (n, code)


PIECES = st.sampled_from(
    [
        "3",
        "1,000",
        "2.5",
        "만",
        "억 ",
        "조",
        "천",
        "수",
        "원",
        "달러",
        "%",
        "여",
        "~",
        "약 ",
        "대",
        "$",
        " billion",
        "GW",
    ]
)


@given(st.lists(PIECES, max_size=15).map("".join) | st.text())
def test_spans_are_in_order(text: str) -> None:
    at = 0
    for a in find_amounts(text, LEXICON):
        assert at <= a.start < a.end <= len(text)
        assert text[a.start : a.end] == a.text
        assert a.value is None or a.value >= 0
        at = a.end


@pytest.mark.parametrize(
    "text", ["1,000" * 20000, "3억 " * 20000, "9" * 50000, "수천" * 20000, "약 " * 20000]
)
def test_long_repetitive_text_ends(text: str) -> None:
    assert len(find_amounts(text, LEXICON)) <= len(text) // 2

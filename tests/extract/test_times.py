"""Time expressions: a table of texts and the dates that they name, and what must hold of any text."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extract.gazetteer import DataError
from extract.time_lexicon import load_times
from extract.times import TimeExpr, find_times, last_day

ROOT = Path(__file__).parents[2]
LEXICON = load_times(ROOT / "data/times.yml")
LINES = (ROOT / "tests/cases/times.tsv").read_text(encoding="utf-8").splitlines()
CASES = [line.split("\t") for line in LINES if line and not line.startswith("#")]
ITEM = re.compile(
    r"(?P<text>[^=]+)=(?P<value>[^~!R]+)(?:~(?P<future>[^!R]+))?(?:!(?P<kind>\w+))?(?P<told>R)?"
)


def told(expr: TimeExpr) -> tuple[str, str, str, str, bool]:
    value, future = expr.value or "?", expr.future or "?"
    return expr.text, value, future, expr.kind, expr.reporting


def wanted(item: str) -> tuple[str, str, str, str, bool]:
    m = ITEM.fullmatch(item)
    assert m, item
    return m["text"], m["value"], m["future"] or m["value"], m["kind"] or "point", bool(m["told"])


@pytest.mark.parametrize(("published", "text", "expected"), CASES)
def test_case(published: str, text: str, expected: str) -> None:
    found = find_times(text, published or None, lexicon=LEXICON)
    assert [told(e) for e in found] == [wanted(i) for i in expected.split("|") if expected != "none"]


def test_table_is_there() -> None:
    assert len(CASES) > 100


@pytest.mark.parametrize(
    ("text", "precision", "direction"),
    [
        ("4일 만났다", "day", "none"),
        ("지난 3일", "day", "past"),
        ("오는 6일", "day", "future"),
        ("지난주", "week", "past"),
        ("내년", "year", "future"),
        ("2019년 3월", "month", "past"),
        ("내년 하반기", "half", "future"),
        ("올해 3분기", "quarter", "none"),
        ("지난해 가을", "season", "past"),
    ],
)
def test_precision_and_direction(text: str, precision: str, direction: str) -> None:
    (expr,) = find_times(text, "2025-02-04", lexicon=LEXICON)
    assert (expr.precision, expr.direction) == (precision, direction)


def test_previous_day_anchors() -> None:
    (free,) = find_times("이날 만났다", "2025-02-10", lexicon=LEXICON)
    (bound,) = find_times("이날 만났다", "2025-02-10", lexicon=LEXICON, previous_day="2025-02-04")
    assert (free.value, free.anchored) == ("2025-02-10", False)
    assert (bound.value, bound.anchored) == ("2025-02-04", True)


def test_last_day_skips_deictic_words() -> None:
    found = find_times("4일 만났다. 어제 떠났다. 내년 3월 다시 온다.", "2025-02-10", lexicon=LEXICON)
    assert last_day(found) == "2025-02-04"
    assert last_day(find_times("어제 떠났다.", "2025-02-10", lexicon=LEXICON)) is None


def test_reading_follows_status() -> None:
    (expr,) = find_times("6일 방문한다", "2025-02-05", lexicon=LEXICON)
    assert (expr.reading(planned=False), expr.reading(planned=True)) == ("2025-01-06", "2025-02-06")


@pytest.mark.parametrize("bad", ["어제", "2025-13", "2025-02-30", "25-01-01"])
def test_bad_publication_date_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match=r"day|month|ISO"):
        find_times("4일", bad, lexicon=LEXICON)


def test_unknown_slot_and_key_are_reported(tmp_path: Path) -> None:
    data = yaml.safe_load((ROOT / "data/times.yml").read_text(encoding="utf-8"))
    data["forms"].append("{decade} <century>")
    data["extra"] = del_me = data.pop("one_day")
    assert del_me
    path = tmp_path / "times.yml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_times(path)
    message = str(caught.value)
    assert all(word in message for word in ("decade", "century", "one_day is missing", "extra is no key"))


PIECES = st.sampled_from(
    re.findall(
        r"\S+",
        "3일 10월 2025년 '25년 지난 오는 올해 이달 이날 전날 사흘 전 뒤 부터 까지 ~ 간 만에 31 2월 30일 금요일 상반기 분기 "
        "두 달 지 1년이 됐다 로 · , . ( ) 현지시간 last Friday in May 2029 Oct. 5 ago 밝혔다 가 나",
    )
)
TEXTS = st.lists(st.tuples(PIECES, st.sampled_from(["", " "])), max_size=12).map(
    lambda p: "".join(a + b for a, b in p)
)
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@given(
    TEXTS | st.text(),
    st.none() | DAYS.map(str) | DAYS.map(lambda d: str(d)[:7]) | DAYS.map(lambda d: str(d)[:4]),
)
def test_spans_are_in_order_and_values_are_dates(text: str, published: str | None) -> None:
    at = 0
    for expr in find_times(text, published, lexicon=LEXICON):
        assert at <= expr.start < expr.end <= len(text)
        assert text[expr.start : expr.end] == expr.text
        at = expr.end
        for value in filter(None, (expr.value, expr.future)):
            ends = value.split("/")
            assert all(date(*[*map(int, v.split("-")), 1, 1][:3]) for v in ends)
            assert ends == sorted(ends)


@given(DAYS, st.integers(1, 28))
def test_a_bare_day_is_near_the_publication_day(published: date, day: int) -> None:
    (expr,) = find_times(f"그는 {day}일 만났다", published.isoformat(), lexicon=LEXICON)
    assert expr.value
    assert expr.future
    past, future = date.fromisoformat(expr.value), date.fromisoformat(expr.future)
    assert past.day == future.day == day
    assert timedelta(0) <= published - past < timedelta(31)
    assert timedelta(0) <= future - published < timedelta(31)


@pytest.mark.parametrize(
    "text", ["1일~" * 20000, "2025년 " * 20000, "지 " * 20000 + "1년", " " * 50000, "9" * 50000]
)
def test_long_repetitive_text_ends(text: str) -> None:
    assert len(find_times(text, "2025-02-04", lexicon=LEXICON)) <= len(text) // 3

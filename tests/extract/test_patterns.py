"""Names by their surroundings: a table of sentences, and invariants of every find."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.morphemes import Analyzer
from extract.names.candidates import Candidate
from extract.names.patterns import PatternFinder
from extract.names.shapes import load_shapes
from extract.names.telling import DISTRICT_RULE
from extract.records import EntityType
from extract.titles import load_titles

ROOT = Path(__file__).parents[2]
LINES = (ROOT / "tests/cases/name_patterns.tsv").read_text(encoding="utf-8").splitlines()
CASES = [line.split("\t") for line in LINES if line and not line.startswith("#")]
BODIES = {
    "누리은행": EntityType.COMPANY,
    "한강시": EntityType.PLACE,
    "물빛위": EntityType.AGENCY,
}


@pytest.fixture(scope="module")
def reader():
    finder = PatternFinder(
        load_titles(ROOT / "data/titles.yml"), load_shapes(ROOT / "data/names.yml"), BODIES
    )
    return Analyzer(BODIES), finder


def find(reader, text):
    kiwi, finder = reader
    return list(finder.find(text, kiwi.analyze(text).morphs, []))


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_table(reader, text, expected):
    found = sorted(find(reader, text), key=lambda c: c.start)
    shown = [f"{text[c.start : c.end]}/{c.type}@{c.rule}{'?' * c.guarded}".replace(" ", "_") for c in found]
    assert shown == ([] if expected == "-" else expected.split())


@pytest.mark.parametrize(
    ("text", "title"), [("이 회장은 말했다.", "회장"), ("최 부회장 겸 대표는 웃었다.", "부회장")]
)
def test_surnames_tell_where_their_title_ends(reader, text, title):
    (found,) = find(reader, text)
    assert text[found.end : found.title].strip() == title


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("한강시가 누리은행과 업무협약식을 가졌다.", True),
        ("한강시는 기업 세 곳의 투자를 이끌어냈다.", True),
        ("이 회사는 한강시와 손잡았다.", True),
        ("한강시가 특구로 지정됐다.", False),
        ("한강시에 공장을 지었다.", False),
        ("한강시는 인구가 줄고 있다.", False),
    ],
)
def test_known_districts_are_bodies_where_they_act(reader, text, acts):
    kiwi, finder = reader
    at = text.index("한강시")
    place = Candidate(at, at + 3, EntityType.PLACE, "gazetteer:place", 0.9, ("place:한강시",))
    office = Candidate(
        at, at + 3, EntityType.AGENCY, "gazetteer:agency", 0.35, ("agency:한강시",), guarded=True
    )
    found = finder.find(text, kiwi.analyze(text).morphs, [place, office])
    bodies = [c.ids for c in found if c.rule == DISTRICT_RULE and c.type is EntityType.AGENCY]
    assert bodies == [("agency:한강시",)] * acts


PIECES = st.sampled_from(
    [
        "문가람",
        "이",
        "전",
        " ",
        "회장",
        "대표",
        "씨",
        "(",
        ")",
        "누리은행",
        "한강시장",
        "스타트업 ",
        "업체",
        "는 ",
        "ᅲ",
        "A",
        "\n",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=15).map("".join))
def test_finds_lie_in_the_text(reader, text):
    for c in find(reader, text):
        assert 0 <= c.start < c.end <= len(text)
        assert text[c.start : c.end].strip() == text[c.start : c.end]
        assert 0 < c.score < 1
        assert c.title == 0 or c.end <= c.title <= len(text)

"""English clauses: a table of sentences with their names marked, and the relations in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extract.english import Found, find_english_relations
from extract.english_rules import load_english
from extract.gazetteer import DataError
from extract.records import EntityType
from extract.time_lexicon import load_times
from extract.times import find_times

ROOT = Path(__file__).parents[2]
PATH = ROOT / "data/relations_en.yml"
RULES = load_english(PATH)
TIMES = load_times(ROOT / "data/times.yml")
LINES = (ROOT / "tests/cases/english.tsv").read_text(encoding="utf-8").splitlines()
CASES = [line.split("\t") for line in LINES if line and not line.startswith("#")]
TYPES = {
    "p": EntityType.PERSON,
    "c": EntityType.COMPANY,
    "a": EntityType.AGENCY,
    "o": EntityType.ORGANIZATION,
    "l": EntityType.PLACE,
    "j": EntityType.PROJECT,
    "e": EntityType.EVENT,
}


@dataclass(frozen=True)
class Name:
    start: int
    end: int
    type: str
    text: str


def read(marked: str, offset: int = 0) -> tuple[str, list[Name]]:
    text, names = "", []
    for m in re.finditer(r"\[(\w):([^\]]+)\]|([^\[]+)", marked):
        if m[2]:
            at = offset + len(text)
            names.append(Name(at, at + len(m[2]), TYPES[m[1]], m[2]))
        text += m[2] or m[3]
    return text, names


def told(found: Found, attributes: set[str]) -> str:
    assert isinstance(found.head, Name)
    assert isinstance(found.tail, Name)
    out = f"{found.head.text}|{found.type}|{found.tail.text}|{found.status.value}"
    value = {
        "title": found.title,
        "item": found.item,
        "date": found.date and found.date.reading(planned=found.status == "planned"),
    }
    return out + "".join(f"|{k}={v}" for k, v in value.items() if k in attributes and v)


def symmetric(line: str) -> str:
    head, kind, tail, *rest = line.split("|")
    if kind in RULES.symmetric:
        head, tail = sorted((head, tail))
    return "|".join((head, kind, tail, *rest))


@pytest.mark.parametrize(("marked", "expected"), CASES)
def test_case(marked: str, expected: str) -> None:
    text, names = read(marked)
    times = find_times(text, "2025-10-01", lexicon=TIMES)
    attributes = {"title", "item", "date"}
    found = [told(f, attributes) for f in find_english_relations(text, 0, names, RULES, times)]
    assert sorted(map(symmetric, found)) == sorted(
        symmetric(e) for e in expected.split(";;") if expected != "none"
    )


def test_table_is_there() -> None:
    assert len(CASES) >= 60


def test_offsets_are_of_the_text() -> None:
    before = "그는 말했다. "
    text, names = read("[p:Kim Min-seok] met [p:Sam Altman] on Monday.", len(before))
    times = find_times(before + text, "2025-10-01", lexicon=TIMES)
    (found,) = find_english_relations(text, len(before), names, RULES, times)
    assert (before + text)[found.start : found.end] == "Kim Min-seok met Sam Altman"
    assert found.date
    assert found.date.value == "2025-09-29"


def test_two_entities_at_one_place_both_take_part() -> None:
    text = "OpenAI will buy wafers from the two companies."
    at = text.index("the two companies")
    two = [Name(at, at + 17, EntityType.COMPANY, n) for n in ("Samsung", "SK")]
    found = find_english_relations(text, 0, [Name(0, 6, EntityType.COMPANY, "OpenAI"), *two], RULES)
    assert [told(f, set()) for f in found] == [
        "Samsung|supplies|OpenAI|planned",
        "SK|supplies|OpenAI|planned",
    ]


def test_korean_sentences_are_left_alone() -> None:
    text, names = read("[p:이재명] 대통령은 [p:샘 올트먼] [c:오픈AI] CEO를 만났다.")
    assert find_english_relations(text, 0, names, RULES) == []


def test_a_relation_type_is_added_by_data_alone(tmp_path: Path) -> None:
    data = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    data["types"]["competes_with"] = {"head": ["COMPANY"], "tail": ["COMPANY"]}
    data["rules"]["en.competes"] = {"type": "competes_with", "forms": ["head *compete with tail"]}
    path = tmp_path / "relations_en.yml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    text, names = read("[c:Samsung] competes with [c:SK hynix] in [l:Korea].")
    found = find_english_relations(text, 0, names, load_english(path))
    assert [told(f, set()) for f in found] == ["Samsung|competes_with|SK hynix|actual"]


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("colour", "red", "colour is no key"),
        ("rules", {"en.x": {"type": "likes", "forms": []}}, "type 'likes' is not under types"),
        ("rules", {"en.x": {"type": "met", "forms": ["meet tail"]}}, "begins with a role"),
        ("rules", {"en.x": {"type": "met", "forms": ["head *meet (tail"]}}, "form 'head \\*meet \\(tail'"),
        ("rules", {"en.x": {"type": "met", "forms": [], "weight": 3}}, "weight is no key of a rule"),
        ("types", {"met": {"head": ["ROBOT"], "tail": []}}, "ROBOT is none of"),
    ],
)
def test_bad_rules_are_reported(tmp_path: Path, key: str, value: object, message: str) -> None:
    data = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    data[key] = value
    path = tmp_path / "relations_en.yml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    with pytest.raises(DataError, match=message):
        load_english(path)


WORDS = st.sampled_from(
    re.findall(
        r"\S+",
        "[c:OpenAI] [p:Altman] [l:Seoul] [c:SK] met will signed an MOU with and , . , who CEO of 's ( ) "
        "to acquire build a plant in by was 이날 “ ” chairman the city",
    )
)


@given(st.lists(WORDS, max_size=16).map(" ".join))
def test_findings_are_of_the_sentence(marked: str) -> None:
    text, names = read(marked)
    for found in find_english_relations(text, 0, names, RULES):
        assert found.head in names
        assert found.tail in names
        assert found.head != found.tail
        assert 0 <= found.start < found.end <= len(text)
        assert found.head.type in RULES.types[found.type]["head"]

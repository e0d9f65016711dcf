"""Names of two words: a country with its body, a body with its unit."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.morphemes import Analyzer
from extract.names.candidates import Candidate
from extract.names.joins import joined, parted
from extract.names.shapes import load_shapes
from extract.records import EntityType

SHAPES = load_shapes(Path(__file__).parents[2] / "data/names.yml")
KNOWN = {
    "독일": EntityType.PLACE,
    "서울중앙지검": EntityType.AGENCY,
    "한강대": EntityType.ORGANIZATION,
    "누리전자": EntityType.COMPANY,
    "한빛엑스포": EntityType.EVENT,
}


@pytest.fixture(scope="module")
def kiwi():
    return Analyzer(KNOWN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("독일 국세청은 답했다.", ["독일 국세청/AGENCY@join:national"]),
        ("독일 정부가 나섰다.", ["독일 정부/AGENCY@join:national"]),
        ("독일 정부청사가 섰다.", []),
        ("독일 사람이 왔다.", []),
        ("독일 광물부 장관이 왔다.", ["독일 광물부/AGENCY@join:national"]),
        ("독일 광물부대가 왔다.", []),
        ("독일 수산안전청은 답했다.", ["독일 수산안전청/AGENCY@join:national"]),
        ("독일 수산안전청장은 답했다.", []),
        ("독일 교향악단은 답했다.", []),
        ("한빛엑스포 2027에 나간다.", ["한빛엑스포 2027/EVENT@join:year"]),
        ("한빛엑스포 2027년 개막이 목표다.", []),
        ("독일, 정부가 나섰다.", []),
        ("서울중앙지검 특수2부는 밝혔다.", ["서울중앙지검 특수2부/AGENCY@join:unit"]),
        ("서울중앙지검 형사 4부는 밝혔다.", ["서울중앙지검 형사 4부/AGENCY@join:unit"]),
        ("서울중앙지검 제1형사부는 밝혔다.", ["서울중앙지검 제1형사부/AGENCY@join:unit"]),
        ("서울중앙지검 공보관은 밝혔다.", []),
        ("한강대 물리학과 교수가 썼다.", ["한강대 물리학과/ORGANIZATION@join:unit"]),
        ("한강대 학과장이 썼다.", []),
        ("누리전자 물리학과는 없다.", []),
    ],
)
def test_table(kiwi, text, expected):
    known = [
        Candidate(text.index(form), text.index(form) + len(form), kind, "gazetteer:x", 0.9, (f"x:{form}",))
        for form, kind in KNOWN.items()
        if form in text
    ]
    found = joined(text, kiwi.analyze(text).morphs, known, SHAPES, {"독일"})
    assert [f"{text[c.start : c.end]}/{c.type}@{c.rule}" for c in found] == expected


@pytest.mark.parametrize(
    ("form", "kind", "rest"),
    [
        ("독일 바덴", "PLACE", ["바덴/PLACE"]),
        ("독일 데이터센터", "PLACE", []),
        ("독일 서울중앙지검", "AGENCY", []),
        ("독일 광물학회", "ORGANIZATION", ["독일 광물학회/ORGANIZATION"]),
        ("바덴 데이터센터", "PLACE", ["바덴 데이터센터/PLACE"]),
    ],
)
def test_a_known_place_before_a_name_is_one_of_its_own(form, kind, rest):
    known = [
        Candidate(form.index(f), form.index(f) + len(f), t, "gazetteer:x", 0.9)
        for f, t in KNOWN.items()
        if f in form
    ]
    seen = [Candidate(0, len(form), EntityType(kind), "model", 0.9)]
    found = parted(form, seen, known, SHAPES.facilities)
    assert [f"{form[c.start : c.end]}/{c.type}" for c in found] == rest


def test_guarded_names_are_not_joined(kiwi):
    text = "독일 정부가 나섰다."
    known = [Candidate(0, 2, EntityType.PLACE, "gazetteer:x", 0.35, ("x:독일",), guarded=True)]
    assert list(joined(text, kiwi.analyze(text).morphs, known, SHAPES, {"독일"})) == []

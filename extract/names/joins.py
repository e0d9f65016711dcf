"""Names of two words.

A country with its body (``미국 국세청``), an event with its year (``CES 2025``), a body with its unit (``서울중앙지검 특수2부``), a foreigner's first and last
name that the model has read as two people (``데이비드 진스너``); and two names that it has read as one (``텍사스주 테일러``).
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from extract.document import Morph
from extract.names.candidates import Candidate
from extract.names.page import NOUN
from extract.names.shapes import NameShapes
from extract.records import EntityType

NATIONAL_RULE, UNIT_RULE, PERSON_RULE = "join:national", "join:unit", "join:person"
YEAR_RULE = "join:year"
_WEIGHT = 0.7
_WITH_UNITS = frozenset((EntityType.AGENCY, EntityType.ORGANIZATION))
_YEAR = re.compile(r" (?:19|20)\d\d(?![\d년.,])")
_MINISTRY = re.compile(r"[가-힣]{2,6}(?:부|성)(?= (?:부장관|장관|차관|대변인))")
_WORD = re.compile(r"[가-힣]{4,}")


def joined(
    text: str,
    morphs: list[Morph],
    known: Iterable[Candidate],
    shapes: NameShapes,
    countries: Container[str] = (),
) -> Iterator[Candidate]:
    """Yield the names that go on behind a single space after a name that the gazetteers have.

    ``countries`` are those whose bodies are told by their endings (``노르웨이 수산안전청``).
    """
    names = [c for c in known if not c.guarded]
    nouns = {m.start for m in morphs if m.tag in NOUN}
    ends = {m.end for m in morphs} - nouns
    bodies = {c.start for c in names if c.type is not EntityType.PLACE}
    for c in names:
        if c.type is EntityType.EVENT:
            if m := _YEAR.match(text, c.end):
                yield replace(c, end=m.end(), rule=YEAR_RULE, score=_WEIGHT, ids=())
            continue
        if text[c.end : c.end + 1] != " ":
            continue
        behind = c.end + 1
        if c.type is EntityType.PLACE:
            kind, rule, country = EntityType.AGENCY, NATIONAL_RULE, text[c.start : c.end] in countries
            m = shapes.national.match(text, behind) if country or behind not in bodies else None
            end = m.end() if m else 0
            if end not in ends and country and behind not in bodies:
                end = _office(text, behind, ends, shapes)
        elif c.type in _WITH_UNITS:
            kind, rule, m = c.type, UNIT_RULE, shapes.parts.match(text, behind)
            end = m.end() if m else 0
        else:
            continue
        if end in ends:
            yield replace(c, end=end, type=kind, rule=rule, score=_WEIGHT, ids=())


def _office(text: str, start: int, ends: Container[int], shapes: NameShapes) -> int:
    """The end of a word at ``start`` that ends as names of state bodies do or is a minister's, 0 if there is none."""
    if ministry := _MINISTRY.match(text, start):
        return ministry.end()
    word = _WORD.match(text, start)
    for end in range(word.end(), start + 3, -1) if word else ():
        hit = shapes.suffixes[EntityType.AGENCY].search(text[start:end]) if end in ends else None
        if hit and hit.start() > 1:
            return end
    return 0


def whole_people(text: str, seen: Iterable[Candidate], korean: re.Pattern[str]) -> Iterator[Candidate]:
    """Yield two people of ``seen`` as one where only a space parts them and the first is no whole Korean name.

    ``korean`` matches a Korean name at its beginning.
    """
    people = sorted((c for c in seen if c.type is EntityType.PERSON), key=lambda c: c.start)
    for a, b in pairwise(people):
        parted = text[a.end : b.start] == " " and text.count(" ", a.start, b.end) == 1 and a.end - a.start > 1
        if parted and not korean.fullmatch(text, a.start, a.end):
            yield replace(a, end=b.end, rule=PERSON_RULE, score=_WEIGHT)


def parted(
    text: str, seen: Iterable[Candidate], known: Iterable[Candidate], facilities: re.Pattern[str]
) -> Iterator[Candidate]:
    """Yield what the model has ``seen`` without the known place before it that is a name of its own.

    ``텍사스주 테일러`` are two places, ``춘천 데이터센터`` is a place and a building (one of ``facilities``), ``세종시 교육부`` a
    place and a body.
    """
    free = [c for c in known if not c.guarded]
    places = {c.start: c.end for c in free if c.type is EntityType.PLACE}
    bodies = {(c.start, c.end) for c in free if c.type is not EntityType.PLACE}
    for c in seen:
        behind = places.get(c.start, c.end) + 1
        if behind >= c.end or text[behind - 1] != " ":
            yield c
        elif c.type is EntityType.PLACE:
            if not facilities.fullmatch(text, behind, c.end):
                yield replace(c, start=behind)
        elif (behind, c.end) not in bodies:
            yield c

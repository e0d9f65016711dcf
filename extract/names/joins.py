"""Names of two words.

A country with its body (``미국 국세청``), a body with its unit (``서울중앙지검 특수2부``), a foreigner's first and last
name that the model has read as two people (``데이비드 진스너``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from extract.document import Morph
from extract.names.candidates import Candidate
from extract.names.page import NOUN
from extract.names.shapes import NameShapes
from extract.records import EntityType

NATIONAL_RULE, UNIT_RULE, PERSON_RULE = "join:national", "join:unit", "join:person"
_WEIGHT = 0.7
_WITH_UNITS = frozenset((EntityType.AGENCY, EntityType.ORGANIZATION))


def joined(
    text: str, morphs: list[Morph], known: Iterable[Candidate], shapes: NameShapes
) -> Iterator[Candidate]:
    """Yield the names that go on behind a single space after a name that the gazetteers have."""
    ends = {m.end for m in morphs}
    nouns = {m.start for m in morphs if m.tag in NOUN}
    for c in known:
        if c.guarded or text[c.end : c.end + 1] != " ":
            continue
        if c.type is EntityType.PLACE:
            kind, pattern, rule = EntityType.AGENCY, shapes.national, NATIONAL_RULE
        elif c.type in _WITH_UNITS:
            kind, pattern, rule = c.type, shapes.parts, UNIT_RULE
        else:
            continue
        m = pattern.match(text, c.end + 1)
        if m and m.end() in ends and m.end() not in nouns:
            yield replace(c, end=m.end(), type=kind, rule=rule, score=_WEIGHT, ids=())


def whole_people(text: str, seen: Iterable[Candidate], korean: re.Pattern[str]) -> Iterator[Candidate]:
    """Yield two people of ``seen`` as one where only a space parts them and the first is no whole Korean name.

    ``korean`` matches a Korean name at its beginning.
    """
    people = sorted((c for c in seen if c.type is EntityType.PERSON), key=lambda c: c.start)
    for a, b in pairwise(people):
        parted = text[a.end : b.start] == " " and text.count(" ", a.start, b.end) == 1 and a.end - a.start > 1
        if parted and not korean.fullmatch(text, a.start, a.end):
            yield replace(a, end=b.end, rule=PERSON_RULE, score=_WEIGHT)

"""Names of two words: a country with its body (``미국 국세청``), and a body with its unit (``서울중앙지검 특수2부``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from extract.document import Morph
from extract.names.candidates import Candidate
from extract.names.page import NOUN
from extract.names.patterns import NameShapes
from extract.records import EntityType

NATIONAL_RULE, UNIT_RULE = "join:national", "join:unit"
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

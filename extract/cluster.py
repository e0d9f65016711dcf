"""One entity of an article: the names that stand for one thing, and how names are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import Indel

from extract.held_titles import HeldTitle
from extract.names.candidates import Candidate
from extract.records import EntityType

BODIES = frozenset((EntityType.COMPANY, EntityType.AGENCY, EntityType.ORGANIZATION))
#: Jamo similarity from which two spellings of one foreign name are the same (0.05% false on surnames).
SAME_SPELLING = 0.70
#: Vowels of which transliterations take the one or the other: ㅏㅓㅗ, ㅜㅠㅡ, ㅐㅔ.
_MIXED_UP = str.maketrans("\u1165\u1169\u1172\u1173\u1166", "\u1161\u1161\u116e\u116e\u1162")


@dataclass(slots=True, eq=False)
class EntityCluster:
    """Names of one thing. ``titles`` stood with it, ``gained`` are those it is said to come to have.

    ``ids`` are the gazetteer entries that it may be.
    """

    type: EntityType
    name: str
    names: list[Candidate] = field(default_factory=list)
    forms: set[str] = field(default_factory=set)
    ids: frozenset[str] = frozenset()
    titles: set[HeldTitle] = field(default_factory=set)
    gained: set[HeldTitle] = field(default_factory=set)

    @property
    def kb_id(self) -> str | None:
        """The gazetteer entry it stands for if that is clear, else None."""
        return next(iter(self.ids)) if len(self.ids) == 1 else None

    def add(self, n: Candidate, form: str) -> None:
        """Take in the name ``n``, which the text writes as ``form``."""
        self.names.append(n)
        self.forms.add(form)

    def absorb(self, other: EntityCluster) -> None:
        """Take in all names of ``other``, which is the same thing."""
        self.names.extend(other.names)
        self.forms |= other.forms
        both = self.ids & other.ids
        self.ids = both or self.ids or other.ids
        self.titles |= other.titles
        self.gained |= other.gained

    def may_be(self, other: EntityCluster) -> bool:
        """Whether the gazetteers leave it open that both are one: neither knows the other as somebody else."""
        return not (self.ids and other.ids) or bool(self.ids & other.ids)


@lru_cache(maxsize=10_000)
def squeeze(form: str) -> str:
    """A form for comparison: no spaces or middle dots, lower case."""
    return re.sub(r"[\s·‧ㆍ]", "", form).casefold()


def takes_syllables(short: str, full: str) -> bool:
    """Whether ``short`` is the first syllable of ``full`` and further ones of it in order (한은: 한국은행)."""
    rest = iter(full[1:])
    return short[0] == full[0] and all(s in rest for s in short[1:])


def similar(a: str, b: str) -> bool:
    """Whether two foreign surnames are nearly the same letters (jamo)."""
    return _jamo_similarity(a, b) >= SAME_SPELLING


def sounds_alike(a: str, b: str) -> bool:
    """Whether two foreign names differ in nothing but vowels that transliterations mix up (앤드루, 앤드류)."""
    return _skeleton(a) == _skeleton(b)


def _jamo_similarity(a: str, b: str) -> float:
    return Indel.normalized_similarity(unicodedata.normalize("NFD", a), unicodedata.normalize("NFD", b))


def _skeleton(form: str) -> str:
    return unicodedata.normalize("NFD", form).translate(_MIXED_UP)

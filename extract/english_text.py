"""English within the sentences of an article: where it stands, and who ``the two companies`` are in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extract.english import find_english_relations
from extract.english_phrases import MentionLike
from extract.english_rules import EnglishRules
from extract.frames import Finding
from extract.names.candidates import Candidate
from extract.records import EntityType
from extract.times import TimeExpr

CONFIDENCE = 0.8
#: English is a stretch with no Hangul and at least four words of Latin letters, thus of eleven characters.
_WORD = re.compile(r"[A-Za-z][A-Za-z'’.-]+")
_FEWEST = 4
_STRETCH = re.compile(r"[^가-힣]{11,}")
#: The end of an English sentence; no end is that of an abbreviation (Inc., U.S., Oct.).
_END = re.compile(
    r"(?<![.\s][A-Z])(?<!\b(?:Mr|Dr|Ms|Co|St|No|vs))(?<!\b(?:Mrs|Inc|Ltd|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec))(?<!\b(?:Corp|Sept))[.!?][”\"’']?\s+(?=[A-Z“\"‘])"
)
_BODIES = frozenset((EntityType.COMPANY, EntityType.AGENCY, EntityType.ORGANIZATION))
_PEOPLE = frozenset((EntityType.PERSON,))
#: What joins two names to a pair, with a title between them at most.
_JOINED = re.compile(r",? (?:and|&) (?:[A-Z][\w.]*\s){0,3}$")


def is_english(sentence: str) -> bool:
    """Whether a sentence is written in Latin letters for the most part."""
    latin = len(re.findall(r"[A-Za-z]", sentence))
    return latin > 10 and latin > 4 * len(re.findall(r"[가-힣]", sentence))


def stretches(sentence: str) -> Iterator[tuple[int, int]]:
    """Yield ``[start, end)`` of each English sentence within a sentence as Kiwi cuts it."""
    for m in _STRETCH.finditer(sentence):
        at = m.start()
        for end in [e.end() for e in _END.finditer(sentence, m.start(), m.end())] + [m.end()]:
            if len(_WORD.findall(sentence, at, end)) >= _FEWEST:
                yield at, end
            at = end


@dataclass(frozen=True)
class _Stand:
    """A phrase that stands for ``name``, which is elsewhere in the text."""

    start: int
    end: int
    name: Candidate

    @property
    def type(self) -> EntityType:
        """The entity type."""
        return self.name.type


@dataclass
class EnglishReader:
    """Reads the English of one article, sentence by sentence in order.

    ``entity`` tells which cluster a name belongs to.
    """

    text: str
    entity: Mapping[tuple[int, int], int]
    rules: EnglishRules
    _pairs: dict[frozenset[EntityType], tuple[Candidate, Candidate]] = field(default_factory=dict)

    def read(
        self, start: int, end: int, names: Sequence[Candidate], times: Sequence[TimeExpr]
    ) -> list[Finding]:
        """Return what the English in the sentence ``[start, end)`` with these ``names`` says."""
        out: list[Finding] = []
        for a, b in stretches(self.text[start:end]):
            inside = [n for n in names if start + a <= n.start and n.end <= start + b]
            out += self._stretch(start + a, start + b, inside, times, (start, end))
            self._learn(inside)
        return out

    def _stretch(
        self,
        start: int,
        end: int,
        names: Sequence[Candidate],
        times: Sequence[TimeExpr],
        sentence: tuple[int, int],
    ) -> Iterator[Finding]:
        words = self.text[start:end]
        stands = [
            s
            for s in self._stands(words, start)
            if not any(n.start < s.end and s.start < n.end for n in names)
        ]
        mentions: list[MentionLike] = [*names, *stands]
        for f in find_english_relations(words, start, mentions, self.rules, times):
            head, tail = (m.name if isinstance(m, _Stand) else m for m in (f.head, f.tail))
            if isinstance(head, Candidate) and isinstance(tail, Candidate):
                yield Finding(
                    f.type, head, tail, f.status, f.rule, CONFIDENCE, *sentence, (f.start, f.end), f.title, f.item,
                    time=f.date,
                )  # fmt: skip

    def _stands(self, words: str, start: int) -> Iterator[_Stand]:
        for types, pattern in ((_BODIES, self.rules.two_bodies), (_PEOPLE, self.rules.two_people)):
            for m in pattern.finditer(words):
                for name in self._pairs.get(types, ()):
                    yield _Stand(start + m.start(), start + m.end(), name)

    def _learn(self, names: Sequence[Candidate]) -> None:
        """Keep the last two bodies and the last two people that stand side by side."""
        ordered = sorted(names, key=lambda n: n.start)
        for a, b in pairwise(ordered):
            for types in (_BODIES, _PEOPLE):
                together = a.type in types and b.type in types and _JOINED.match(self.text[a.end : b.start])
                if together and self.entity.get((a.start, a.end)) != self.entity.get((b.start, b.end)):
                    self._pairs[types] = (a, b)

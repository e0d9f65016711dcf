"""The names of an article: all finders run, and their votes merged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.document import Mark, Morph
from extract.gazetteer import Gazetteer
from extract.morphemes import Analysis
from extract.names.candidates import Candidate
from extract.names.joins import joined, parted, whole_people
from extract.names.matcher import GazetteerMatcher
from extract.names.merge import Support, merge
from extract.names.model import STYLES
from extract.names.patterns import FUSED_RULE, PatternFinder
from extract.names.shapes import NameShapes
from extract.records import EntityType
from extract.titles import Titles

if TYPE_CHECKING:
    from extract.names.model import NameModel

_BODIES = frozenset((EntityType.COMPANY, EntityType.AGENCY, EntityType.ORGANIZATION))

_LATIN_TAIL = re.compile(r"(?<=[가-힣])[A-Z][A-Za-z]*")
#: In articles a letter stands for someone without a name (A씨).
_LETTER = re.compile(r"[A-Z]")
#: Marks whose stretch is read for names; all others are skipped.
READ = frozenset(("caption",))


@dataclass
class NameFinder:
    """Finds names with the gazetteers, the patterns and, unless it is None, the trained ``model``."""

    gazetteer: Gazetteer
    titles: Titles
    shapes: NameShapes
    model: NameModel | None

    def __post_init__(self) -> None:
        self._matcher = GazetteerMatcher(self.gazetteer, self.shapes.separable | self.titles.words)
        free: dict[str, EntityType] = {}
        guarded: dict[str, EntityType] = {}
        for entry in self.gazetteer.entries.values():
            if entry.type is not EntityType.PERSON:
                for form, doubtful in entry.forms.items():
                    (guarded if doubtful else free)[form] = entry.type
        self._patterns = PatternFinder(self.titles, self.shapes, free, guarded)

    def find(
        self, text: str, analysis: Analysis, marks: Sequence[Mark], style: str = STYLES[0]
    ) -> list[Candidate]:
        """Return the names of NFC ``text``, in order, none overlapping; skipped stretches have none.

        ``style`` is one of ``extract.names.model.STYLES``.
        """
        votes, support, misread = self._votes(text, analysis, style)
        found = merge(text, analysis.morphs, votes, support, listed=style == STYLES[0], misread=misread)
        return [n for n in found if not skipped(n.start, n.end, marks)]

    def votes(self, text: str, analysis: Analysis) -> list[Candidate]:
        """Return what each finder takes for a name in NFC ``text``, before they are merged."""
        return self._votes(text, analysis, STYLES[0])[0]

    def _votes(
        self, text: str, analysis: Analysis, style: str
    ) -> tuple[list[Candidate], Support | None, set[Candidate]]:
        """Return the votes, what the model says of any stretch, and what it has misread."""
        known = list(self._matcher.find(text, analysis.morphs))
        found = [*known, *self._patterns.find(text, analysis.morphs, known)]
        seen, support, misread = [], None, set[Candidate]()
        if self.model is not None:
            sentences = [analysis.morphs[s.first : s.last] for s in analysis.sentences]
            view = self.model.predict(sentences, text, style)
            support = view.probability
            for n in view.names:
                end = _unbracketed(text, n.start, _through_latin(text, n.end))
                start = (
                    _behind_particle(text, analysis.morphs, n.start, end) if n.label in _BODIES else n.start
                )
                seen.append(Candidate(start, end, n.label, "model", n.probability))
        if style == STYLES[0]:
            found += joined(text, analysis.morphs, known, self.shapes, self.titles.countries)
            found += whole_people(text, seen, self._patterns.full_name)
            whole, seen = seen, list(parted(text, seen, known, self.shapes.facilities))
            misread = set(whole).difference(seen)
            found, seen = [*found, *(n for n in seen if not _LETTER.fullmatch(text, n.start, n.end))], []
        none = self.shapes.not_names
        kept = (n for n in found if n.ids or n.rule == FUSED_RULE or text[n.start : n.end] not in none)
        return [*seen, *kept], support, misread


def _through_latin(text: str, end: int) -> int:
    """The end of a name that goes on in Latin letters (``온새AI``)."""
    return m.end() if (m := _LATIN_TAIL.match(text, end)) else end


def _behind_particle(text: str, morphs: Sequence[Morph], start: int, end: int) -> int:
    """The start of a body's name behind the topic or subject that was read as part of it (``무협은 | 지방 학교``)."""
    if " " not in text[start:end]:
        return start
    ends = [m.end for m in morphs if start < m.start and m.end < end and m.tag in ("JX", "JKS", "JKO")]
    return max((e + 1 for e in ends if text[e] == " "), default=start)


def _unbracketed(text: str, start: int, end: int) -> int:
    """The end of a name without the bracket that closes it or in which it ends (``시진핑(習近平)``)."""
    opening = text.find("(", start + 1, end)
    return opening if opening > 0 and text.find(")", opening) >= end - 1 else end


def skipped(start: int, end: int, marks: Iterable[Mark]) -> bool:
    """Whether ``[start, end)`` touches a stretch that is not the story."""
    return any(m.kind not in READ and m.start < end and start < m.end for m in marks)

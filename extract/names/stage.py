"""The names of an article: all finders run, and their votes merged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.document import Mark
from extract.gazetteer import Gazetteer
from extract.morphemes import Analysis
from extract.names.candidates import Candidate
from extract.names.matcher import GazetteerMatcher
from extract.names.merge import merge
from extract.names.patterns import NameShapes, PatternFinder
from extract.records import EntityType
from extract.titles import Titles

if TYPE_CHECKING:
    from extract.names.model import NameModel

#: The model has learnt from Korean: what it says of Latin letters alone counts for less.
LATIN_DOUBT = 0.6
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
        bodies: dict[str, EntityType] = {
            form: entry.type
            for entry in self.gazetteer.entries.values()
            if entry.type is not EntityType.PERSON
            for form, guarded in entry.forms.items()
            if not guarded
        }
        self._patterns = PatternFinder(self.titles, self.shapes, bodies)

    def find(self, text: str, analysis: Analysis, marks: Sequence[Mark]) -> list[Candidate]:
        """Return the names of NFC ``text``, in order, none overlapping; skipped stretches have none."""
        found = merge(text, analysis.morphs, self.votes(text, analysis))
        return [n for n in found if not skipped(n.start, n.end, marks)]

    def votes(self, text: str, analysis: Analysis) -> list[Candidate]:
        """Return what each finder takes for a name in NFC ``text``, before they are merged."""
        known = list(self._matcher.find(text, analysis.morphs))
        found = [*known, *self._patterns.find(text, analysis.morphs, known)]
        if self.model is not None:
            sentences = [analysis.morphs[s.first : s.last] for s in analysis.sentences]
            for n in self.model.predict(sentences, text):
                end = _unbracketed(text, n.start, n.end)
                weight = n.probability * (LATIN_DOUBT if text[n.start : end].isascii() else 1)
                found.append(Candidate(n.start, end, n.label, "model", weight))
        return [n for n in found if n.ids or text[n.start : n.end] not in self.shapes.not_names]


def _unbracketed(text: str, start: int, end: int) -> int:
    """The end of a name without the bracket that closes it (``시진핑(習近平)``)."""
    opening = text.find("(", start + 1, end)
    return opening if opening > 0 and text[end - 1] == ")" else end


def skipped(start: int, end: int, marks: Iterable[Mark]) -> bool:
    """Whether ``[start, end)`` touches a stretch that is not the story."""
    return any(m.kind not in READ and m.start < end and start < m.end for m in marks)

"""Names in Latin letters within Korean: ``Marta Lindqvist 파트너``, ``Oak Harbor Partners가``.

People by the title behind them, bodies by their last word or by the noun before them. English sentences are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.names.candidates import Candidate
from extract.names.shapes import NameShapes
from extract.records import EntityType
from extract.titles import Titles

LATIN_RULE = "latin"
_WEIGHT = 0.9
_WORD = r"[A-Z][A-Za-z0-9'’&.-]*[A-Za-z0-9]|[A-Z]\.?"
_LINKS = "of|de|da|van|von|der|al|the|and|&"
#: Capitalised words side by side that no other Latin word touches; what a bracket adds to a name is left to coreference.
_RUN = re.compile(
    rf"(?<![A-Za-z0-9'’&.(-])(?<![A-Za-z0-9,] )(?:{_WORD})(?: (?:(?:{_LINKS}) )?(?:{_WORD})){{1,4}}(?! ?[A-Za-z0-9&])"
)
_PERSONAL = re.compile(r"[A-Z][a-z]+(?:[-'’][A-Z]?[a-z]+)?|(?:Mc|Mac|De|Van)[A-Z][a-z]+|[A-Z]\.?")
#: A first and a last name, with one between them at most.
_NAME = (2, 3)


class LatinFinder:
    """Finds people and bodies that a Korean sentence writes in Latin letters."""

    def __init__(self, titles: Titles, shapes: NameShapes) -> None:
        self._shapes = shapes
        title = rf"(?:{titles.prefix.pattern})?(?:{titles.pattern.pattern})"
        between = r"(?:\s?\([^()\n]{1,30}\))?(?: [가-힣A-Za-z0-9&]+){0,2}?"
        self._titled = re.compile(rf"{between}\s?{title}")
        self._title = re.compile(rf"(?:{titles.pattern.pattern})")

    def find(self, text: str) -> Iterator[Candidate]:
        """Yield the candidates of NFC ``text``."""
        for m in _RUN.finditer(text):
            yield from self._read(text, *m.span())

    def _read(self, text: str, start: int, end: int) -> Iterator[Candidate]:
        words = [(start + w.start(), start + w.end()) for w in re.finditer(r"\S+", text[start:end])]
        forms = [text[a:b] for a, b in words]
        titled = self._titled.match(text, end) is not None
        if self._title.fullmatch(forms[-1]):  # Marta Lindqvist CEO
            words, forms, titled = words[:-1], forms[:-1], True
        if len(words) < _NAME[0]:
            return
        if kind := self._shapes.latin.get(forms[-1].rstrip(".")):
            yield from self._body(text, words[0][0], words[-1][1], words[-2][1], kind)
        elif titled:
            yield from self._person(words, forms)
        elif cue := self._cue(text, start):
            yield Candidate(start, words[-1][1], cue, LATIN_RULE, _WEIGHT)

    def _person(self, words: list[tuple[int, int]], forms: list[str]) -> Iterator[Candidate]:
        """A person before a title, and an employer of one word between them (``Marta Lindqvist NovaCell CEO``)."""
        personal = [bool(_PERSONAL.fullmatch(f)) for f in forms]
        of_body = len(words) == _NAME[1] and not (personal[-1] and len(forms[-1]) > 1) and all(personal[:-1])
        if of_body:
            yield Candidate(*words[-1], EntityType.COMPANY, LATIN_RULE, _WEIGHT)
            words, personal = words[:-1], personal[:-1]
        if len(words) in _NAME and all(personal):
            yield Candidate(words[0][0], words[-1][1], EntityType.PERSON, LATIN_RULE, _WEIGHT)

    def _body(self, text: str, start: int, end: int, short: int, kind: EntityType) -> Iterator[Candidate]:
        """A body, and its name without the last word wherever that stands alone (``Oak Harbor``)."""
        yield Candidate(start, end, kind, LATIN_RULE, _WEIGHT)
        alone = re.compile(
            rf"(?<![A-Za-z0-9] )(?<![A-Za-z0-9]){re.escape(text[start:short])}(?! ?[A-Za-z0-9])"
        )
        for m in alone.finditer(text):
            yield Candidate(*m.span(), kind, LATIN_RULE, _WEIGHT)

    def _cue(self, text: str, start: int) -> EntityType | None:
        """The type that the noun right before tells (``스타트업 Oak Harbor``)."""
        before = re.search(r"([가-힣]+)[ ‘“'\"]+$", text[max(0, start - 12) : start])
        if not before:
            return None
        return next(
            (k for cue, k in self._shapes.cues.items() if before[1].endswith(cue) and len(cue) > 1), None
        )

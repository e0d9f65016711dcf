"""Which titles the text gives to a full name: ``이재용 삼성전자 회장``, ``회장 이재용``, ``조민규 전 대표``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extract.document import Morph
from extract.names.candidates import Candidate
from extract.records import EntityType
from extract.titles import Titles

#: How many words may stand between a name and its title (``한종희 삼성전자 DX 부문 대표이사``).
_REACH = 5
_NOUN = frozenset(("NNG", "NNP", "NNB", "NR", "SL", "SH", "SN", "XR", "XSN"))
_WORD = re.compile(r"[가-힣A-Za-z0-9&]+")
_BRACKET = re.compile(r"\s?\([^()\n]{1,30}\)")
#: What stands behind a title that somebody comes to have: 사장으로 승진했다, 총리에 지명됐다.
_TO = re.compile(r"(?:으로|로|에|직|직을|직에)(?![가-힣])")


class HeldTitle(NamedTuple):
    """A title word, and whether the text says that it is no longer held (``전 대표``)."""

    word: str
    former: bool = False


class TitleReader:
    """Reads the titles of the people of one text."""

    def __init__(
        self, titles: Titles, text: str, morphs: Sequence[Morph], names: Sequence[Candidate]
    ) -> None:
        self._titles = titles
        self._text = text
        self._noun_ends = {m.end for m in morphs if m.tag in _NOUN}
        self._noun_starts = {m.start for m in morphs if m.tag in _NOUN}
        self._people = {n.start for n in names if n.type is EntityType.PERSON}
        self._people_ends = {n.end for n in names if n.type is EntityType.PERSON}
        self._bodies = {n.start: n.end for n in names if n.type is not EntityType.PERSON}
        self._taken: set[int] = set()

    def of(self, n: Candidate) -> Iterator[HeldTitle]:
        """Yield the titles of the full name ``n``: those behind it, else the one right before it.

        Ask for the names in text order: a title behind one name is not before the next.
        """
        behind = list(self._behind(n.end))
        yield from behind
        if not behind:
            yield from self._before(n.start)

    def of_surname(self, n: Candidate) -> HeldTitle:
        """Return the title of the surname ``n`` that ends at ``n.title``."""
        words = self._text[n.end : n.title].split()
        former = len(words) > 1 and words[0] in self._titles.former
        return HeldTitle(" ".join(words[1:] if former else words), former)

    def gained(self, start: int, end: int) -> Iterator[HeldTitle]:
        """Yield the titles in ``[start, end)`` that somebody is said to come to have."""
        for m in self._titles.pattern.finditer(self._text, start, end):
            if m.end() in self._noun_ends and _TO.match(self._text, m.end()):
                yield HeldTitle(m["core"])

    def _behind(self, at: int) -> Iterator[HeldTitle]:
        former = found = False
        for _ in range(_REACH):
            if bracket := _BRACKET.match(self._text, at):
                at = bracket.end()
            start = at + (self._text[at : at + 1] == " ")
            word = _WORD.match(self._text, start)
            if not word or start in self._people:
                return
            if end := self._title_end(start):
                yield from self._parts(start, end, former=former)
                self._taken.add(start)
                found, at = True, end
                continue
            if found:
                return
            for inner in range(start + 1, word.end()):
                if end := self._title_end(inner):
                    yield from self._parts(inner, end, former=former)
                    return
            at = self._bodies.get(start) or word.end()
            if at not in self._noun_ends and word[0] not in self._titles.prefixes:
                return
            former = former or word[0] in self._titles.former

    def _before(self, start: int) -> Iterator[HeldTitle]:
        if self._text[start - 1 : start] not in {" ", "인"}:
            return
        end = start - 1
        for length in range(1, 9):
            at = end - length
            if at < 0 or at in self._taken:
                return
            boundary = not at or not _WORD.match(self._text[at - 1])
            if self._title_end(at) == end and (boundary or at in self._noun_starts):
                if at - (self._text[at - 1 : at] == " ") not in self._people_ends:
                    yield from self._parts(at, end, former=False)
                return

    def _title_end(self, start: int) -> int:
        """End of the title at ``start`` if its word has no more nouns behind it, else 0."""
        if m := self._titles.pattern.match(self._text, start):
            for end in (m.end(), m.end("core")):
                if end in self._noun_ends and end not in self._noun_starts:
                    return end
        return 0

    def _parts(self, start: int, end: int, *, former: bool) -> Iterator[HeldTitle]:
        """``대표 내정자`` holds two titles: 대표 and 내정자."""
        m = self._titles.pattern.match(self._text, start, end)
        if m:
            yield HeldTitle(m["core"], former)
            if m["suffix"]:
                yield HeldTitle(m["suffix"].strip(), former)

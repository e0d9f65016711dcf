"""Foreign people and countries before a title: ``아니타 아난드 캐나다 외교장관``, ``하워드 러트닉 미 상무장관``."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from itertools import takewhile

from extract.names.candidates import Candidate
from extract.names.page import Page
from extract.records import EntityType
from extract.titles import Titles

NATION_RULE, FOREIGN_RULE = "title:nation", "title:foreign"
_WEIGHT = 0.9
#: A foreign name has two to so many words.
_MOST = 4
_HANGUL = re.compile(r"[가-힣]{1,7}")


class AbroadFinder:
    """Finds people by the country or body that stands between them and their title."""

    def __init__(self, titles: Titles, nations: frozenset[str]) -> None:
        """``nations`` are countries in one syllable (미, 중)."""
        self.titles = titles
        self.nations = nations
        self._korean = re.compile(rf"(?:{titles.surname})[가-힣]{{2}}")

    def find(self, page: Page, start: int, core: str, known: Mapping[int, Candidate]) -> Iterator[Candidate]:
        """Yield names before the title ``core`` at ``start``; ``known`` are known bodies and places by their end."""
        words = page.words_before(page.skip_prefixes(start, self.titles), 1)
        if not words:
            return
        a, b = words[0]
        if page.text[a:b] in self.nations and EntityType.PLACE in self.titles.bodies_of(core):
            yield Candidate(a, b, EntityType.PLACE, NATION_RULE, _WEIGHT)
        elif (body := known.get(b)) is not None and body.start >= a:
            a = body.start
        else:
            return
        before = page.skip_prefixes(a, self.titles)
        least = 2
        if (country := page.words_before(before, 1)) and page.text[
            slice(*country[0])
        ] in self.titles.countries:
            before, least = country[0][0], 1  # 자오러지 중국 전국인민대표대회 상무위원장
        if name := self._name(page, before, {c.start for c in known.values()}, least):
            yield Candidate(*name, EntityType.PERSON, FOREIGN_RULE, _WEIGHT)

    def _name(self, page: Page, at: int, known: Container[int], least: int) -> tuple[int, int] | None:
        """The foreign name of ``least`` words or more that ends before ``at``: it begins with a word that Kiwi does not know."""
        words = list(takewhile(lambda w: self._may_be_part(page, *w), page.words_before(at, _MOST)))
        if not words or self._korean.fullmatch(page.text, *words[0]):
            return None
        for n in range(len(words), least - 1, -1):
            first = words[n - 1]
            named = page.is_unknown(*first) and (
                first[0] not in known or (n > 1 and page.is_unknown(*words[n - 2]))
            )
            if named and not any(self.titles.pattern.fullmatch(page.text, *w) for w in words[:n]):
                return first[0], words[0][1]
        return None

    def _may_be_part(self, page: Page, start: int, end: int) -> bool:
        return bool(_HANGUL.fullmatch(page.text, start, end)) and not page.has_particle(end)

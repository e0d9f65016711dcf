"""Names by their surroundings: people and bodies by titles, courtesy words and kin; the rest is in ``telling.py``.

``최태원 SK그룹 회장``, ``회장 이재용은``, ``이 회장``, ``서울시장``, ``누리칩스(대표 문가람)``, ``장녀 문가람이``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from extract.document import Morph
from extract.names.abroad import AbroadFinder
from extract.names.candidates import Candidate
from extract.names.latin import LatinFinder
from extract.names.page import MISREAD, Page
from extract.names.shapes import NameShapes
from extract.names.telling import TypeFinder
from extract.records import EntityType
from extract.titles import Titles

SURNAME_RULE = "title:surname"
ANONYMOUS_RULE = "title:anonymous"
FUSED_RULE = "title:fused"
MISREAD_RULE = "title:misread"
KIN_RULE = "title:kin"
_HANGUL = re.compile(r"[가-힣]+")
#: A name of two syllables may be another word.
_WHOLE_NAME = 3
#: How many words may stand between a name and its title (``김 아무개 [대한상공회의소 서울지부] 회장``).
_REACH = 4
#: What may stand between a foreigner and a title.
_ABROAD = frozenset((EntityType.PLACE, EntityType.AGENCY))
#: Above this weight Kiwi itself reads a word as one proper noun.
_SINGLE = 0.8
#: Weight of a surname that a headline writes in Hanja (李회장): more than that of a country in Hanja (韓).
_HANJA = 0.95


class PatternFinder:
    """Finds names by pattern, given which stretches the gazetteers know already."""

    def __init__(
        self,
        titles: Titles,
        shapes: NameShapes,
        is_body: dict[str, EntityType],
        may_be_body: Mapping[str, EntityType] = MappingProxyType({}),
    ) -> None:
        """``is_body`` maps the unguarded forms of bodies and places to their type, ``may_be_body`` the guarded ones."""
        self.titles = titles
        self.shapes = shapes
        self._is_body = is_body
        self._may_be_body = may_be_body
        self._surnames = titles.surnames | frozenset(titles.compound_surnames)
        surname = titles.surname
        self.full_name = re.compile(
            rf"(?:(?:{'|'.join(titles.compound_surnames)})[가-힣]{{1,2}}|(?:{surname})[가-힣]{{1,2}})$"
        )
        self._title = re.compile(rf"(?:{titles.pattern.pattern})")
        self._courtesy = re.compile(
            r"(?P<name>[가-힣]{1,5})(?P<age>\s?\([^()\n]{1,12}\))?\s?씨(?=[가-힣\s,.()·”’'\"]|$)"
        )
        self._anonymous = re.compile(rf"(?:{surname})(?:모|아무개)")
        self._fused = {f.title: f for f in titles.fused}
        self._kin = re.compile(rf"(?<![가-힣])(?:{'|'.join(shapes.kin)})(?:인|이자)? (?P<name>[가-힣]{{3}})")
        self._types = TypeFinder(shapes)
        self._abroad = AbroadFinder(titles, shapes.nations)
        self._latin = LatinFinder(titles, shapes)

    def find(self, text: str, morphs: list[Morph], known: Iterable[Candidate]) -> Iterator[Candidate]:
        """Yield candidates of ``text``; ``known`` are the gazetteer's."""
        page = Page(text, morphs, known)
        places = {c.end: c for c in known if c.type in _ABROAD}
        yield from self._by_courtesy(page)
        yield from self._by_title(page, places)
        yield from self._by_kin(page)
        yield from self._types.find(page, known)
        yield from self._latin.find(text)

    # -- 씨 ------------------------------------------------------------------------------------

    def _by_courtesy(self, page: Page) -> Iterator[Candidate]:
        for m in self._courtesy.finditer(page.text):
            name, start = m["name"], m.start("name")
            if start and _HANGUL.match(page.text[start - 1]):
                continue
            if name in self.titles.surnames or self._anonymous.fullmatch(name):
                yield Candidate(start, start + 1, EntityType.PERSON, ANONYMOUS_RULE, 0.8)
            elif len(name) > 1 and name not in self.shapes.not_names and page.is_noun(start, m.end("name")):
                yield Candidate(start, m.end("name"), EntityType.PERSON, "title:courtesy", 0.85)

    # -- titles ----------------------------------------------------------------------------------

    def _by_title(self, page: Page, places: dict[int, Candidate]) -> Iterator[Candidate]:
        for m in self._title.finditer(page.text):
            start, end = m.span()
            if not page.ends_word(end):
                continue
            if start and page.text[start - 1] in self.titles.hanja_surnames:
                yield Candidate(start - 1, start, EntityType.PERSON, SURNAME_RULE, _HANJA, title=end)
            elif start and re.match(r"[가-힣A-Za-z0-9]", page.text[start - 1]):
                word_start = page.word_start(start)
                people = list(self._name_before(page, word_start, end, m["core"]))
                named = any(p.rule == "title:name" and p.end - p.start >= _WHOLE_NAME for p in people)
                fused = list(self._fused_body(page, word_start, start, end, m["core"], named=named))
                yield from fused
                if fused:
                    yield from people
                if m["core"] not in self._fused and self._name(page, word_start, start) > _SINGLE:
                    yield Candidate(word_start, start, EntityType.PERSON, "title:glued", 0.6)
                start = word_start
            else:
                yield from self._compound_body(page, start, end, m["core"])
                yield from self._name_before(page, start, end, m["core"])
            yield from self._abroad.find(page, start, m["core"], places)
            yield from self._name_after(page, start, end)

    def _fused_body(
        self, page: Page, word_start: int, title_start: int, end: int, core: str, *, named: bool
    ) -> Iterator[Candidate]:
        """The body in a word that joins it with a title (``서울시장``: 서울시); ``end`` is the title's end.

        ``named`` tells that a full name stands before it, so that it is a post and nothing else (전통시장).
        """
        fused = next((f for f in self.titles.fused if core.endswith(f.title)), None)
        if not fused:
            return
        title_start += len(core) - len(fused.title)
        if title_start - word_start < 2:
            return
        body_end = title_start + fused.keep
        body = page.text[word_start:body_end]
        known = self._is_body.get(body) or (self._may_be_body.get(body) if named else None)
        if known is EntityType.PLACE and fused.keep and EntityType.AGENCY in fused.types:
            known = EntityType.AGENCY
        if known:
            yield Candidate(word_start, body_end, known, FUSED_RULE, 0.9, title=end)
        elif EntityType.AGENCY not in fused.types or not _HANGUL.fullmatch(body):
            return
        elif (named and fused.keep) or (fused.open and not self._name(page, word_start, title_start)):
            kind = EntityType.COMPANY if EntityType.COMPANY in fused.types else EntityType.AGENCY
            yield Candidate(word_start, body_end, kind, FUSED_RULE, 0.6, title=end)

    def _compound_body(self, page: Page, start: int, end: int, core: str) -> Iterator[Candidate]:
        """The known body at the beginning of a compound title (``물빛위원장``: 물빛위)."""
        for title, fused in self._fused.items():
            at = start + len(core) - len(title) + fused.keep
            if core.endswith(title) and (kind := self._is_body.get(page.text[start:at])):
                yield Candidate(start, at, kind, FUSED_RULE, 0.9, title=end)
                return

    def _name_before(self, page: Page, start: int, end: int, core: str) -> Iterator[Candidate]:
        """Find the name that the title at ``[start, end)`` belongs to, to its left."""
        at = page.skip_prefixes(start, self.titles)
        words = page.words_before(at, _REACH + 1)
        if not words:
            return
        first = words[0]
        near = page.text[first[0] : first[1]]
        if self._anonymous.fullmatch(near):
            yield Candidate(first[0], first[0] + 1, EntityType.PERSON, ANONYMOUS_RULE, 0.8)
            return
        if near in self.titles.surnames or near in self.titles.compound_surnames:
            sure = near not in self.titles.not_surnames
            yield Candidate(
                first[0],
                first[1],
                EntityType.PERSON,
                SURNAME_RULE,
                0.7 if sure else 0.3,
                guarded=not sure,
                title=end,
            )
            return
        if weight := self._name(page, *first):
            rule = MISREAD_RULE if weight == MISREAD else "title:name"
            yield Candidate(*first, EntityType.PERSON, rule, weight)
            return
        for n, (a, b) in enumerate(words[1:], 1):
            if weight := self._name(page, a, b):
                between = words[:n]
                body = (between[-1][0], first[1])
                if page.known_body(*body) or n == 1:
                    yield Candidate(a, b, EntityType.PERSON, "title:name-body", weight)
                if n == 1 and not page.known_body(*first) and page.is_unknown(*first):
                    yield from self._guess_body(page, *first, core)
                return

    def _guess_body(self, page: Page, start: int, end: int, core: str) -> Iterator[Candidate]:
        """An unknown word between a name and a title: a body, of the type that the title goes with."""
        text = page.text[start:end]
        for kind, pattern in self.shapes.suffixes.items():
            if pattern.search(text) and kind is not EntityType.PLACE:
                yield Candidate(start, end, kind, "title:body", 0.75)
                return
        kinds = self.titles.bodies_of(core)
        if EntityType.COMPANY in kinds:
            yield Candidate(start, end, EntityType.COMPANY, "title:body", 0.6)
        elif EntityType.ORGANIZATION in kinds:
            yield Candidate(start, end, EntityType.ORGANIZATION, "title:body", 0.5)

    def _name_after(self, page: Page, start: int, end: int) -> Iterator[Candidate]:
        """``회장 이재용은``, ``(대표 문가람)``."""
        m = re.compile(r"\s(?:인\s)?([가-힣]{2,4})").match(page.text, end)
        if not m:
            return
        for length in (3, 2, 4):
            a, b = m.start(1), m.start(1) + length
            if (
                b <= m.end(1)
                and page.ends_noun(b)
                and (weight := self._name(page, a, b))
                and (length == 3 or b == m.end(1))
            ):
                yield Candidate(a, b, EntityType.PERSON, "title:before", weight - 0.1)
                if page.text[max(0, start - 1)] == "(" and (body := page.unknown_before(start - 1)):
                    yield from self._guess_body(page, *body, page.text[start:end])
                return

    def _name(self, page: Page, start: int, end: int) -> float:
        """How much ``[start, end)`` looks like a Korean personal name (0: not at all)."""
        text = page.text[start:end]
        if not self.full_name.fullmatch(text) or text in self.shapes.not_names or text in self._is_body:
            return 0.0
        if text in self.titles.words or page.known_body(start, end):
            return 0.0
        return page.name_weight(start, end, self._surnames)

    def _by_kin(self, page: Page) -> Iterator[Candidate]:
        """A person without a title behind a word for kin or the like (``장녀 문가람이``)."""
        for m in self._kin.finditer(page.text):
            start, end = m.span("name")
            if page.ends_noun(end) and (weight := self._name(page, start, end)):
                yield Candidate(start, end, EntityType.PERSON, KIN_RULE, weight)

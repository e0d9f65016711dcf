"""Names by what tells their type: endings, legal forms, cue nouns, and what is done with them or what they do.

``린드크비스트배터리``, ``법무법인 도연``, ``스타트업 누리칩스``, ``누리칩스 지분``, ``새벌시는 … 공지했다``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extract.names.candidates import Candidate
from extract.names.page import Page
from extract.names.shapes import NameShapes
from extract.records import EntityType

SHORT_FORM_RULE = "suffix:short-form"
SLOT_RULE, PARTS_RULE = "slot", "slot:parts"
COMPOUND_RULE, LEGAL_RULE, DISTRICT_RULE = "compound", "legal", "district"
_WORD = re.compile(r"\S+")
_REGION = re.compile(r"[가-힣]{1,8}[시군구도]")
_DISTRICT = re.compile(r"(?<![가-힣])[가-힣]{2,5}[시군]")
#: Lone vowels and consonants: laughter and tears, no part of a name.
_JAMO = re.compile(r"[\u1100-\u11ff\u3130-\u318f]")
_SHORT_FORM = re.compile(
    r"([가-힣A-Za-z0-9&]{3,})\s?\((?:이하|약칭) [‘'“\"]?([가-힣A-Za-z0-9&]{2,20})[’'”\"]?\)"
)
#: A name of so many characters, or of so many Latin letters, is one only where something tells that it is.
_SHORT = 2
#: So many nouns make a compound long enough to be told by its ending.
_COMPOUND = 3


class TypeFinder:
    """Finds names by what tells their type."""

    def __init__(self, shapes: NameShapes) -> None:
        self.shapes = shapes

    def find(self, page: Page, known: Iterable[Candidate]) -> Iterator[Candidate]:
        """Yield candidates of ``page``; ``known`` are the gazetteer's."""
        yield from self._by_guarded_slot(page, known)
        yield from self._by_cue(page)
        yield from self._by_ending(page)
        yield from self._by_district(page)
        yield from self._by_acting(page.text, known)
        yield from self._by_legal_form(page)
        yield from self._by_short_form(page.text)

    def _by_short_form(self, text: str) -> Iterator[Candidate]:
        """A word that goes by a shorter name from here on (``가람에너지솔루션(이하 가람)``) and has a telling ending."""
        for m in _SHORT_FORM.finditer(text):
            for kind, pattern in self.shapes.suffixes.items():
                if (hit := pattern.search(m[1])) and hit.start():
                    yield Candidate(*m.span(1), kind, SHORT_FORM_RULE, 0.75)
                    yield Candidate(*m.span(2), kind, SHORT_FORM_RULE, 0.75)
                    break

    def _by_ending(self, page: Page) -> Iterator[Candidate]:
        """A compound of words that Kiwi knows, by its ending (``국가배터리안전원``)."""
        for m in _WORD.finditer(page.text):
            start, end, count = page.nouns_at(m.start())
            if count >= _COMPOUND and not page.known_body(start, end):
                text = page.text[start:end]
                for kind, pattern in self.shapes.compounds.items():
                    if pattern.fullmatch(text):
                        yield Candidate(start, end, kind, COMPOUND_RULE, 0.6)

    def _by_district(self, page: Page) -> Iterator[Candidate]:
        """An unknown city or county: a body where it acts (``새벌시는 … 공지했다``), a place elsewhere."""
        for m in _DISTRICT.finditer(page.text):
            start, end = m.span()
            if not page.is_district(start, end):
                continue
            acts = self.shapes.acts.match(page.text, end)
            kind = EntityType.AGENCY if acts else EntityType.PLACE
            yield Candidate(start, end, kind, DISTRICT_RULE, 0.75)

    def _by_acting(self, text: str, known: Iterable[Candidate]) -> Iterator[Candidate]:
        """A known city, county or province that acts as a body."""
        known = list(known)
        bodies = {(c.start, c.end): c.ids for c in known if c.type is EntityType.AGENCY}
        for c in known:
            ids = bodies.get((c.start, c.end)) if c.type is EntityType.PLACE else None
            if ids and _REGION.fullmatch(text, c.start, c.end) and self.shapes.acts.match(text, c.end):
                yield Candidate(c.start, c.end, EntityType.AGENCY, DISTRICT_RULE, 0.75, ids)

    def _by_legal_form(self, page: Page) -> Iterator[Candidate]:
        """``법무법인 도연``."""
        for kind, pattern in self.shapes.legal.items():
            for m in pattern.finditer(page.text):
                end = m.end()
                while end > m.start() and not page.ends_word(end):
                    end -= 1
                if " " in page.text[m.start() : end]:
                    yield Candidate(m.start(), end, kind, LEGAL_RULE, 0.85)

    def _by_slot(self, page: Page, found: tuple[int, int] | None, rule: str) -> Iterator[Candidate]:
        """A word by what is done with it or what it has (``누리칩스를 인수``, ``누리칩스 지분``)."""
        if found is not None:
            for kind, pattern in self.shapes.slots.items():
                if pattern.match(page.text, found[1]):
                    yield Candidate(*found, kind, rule, 0.6)
                    return

    def _by_guarded_slot(self, page: Page, known: Iterable[Candidate]) -> Iterator[Candidate]:
        """A listed name that is a common word as well, where only a name of its type can stand (``알파벳 산하``, ``방산업체 풍산``)."""
        for c in known:
            if not c.guarded or c.end - c.start < _SHORT:
                continue
            slot = self.shapes.slots.get(c.type)
            if (slot and slot.match(page.text, c.end)) or self._cue(page, c.start) is c.type:
                yield Candidate(c.start, c.end, c.type, SLOT_RULE, 0.6)

    def _cue(self, page: Page, start: int) -> EntityType | None:
        """The type that the noun before the word at ``start`` tells, alone or at the end of a compound (``방산업체``)."""
        before = page.words_before(start, 1)
        word = page.text[before[0][0] : before[0][1]] if before else ""
        return next(
            (self.shapes.cues[word[n:]] for n in range(len(word)) if word[n:] in self.shapes.cues), None
        )

    def _by_cue(self, page: Page) -> Iterator[Candidate]:
        for m in _WORD.finditer(page.text):
            if not page.may_open_name(m.start()):
                continue
            if found := page.unknown_at(m.start()):
                yield from self._by_slot(page, found, SLOT_RULE)
            elif found := page.proper_at(m.start()):
                yield from self._by_slot(page, found, PARTS_RULE)
            elif not ((found := page.short_at(m.start())) and self._cue(page, m.start())):
                continue
            start, end = found
            text = page.text[start:end]
            if _JAMO.search(text):
                continue
            cue = self._cue(page, start)
            kind = next(
                (k for k, p in self.shapes.suffixes.items() if (hit := p.search(text)) and hit.start() > 1),
                None,
            )
            if cue or kind:
                score = 0.55 + 0.15 * (cue is not None and kind is not None) + 0.1 * (cue is not None)
                yield Candidate(
                    start, end, kind or cue or EntityType.COMPANY, "cue" if cue else "suffix", score
                )

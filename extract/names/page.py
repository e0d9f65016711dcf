"""A text as the patterns see it: its words, its morphemes, and which stretches are known bodies."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from extract.document import Morph
from extract.names.candidates import Candidate
from extract.records import EntityType
from extract.titles import Titles

_HANGUL = re.compile(r"[가-힣]+")
#: Tags of morphemes that names are made of.
NOUN = frozenset(("NNG", "NNP", "NNB", "NR", "SL", "SH", "SN", "XR", "XSN"))
#: Weight of a name that Kiwi has read as a noun and a copula; the model, which sees these, cannot help.
MISREAD = 0.65
#: Syllables of most Korean names.
_WHOLE = 3
_PARENS = re.compile(r"\s?\([^()\n]{1,30}\)$")
#: How many words of a paragraph before a title are looked at for a name.
_WINDOW = 60


def _unknown(run: list[Morph]) -> bool:
    """Whether Kiwi's dictionary has no such word: one part is missing, or letters and words are joined (QX파트너스)."""
    return any(m.oov for m in run) or (len(run) > 1 and any(m.tag == "SL" for m in run))


class Page:
    """A text with its words and morphemes, and which stretches are known bodies."""

    def __init__(self, text: str, morphs: list[Morph], known: Iterable[Candidate]) -> None:
        self.text = text
        self.morphs = morphs
        self._at = {m.start: m for m in morphs}
        self._starts = [m.start for m in morphs]
        self._ends = {m.end: m for m in morphs}
        bodies = [c for c in known if c.type is not EntityType.PERSON and not c.guarded]
        self._bodies = {(c.start, c.end) for c in bodies}
        self._body_starts = {c.start for c in bodies}
        self._known_ends = {c.end for c in bodies}

    def known_body(self, start: int, end: int) -> bool:
        """Whether a known body fills ``[start, end)`` or starts or ends it."""
        return (start, end) in self._bodies or start in self._body_starts or end in self._known_ends

    def word_start(self, at: int) -> int:
        """Start of the run of letters that ``at`` stands in."""
        while at and re.match(r"[가-힣A-Za-z0-9&]", self.text[at - 1]):
            at -= 1
        return at

    def _inside(self, start: int, end: int) -> list[Morph]:
        out = []
        for m in self.morphs[max(0, bisect_right(self._starts, start) - 3) :]:
            if m.start >= end:
                break
            if m.start >= start:
                out.append(m)
        return out

    def ends_word(self, end: int) -> bool:
        """Whether a noun ends at ``end`` and no other noun goes on in the same word."""
        last = self._ends.get(end)
        if not last or last.tag not in NOUN:
            return False
        after = self.morphs[last.i + 1] if last.i + 1 < len(self.morphs) else None
        return not (
            after and after.start == end and after.tag in NOUN and after.form not in ("들", "단", "측")
        )

    def ends_noun(self, end: int) -> bool:
        """Whether the word ends at ``end`` or a particle, copula or bracket begins there."""
        nxt = self._at.get(end)
        return (
            end >= len(self.text)
            or not _HANGUL.match(self.text[end])
            or bool(nxt and (nxt.tag.startswith("J") or nxt.tag == "VCP"))
        )

    def is_noun(self, start: int, end: int) -> bool:
        """Whether the stretch starts at a morpheme and is no plain common word."""
        inside = self._inside(start, end)
        return bool(inside) and not (
            len(inside) == 1 and inside[0].tag in ("NNG", "NP", "MAG", "NR") and not inside[0].oov
        )

    def is_unknown(self, start: int, end: int) -> bool:
        """Whether the word is a proper noun or one that Kiwi's dictionary lacks."""
        inside = self._inside(start, end)
        return (
            bool(inside)
            and inside[-1].end <= end
            and all(m.tag in ("NNP", "NNG", "SL", "SN", "XSN") for m in inside)
            and any(m.oov or m.tag in ("NNP", "SL") for m in inside)
        )

    def may_open_name(self, start: int) -> bool:
        """Whether what begins at ``start`` is more than one common noun that Kiwi knows: spares most words the rest."""
        first = self._at.get(start)
        if first is None or first.tag not in ("NNP", "NNG", "SL"):
            return False
        if first.tag != "NNG" or first.oov:
            return True
        after = self.morphs[first.i + 1] if first.i + 1 < len(self.morphs) else None
        return after is not None and after.start == first.end and after.tag in ("NNP", "NNG", "SL", "SN")

    def unknown_at(self, start: int) -> tuple[int, int] | None:
        """The stretch from ``start`` on to the end of the word's nouns if it is unknown, else None."""
        first = self._at.get(start)
        if not first or first.tag not in ("NNP", "NNG", "SL") or start in self._body_starts:
            return None
        last = first
        while (
            last.i + 1 < len(self.morphs)
            and (n := self.morphs[last.i + 1]).start == last.end
            and n.tag in ("NNP", "NNG", "SL", "SN")
        ):
            last = n
        span = (start, last.end)
        known = any(m.start in self._body_starts for m in self.morphs[first.i : last.i + 1])
        return (
            span
            if not known and last.end - start > 2 and _unknown(self.morphs[first.i : last.i + 1])
            else None
        )

    def short_at(self, start: int) -> tuple[int, int] | None:
        """The word at ``start`` if it is a proper one of two syllables or one in capitals (``PGZ``, ``xAI``), else None."""
        m = self._at.get(start)
        if not m or start in self._body_starts or not self.ends_noun(m.end):
            return None
        if m.tag == "SL":
            after = self.text[m.end : m.end + 1]
            fits = self.text[m.end - 1].isupper() and (not after.isalnum() or bool(_HANGUL.match(after)))
        else:
            fits = m.end - start == 2 and (m.oov or m.tag == "NNP")
        return (start, m.end) if fits and m.end - start > 1 else None

    def is_district(self, start: int, end: int) -> bool:
        """Whether the word is one that Kiwi does not know, or one with 시 or 군 behind it."""
        inside = self._inside(start, end)
        if not inside or inside[-1].end != end or not self.ends_noun(end) or start in self._body_starts:
            return False
        if len(inside) == 1:
            return inside[0].oov
        return len(inside) == 2 and (inside[0].oov or inside[0].tag == "NNP") and len(inside[1].form) == 1

    def has_particle(self, end: int) -> bool:
        """Whether the word that ends at ``end`` does so with a particle or an ending."""
        return (last := self._ends.get(end)) is not None and last.tag.startswith(("J", "E"))

    def nouns_at(self, start: int) -> tuple[int, int, int]:
        """The stretch of the nouns that follow one another from ``start`` on, and how many they are."""
        count, end = 0, start
        at = self._at.get(start)
        while at is not None and at.tag in NOUN and at.start == end:
            count, end = count + 1, at.end
            at = self.morphs[at.i + 1] if at.i + 1 < len(self.morphs) else None
        return start, end, count

    def proper_at(self, start: int) -> tuple[int, int] | None:
        """The stretch from ``start`` to the end of the word's nouns if they are several with a proper one, else None."""
        run: list[Morph] = []
        at: Morph | None = self._at.get(start)
        while at is not None and at.tag in ("NNP", "NNG") and not (run and at.start != run[-1].end):
            run.append(at)
            at = self.morphs[at.i + 1] if at.i + 1 < len(self.morphs) else None
        known = any(m.start in self._body_starts or m.end in self._known_ends for m in run)
        proper = len(run) > 1 and any(m.tag == "NNP" for m in run)
        return (start, run[-1].end) if proper and not known and run[-1].end - start > 2 else None

    def unknown_before(self, end: int) -> tuple[int, int] | None:
        """The unknown word that ends at ``end``, else None."""
        start = self.word_start(end)
        return (
            (start, end)
            if start < end and not self.known_body(start, end) and self.is_unknown(start, end)
            else None
        )

    def skip_prefixes(self, at: int, titles: Titles) -> int:
        """Position before the words like ``전``, ``신임`` that stand before ``at``."""
        while True:
            words = self.words_before(at, 1)
            if not words or self.text[words[0][0] : words[0][1]] not in titles.prefixes:
                return at
            if not (before := self.words_before(words[0][0], 1)):
                return at
            if self.text[words[0][0] : words[0][1]] in titles.surnames and not _HANGUL.fullmatch(
                self.text[before[0][0] : before[0][1]]
            ):
                return at
            at = words[0][0]

    def words_before(self, at: int, most: int) -> list[tuple[int, int]]:
        """Up to ``most`` words to the left of ``at`` that are bare nouns, nearest first; brackets are skipped."""
        out: list[tuple[int, int]] = []
        while len(out) < most and at > 0:
            if self.text[at - 1] == " ":
                at -= 1
            elif out or self.text[at - 1] != ")":
                break
            if m := _PARENS.search(self.text, max(0, at - _WINDOW), at):
                at = m.start()
            start = self.word_start(at)
            if start == at or self._bare_end(at) is False:
                break
            out.append((start, at))
            at = start
        return out

    def _bare_end(self, end: int) -> bool:
        last = self._ends.get(end)
        if last is None or last.tag in ("VV", "VA"):  # a stem with no ending is no verb (서 CEO)
            return True
        return not (last.tag.startswith(("J", "E", "V")) and not self._name_like_tail(last))

    def _name_like_tail(self, last: Morph) -> bool:
        """Kiwi reads unknown names as verbs (김창한 = 김 창 하 ᆫ): an ending behind a surname is no ending."""
        word = self.text[self.word_start(last.end) : last.end]
        return (
            len(word) in (3, 4)
            and last.tag in ("ETM", "EC", "EF", "JX", "JKS", "JKB", "JKG", "JKO", "JC")
            and len(last.form) <= 2
        )

    def name_weight(self, start: int, end: int, surnames: frozenset[str]) -> float:
        """How sure Kiwi's reading leaves it that ``[start, end)`` is a personal name."""
        inside = self._inside(start, end)
        if not inside:
            return 0.0
        if len(inside) == 1:
            m = inside[0]
            return 0.85 if m.tag == "NNP" else 0.7 if m.oov else 0.0
        if [m.form for m in inside[1:]] == ["로"] and end - start == _WHOLE and inside[0].form[0] in surnames:
            return MISREAD  # 강새로 = 강새 + (으)로
        if inside[0].form not in surnames or inside[-1].end > end or inside[-1].tag.startswith("J"):
            return 0.0
        if inside[0].tag == "NNP":
            return 0.75
        if end - start == _WHOLE and any(m.tag == "VCP" for m in inside[1:]) and inside[-1].tag != "ETM":
            return MISREAD  # 강이든 = 강 + 이(다) + 든
        return 0.6 if inside[0].tag in ("NNG", "MM", "NR", "NP", "XPN") and end - start == _WHOLE else 0.0

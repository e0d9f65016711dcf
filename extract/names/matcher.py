"""Gazetteer look-up: every known form in a text, spaces aside, on morpheme boundaries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import ahocorasick

from extract.document import Morph
from extract.gazetteer import Entry, Gazetteer
from extract.names.candidates import Candidate
from extract.records import EntityType

#: Weights of a gazetteer hit: a free form, and one that is also something else.
FREE, GUARDED = 0.9, 0.35
#: A match may skip spaces that the form does not have only from this length on.
_LOOSE = 4
_LATIN = re.compile(r"[A-Za-z0-9&]")
_NOUN = frozenset(("NNG", "NNP", "NR", "SL", "SH", "SN", "XPN", "XR", "NNB"))

#: Endings that make a verb or an adjective of a noun: 부산하게 is busy, not Busan.
_VERBAL = frozenset(("XSV", "XSA"))


class GazetteerMatcher:
    """An Aho-Corasick automaton over all forms of a gazetteer, without their spaces."""

    def __init__(self, gazetteer: Gazetteer, separable: frozenset[str]) -> None:
        self._separable = separable
        self._automaton: Any = ahocorasick.Automaton()
        forms: dict[str, dict[str, bool]] = {}
        self._spaced = frozenset(form for form in gazetteer.by_form if " " in form)
        for form, entries in gazetteer.by_form.items():
            squeezed = form.replace(" ", "")
            known = forms.setdefault(squeezed, {})
            for entry in entries:
                known[entry.id] = known.get(entry.id, True) and entry.forms[form]
        for squeezed, known in forms.items():
            self._automaton.add_word(squeezed, (len(squeezed), tuple(sorted(known.items()))))
        self._automaton.make_automaton()
        self._entries: dict[str, Entry] = gazetteer.entries

    def find(self, text: str, morphs: list[Morph]) -> Iterator[Candidate]:
        """Yield every form in ``text`` that starts and ends where a morpheme does."""
        where = [i for i, c in enumerate(text) if not c.isspace()]
        squeezed = "".join(text[i] for i in where)
        starts = {m.start: m for m in morphs}
        ends = {m.end: m for m in morphs}
        for last, (length, known) in self._automaton.iter(squeezed):
            start, end = where[last - length + 1], where[last] + 1
            if start not in starts or end not in ends:
                continue
            spaces = (end - start) - length
            if (
                spaces
                and text[start:end] not in self._spaced
                and (length < _LOOSE or "\n" in text[start:end] or "  " in text[start:end])
            ):
                continue
            if (
                start
                and _LATIN.match(text[start - 1])
                and (_LATIN.match(text[start]) or text[start - 1].isdigit())
            ):
                continue  # 24일 정부: a day, no 일 정부
            if _LATIN.match(text[end - 1]) and end < len(text) and _LATIN.match(text[end]):
                continue
            if self._inside_word(text, morphs, starts[start], ends[end], end - start):
                continue
            yield from self._candidates(text, start, end, known)

    def _inside_word(self, text: str, morphs: list[Morph], first: Morph, last: Morph, length: int) -> bool:
        """Whether the stretch is a part of a longer word that is not a name plus a known head noun."""
        before = morphs[first.i - 1] if first.i else None
        if (
            before
            and before.end == first.start
            and before.tag in _NOUN
            and (length < 3 or before.tag == "XPN")
        ):
            return True
        after = morphs[last.i + 1] if last.i + 1 < len(morphs) else None
        if not after or after.start != last.end:
            return False
        if after.tag in _VERBAL:
            return True
        if after.tag not in _NOUN:
            return False
        word_end = after
        while (
            word_end.i + 1 < len(morphs)
            and morphs[word_end.i + 1].start == word_end.end
            and morphs[word_end.i + 1].tag in _NOUN
        ):
            word_end = morphs[word_end.i + 1]
        rest = text[after.start : word_end.end]
        return rest not in self._separable and after.form not in self._separable

    def _candidates(
        self, text: str, start: int, end: int, known: tuple[tuple[str, bool], ...]
    ) -> Iterator[Candidate]:
        by_type: dict[EntityType, list[tuple[str, bool]]] = {}
        for entry_id, guarded in known:
            by_type.setdefault(self._entries[entry_id].type, []).append((entry_id, guarded))
        for kind, hits in by_type.items():
            guarded = all(g for _, g in hits)
            name, _, title = text[start:end].rpartition(" ")
            titled = kind is EntityType.PERSON and name and title in self._separable
            yield Candidate(
                start,
                start + len(name) if titled else end,  # 프란치스코 of 프란치스코 교황
                kind,
                f"gazetteer:{hits[0][0].partition(':')[0]}",
                GUARDED if guarded else FREE,
                tuple(i for i, _ in hits),
                guarded,
            )

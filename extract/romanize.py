"""Korean names in Latin letters: whether ``Lee Jae-myung`` is a spelling of ``이재명``.

People spell their own names, so this recognises a known name and does not transliterate. The
spellings are those of ``data/romanisation.yml``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

_BETWEEN = r"[\s\-]?"


@dataclass(frozen=True)
class Romanisation:
    """Latin spellings of letters (jamo) by their place in the syllable, and of whole surnames."""

    initials: dict[str, list[str]]
    vowels: dict[str, list[str]]
    finals: dict[str, list[str]]
    surnames: dict[str, list[str]]

    def pattern(self, name: str, surname_length: int = 1) -> re.Pattern[str]:
        """Return what matches the Latin spellings of the Hangul personal name ``name``, in either order.

        Its first ``surname_length`` syllables are the surname (the group ``surname``, or ``last``
        where it stands last); the given name may be hyphenated, spaced or one word.
        """
        surname, given = name[:surname_length], name[surname_length:]
        own = self.surnames.get(surname)
        first = _any(own) if own else _BETWEEN.join(map(self._syllable, surname))
        second = _BETWEEN.join(map(self._syllable, given))
        return re.compile(
            rf"\b(?:(?P<surname>{first})\s{second}|{second}\s(?P<last>{first}))\b", re.IGNORECASE
        )

    def _syllable(self, syllable: str) -> str:
        jamo = [_compatible(c) for c in unicodedata.normalize("NFD", syllable)]
        tables = (self.initials, self.vowels, self.finals)
        return "".join(_any(table.get(c, [])) for table, c in zip(tables, jamo, strict=False))


def _compatible(conjoining: str) -> str:
    """A conjoining jamo as the letter that keyboards write (U+1105 ㄹ: U+3139)."""
    name = unicodedata.name(conjoining).replace("CHOSEONG", "LETTER").replace("JUNGSEONG", "LETTER")
    return unicodedata.lookup(name.replace("JONGSEONG", "LETTER"))


def _any(spellings: Iterable[str]) -> str:
    ordered = sorted(spellings, key=lambda s: (-len(s), s))
    return f"(?:{'|'.join(ordered)})" if ordered else ""


def load_romanisation(path: Path) -> Romanisation:
    """Read ``data/romanisation.yml``.

    Raises:
        TypeError: a section is missing or unknown.
    """
    return Romanisation(**yaml.safe_load(path.read_text(encoding="utf-8")))

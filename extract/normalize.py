r"""Bring a text into the form that every later stage reads, and map spans of it back.

Two things are done, in this order:

1. Characters that carry no text are replaced *one for one*, so nothing shifts: control
   and format characters (NUL, zero-width space and joiners, soft hyphen, byte order and
   direction marks), Hangul fillers and all kinds of space become a space; the rarer line
   ends (vertical tab, form feed, NEL, U+2028, U+2029) become ``\n``; lone surrogates,
   which no encoder accepts, become U+FFFD. ``\t``, ``\n`` and ``\r`` stay as they are.
2. The result is composed to Unicode NFC, because Kiwi misreads decomposed Hangul. Where
   that changes the length, ``Normalized.to_given`` says where each character came from.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from dataclasses import dataclass

#: Everything that might need replacing, so that an ordinary text is passed by one scan.
_SUSPECT = re.compile(
    "[^\t\n\r\x20-\x7e"  # what stays: ASCII,
    "\u00a1-\u00ac\u00ae-\u052f"  # Latin, Greek, Cyrillic,
    "\u2010-\u2027\u2030-\u205e\u2190-\u2bff"  # punctuation, arrows and signs,
    "\u3001-\u3163\u3165-\u9fff\uac00-\ud7a3\uff01-\uff9f\U0001f300-\U0001faff]"  # Hangul, Hanja, emoji
)
_LINE_ENDS = frozenset("\v\f\x85\u2028\u2029")
_FILLERS = frozenset("\u3164\uffa0")
_SPACE_CATEGORIES = frozenset({"Cc", "Cf", "Zs"})
#: Letters by category that nevertheless attach to the character before them.
_JOINING_LETTERS = (("\u1160", "\u11ff"), ("\U00016d63", "\U00016d67"))


@dataclass(frozen=True, slots=True)
class Normalized:
    """``text`` as the stages read it. ``given`` is the text it came from.

    ``to_given`` is None where offsets into both are the same. Else ``to_given[i]`` is the
    offset in ``given`` of the cluster (a base character with its marks) that character ``i``
    belongs to, and ``to_given[len(text)]`` is ``len(given)``.
    """

    text: str
    given: str
    to_given: array[int] | None = None

    def span_to_given(self, start: int, end: int) -> tuple[int, int]:
        """Map the half-open span ``[start, end)`` of ``text`` to the same stretch of ``given``.

        A span that cuts through a cluster is widened to the whole cluster; an empty span stays empty.

        Raises:
            IndexError: the span is not within the text.
        """
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"span {start}:{end} is not within a text of {len(self.text)} characters")
        if self.to_given is None:
            return start, end
        first = self.to_given[start]
        if start == end:
            return first, first
        last = self.to_given[end - 1]
        return first, self.to_given[bisect_right(self.to_given, last, lo=end - 1)]


def normalize(text: str) -> Normalized:
    """Return ``text`` in NFC without characters that carry no text, with the way back.

    Takes any string, lone surrogates included; raises nothing. See the module for what is replaced.
    """
    cleaned = _SUSPECT.sub(_replacement, text)
    if unicodedata.is_normalized("NFC", cleaned):
        return Normalized(cleaned, text)
    pieces: list[str] = []
    origin = array("Q")
    start = 0
    for end in range(1, len(cleaned) + 1):
        if end < len(cleaned) and _attaches(cleaned[end]):
            continue
        piece = unicodedata.normalize("NFC", cleaned[start:end])
        pieces.append(piece)
        origin.extend([start] * len(piece))
        start = end
    origin.append(len(text))
    return Normalized("".join(pieces), text, origin)


def _replacement(match: re.Match[str]) -> str:
    """Return what stands in for one suspect character, itself where it is harmless."""
    char = match.group()
    if char in _LINE_ENDS:
        return "\n"
    category = unicodedata.category(char)
    if category == "Cs":
        return "\ufffd"
    return " " if category in _SPACE_CATEGORIES or char in _FILLERS else char


def _attaches(char: str) -> bool:
    """Tell whether ``char`` may combine with what stands before it."""
    if char < "\u0300" or "\uac00" <= char <= "\ud7a3":
        return False
    return unicodedata.category(char)[0] == "M" or any(a <= char <= z for a, z in _JOINING_LETTERS)

"""How names are compared: spelling differences that never tell two names apart."""

from __future__ import annotations

import re
import unicodedata

#: Spaces, middle dots and the invisible characters that web pages leave inside names.
_IGNORED = re.compile(r"[\s\u00b7\u2022\u2027\u2219\u22c5\u30fb\u318d\uff65\u200b-\u200d\u2060\ufeff]+")


def normalise(name: str) -> str:
    """Return ``name`` in NFKC, casefolded, without spaces or middle dots.

    Two names that differ only in Unicode form, letter case, spacing or middle
    dots come out equal. A name made of nothing else comes out as itself.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return _IGNORED.sub("", unicodedata.normalize("NFKC", folded)) or name


def surface(text: str) -> str:
    """Return ``text`` as one line of NFC, for showing a mention as the article spelt it."""
    return " ".join(unicodedata.normalize("NFC", text).split())

"""What the stages of the pipeline pass on: an article, its morphemes, and what was found.

Offsets in this module count characters of ``Reading.text``, the article's text in
Unicode NFC; ``Reading.to_given`` maps them back to the text as it was given.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it came in. ``published`` is an ISO date (day, month or year) or None."""

    doc_id: str
    text: str
    title: str | None = None
    published: str | None = None
    source: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch ``[start, end)`` of the text that is not the story, and why.

    ``kind`` is one of ``furniture``, ``byline``, ``caption``, ``credit``, ``related``,
    ``repeat``. Captions are read (they tell who met whom); all other kinds are skipped.
    """

    start: int
    end: int
    kind: str


@dataclass(slots=True)
class Morph:
    """One Kiwi morpheme: dictionary ``form``, Sejong ``tag``, and where it stands.

    Morphemes of one word may overlap (``했`` is 하 + 었): spans are not a partition.
    ``word`` counts space-parted words within the text, ``i`` is the index in ``Reading.morphs``.
    """

    i: int
    form: str
    tag: str
    start: int
    end: int
    word: int
    oov: bool = False

"""An analysed text as a spaCy ``Doc``, for those who go on with spaCy.

Morphemes of one word overlap (``했`` is 하 + 었), spaCy's tokens may not: morphemes that share
characters become one token.
"""

from __future__ import annotations

from spacy.tokens import Doc
from spacy.vocab import Vocab

from extract.document import Morph


def doc_of(text: str, morphs: list[Morph]) -> Doc:
    """Return ``text`` with its ``morphs`` as tokens; ``doc.text`` equals it."""
    parts = tokens(text, morphs)
    spaces = [
        text[b : b + 1] == " " and (i + 1 == len(parts) or parts[i + 1][0] > b)
        for i, (_, b, _) in enumerate(parts)
    ]
    return Doc(
        Vocab(), words=[text[a:b] for a, b, _ in parts], spaces=spaces, tags=[tag for _, _, tag in parts]
    )


def tokens(text: str, morphs: list[Morph]) -> list[tuple[int, int, str]]:
    """Part ``text`` into non-overlapping tokens ``(start, end, tag)`` that cover all but single spaces.

    Morphemes that share characters are one token whose tag joins theirs with ``+``;
    characters that no morpheme covers are tokens with the tag ``_SP`` or ``X``.
    """
    out: list[tuple[int, int, str]] = []

    def gap(start: int, end: int) -> None:
        rest = text[start:end]
        if rest.startswith(" ") and out:
            start, rest = start + 1, rest[1:]
        if rest:
            out.append((start, end, "_SP" if rest.isspace() else "X"))

    done = 0
    for m in morphs:
        if m.start < done and out:
            start, end, tag = out[-1]
            out[-1] = (start, max(end, m.end), f"{tag}+{m.tag}")
        else:
            gap(done, m.start)
            out.append((m.start, m.end, m.tag))
        done = max(done, m.end)
    gap(done, len(text))
    return out

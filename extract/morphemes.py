"""Morphemes: Kiwi behind one door, as sentences of :class:`~extract.document.Morph`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kiwipiepy import Kiwi

from extract.document import Morph
from extract.limits import Limits

#: A sentence end with no space behind it, as archives that lost their line breaks have it.
_GLUED = re.compile(
    r"(?<=[다요음함임됨]\.)(?=[가-힣\"“‘'○△▷▶■◆]|[A-Z][가-힣A-Za-z])|(?<=[다요]\.[”\"])(?=[가-힣]{2,} )"
)
_NOUNS = frozenset(("NNP", "NNG"))
_WORD = re.compile(r"\S+")
_OPEN, _CLOSE = "“", "”"
#: Particles that Kiwi takes for the last syllable of a word it does not know, with the tag that they have, and
#: whether they stand behind a final consonant (None: either way). 로 and 도 end as many names.
_SWALLOWED = {
    "의": ("JKG", None),
    "에": ("JKB", None),
    "이": ("JKS", True),
    "가": ("JKS", False),
    "은": ("JX", True),
    "는": ("JX", False),
    "을": ("JKO", True),
    "를": ("JKO", False),
    "과": ("JC", True),
    "와": ("JC", False),
}
_SWALLOWING = re.compile(rf".+[가-힣][{''.join(_SWALLOWED)}]")
#: Japanese surnames end so (하세가와).
_NOT_SWALLOWED = ("가와",)


@dataclass(slots=True)
class Sentence:
    """A sentence ``[start, end)`` of the text and its morphemes ``morphs[first:last]``."""

    start: int
    end: int
    first: int
    last: int


@dataclass(slots=True)
class Analysis:
    """The morphemes of a text, in order, and its sentences; ``cut`` where a stretch was too long for one."""

    morphs: list[Morph]
    sentences: list[Sentence]
    cut: bool = False


def _in_quotation(text: str, upto: int, since: int) -> bool:
    piece = text[since:upto]
    return piece.count('"') % 2 == 1 or piece.count(_OPEN) > piece.count(_CLOSE)


def paragraphs(text: str, longest: int) -> Iterator[tuple[int, int, bool]]:
    """Yield the stretches of ``text`` that hold whole sentences: lines, cut where sentences were glued together.

    Past ``longest`` characters one is cut at a space, so that no input makes Kiwi's time grow without
    bound; the third value says so.
    """
    for line in re.finditer(r"[^\r\n]+", text):
        start, end = line.span()
        for cut in _GLUED.finditer(text, start, end):
            if not _in_quotation(text, cut.start(), start):
                yield start, cut.start(), False
                start = cut.start()
        while end - start > longest:
            cut_at = text.rfind(" ", start + 1, start + longest)
            cut_at = cut_at if cut_at > start else start + longest
            yield start, cut_at, True
            start = cut_at
        if text[start:end].strip():
            yield start, end, False


def _particle(word: str) -> tuple[str, str] | None:
    """Return the particle, with its tag, that is the last syllable of the unknown ``word``, else None."""
    if not _SWALLOWING.fullmatch(word) or word.endswith(_NOT_SWALLOWED):
        return None
    tag, behind_consonant = _SWALLOWED[word[-1]]
    fits = behind_consonant in (None, (ord(word[-2]) - ord("가")) % 28 > 0)
    return (word[-1], tag) if fits else None


class Analyzer:
    """One Kiwi with the user dictionary; build one a process (it does not pickle).

    ``names`` are surface forms that Kiwi shall keep whole, as proper nouns. All are added
    before the first use: each later addition would rebuild the dictionary for seconds. A stretch
    of more than ``longest`` characters without the end of a sentence is read in parts.
    """

    def __init__(
        self,
        names: Iterable[str] = (),
        nouns: Iterable[str] = (),
        longest: int = Limits.sentence,
    ) -> None:
        self.longest = longest
        self.kiwi = Kiwi(num_workers=1)
        for tag, words, score in (("NNP", names, 0.0), ("NNG", nouns, 0.0)):
            for word in sorted(set(words)):
                self.kiwi.add_user_word(word, tag, score)

    def analyze(self, text: str) -> Analysis:
        """Split NFC ``text`` into sentences and morphemes; offsets count characters of ``text``."""
        spans = list(paragraphs(text, self.longest))
        analysis = Analysis([], [], any(cut for _, _, cut in spans))
        parts = self.kiwi.split_into_sents((text[a:b] for a, b, _ in spans), return_tokens=True)
        words = _word_index(text)
        morphs, last_character = analysis.morphs, len(text) - 1
        for (offset, _, _), sentences in zip(spans, parts, strict=True):
            for sentence in sentences:
                first = len(morphs)
                for t in sentence.tokens:
                    # Kiwi puts an omitted ending behind the text.
                    start = min(offset + t.start, last_character)
                    end, form, tag, oov = start + (t.len or 1), t.form, t.tag, t.oov
                    if "-" in tag:
                        tag = tag.partition("-")[0]
                    i, word = len(morphs), words[start]
                    whole = oov and tag in _NOUNS and not text[end : end + 1].isalnum()
                    if whole and (particle := _particle(text[start:end])):
                        end -= 1
                        morphs += (
                            Morph(i, form[:-1], tag, start, end, word, oov=True),
                            Morph(i + 1, *particle, end, end + 1, word),
                        )
                    else:
                        morphs.append(Morph(i, form, tag, start, end, word, oov))
                if len(morphs) > first:
                    start, end = offset + sentence.start, offset + sentence.end
                    analysis.sentences.append(Sentence(start, end, first, len(morphs)))
        return analysis


def _word_index(text: str) -> list[int]:
    """For each character, which space-parted word it is in."""
    out: list[int] = []
    for word, found in enumerate(_WORD.finditer(text)):
        start, end = found.span()
        out += [word - 1] * (start - len(out))
        out += [word] * (end - start)
    return out + [out[-1] if out else -1] * (len(text) - len(out))

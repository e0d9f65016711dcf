"""Morphemes: Kiwi behind one door, as sentences of :class:`~extract.document.Morph` and as a spaCy tokenizer.

This file alone knows that morphemes of one word overlap (``했`` is 하 + 었) and that
spaCy's tokens may not: morphemes that share characters become one token.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import spacy
from kiwipiepy import Kiwi
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extract.document import Morph
from extract.limits import Limits

#: A sentence end with no space behind it, as archives that lost their line breaks have it.
_GLUED = re.compile(
    r"(?<=[다요음함임됨]\.)(?=[가-힣\"“‘'○△▷▶■◆]|[A-Z][가-힣A-Za-z])|(?<=[다요]\.[”\"])(?=[가-힣]{2,} )"
)
_NOUNS = frozenset(("NNP", "NNG"))
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
        for (offset, _, _), sentences in zip(spans, parts, strict=True):
            for sentence in sentences:
                first = len(analysis.morphs)
                for t in sentence.tokens:
                    start = min(
                        offset + t.start, len(text) - 1
                    )  # Kiwi puts an omitted ending behind the text
                    end = max(start + t.len, start + 1)
                    form, tag = t.form, t.tag.partition("-")[0]
                    i, word = len(analysis.morphs), words[start]
                    whole = t.oov and tag in _NOUNS and not text[end : end + 1].isalnum()
                    if whole and (particle := _particle(text[start:end])):
                        end -= 1
                        analysis.morphs += (
                            Morph(i, form[:-1], tag, start, end, word, oov=True),
                            Morph(i + 1, *particle, end, end + 1, word),
                        )
                    else:
                        analysis.morphs.append(Morph(i, form, tag, start, end, word, t.oov))
                start, end = offset + sentence.start, offset + sentence.end
                if len(analysis.morphs) > first:
                    analysis.sentences.append(Sentence(start, end, first, len(analysis.morphs)))
        return analysis


def _word_index(text: str) -> list[int]:
    """For each character, which space-parted word it is in."""
    out, word, gap = [], -1, True
    for c in text:
        space = c.isspace()
        word += gap and not space
        gap = space
        out.append(word)
    return out


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


class KiwiTokenizer:
    """spaCy tokenizer over an :class:`Analyzer`: ``doc.user_data["analysis"]`` keeps the morphemes."""

    def __init__(self, vocab: Vocab, analyzer: Analyzer) -> None:
        self.vocab = vocab
        self.analyzer = analyzer

    def __call__(self, text: str) -> Doc:
        """Tokenize NFC ``text``; ``doc.text`` equals it."""
        analysis = self.analyzer.analyze(text)
        parts = tokens(text, analysis.morphs)
        words = [text[a:b] for a, b, _ in parts]
        spaces = [
            text[b : b + 1] == " " and (i + 1 == len(parts) or parts[i + 1][0] > b)
            for i, (_, b, _) in enumerate(parts)
        ]
        return Doc(
            self.vocab,
            words=words,
            spaces=spaces,
            tags=[tag for _, _, tag in parts],
            user_data={"analysis": analysis},
        )


def korean(analyzer: Analyzer) -> Language:
    """Return a blank Korean spaCy pipeline whose tokenizer is ``analyzer`` (the stock one wants mecab)."""
    nlp = spacy.blank("ko", config={"nlp": {"tokenizer": {"@tokenizers": "spacy.Tokenizer.v1"}}})
    nlp.tokenizer = KiwiTokenizer(nlp.vocab, analyzer)
    return nlp

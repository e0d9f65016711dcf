"""What a sentence is parted into: noun phrases and predicates, and the words that the parting needs to know."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import Enum

from extract.document import Morph
from extract.grammar import Grammar
from extract.names.candidates import Candidate

_TOPIC = ("은", "는", "ᆫ")


class Form(Enum):
    """How a predicate ends, which tells what its clause is to the rest of the sentence."""

    FINAL = "final"
    CONNECTIVE = "connective"
    ADNOMINAL = "adnominal"
    NOMINAL = "nominal"
    QUOTED = "quoted"


@dataclass(slots=True)
class Chunk:
    """A noun phrase (``lemma`` is None) or a predicate, with its particles or endings.

    ``nouns`` are the content nouns of a noun phrase; ``names`` the names in it;
    ``aside`` the names in brackets within it. ``tail`` holds what follows a predicate's
    stem as ``(form, tag)``, ``adverbs`` what stands before it in its clause (함께, 마주), ``negated``
    that 안 or 못 does. ``past``: it has a past ending; ``future``: it is adnominal with -ㄹ.
    ``comma``: a comma or the like follows; ``cut``: an ellipsis does, as between the parts of a headline.
    ``suffix`` is that of the last noun (성 of 가능성, 설 of 회동설), or empty.
    ``governor`` is the index of the chunk that this one hangs on, -1 for none.
    """

    i: int
    first: int
    last: int
    start: int
    end: int
    nouns: list[Morph] = field(default_factory=list)
    names: list[Candidate] = field(default_factory=list)
    aside: list[Candidate] = field(default_factory=list)
    josa: tuple[str, ...] = ()
    comma: bool = False
    cut: bool = False
    suffix: str = ""
    lemma: str | None = None
    voice: str = "active"
    tail: tuple[tuple[str, str], ...] = ()
    past: bool = False
    future: bool = False
    form: Form = Form.FINAL
    adverbs: tuple[str, ...] = ()
    negated: bool = False
    quote: int = 0
    governor: int = -1
    dependents: list[int] = field(default_factory=list)

    @property
    def is_predicate(self) -> bool:
        """Whether this is a predicate."""
        return self.lemma is not None

    @property
    def head(self) -> str:
        """Dictionary form of the last content noun of a noun phrase, of the stem of a predicate."""
        return self.lemma if self.lemma is not None else self.nouns[-1].form if self.nouns else ""

    @property
    def topic(self) -> bool:
        """Whether this is a bare topic (``은/는`` with no other particle)."""
        return len(self.josa) == 1 and self.josa[0] in _TOPIC

    def marked(self, particles: Collection[str]) -> bool:
        """Whether its first particle is one of ``particles``."""
        return bool(self.josa) and self.josa[0] in particles

    @property
    def subject(self) -> bool:
        """Whether a subject particle marks it."""
        return bool(self.josa) and self.josa[0] in ("이", "가", "께서", "SUBJ")


@dataclass(frozen=True)
class SyntaxWords:
    """Words that the reading needs to know besides those of ``grammar``.

    ``acts`` are the event nouns that stand for a predicate at the end of a headline or before a comma;
    ``verbal`` all that may do so where a phrase with a particle leaves them no other part (``한국을 방문
    중인``), in a headline any.
    """

    grammar: Grammar
    acts: frozenset[str]
    verbal: frozenset[str]


@dataclass(slots=True)
class Clauses:
    """The chunks of one sentence ``[start, end)``, in order."""

    start: int
    end: int
    chunks: list[Chunk]


def gapped(chunks: Sequence[Chunk], left: int, right: int) -> bool:
    """Whether a phrase with no particle, whose first chunk is ``left``, is no list member but what a topic before it goes with.

    ``A는 B, C는 D를 만났다``: ``right`` is the second topic, before which the phrase stands.
    """
    return left > 0 and chunks[left - 1].topic and chunks[right].topic


def headlined(chunks: Sequence[Chunk]) -> bool:
    """Whether the sentence has no final ending, as headlines do."""
    return not any(tag == "EF" for c in chunks for _, tag in c.tail)

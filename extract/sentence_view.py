"""One parsed sentence as the frame engine sees it: its chunks, what they stand for, and their particles' classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract.chunks import Chunk, Clauses, headlined
from extract.grammar import Grammar
from extract.names.candidates import Candidate
from extract.phrases import Phrase
from extract.posts import Posts
from extract.rules import Frame, RelationType, Rules
from extract.status import StatusReader


@dataclass(slots=True)
class Event:
    """A trigger in a sentence: the chunk that holds it, the predicate that carries it, and its dependents."""

    type: RelationType
    frame: Frame
    anchor: Chunk
    carrier: Chunk | None
    trigger: str
    dependents: list[Chunk]
    nominal: bool


@dataclass(frozen=True, slots=True)
class Filler:
    """Names that fill a role, by which chunk and particle class, and how sure that is."""

    names: tuple[Candidate, ...]
    chunk: int
    cls: str
    weight: float = 1.0
    title: str | None = None


class SentenceView:
    """A sentence with all that its frames may look at."""

    def __init__(
        self,
        text: str,
        clauses: Clauses,
        phrases: dict[int, Phrase],
        rules: Rules,
        grammar: Grammar,
        topic: Sequence[Candidate],
        posts: Posts,
    ) -> None:
        """``topic`` is what the sentence before was about, for dropped subjects; ``posts`` are the article's."""
        self.clauses = clauses
        self.chunks = clauses.chunks
        self.rules = rules
        self.grammar = grammar
        self.topic = tuple(topic)
        self.posts = posts
        self.phrases = phrases
        self._source = text
        self._statuses = StatusReader(self.chunks, grammar)
        self._headline = headlined(self.chunks)

    def _np_dependents(self, c: Chunk) -> list[Chunk]:
        """The noun phrases that hang on ``c``, also by a verb that is little more than a particle (``B에 대해``)."""
        out = []
        for d in map(self.chunks.__getitem__, c.dependents):
            if not d.is_predicate:
                if not self._serves(d):
                    out.append(d)
            elif d.lemma in self.grammar.particle_verbs:
                out += [self.chunks[x] for x in d.dependents if not self.chunks[x].is_predicate]
        return out

    def _serves(self, c: Chunk) -> bool:
        """Whether an object is only what the next phrase makes of it (``지점을 거점으로 사업을 늘린다``)."""
        after = self.chunks[c.i + 1] if c.i + 1 < len(self.chunks) else None
        return (
            c.josa[:1] in (("을",), ("를",))
            and after is not None
            and after.josa in (("로",), ("으로",))
            and after.head in self.grammar.bases
            and len(after.nouns) == 1
        )

    def _class(self, c: Chunk) -> str:
        """The class of a chunk's particle."""
        over = self.chunks[c.governor].lemma if c.governor >= 0 else None
        if over is not None and over in self.grammar.particle_verbs:
            return self.grammar.particle_verbs[over]
        if not c.josa:
            return "bare"
        if c.josa[0] in ("와", "과", "하고") and c.josa[-1] == "의":
            return "comitative"
        return self.grammar.particles.get(c.josa[0], c.josa[0])

    def _text(self, n: Candidate) -> str:
        return self._source[n.start : n.end]


def words_of(c: Chunk, last: int | None = None) -> set[str]:
    """The nouns of a phrase (its ``last`` ones), and what its last two and three make together (최대+주주), with their suffix (경영+권)."""
    forms = [m.form for m in c.nouns]
    made = {"".join(forms[-n:]) for n in (1, 2, 3)}
    return {*(forms[-last:] if last else forms), *made, *(w + c.suffix for w in made)}

"""What a sentence takes from the ones before it: who sat at the table, and what is told of whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extract.anaphora import Discourse
from extract.chunks import Clauses
from extract.frames import Finding
from extract.grammar import Grammar
from extract.names.candidates import Candidate
from extract.phrases import Phrase, kind
from extract.positions import Position
from extract.records import Status

MEETING = "met"
JOIN_RULE = "met.join"
#: A gathering stays open to latecomers for so many sentences.
_OPEN_FOR = 2


@dataclass
class Context:
    """The people at the table of the last gathering told, in the ``discourse`` of one article."""

    discourse: Discourse
    grammar: Grammar
    _table: list[Finding] = field(default_factory=list)
    _age: int = 0

    def _id(self, n: Candidate) -> int:
        return self.discourse.id(n)

    def latecomers(self, clauses: Clauses, phrases: dict[int, Phrase]) -> Iterator[Finding]:
        """Yield ``met`` for those who joined the gathering of the sentence before (``이 자리에는 B도 참석했다``)."""
        for i in phrases:
            chunk = clauses.chunks[i]
            if not (
                self._table
                and chunk.nouns
                and chunk.head in self.grammar.gathering_nouns
                and chunk.josa[:1] == ("에",)
            ):
                continue
            joined = next(
                (
                    c
                    for c in clauses.chunks[i:]
                    if c.is_predicate and c.lemma in self.grammar.gathering_verbs and not c.negated
                ),
                None,
            )
            if joined is None:
                continue
            people = [
                n
                for d in joined.dependents
                if d in phrases
                and (
                    clauses.chunks[d].topic
                    or clauses.chunks[d].subject
                    or clauses.chunks[d].josa[:1] == ("도",)
                )
                for n in phrases[d].referents
            ]
            first = self._table[0]
            seated = {self._id(n): n for f in self._table for n in (f.head, f.tail) if kind(n) == "person"}
            for p in people:
                for key, other in seated.items():
                    if key != self._id(p):
                        span = (chunk.start, joined.end)
                        yield Finding(
                            MEETING, p, other, first.status, JOIN_RULE, 0.75, clauses.start, clauses.end, span
                        )

    def advance(
        self,
        clauses: Clauses,
        phrases: dict[int, Phrase],
        findings: Sequence[Finding],
        posts: Sequence[Position],
    ) -> None:
        """Take in what the sentence said."""
        for p in posts:
            if p.body is not None:
                self.discourse.told(p.person, p.body)
        met = [
            f
            for f in findings
            if f.type == MEETING and f.status is not Status.NEGATED and f.rule != JOIN_RULE
        ]
        if met:
            self._table, self._age = [f for f in met if f.clause == met[-1].clause], 0
        else:
            self._age += 1
            if self._age >= _OPEN_FOR:
                self._table = []
        self.discourse.advance(clauses, phrases)

"""What a sentence takes from the ones before it: who sat at the table, and what is told of whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from extract.anaphora import Discourse
from extract.chunks import Chunk, Clauses, Form
from extract.frames import Finding
from extract.grammar import Grammar
from extract.names.candidates import Candidate
from extract.phrases import Phrase, kind, listed
from extract.positions import Position
from extract.records import Status

MEETING = "met"
JOIN_RULE = "met.join"
#: A gathering stays open to latecomers for so many sentences.
_OPEN_FOR = 2
#: Up to so many who join are told to have met each other as well.
_FEW = 3


@dataclass
class Context:
    """The people at the table of the last gathering told, in the ``discourse`` of one article."""

    discourse: Discourse
    grammar: Grammar
    _table: list[Finding] = field(default_factory=list)
    _age: int = 0

    def _id(self, n: Candidate) -> int:
        return self.discourse.id(n)

    def latecomers(
        self, clauses: Clauses, phrases: dict[int, Phrase], findings: Sequence[Finding]
    ) -> Iterator[Finding]:
        """Yield ``met`` for those who joined the gathering that the sentence tells in its ``findings``, or the one before it.

        ``이 자리에는 B도 참석했다``, ``A와 B의 회동에는 C도 함께했다``, ``C가 배석했다``.
        """
        words, chunks = self.grammar, clauses.chunks
        for joined in chunks:
            if joined.negated or joined.lemma not in words.gathering_verbs | words.seating_verbs:
                continue
            placed = any(self._is_gathering(c) for c in chunks[: joined.i])
            if not placed and joined.lemma not in words.seating_verbs:
                continue
            here = [
                f
                for f in findings
                if f.type == MEETING
                and joined.i not in (f.anchor, f.carrier)
                and f.status is not Status.NEGATED
            ]
            table = here or self._table
            people = [
                n
                for d in joined.dependents
                if d in phrases and (chunks[d].topic or chunks[d].subject or chunks[d].josa[:1] == ("도",))
                for n in listed(phrases, chunks, d, words)
                if kind(n) == "person"
            ]
            if joined.form is Form.ADNOMINAL and not people:
                continue
            seated = {self._id(n): n for f in table for n in (f.head, f.tail) if kind(n) == "person"}
            new = {self._id(p): p for p in people if self._id(p) not in seated}
            pairs = [(p, other) for p in new.values() for other in seated.values()]
            if seated and len(new) <= _FEW:
                pairs += combinations(new.values(), 2)
            start = min([joined.start, *(p.start for p in people)])
            for p, other in pairs:
                yield Finding(
                    MEETING, p, other, table[0].status, JOIN_RULE, 0.75,
                    clauses.start, clauses.end, (start, joined.end),
                )  # fmt: skip

    def _is_gathering(self, c: Chunk) -> bool:
        """Whether ``c`` is a gathering that one can join."""
        return bool(c.nouns) and c.head in self.grammar.gathering_nouns and c.josa[:1] in (("에",), ("엔",))

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

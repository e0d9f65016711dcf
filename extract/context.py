"""What a sentence takes from the ones before it: who 양사, 두 사람 and 그 are, and who sat at the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from extract.frames import Finding
from extract.grammar import Grammar
from extract.names.candidates import Candidate
from extract.phrases import Phrase, kind
from extract.positions import Position
from extract.records import EntityType, Status
from extract.syntax import Clauses

MEETING = "met"
JOIN_RULE = "met.join"
#: A gathering stays open to latecomers for so many sentences.
_OPEN_FOR = 2
_BODIES = frozenset((EntityType.COMPANY, EntityType.AGENCY, EntityType.ORGANIZATION))


@dataclass
class Context:
    """What has been said so far in one article. ``entity`` tells which cluster a name belongs to."""

    text: str
    entity: Mapping[tuple[int, int], int]
    grammar: Grammar
    topic: tuple[Candidate, ...] = ()
    _names: list[Candidate] = field(default_factory=list)
    _body_of: dict[int, Candidate] = field(default_factory=dict)
    _table: list[Finding] = field(default_factory=list)
    _age: int = 0

    def _id(self, n: Candidate) -> int:
        return self.entity.get((n.start, n.end), -1)

    def resolve(self, clauses: Clauses, phrases: dict[int, Phrase]) -> None:
        """Give the phrases that are words for parties named before their referents."""
        anaphora = self.grammar.anaphora
        for i, phrase in phrases.items():
            chunk = clauses.chunks[i]
            if chunk.names or not chunk.nouns:
                continue
            words = self.text[chunk.start : chunk.nouns[-1].end]
            before = [n for n in self._names if n.end <= chunk.start] + [
                n for c in clauses.chunks[:i] for n in c.names if n not in self._names
            ]
            if words in anaphora.bodies:
                phrase.referents.extend(self._last_two(before, bodies=True))
            elif words in anaphora.people:
                phrase.referents.extend(self._last_two(before, bodies=False))
            elif words in anaphora.person:
                phrase.referents.extend(n for n in self.topic[:1] if n.type is EntityType.PERSON)
            elif words in anaphora.body:
                phrase.referents.extend(n for n in self.topic[:1] if n.type in _BODIES)

    def _last_two(self, names: Sequence[Candidate], *, bodies: bool) -> list[Candidate]:
        """The last two different parties named; a person stands for the body last told of them where bodies are meant."""
        found: dict[int, Candidate] = {}
        for n in reversed(names):
            party: Candidate | None = n
            if bodies and n.type is EntityType.PERSON:
                party = self._body_of.get(self._id(n))
            elif (bodies and n.type not in _BODIES) or (not bodies and n.type is not EntityType.PERSON):
                party = None
            if party is not None and self._id(party) >= 0:
                found.setdefault(self._id(party), party)
            if len(found) == 2:
                return list(found.values())[::-1]
        return []

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
        for c in clauses.chunks:
            self._names.extend(n for n in (*c.names, *c.aside) if n not in self._names)
        del self._names[:-40]
        for p in posts:
            if p.body is not None:
                self._body_of[self._id(p.person)] = p.body
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
        self.topic = _topic(clauses, phrases) or self.topic


def _topic(clauses: Clauses, phrases: dict[int, Phrase]) -> tuple[Candidate, ...]:
    """What a sentence is about: its outermost topic, else its first subject."""
    outer = [c for c in clauses.chunks if not c.is_predicate and not c.quote and phrases[c.i].referents]
    for c in [c for c in outer if c.topic] or [c for c in outer if c.subject]:
        return tuple(phrases[c.i].referents)
    return ()

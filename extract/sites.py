"""Where in a sentence an event is told, and how near to it another phrase stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from extract.chunks import Chunk, Form
from extract.frames import Finding
from extract.grammar import Grammar
from extract.names.candidates import Candidate
from extract.records import Status

_OBJECT = (("을",), ("를",))
_TOO_FAR = 9


@dataclass(frozen=True)
class Site:
    """The place of one event among the chunks of its sentence: its noun or verb, the verb that carries it, and its parties."""

    chunks: Sequence[Chunk]
    anchor: Chunk
    carrier: Chunk | None
    grammar: Grammar
    parties: tuple[Candidate, ...] = ()

    @classmethod
    def of(cls, f: Finding, chunks: Sequence[Chunk], grammar: Grammar) -> Site | None:
        """Return the site of ``f``, or None where no chunk tells it."""
        if not 0 <= f.anchor < len(chunks):
            return None
        carrier = chunks[f.carrier] if f.carrier >= 0 else None
        return cls(chunks, chunks[f.anchor], carrier, grammar, (f.head, f.tail))

    @cached_property
    def verb(self) -> Chunk | None:
        """The predicate of the event: its own, its carrier, or the one that its noun hangs on."""
        if self.anchor.is_predicate:
            return self.anchor
        if self.carrier is not None:
            return self.carrier
        return next((c for c in self._above(self.anchor) if c.is_predicate), None)

    def _above(self, c: Chunk) -> Iterator[Chunk]:
        seen = {c.i}
        while c.governor >= 0 and c.governor not in seen:
            c = self.chunks[c.governor]
            seen.add(c.i)
            yield c

    def distance(self, c: Chunk) -> int | None:
        """How many clauses lie between chunk ``c`` and the event: 0 in its own, None where it tells of something else."""
        if c.quote != self.anchor.quote:
            return None
        if self.verb is None:
            return 0 if c.i == self.anchor.i or any(x.i == self.anchor.i for x in self._above(c)) else None
        crossed = 0
        if c.i in (self.anchor.i, self.verb.i):
            return 0
        for x in self._above(c):
            if x.i in (self.anchor.i, self.verb.i):
                return crossed
            if not x.is_predicate:
                continue
            if x.form is Form.ADNOMINAL and x.lemma in self.grammar.holding:
                continue
            if x.form is Form.ADNOMINAL and self._describes_participant(x):
                return crossed + 3
            if x.form is not Form.CONNECTIVE:
                return self._before(x, crossed)
            crossed += 1
        return None

    def _describes_participant(self, adnominal: Chunk) -> bool:
        """Whether an adnominal clause describes a noun phrase of the event itself."""
        head = self.chunks[adnominal.governor] if adnominal.governor >= 0 else None
        return (
            head is not None and self.verb is not None and head.governor == self.verb.i and bool(head.names)
        )

    def _before(self, pred: Chunk, crossed: int) -> int | None:
        """Distance to a clause that the event's own leads to: ``A를 만나 15일 합의했다``; not one that only follows it."""
        at, steps = self.verb, 0
        while (
            at is not None
            and at.form is Form.CONNECTIVE
            and not at.past
            and at.governor >= 0
            and steps < _TOO_FAR
        ):
            at, steps = self.chunks[at.governor], steps + 1
            if at.i == pred.i:
                return crossed + steps + 1
        return None

    def distance_of(self, offset: int, *, through: bool = False) -> int | None:
        """Distance to the phrase that stands at ``offset`` of the text.

        ``through``: a clause that describes a phrase of the event counts as one step (``2조원이 드는 공장을 짓는다``).
        """
        c = next((c for c in self.chunks if c.start <= offset < c.end), None)
        if c is None:  # 어제, 지난해: an adverb is with what follows it
            c = next((c for c in self.chunks if c.start > offset), None)
        if c is None:
            return None
        near = self.distance(c)
        if near is None and through:
            steps = [x for x in self._above(c) if x.is_predicate]
            described = steps and steps[0].form is Form.ADNOMINAL and steps[0].governor >= 0
            return 1 if described and self.distance(self.chunks[steps[0].governor]) == 0 else None
        return near if near is not None else self._alongside(c)

    def _alongside(self, c: Chunk) -> int | None:
        """Distance by the order of words alone: no predicate between, or an adverb right behind the event's topic."""
        if self.verb is None or c.quote != self.anchor.quote or c.i > self.verb.i:
            return None
        between = [x for x in self.chunks[c.i + 1 : self.verb.i] if x.is_predicate]
        if not between:
            return 1
        topic = self.chunks[c.i - 1] if c.i else None
        framed = (
            topic is not None
            and (topic.topic or topic.subject)
            and any(n in self.parties for n in topic.names)
        )
        apart = between[0].i > c.i + 1 or c.josa[:1] in _OBJECT
        adverb = apart and all(x.form in (Form.ADNOMINAL, Form.CONNECTIVE) for x in between)
        return 2 if framed and adverb else None

    def leads_to(self) -> Iterator[Chunk]:
        """Yield the event's predicate and those that it leads to or that lead to it, clause by clause."""
        if self.verb is None:
            return
        yield self.verb
        for x in self._above(self.verb):
            if x.is_predicate:
                yield x
        for c in self.chunks[: self.verb.i]:
            if c.is_predicate and c.form is Form.CONNECTIVE and c.governor == self.verb.i:
                yield c

    def sayings(self) -> Iterator[Chunk]:
        """Yield the verbs of saying above the event, innermost first."""
        grammar = self.grammar
        below: Chunk = self.anchor
        for x in self._above(self.anchor):
            reports = (
                below.form is Form.QUOTED
                if below.is_predicate
                else below.head in grammar.clausal_nouns or below.head in grammar.status.reports
            )
            claims = grammar.status.verbs.get(x.lemma or "") is Status.ALLEGED
            if (
                x.is_predicate
                and reports
                and (x.lemma in grammar.saying or x.lemma in grammar.status.denying or claims)
            ):
                yield x
            below = x

    def subjects_below(self, pred: Chunk) -> list[Chunk]:
        """The subject of the clauses that ``pred`` quotes, which is its own too where it has none."""
        found = [
            self.chunks[d]
            for c in self._above(self.anchor)
            if c.is_predicate and c.i != pred.i
            for d in c.dependents
        ]
        if self.anchor.is_predicate:
            found += [self.chunks[d] for d in self.anchor.dependents]
        return [c for c in found if not c.is_predicate and c.topic and c.i < pred.i]

"""Subjects from elsewhere: what a clause without one takes from the clauses around it, or from the sentence before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from extract.chunks import Chunk, Form
from extract.fillers import FillerReader
from extract.names.candidates import Candidate
from extract.records import EntityType
from extract.rules import Role
from extract.sentence_view import Event, Filler


class SubjectFinder(FillerReader):
    """Finds the dropped subject of an event."""

    def _inherited(self, event: Event, role: Role, filled: Sequence[Filler]) -> Filler | None:
        """A subject from elsewhere, unless the clause has one; a topic is one where the other role is ``filled``."""
        node = event.carrier or event.anchor
        if self._of_others(node, filled):
            return None
        partly, taken = bool(filled), {n for f in filled for n in f.names}
        sources = self._subject_sources(node, described=any(f.cls == "gap" for f in filled))
        if event.nominal and event.carrier is None:
            if node.governor < 0 or not (self._class(node) in ("source", "bare") or self._is_cause(node)):
                return None
            node = self.chunks[node.governor]
            if not node.is_predicate:
                return None
            sources = chain([(node, 0.95)], self._subject_sources(node))
        elif any(
            d is not event.anchor and (d.subject or (partly and d.topic and self._acts(d)))
            for d in self._np_dependents(node)
        ):
            return None
        adverbial = node.lemma in self.grammar.bound or self._is_cause(event.anchor)
        for pred, weight in sources:
            parties: list[Filler] = []
            for d in self._np_dependents(pred):
                if not (d.subject or d.topic) or (d.i > node.i and not adverbial):
                    continue
                f = self._filler(d, role, "subject")
                if f and (free := tuple(n for n in f.names if n not in taken)):
                    parties.append(Filler(free, f.chunk, "inherited", weight))
                    if not (event.frame.group and d.topic):
                        break
                if f:
                    continue
                if pred.quote != node.quote and (body := self._spoken_for(d, role)):
                    return Filler((body,), d.i, "inherited", weight * 0.9)
                if d.topic and self._acts(d) and not self.phrases[d.i].modifiers:
                    if not parties:
                        return None
                    break
            if parties:  # A는 X를, B는 Y를 맡기로 하고 손을 잡았다
                names = tuple(dict.fromkeys(n for f in parties for n in f.names))
                return replace(parties[0], names=names)
            carries = pred is node and event.nominal and event.carrier is None
            if (carries or pred is not node) and pred.form is Form.ADNOMINAL and pred.governor >= 0:
                head = self.chunks[pred.governor]
                names = tuple(
                    n
                    for n in (self.phrases[head.i].referents if head.i in self.phrases else ())
                    if n.type in role.types and n not in taken
                )
                if names:
                    return Filler(names, head.i, "inherited", weight * 0.95)
        has_subject = any(
            c.subject or c.topic
            for c in self.chunks
            if not c.is_predicate and c.quote == node.quote and c is not event.anchor
        )
        names = tuple(n for n in self.topic if n.type in role.types and n not in taken)
        if names and role.inherit and not has_subject and not node.quote:
            return Filler(names, -1, "previous", 0.75)
        return None

    def _spoken_for(self, speaker: Chunk, role: Role) -> Candidate | None:
        """The body whose head says what it does (``B 대표는 “C를 인수할 것”이라고 말했다``), where people do no such thing."""
        who = self.phrases[speaker.i].referents
        if len(who) != 1 or who[0].type is not EntityType.PERSON or EntityType.PERSON in role.types:
            return None
        body = self.posts.led_by(who[0])
        return body if body and body.type in role.types else None

    def _of_others(self, node: Chunk, filled: Sequence[Filler]) -> bool:
        """Whether an adnominal clause tells what the common people that it describes do (``한국을 찾는 관광객``)."""
        head = self.chunks[node.governor] if node.form is Form.ADNOMINAL and node.governor >= 0 else None
        if head is None or head.is_predicate or any(f.cls == "gap" for f in filled):
            return False
        if self.phrases[head.i].referents or head.josa[:1] == ("COP",):
            return False
        return head.head + head.suffix in self.grammar.persons or bool(
            {head.head, head.suffix} & self.grammar.persons
        )

    def _is_cause(self, noun: Chunk) -> bool:
        """Whether ``noun`` says through what the subject of its clause does something (``A와의 계약 체결로 B는``)."""
        return not noun.is_predicate and noun.josa in (("로",), ("으로",))

    def _acts(self, topic: Chunk) -> bool:
        """Whether a topic with no name may be the one who acts: not a time, and not a 도 or 만 that may mark an object."""
        return topic.josa[0] not in ("도", "만") and topic.head not in self.grammar.periods

    def _subject_sources(self, node: Chunk, *, described: bool = False) -> Iterator[tuple[Chunk, float]]:
        """Predicates whose subject may be that of ``node``: those it leads to, then those before it.

        ``described``: the noun that ``node`` describes is its object, and leaves the subject open.
        """
        at, seen = node, {node.i}
        if node.form is not Form.ADNOMINAL:
            while at.governor >= 0 and at.governor not in seen:
                below, at = at, self.chunks[at.governor]
                seen.add(at.i)
                if at.is_predicate and at.form is Form.ADNOMINAL and self._breaks(below):
                    break
                if at.is_predicate and at.quote == node.quote:
                    yield at, 0.95
                elif at.is_predicate:
                    yield at, 0.7
        else:
            while at.governor >= 0 and at.governor not in seen:
                at = self.chunks[at.governor]
                seen.add(at.i)
                if not at.is_predicate:
                    continue
                if self.phrases.get(node.governor) and (
                    described or not self.phrases[node.governor].referents
                ):
                    yield at, 0.85 if described else 0.9
                if at.form is Form.ADNOMINAL and not self._empty_head(at):
                    break
        contrasts = any(d.topic for d in self._np_dependents(node))
        linked = {node.i}
        for c in reversed(self.chunks[: node.i]):
            if not c.is_predicate:
                continue
            if c.quote != node.quote:
                if not c.quote and c.form is Form.ADNOMINAL and self._opens_sentence(c):
                    yield c, 0.65
                elif not c.quote and c.form is Form.CONNECTIVE and c.governor in seen:
                    yield c, 0.65  # A는 기자들과 만나 “…했다”고 말했다
                continue
            dependents = [self.chunks[d] for d in c.dependents]
            about = any(d.topic for d in dependents) and not any(d.subject for d in dependents)
            if c.form is Form.QUOTED and c.governor in linked and about and not c.quote:
                yield c, 0.85  # A는 …했다며 …했다: who says so also does so
            elif (
                (c.form is Form.CONNECTIVE or (c.form is Form.NOMINAL and c.governor in linked))
                and ((about and not contrasts) or not self._breaks(c))
                and (node.form is not Form.ADNOMINAL or c.governor == node.i)
            ):
                linked.add(c.i)
                yield c, 0.9
            elif c.form is Form.ADNOMINAL and node.form is not Form.ADNOMINAL and self._opens_sentence(c):
                yield c, 0.85

    def _breaks(self, clause: Chunk) -> bool:
        """Whether the clause behind ``clause`` likely has another subject (-지만, -면)."""
        return any(form in self.grammar.contrast for form, tag in clause.tail if tag == "EC")

    def _empty_head(self, pred: Chunk) -> bool:
        """Whether an adnominal clause hangs on a noun that only closes it (것, 계획), not on a thing with a life of its own."""
        head = self.chunks[pred.governor] if pred.governor >= 0 else None
        closing = (self.grammar.empty_nouns, self.grammar.joints, self.grammar.status.nouns)
        ends = {m.form for m in head.nouns[:1]} | {head.head} if head else set()
        return not ends or any(noun in nouns for nouns in closing for noun in ends)

    def _opens_sentence(self, pred: Chunk) -> bool:
        """Whether the subject that an adnominal clause took opens the sentence, and so is likely the main one too."""
        first = next((c for c in self.chunks if not c.is_predicate and not c.quote), None)
        if first is None or first.i not in pred.dependents or pred.quote:
            return False
        return any(d.subject for d in self._np_dependents(pred))

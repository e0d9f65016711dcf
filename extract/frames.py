"""The frame engine: finds events in a parsed sentence, fills their roles, and tells the relations.

An event is a predicate (만나다), an event noun (``A와 B의 회동``) or an event noun carried by
a verb (``MOU를 맺다``). In layers, each a file: ``sentence_view``, ``fillers``, ``subjects``, ``roles``, ``events``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations

from extract.chunks import Chunk, Form
from extract.events import EventFinder
from extract.names.candidates import Candidate
from extract.positions import Position
from extract.records import EntityType, Status
from extract.sentence_view import Event, Filler, words_of
from extract.times import TimeExpr

#: A longer list says what each does, not that all deal with each other.
_LARGEST_GROUP = 4
_JOINT = re.compile("[3-9삼사오육]자")


@dataclass(slots=True)
class Finding:
    """One relation that a rule found in a sentence ``[start, end)``.

    ``anchor`` and ``carrier`` are the chunks of the event and of the verb that carries it, -1
    for none; ``time`` is set by rules that find the time themselves.
    """

    type: str
    head: Candidate
    tail: Candidate
    status: Status
    rule: str
    confidence: float
    start: int
    end: int
    clause: tuple[int, int]
    title: str | None = None
    item: str | None = None
    bindings: dict[str, str] = field(default_factory=dict)
    anchor: int = -1
    carrier: int = -1
    time: TimeExpr | None = None


class SentenceFrames(EventFinder):
    """Runs the rules over one sentence."""

    def find(self) -> Iterator[Finding]:
        """Yield what the frames find."""
        for event in self._events():
            found = list(self._apply(event))
            yield from found
            self._learn(found)
            yield from self._lacking(event, found)

    def _learn(self, found: list[Finding]) -> None:
        """Take in the posts that people took, for when they leave them."""
        for f in found:
            if f.title and f.head.type is EntityType.PERSON and f.status is Status.ACTUAL:
                self.posts.learn([Position(f.head, f.tail, f.title, *f.clause, f.rule)])

    def _lacking(self, event: Event, found: list[Finding]) -> Iterator[Finding]:
        """Yield what a second described noun is denied (``투자를 받은 A와 그렇지 못한 B``, ``받지 못한 B``)."""
        verb = event.carrier
        if verb is None or verb.form is not Form.ADNOMINAL or verb.governor not in self.phrases:
            return
        described = self.chunks[verb.governor]
        other = next((c for c in self.chunks[described.i + 1 :] if c.is_predicate), None)
        if (
            other is None
            or described.josa[:1] not in (("와",), ("과",))
            or self._statuses.own(other, Status.ACTUAL) is not Status.NEGATED
        ):
            return
        if other.lemma not in (verb.lemma, *self.grammar.so) or other.governor not in self.phrases:
            return
        for f in found:
            for b in self.phrases[other.governor].referents:
                if f.head in self.phrases[described.i].referents and f.tail is not b:
                    yield replace(f, head=b, status=Status.NEGATED)
                elif f.tail in self.phrases[described.i].referents and f.head is not b:
                    yield replace(f, tail=b, status=Status.NEGATED)

    def _apply(self, event: Event) -> Iterator[Finding]:
        frame = event.frame
        if not self._needs(event):
            return
        fillers = self._fill(event)
        heads, tails = fillers.get("head", []), fillers.get("tail", [])
        if frame.follows:  # with B, A …: along with B, not the two of them with each other
            tails = [t for t in tails if all(h.chunk < t.chunk or h.cls == "gap" for h in heads)]
            if not tails and "tail" in fillers:
                return
        if not tails and "tail" in frame.roles and frame.roles["tail"].implied:
            heads, tails = self._implied(event, heads)
        pairs: list[tuple[Candidate, Candidate, float, str | None]] = []
        heads, tails = self._one_each(event, heads, tails)
        for h in heads:
            for t in tails:
                each = self._respective(event, h, t)
                pairs += [
                    (a, b, h.weight * t.weight, t.title)
                    for i, a in enumerate(h.names)
                    for j, b in enumerate(t.names)
                    if not each or i == j
                ]
                if not t.names:
                    pairs += [
                        (a, b, h.weight * sure, t.title)
                        for a in h.names
                        for b, sure in self._body(event, a, t.title)
                    ]
        if frame.group and not heads and not event.anchor.quote and any(self._mutual(t) for t in tails):
            heads, tails = tails, []  # A와 B와의 회담
        if frame.group and not tails and not self._with_others(event):
            for h in heads:
                members = list(dict.fromkeys(h.names))
                if len(members) > _LARGEST_GROUP:
                    continue
                side = {n: h.cls != "within" and self._side(h.chunk, n) for n in members}
                crossing = len(set(side.values())) > 1
                pairs += [
                    (a, b, h.weight, None)
                    for i, a in enumerate(members)
                    for b in members[i + 1 :]
                    if not crossing or side[a] is not side[b]
                ]
        if frame.table or (frame.group and self._is_joint(event)):
            tails = fillers.get("tail", [])
            pairs += [(a, b, 0.9, None) for a, b in combinations([n for t in tails for n in t.names], 2)]
        if not pairs:
            return
        status = self._status(event)
        item = self._item(event)
        bindings = {
            role: ", ".join(self._text(n) for f in fs for n in f.names) for role, fs in fillers.items()
        }
        for a, b, weight, title in pairs:
            if a is b or (a.start, a.end) == (b.start, b.end):
                continue
            confidence = (
                frame.confidence * weight * (0.85 if event.nominal and event.carrier is None else 1.0)
            )
            yield Finding(
                event.type.type, a, b, status, frame.id, round(confidence, 3), self.clauses.start, self.clauses.end,
                self._clause_span(event), title, item, bindings, event.anchor.i, event.carrier.i if event.carrier else -1,
            )  # fmt: skip

    def _implied(self, event: Event, heads: list[Filler]) -> tuple[list[Filler], list[Filler]]:
        """The roles of an event that names no post (``지난해 취임한 B 사장``): the holder must be its own."""
        if any(
            t.title
            for d in event.dependents
            if d is not event.anchor and not self.phrases[d.i].referents
            for t in self.phrases[d.i].tokens
        ):
            return [], []
        describes = event.carrier is not None and event.carrier.form is Form.ADNOMINAL
        own = [h for h in heads if not (describes and h.cls == "inherited")]
        return own, [Filler((), -1, "implied", 0.9)]

    def _body(self, event: Event, person: Candidate, title: str | None) -> Iterator[tuple[Candidate, float]]:
        """The body of a post that is told without it, by the bodies that the event's clause names elsewhere."""
        around: list[Candidate] = []
        beside: list[Candidate] = []
        told = False
        for d in event.dependents:
            phrase = self.phrases[d.i]
            if person in phrase.referents:
                told = True
                beside += [
                    n for n in phrase.modifiers if n.end + 1 == person.start
                ]  # 가온전자 B, 대표직 사임
            elif self._class(d) in ("subject", "topic", "source", "dative"):
                around += [
                    n for n in (*phrase.referents, *phrase.modifiers) if n.type is not EntityType.PERSON
                ]
        if told and not beside and not any(d.subject or d.topic for d in event.dependents):
            around = [*self.topic, *around]
        heir = any(words_of(d) & self.grammar.heirs for d in event.dependents)
        left = self.posts.left_to(person) if heir else None
        if found := left or self.posts.of_event(person, title, [*around, *beside]):
            yield found

    def _is_joint(self, event: Event) -> bool:
        """Whether the event noun says that several sat at one table (``3자 회동``)."""
        return bool(_JOINT.search(self._source, event.anchor.start, event.anchor.end))

    def _mutual(self, tail: Filler) -> bool:
        """Whether a companion is one of the parties of an event noun (``A와 B와의 회담``)."""
        return self.chunks[tail.chunk].josa[-1:] == ("의",) and len(tail.names) > 1

    def _side(self, chunk: int, n: Candidate) -> bool:
        """Whether a member of a list is of its last phrase, where that has several members: ``A와 B·C의 협력`` is A's with B and with C."""
        own = self.phrases[chunk].referents if chunk in self.phrases else []
        return len(own) > 1 and n in own

    def _with_others(self, event: Event) -> bool:
        """Whether the clause names a companion that is no entity (``A와 B가 직원들과 악수했다``)."""
        return any(
            self._class(d) == "comitative"
            and not self.phrases[d.i].tokens[-1].name
            and not self.phrases[d.i].referents
            and len(d.josa) == 1
            for d in event.dependents
            if d.i in self.phrases and self.phrases[d.i].tokens
        )

    def _respective(self, event: Event, h: Filler, t: Filler) -> bool:
        """Whether two lists of one length go member by member (``A와 B는 각각 C와 D를 찾았다``)."""
        pred = event.carrier or event.anchor
        return len(h.names) == len(t.names) > 1 and bool(self.grammar.respective & set(pred.adverbs))

    def _one_each(
        self, event: Event, heads: list[Filler], tails: list[Filler]
    ) -> tuple[list[Filler], list[Filler]]:
        """Join the posts that several people take, one each, to lists (``A와 B는 각각 X 감사와 Y 감사로 옮겼다``)."""
        pred = event.carrier or event.anchor
        posts = len(tails) > 1 and all(len(t.names) == 1 and t.title for t in tails)
        if not posts or len(heads) != 1 or not self.grammar.respective & set(pred.adverbs):
            return heads, tails
        holders = heads[0].names[-len(tails) :]
        last = tuple(t.names[0] for t in tails[-len(holders) :])
        return [replace(heads[0], names=holders)], [replace(tails[-1], names=last)]

    def _clause_span(self, event: Event) -> tuple[int, int]:
        chunks = [event.anchor, *event.dependents, *([event.carrier] if event.carrier else [])]
        return min(c.start for c in chunks), max(c.end for c in chunks)

    def _status(self, event: Event) -> Status:
        """What the rule says of its events, unless the text says that there is none."""
        told = self._told_status(event)
        fixed = event.frame.status
        if fixed is told is Status.NEGATED:  # 철회했다는 소문은 사실이 아니다
            return Status.ACTUAL
        return fixed if fixed and (fixed is told or told in (Status.ACTUAL, Status.PLANNED)) else told

    def _told_status(self, event: Event) -> Status:
        frame = event.frame
        present = frame.present or event.type.present
        occasion = event.type.occasion
        if not event.nominal:
            return self._statuses.of_verb(event.anchor, present, occasion=occasion)
        lights = frozenset(frame.lights) or self.grammar.lights
        carrier = event.carrier if event.carrier is not None and event.carrier.lemma in lights else None
        own = carrier is not None and carrier.lemma in frame.lights and not self._statuses.says(carrier)
        if own and carrier is not None and carrier.governor != event.anchor.i:
            return self._statuses.of_verb(carrier, present, occasion=occasion)
        status = self._statuses.of_noun(event.anchor, event.trigger, carrier, present, occasion=occasion)
        return (
            self._status_of_setting(status, event.anchor) if self._class(event.anchor) == "source" else status
        )

    def _status_of_setting(self, status: Status, anchor: Chunk) -> Status:
        """An event at which something is done lies ahead if that does (``회동에서 논의할 예정``), not if it is agreed there."""
        pred = self.chunks[anchor.governor] if anchor.governor >= 0 else None
        while pred is not None and pred.form is Form.CONNECTIVE and pred.governor > pred.i:
            if self._breaks(pred):
                break
            pred = self.chunks[pred.governor]
        if status is not Status.ACTUAL or pred is None or not pred.is_predicate:
            return status
        ahead = self._statuses.own(pred, Status.PLANNED) is Status.PLANNED
        return Status.PLANNED if ahead and ("기", "ETN") not in pred.tail else status

    def _item(self, event: Event) -> str | None:
        if not event.frame.item:
            return None
        for d in event.dependents:
            if (
                self._class(d) == event.frame.item
                and d is not event.anchor
                and not self.phrases[d.i].referents
            ):
                tokens = [t for t in self.phrases[d.i].tokens if not t.name]
                return self._source[tokens[0].start : tokens[-1].end].strip() if tokens else None
        return None

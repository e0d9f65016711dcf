"""The frame engine: finds events in a parsed sentence and fills their roles.

An event is a predicate (만나다), an event noun (``A와 B의 회동``) or an event noun carried by
a verb (``MOU를 맺다``). Only rules whose predicate stands in the sentence are tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from extract.grammar import Grammar
from extract.names.candidates import Candidate
from extract.phrases import Phrase, Token, listed
from extract.positions import told_posts
from extract.posts import Posts
from extract.records import EntityType, Status
from extract.rules import Frame, RelationType, Role, Rules
from extract.status import StatusReader
from extract.syntax import Chunk, Clauses, Form, headlined
from extract.times import TimeExpr

_BODIES = frozenset((EntityType.COMPANY, EntityType.AGENCY, EntityType.ORGANIZATION))
#: A longer list says what each does, not that all deal with each other.
_LARGEST_GROUP = 4
#: So many nouns may stand between a list of names and its event noun (``A-B ‘피지컬 AI’ 3각 MOU``).
_LONGEST_TOPIC = 4


@dataclass(frozen=True, slots=True)
class Filler:
    """Names that fill a role, by which chunk and particle class, and how sure that is."""

    names: tuple[Candidate, ...]
    chunk: int
    cls: str
    weight: float = 1.0
    title: str | None = None


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


class SentenceFrames:
    """Runs the rules over one sentence."""

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

    # -- events ------------------------------------------------------------------------------------

    def find(self) -> Iterator[Finding]:
        """Yield what the frames find."""
        for event in self._events():
            yield from self._apply(event)

    def _events(self) -> Iterator[Event]:
        for c in self.chunks:
            if c.is_predicate:
                for t, frame in self.rules.by_verb.get(c.lemma or "", ()):
                    if c.voice in frame.voice:
                        yield from self._verbal_events(t, frame, c, c.lemma or "")
                noun = self._stem_noun(c)
                for t, frame in self.rules.by_noun.get(noun, ()):
                    if c.voice in frame.voice:
                        yield from self._verbal_events(t, frame, c, noun)
            else:
                yield from self._noun_events(c)

    def _verbal_events(self, t: RelationType, frame: Frame, c: Chunk, trigger: str) -> Iterator[Event]:
        if frame.adverbs and not set(frame.adverbs) & self._manner(c):
            return
        for deps in self._gapped(self._np_dependents(c)):
            yield Event(t, frame, c, c, trigger, deps, nominal=False)

    def _manner(self, c: Chunk) -> set[str]:
        """How a predicate's act is done: its adverbs, and nouns that serve as one (공동으로, 공동)."""
        nouns = {
            d.nouns[0].form
            for d in self._np_dependents(c)
            if len(d.nouns) == 1 and self._class(d) in ("bare", "goal")
        }
        return nouns.union(c.adverbs)

    def _gapped(self, deps: list[Chunk]) -> list[list[Chunk]]:
        """Part ``A는 B와, C는 D와 각각 계약했다`` into what each did; what follows the last part is shared.

        The last phrase of a part may leave its particle to the last part: ``A 장관에 B, C 장관에 D를``.
        """
        for kind in (("topic", "subject"), ("dative",)):
            starts = [n for n, d in enumerate(deps) if self._class(d) in kind]
            if len(starts) < 2:
                continue
            parts = [deps[a:b] for a, b in zip(starts, [*starts[1:], len(deps)], strict=True)]
            width = len(parts[0])
            if width < 2 or not all(len(p) == width for p in parts[:-1]) or len(parts[-1]) < width:
                continue
            last, shared = parts[-1][:width], parts[-1][width:]
            if not all(self._parallel(p, last) for p in parts[:-1]):
                continue
            parts = [[*p[:-1], replace(p[-1], josa=last[-1].josa)] for p in parts[:-1]] + [last]
            return [[*deps[: starts[0]], *p, *shared] for p in parts]
        return [deps]

    def _parallel(self, part: list[Chunk], last: list[Chunk]) -> bool:
        """Whether ``part`` ends in a comma and has the particles of ``last``, or leaves its last one out."""
        same = [self._class(a) == self._class(b) for a, b in zip(part, last, strict=True)]
        return part[-1].comma and all(same[1:-1]) and (same[-1] or not part[-1].josa)

    def _stem_noun(self, c: Chunk) -> str:
        """The event noun of a predicate, with a bare noun before it that makes a compound (공동 개발하다)."""
        lemma = c.lemma or ""
        before = self.chunks[c.i - 1] if c.i else None
        if (
            before
            and not before.is_predicate
            and not before.josa
            and before.nouns
            and before.end in (c.start, c.start - 1)
        ):
            for n in (2, 1):
                joined = "".join(m.form for m in before.nouns[-n:]) + lemma
                if len(before.nouns) >= n and joined in self.rules.by_noun:
                    return joined
        return lemma

    def _np_dependents(self, c: Chunk) -> list[Chunk]:
        """The noun phrases that hang on ``c``, also by a verb that is little more than a particle (``B에 대해``)."""
        out = []
        for d in map(self.chunks.__getitem__, c.dependents):
            if not d.is_predicate:
                out.append(d)
            elif d.lemma in self.grammar.particles:
                out += [self.chunks[x] for x in d.dependents if not self.chunks[x].is_predicate]
        return out

    def _noun_events(self, c: Chunk) -> Iterator[Event]:
        """Event nouns in a noun phrase: the last one that a rule knows, and what it is about (``인수 협상``)."""
        forms = [m.form for m in c.nouns]
        for last in range(len(forms), 0, -1):
            rest = [m.form for m in c.nouns[last:] if m.tag not in ("NNB", "NR")]
            if any(f not in self.grammar.act_tails and f not in self.grammar.status.nouns for f in rest):
                return
            for first in range(max(0, last - 3), last):
                trigger = "".join(forms[first:last])
                if trigger in self.rules.by_noun:
                    for t, frame in self.rules.by_noun[trigger]:
                        yield from self._noun_event(t, frame, c, trigger)
                    if trigger not in self.grammar.act_tails:
                        return
                    break

    def _noun_event(self, t: RelationType, frame: Frame, c: Chunk, trigger: str) -> Iterator[Event]:
        carrier = (
            self.chunks[c.governor] if c.governor >= 0 and self.chunks[c.governor].is_predicate else None
        )
        lights = frozenset(frame.lights) or self.grammar.lights
        carried = (
            carrier is not None
            and self._class(c) != "source"
            and (
                carrier.lemma in lights
                or carrier.lemma in self.grammar.status.verbs
                or carrier.voice == "copula"
            )
        )
        if (
            carrier is not None
            and carrier.voice == "passive"
            and "passive" not in frame.voice
            and carrier.lemma in frame.nouns
        ):
            return
        if frame.adverbs and not (carried and carrier and set(frame.adverbs) & self._manner(carrier)):
            return
        maker = next(
            (
                p
                for d in reversed(c.dependents)
                if (p := self.chunks[d]).is_predicate and p.form is Form.ADNOMINAL and p.lemma in lights
            ),
            None,
        )
        if maker is not None and (frame.lights or maker.voice == "active"):
            deps = [*self._np_dependents(maker), *self._np_dependents(c), c]
            for part in self._gapped(sorted(deps, key=lambda d: d.i)):
                yield Event(t, frame, c, maker, trigger, part, nominal=True)
            return
        if not carried and not frame.bare and not (self._headline and not c.josa):
            return
        deps = self._np_dependents(c)
        left = self.chunks[c.i - 1] if c.i else None
        if (
            left
            and left not in deps
            and not left.is_predicate
            and self._class(left) in ("comitative", "object")
            and (self._class(left) == "comitative" or self._class(c) in ("bare", "dative", "source", "goal"))
        ):
            deps.append(left)
        deps.append(c)
        alone = Event(t, frame, c, carrier if carried else None, trigger, deps, nominal=True)
        if carried and carrier is not None and not self._complete(alone):
            deps.extend(d for d in self._np_dependents(carrier) if d not in deps)
        for part in self._gapped(sorted(deps, key=lambda d: d.i)):
            yield replace(alone, dependents=part)

    def _complete(self, event: Event) -> bool:
        """Whether an event noun has its parties in its own phrase, so that the verb's subject is another's (``A와 B의 합병을 반대했다``)."""
        roles = event.frame.roles
        heads = self._own(event, roles["head"], "head")
        tails = self._own(event, roles["tail"], "tail") if "tail" in roles else []
        members = {n for f in heads for n in f.names}
        owned = any(f.cls == "genitive" for f in heads)
        return bool(owned and tails) or (event.frame.group and len(members) > 1)

    # -- roles -------------------------------------------------------------------------------------

    def _class(self, c: Chunk) -> str:
        """The class of a chunk's particle."""
        over = self.chunks[c.governor].lemma if c.governor >= 0 else None
        if over is not None and over in self.grammar.particles:
            return self.grammar.particles[over]
        if not c.josa:
            return "bare"
        if c.josa[0] in ("와", "과", "하고") and c.josa[-1] == "의":
            return "comitative"
        return self.grammar.particles.get(c.josa[0], c.josa[0])

    def _apply(self, event: Event) -> Iterator[Finding]:
        frame = event.frame
        if not self._needs(event):
            return
        fillers = self._fill(event)
        heads, tails = fillers.get("head", []), fillers.get("tail", [])
        if frame.follows:  # with B, A …: along with B, not the two of them with each other
            tails = [t for t in tails if all(h.chunk < t.chunk for h in heads)]
            if not tails and "tail" in fillers:
                return
        if not tails and "tail" in frame.roles and frame.roles["tail"].implied:
            heads, tails = self._implied(event, heads)
        pairs: list[tuple[Candidate, Candidate, float, str | None]] = []
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
                side = {n: self._side(h.chunk, n) for n in members}
                crossing = len(set(side.values())) > 1
                pairs += [
                    (a, b, h.weight, None)
                    for i, a in enumerate(members)
                    for b in members[i + 1 :]
                    if not crossing or side[a] is not side[b]
                ]
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
            if not self.phrases[d.i].referents
            for t in self.phrases[d.i].tokens
        ):
            return [], []
        describes = event.carrier is not None and event.carrier.form is Form.ADNOMINAL
        own = [h for h in heads if not (describes and h.cls == "inherited")]
        return own, [Filler((), -1, "implied", 0.9)]

    def _body(self, event: Event, person: Candidate, title: str | None) -> Iterator[tuple[Candidate, float]]:
        """The body of a post that is told without it, by the bodies that the event's clause names elsewhere."""
        around: list[Candidate] = []
        for d in event.dependents:
            phrase = self.phrases[d.i]
            if person not in phrase.referents and self._class(d) in ("subject", "topic", "source", "dative"):
                around += [
                    n for n in (*phrase.referents, *phrase.modifiers) if n.type is not EntityType.PERSON
                ]
        if found := self.posts.of_event(person, title, around):
            yield found

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

    def _text(self, n: Candidate) -> str:
        return self._source[n.start : n.end]

    def _clause_span(self, event: Event) -> tuple[int, int]:
        chunks = [event.anchor, *event.dependents, *([event.carrier] if event.carrier else [])]
        return min(c.start for c in chunks), max(c.end for c in chunks)

    def _needs(self, event: Event) -> bool:
        def has(cls: str, heads: tuple[str, ...]) -> bool:
            return any(
                (self._class(d) == cls or (heads and event.nominal and d is event.anchor))
                and (not heads or _words(d) & set(heads))
                for d in event.dependents
            )

        frame = event.frame
        return all(has(c, h) for c, h in frame.needs.items()) and not any(
            has(c, h) for c, h in frame.excludes.items()
        )

    def _fill(self, event: Event) -> dict[str, list[Filler]]:
        """Bind each role to names: the event's own phrases, then the noun it describes, then other clauses."""
        out: dict[str, list[Filler]] = {}
        used: set[int] = set()
        place = event.frame.fused.get(event.trigger)
        if place and (n := self.posts.mention_of(place, event.anchor.start)):
            out["tail"] = [Filler((n,), -1, "fused", 0.95)]
        for name in ("tail", "head"):
            if role := event.frame.roles.get(name):
                found = [f for f in self._own(event, role, name) if f.chunk not in used]
                if found:
                    out[name] = found
                    used.update(f.chunk for f in found)
        self._fill_gap(event, out)
        self._fill_caught(event, out)
        for name, role in event.frame.roles.items():
            if (
                name not in out
                and "subject" in role.particles
                and not role.heads
                and (f := self._inherited(event, role, partly=bool(out)))
            ):
                taken = {n for fs in out.values() for x in fs for n in x.names}
                if names := tuple(n for n in f.names if n not in taken):
                    out[name] = [Filler(names, f.chunk, f.cls, f.weight)]
        return out

    def _own(self, event: Event, role: Role, name: str) -> list[Filler]:
        by_class: dict[str, list[Filler]] = {}
        for d in event.dependents:
            cls = self._class(d)
            if "owner" in role.particles and cls == "object" and (owners := self._owners(d, role)):
                by_class.setdefault("owner", []).append(Filler(owners, d.i, "owner", 0.85))
                continue
            if d is event.anchor and event.nominal:
                if filler := self._within(event, d, role, name):
                    by_class.setdefault("within", []).append(filler)
                continue
            wanted = (
                cls in role.particles
                or (d.josa and d.josa[0] in role.particles)
                or (cls == "topic" and "subject" in role.particles)
            )
            if not wanted:
                continue
            if role.heads:
                by_class.setdefault(cls, []).extend(self._headed(d, role, cls))
            elif filler := self._filler(d, role, cls):
                by_class.setdefault(cls, []).append(filler)
        if by_class.get("subject") and by_class.get("topic"):
            del by_class["topic"]
        if by_class.get("subject") or by_class.get("topic"):
            by_class.pop("within", None)
        if topics := by_class.get("topic"):
            by_class["topic"] = topics[-1:]  # an earlier one is that of the clause before
        fillers = [f for fs in by_class.values() for f in fs]
        return [f for f in fillers if f.chunk == fillers[-1].chunk] if role.heads else fillers

    def _list_end(self, c: Chunk) -> Chunk:
        """The last phrase of the list that ``c`` begins with a comma, ``c`` itself if none."""
        while c.comma and not c.josa and not c.is_predicate and c.governor > c.i:
            if self.chunks[c.governor].is_predicate:
                break
            c = self.chunks[c.governor]
        return c

    def _owners(self, d: Chunk, role: Role) -> tuple[Candidate, ...]:
        """Whose the thing in phrase ``d`` is or what it goes into (``B의 기판을``, ``B의 전화기에 들어갈 기판을``)."""
        found: list[Candidate] = []
        for g in d.dependents:
            part = self.chunks[g]
            if part.is_predicate and part.lemma in self.grammar.uses:
                for x in self._np_dependents(part):
                    if self._class(x) in ("dative", "goal"):
                        found += [*self.phrases[x.i].modifiers, *self.phrases[x.i].referents]
                        found += [
                            n for y in x.dependents if y in self.phrases for n in self.phrases[y].referents
                        ]
            elif part.is_predicate and part.lemma in self.grammar.orders:
                for x in self._np_dependents(part):
                    if x.subject:
                        found += self.phrases[x.i].referents
            elif part.voice == "copula" and part.form is Form.ADNOMINAL:  # B의 시범차인 ‘가람’에
                kinds = [x for x in self._np_dependents(part) if x.josa[:1] == ("COP",)]
                found += [n for x in kinds for n in self._owners(x, role)]
            elif g in self.phrases and self._class(part) == "genitive":
                found += listed(self.phrases, self.chunks, g, self.grammar)
        if not self.phrases[d.i].referents:
            found += self.phrases[d.i].modifiers
        return tuple(n for n in found if n.type in role.types)

    def _filler(self, d: Chunk, role: Role, cls: str) -> Filler | None:
        """The names of chunk ``d`` that may fill ``role``."""
        phrase = self.phrases[d.i]
        after = self._list_end(self.chunks[d.i + 1]) if d.i + 1 < len(self.chunks) else None
        if (
            cls in ("comitative", "bare")
            and after
            and after.i in self.phrases
            and self.phrases[after.i].referents
        ):
            whole = listed(self.phrases, self.chunks, after.i, self.grammar)
            if (
                set(phrase.referents) & set(whole)
                and after.governor == d.governor
                and self._class(after) not in ("bare",)
            ):
                return None
        whole = listed(self.phrases, self.chunks, d.i, self.grammar)
        if names := tuple(n for n in whole if n.type in role.types):
            return Filler(names, d.i, cls)
        if cls == "dative" and (owners := self._owners(d, role)):
            return Filler(owners[-1:], d.i, cls, 0.8)  # B의 자동차에 부품을 공급
        bodies = [n for n in phrase.modifiers if n.type in role.types and n.type in _BODIES]
        if bodies and EntityType.PERSON not in role.types and whole == phrase.referents:
            return Filler((bodies[-1],), d.i, cls, 0.8)  # a person of a body acts for it
        return None

    def _headed(self, d: Chunk, role: Role, cls: str) -> Iterator[Filler]:
        """What a phrase stands for by its head noun: the owner of a stake, the body of each post."""
        phrase = self.phrases[d.i]
        owners = [
            n
            for g in d.dependents
            if g in self.phrases and self._class(self.chunks[g]) == "genitive"
            for n in self._possessors(g)
            if n.type in role.types
        ]
        if "title" in role.heads and (posts := self._posts(d, role)):
            for body, title in posts:
                name = body if body is not None else owners[-1] if owners else None
                yield Filler((name,) if name is not None else (), d.i, cls, title=title)
            return
        if _words(d, last=3) & set(role.heads):
            names = [*owners, *(n for n in (*phrase.referents, *phrase.modifiers) if n.type in role.types)]
            if names:
                yield Filler((names[-1],), d.i, cls)

    def _possessors(self, g: int) -> list[Candidate]:
        """The names of a genitive, or of the genitives within it (``B의 사업의 개발사``)."""
        own = listed(self.phrases, self.chunks, g, self.grammar) or self.phrases[g].modifiers
        inner = [x for x in self.chunks[g].dependents if x in self.phrases]
        return own or [
            n for x in inner if self._class(self.chunks[x]) == "genitive" for n in self._possessors(x)
        ]

    def _posts(self, d: Chunk, role: Role) -> list[tuple[Candidate | None, str]]:
        """The posts that chunk ``d`` and the list before it name without a holder."""
        phrase = self.phrases[d.i]
        last = next(
            (
                t
                for t in reversed(phrase.tokens)
                if t.title or t.name or t.text not in (*self.grammar.stand_ins, *role.heads)
            ),
            None,
        )
        if last is None or not last.title or self._named_person(phrase):
            return []
        before = [
            self.phrases[g]
            for g in d.dependents
            if g in self.phrases and self.chunks[g].comma and not self.chunks[g].josa
        ]
        found = told_posts(phrase.tokens, self.posts.titles)
        return [
            p for x in before if not self._named_person(x) for p in told_posts(x.tokens, self.posts.titles)
        ] + found

    @staticmethod
    def _named_person(phrase: Phrase) -> bool:
        return any(t.name and t.name.type is EntityType.PERSON for t in phrase.tokens)

    def _within(self, event: Event, d: Chunk, role: Role, name: str) -> Filler | None:
        """Names in the event noun's own phrase: ``한국델파이 인수``, ``한·미 정상회담``, ``A-B 간 MOU 체결``."""
        phrase = self.phrases[d.i]
        start = next(
            (
                m.start
                for m in d.nouns
                if event.trigger.startswith(m.form) and (not d.names or m.start >= d.names[-1].end)
            ),
            d.end,
        )
        before = [t for t in phrase.tokens if t.end <= start]
        names = [t.name for t in _heads_of(before) if t.name and t.name.type in role.types]
        if not names:
            return None
        between = [t for t in before if t.start >= names[-1].end]
        joined = len(names) > 1 and any(t.listing for t in before)
        needed = event.frame.needs.get("object", ())
        if any(t.text in needed for t in between):
            between = []
        loose = [t for t in between[1:] if not self._empty(t)]
        if len(loose) > (_LONGEST_TOPIC if joined else 0):
            return None
        if joined and event.frame.group and name == "head":
            return Filler(tuple(names), d.i, "within", 0.9)
        if "within" in role.particles and not joined:
            return Filler((names[-1],), d.i, "within", 0.9)
        return None

    def _empty(self, t: Token) -> bool:
        """Whether a token between a name and an event noun leaves the name the one who acts."""
        return t.title or t.text in self.grammar.stand_ins or t.text in self.grammar.act_tails

    def _fill_gap(self, event: Event, out: dict[str, list[Filler]]) -> None:
        """The noun that an adnominal clause describes fills the role left open."""
        pred = event.carrier
        if pred is None or pred.form is not Form.ADNOMINAL or pred.governor < 0:
            return
        head = self.chunks[pred.governor]
        for _ in range(2):
            phrase = self.phrases.get(head.i)
            if not phrase:
                return
            if phrase.referents and head.josa[-1:] != ("의",):
                break
            if (
                head.josa[-1:] == ("의",)
                and head.governor >= 0
                and not self.chunks[head.governor].is_predicate
                and self.phrases[head.governor].referents
            ):
                head = self.chunks[head.governor]
            else:
                break
        referents = self.phrases[head.i].referents
        named = head.josa[:1] == ("COP",)
        if (named or not referents) and head.governor >= 0 and self.chunks[head.governor].voice == "copula":
            others = [
                d
                for d in self._np_dependents(self.chunks[head.governor])
                if (d.subject or d.topic if named else d.josa[:1] == ("COP",))
            ]
            referents = (
                [n for d in others for n in self.phrases[d.i].referents] if named or head.topic else []
            )
        if not referents and head.josa in (("로",), ("으로",)) and head.comma:  # A는 [B가 만든] 회사로, …
            topics = [
                c for c in self.chunks[: pred.i] if c.topic and c.quote == pred.quote and c.i in self.phrases
            ]
            referents = self.phrases[topics[-1].i].referents if topics else []
        for name in event.frame.gap:
            role = event.frame.roles.get(name)
            if not role or name in out or "title" in role.heads:
                continue
            if role.heads:
                fits = not referents and bool(_words(head, last=1) & set(role.heads))
                names = (
                    tuple(n for n in self.phrases[head.i].modifiers if n.type in role.types)[-1:]
                    if fits
                    else ()
                )
            else:
                names = tuple(n for n in referents if n.type in role.types)
            if names:
                out[name] = [Filler(names, head.i, "gap", 0.95)]
                return

    def _fill_caught(self, event: Event, out: dict[str, list[Filler]]) -> None:
        """A role that an adnominal clause within the event caught: ``A가 B에게 [협력을 청하는] 편지를 보냈다``."""
        for name, role in event.frame.roles.items():
            if name in out or "dative" not in role.particles:
                continue
            for d in event.dependents:
                for g in d.dependents:
                    pred = self.chunks[g]
                    if not (pred.is_predicate and pred.form is Form.ADNOMINAL and self._opens_sentence(pred)):
                        continue
                    for x in self._np_dependents(pred):
                        if self._class(x) == "dative" and (f := self._filler(x, role, "dative")):
                            out[name] = [replace(f, weight=0.8)]
                            return

    # -- subjects from elsewhere -------------------------------------------------------------------

    def _inherited(self, event: Event, role: Role, *, partly: bool) -> Filler | None:
        """A subject from elsewhere, unless the clause has one; a topic is one where the other role is filled (``partly``)."""
        node = event.carrier or event.anchor
        sources = self._subject_sources(node)
        if event.nominal and event.carrier is None:
            if self._class(event.anchor) not in ("source", "bare") or node.governor < 0:
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
        for pred, weight in sources:
            for d in self._np_dependents(pred):
                if not (d.subject or d.topic) or d.i > node.i:
                    continue
                if f := self._filler(d, role, "subject"):
                    return Filler(f.names, f.chunk, "inherited", weight)
                if d.topic and self._acts(d) and not self.phrases[d.i].modifiers:
                    return None
            carries = pred is node and event.nominal and event.carrier is None
            if (carries or pred is not node) and pred.form is Form.ADNOMINAL and pred.governor >= 0:
                head = self.chunks[pred.governor]
                names = tuple(
                    n
                    for n in (self.phrases[head.i].referents if head.i in self.phrases else ())
                    if n.type in role.types
                )
                if names:
                    return Filler(names, head.i, "inherited", weight * 0.95)
        has_subject = any(
            c.subject or c.topic for c in self.chunks if not c.is_predicate and c.quote == node.quote
        )
        names = tuple(n for n in self.topic if n.type in role.types)
        if names and role.inherit and not has_subject and not node.quote:
            return Filler(names, -1, "previous", 0.75)
        return None

    def _acts(self, topic: Chunk) -> bool:
        """Whether a topic with no name may be the one who acts: not a time, and not a 도 or 만 that may mark an object."""
        return topic.josa[0] not in ("도", "만") and topic.head not in self.grammar.periods

    def _subject_sources(self, node: Chunk) -> Iterator[tuple[Chunk, float]]:
        """Predicates whose subject may be that of ``node``: those it leads to, then those before it."""
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
                if self.phrases.get(node.governor) and not self.phrases[node.governor].referents:
                    yield at, 0.9
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
                continue
            dependents = [self.chunks[d] for d in c.dependents]
            about = any(d.topic for d in dependents) and not any(d.subject for d in dependents)
            if c.form is Form.QUOTED and c.governor in linked and about and not c.quote:
                yield c, 0.85  # A는 …했다며 …했다: who says so also does so
            elif (
                c.form is Form.CONNECTIVE
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

    # -- status and item ---------------------------------------------------------------------------

    def _status(self, event: Event) -> Status:
        frame = event.frame
        present = frame.present or event.type.present
        if frame.status:
            return frame.status
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


def _heads_of(tokens: list[Token]) -> list[Token]:
    """The last name of each member of a list (``中 CATL·獨 BMW``: CATL, BMW)."""
    out: list[Token] = []
    for i, t in enumerate(tokens):
        if t.name:
            follows = next((x for x in tokens[i + 1 :] if x.name or x.listing), None)
            if follows is None or follows.listing:
                out.append(t)
    return out


def _words(c: Chunk, last: int | None = None) -> set[str]:
    """The nouns of a phrase (its ``last`` ones), and what its last two and three make together (최대+주주)."""
    forms = [m.form for m in c.nouns]
    return {*(forms[-last:] if last else forms), "".join(forms[-2:]), "".join(forms[-3:])}

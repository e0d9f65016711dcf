"""Whose post it is where the phrase does not say: ``노 청장이 물러났다``, ``이사로 승진했다``, ``이집트의 … 무르시 대통령``.

Each rule below looks for the body of a post in one place, from the surest to the weakest; the
first that finds one decides. What no rule finds stays untold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from extract.chunks import Clauses
from extract.cluster import EntityCluster
from extract.gazetteer import Gazetteer
from extract.names.candidates import Candidate
from extract.names.patterns import SURNAME_RULE
from extract.phrases import Phrase
from extract.positions import Position, core_of
from extract.records import EntityType
from extract.titles import Titles

_EMPLOYERS = frozenset((EntityType.COMPANY, EntityType.ORGANIZATION))
_ANY_BODY = frozenset((EntityType.COMPANY, EntityType.ORGANIZATION, EntityType.AGENCY))
_OUTLET = "media:"
#: How sure it is that a post is one of the article's only body.
_ONLY_BODY = 0.6


@dataclass(frozen=True, slots=True)
class _Told:
    """A post told in full: ``person`` is ``core`` at ``body``; both are clusters, ``at`` is where."""

    person: int
    core: str
    body: int
    at: int


@dataclass
class Posts:
    """The posts that one article tells, by which those told in part are completed."""

    titles: Titles
    gazetteer: Gazetteer
    clusters: Sequence[EntityCluster]
    _told: list[_Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._of = {(n.start, n.end): i for i, c in enumerate(self.clusters) for n in c.names}

    def learn(self, found: Sequence[Position]) -> None:
        """Take in posts that were told in full."""
        for p in found:
            if p.body is not None:
                person, body = self._cluster(p.person), self._cluster(p.body)
                self._told.append(_Told(person, core_of(p.title, self.titles), body, p.start))

    def _cluster(self, n: Candidate) -> int:
        return self._of[n.start, n.end]

    def completed(
        self,
        found: Sequence[Position],
        topic: Sequence[Candidate],
        clauses: Clauses,
        phrases: Mapping[int, Phrase],
    ) -> Iterator[Position]:
        """Yield the posts of a sentence, those told without a body with the one meant where that is clear.

        ``topic`` is what the sentence before was about.
        """
        taken = {self._cluster(p.body) for p in found if p.body is not None}
        leads = {c.start for c in clauses.chunks if c.topic or c.subject}
        for p in found:
            if p.body is not None:
                yield p
                continue
            free = replace(p, near=tuple(n for n in p.near if self._cluster(n) not in taken))
            fellows = [q.body for q in found if q.body is not None and q.end < p.start and q.start in leads]
            others = {self._cluster(q.body) for q in found if q.body is not None and q.start > p.start}
            whole = self._complete(free, topic, bodies_before(p.person, clauses, phrases), fellows)
            if whole and self._cluster(whole[0]) in others and whole[1] <= _ONLY_BODY:
                whole = None  # A 전무와 가온은행 B 행장: A is of another body
            done = replace(p, body=whole[0], weight=whole[1]) if whole else p
            self.learn([done])
            yield done

    def _complete(
        self,
        p: Position,
        topic: Sequence[Candidate],
        around: Sequence[Candidate],
        fellows: Sequence[Candidate],
    ) -> tuple[Candidate, float] | None:
        """The body of ``p``, which names none, and how sure that is.

        ``around`` are the bodies in its clause, ``fellows`` those of the people its sentence is about.
        """
        core = core_of(p.title, self.titles)
        person = self._cluster(p.person)
        if p.same:
            return self._same(core, p)
        entry = self.gazetteer.entries.get(self.clusters[person].kb_id or "")
        if entry and any(post.title.endswith(core) for post in entry.posts):
            return self._known(entry.id, core, p.start)
        if core in self.titles.personal or core in self.titles.suffixes:
            return None
        bare = self._only_surname(person)
        for found, weight in (
            (self._own(person, core), 0.8),
            (self._echo(core, p.start), 0.75),
            (None if bare else self._state(core, p.near), 0.75),
            (self._predecessor(core), 0.65),
        ):
            if found is not None:
                return self._nearest(found, p.start), weight
        office = core.endswith(self.titles.offices)
        kinds = frozenset((EntityType.AGENCY,)) if office else self.titles.bodies_of(core) & _ANY_BODY
        if bare or p.described or self.titles.is_state(core):
            return None
        if (
            len(set(map(self._cluster, fellows))) == 1
            and core not in self.titles.heads
            and fellows[0].type in kinds
        ):
            return fellows[0], 0.55
        for n in (*around, *topic):
            if n.type is EntityType.PERSON and core.endswith(self.titles.deputies):
                superior = self._own(self._cluster(n), "")
                if superior is not None and self.clusters[superior].type is EntityType.AGENCY:
                    return self._nearest(superior, p.start), 0.6  # A 장관은 …. B 차관도 …
            employer = EntityType.COMPANY in kinds and n.type in _EMPLOYERS and n in around
            agency = EntityType.COMPANY not in kinds and n.type is EntityType.AGENCY and n not in around
            if n.type in kinds and (employer or agency) and not self._is_outlet(n):
                return n, 0.6
        return self._of_article(core, kinds, p.start) if EntityType.COMPANY in kinds else None

    def of_event(
        self, person: Candidate, title: str | None, around: Sequence[Candidate]
    ) -> tuple[Candidate, float] | None:
        """Return the body of the post ``title`` (None: the one told with the person) that ``person`` takes or leaves.

        ``around`` are the bodies in the clause of the event.
        """
        core = core_of(title, self.titles) if title else ""
        who = self._cluster(person)
        kinds = (self.titles.bodies_of(core) if core else frozenset()) & _ANY_BODY or _ANY_BODY
        if core and (found := self._echo(core, person.start)) is not None:
            return self._nearest(found, person.start), 0.8
        near = [n for n in around if n.type in kinds & _EMPLOYERS and not self._is_outlet(n)]
        if near and core:
            return near[0], 0.85
        own = self._own(who, core)
        if own is not None and (not core or self.clusters[own].type in self.titles.bodies_of(core)):
            return self._nearest(own, person.start), 0.8
        if near:
            return near[0], 0.7
        return self._of_article(core, kinds, person.start) if core else None

    def left_to(self, heir: Candidate) -> tuple[Candidate, float] | None:
        """Return the body of whoever was told of last before ``heir``: the post that an heir takes there."""
        before = [t for t in self._told if t.at < heir.start and t.person != self._cluster(heir)]
        last = max(before, key=lambda t: t.at, default=None)
        return (self._nearest(last.body, heir.start), 0.75) if last else None

    def employer(self, person: Candidate) -> Candidate | None:
        """Return the one body of which the article so far tells ``person`` to be, as it names it nearest."""
        body = self._own(self._cluster(person), "")
        return None if body is None else self._nearest(body, person.start)

    def led_by(self, person: Candidate) -> Candidate | None:
        """Return the one body that the article tells ``person`` to be the head of, for which that person may speak."""
        who = self._cluster(person)
        led = {t.body for t in self._told if t.person == who and t.core in self.titles.heads}
        return self._nearest(led.pop(), person.start) if len(led) == 1 else None

    # -- where to look -------------------------------------------------------------------------------

    def _known(self, entry: str, core: str, at: int) -> tuple[Candidate, float] | None:
        """The body that the gazetteer gives, if the article names it."""
        held = {p.body for p in self.gazetteer.entries[entry].posts if p.title.endswith(core)}
        found = next((i for i, c in enumerate(self.clusters) if c.ids & held), None)
        return None if found is None else (self._nearest(found, at), 0.8)

    def _own(self, person: int, core: str) -> int | None:
        """The body that the article tells of this person, best with this title."""
        own = [t for t in self._told if t.person == person]
        agreeing = [t for t in own if core and (t.core.endswith(core) or core.endswith(t.core))]
        bodies = {t.body for t in own}
        if agreeing:
            return agreeing[0].body
        return bodies.pop() if len(bodies) == 1 else None

    def _same(self, core: str, p: Position) -> tuple[Candidate, float] | None:
        """The body of whoever was told of last before ``p``, if it has such posts."""
        kinds = self.titles.bodies_of(core)
        before = [t for t in self._told if t.at <= p.start and self._cluster(p.person) != t.person]
        fits = [t for t in sorted(before, key=lambda t: t.at) if self.clusters[t.body].type in kinds]
        return (self._nearest(fits[-1].body, p.start), 0.75) if fits else None

    def _echo(self, core: str, at: int) -> int | None:
        """A body whose name ends as the title begins (``청장``: 첨단산업진흥청)."""
        general = core in self.titles.heads
        ends = {f.title[: f.keep] for f in self.titles.fused if f.keep > general and core == f.title}
        before: list[tuple[int, int]] = []
        after: list[tuple[int, int]] = []
        for i, c in enumerate(self.clusters):
            if c.type in self.titles.bodies_of(core) and any(f.endswith(e) for f in c.forms for e in ends):
                for n in c.names:
                    (before if n.start < at else after).append((n.start, i))
        return max(before)[1] if before else min(after)[1] if after else None

    def _predecessor(self, core: str) -> int | None:
        """The only body of which the article tells someone else with this title, where one has it at a time."""
        if not core.endswith(self.titles.successive):
            return None
        bodies = {t.body for t in self._told if t.core == core}
        return bodies.pop() if len(bodies) == 1 else None

    def _state(self, core: str, near: Sequence[Candidate]) -> int | None:
        """The state of a head of state or government: one named right before, else the article's only one."""
        if not self.titles.is_state(core):
            return None
        states = [i for i, c in enumerate(self.clusters) if c.forms & self.titles.countries]
        close = [self._cluster(n) for n in near if self._cluster(n) in states]
        if len(set(close)) == 1:
            return close[0]
        return states[0] if len(states) == 1 and not close else None

    def _of_article(self, core: str, kinds: frozenset[EntityType], at: int) -> tuple[Candidate, float] | None:
        """The only body of the article that can have the post."""
        kinds = kinds & _EMPLOYERS
        bodies = [
            i
            for i, c in enumerate(self.clusters)
            if c.type in kinds and not any(x.startswith(_OUTLET) for x in c.ids)
        ]
        if len(bodies) != 1:
            return None
        return self._nearest(bodies[0], at), _ONLY_BODY if core in self.titles.heads else 0.5

    # -- helpers -------------------------------------------------------------------------------------

    def mention_of(self, form: str, at: int) -> Candidate | None:
        """Return the mention nearest to offset ``at`` of the place that the article also writes as ``form``."""
        for i, c in enumerate(self.clusters):
            if c.type is EntityType.PLACE and form in c.forms:
                return self._nearest(i, at)
        return None

    def _nearest(self, cluster: int, at: int) -> Candidate:
        return min(self.clusters[cluster].names, key=lambda n: abs(n.start - at))

    def _only_surname(self, person: int) -> bool:
        """Whether the article never gives the full name: a surname alone is too little to guess by."""
        return all(n.rule == SURNAME_RULE for n in self.clusters[person].names)

    def _is_outlet(self, n: Candidate) -> bool:
        return any(i.startswith(_OUTLET) for i in self.clusters[self._cluster(n)].ids)


def bodies_before(n: Candidate, clauses: Clauses, phrases: Mapping[int, Phrase]) -> list[Candidate]:
    """The bodies that the sentence names as its topic, subject or scene before ``n``, the nearest first."""
    out: list[Candidate] = []
    for i, phrase in phrases.items():
        chunk = clauses.chunks[i]
        if chunk.end > n.start:
            break
        if chunk.topic or chunk.subject or chunk.josa[:1] in (("에서",), ("에",), ("에선",)):
            people = any(x.type is EntityType.PERSON for x in phrase.referents)
            out += [] if people else [*phrase.modifiers, *phrase.referents]
    return [x for x in reversed(out) if x.type in _ANY_BODY]

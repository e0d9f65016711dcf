"""Who 양사, 두 정상, 그 and 이 회사 are: words that stand for parties named before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from extract.chunks import Chunk, Clauses
from extract.grammar import Anaphor, Grammar
from extract.names.candidates import Candidate
from extract.phrases import Phrase, listed
from extract.records import EntityType

#: The rules of mentions that stand for names (they are no names of the entity themselves).
ONE_RULE, SEVERAL_RULE = "coref:one", "coref:several"
#: How many sentences back parties are looked for.
_BACK = 3
_PLACED = (("에서",), ("에",), ("로",), ("으로",))
_PARTIES = (("와",), ("과",), ("을",), ("를",), ("에",), ("에", "는"), ("과", "는"), ("와", "는"))
#: What a common noun at the end of its name may stand for.
_CALLED = frozenset((EntityType.COMPANY, EntityType.AGENCY, EntityType.ORGANIZATION, EntityType.PLACE))


@dataclass(frozen=True, slots=True)
class Reference:
    """The word at ``[start, end)`` stands for the names ``referents``."""

    start: int
    end: int
    rule: str
    referents: tuple[Candidate, ...]


@dataclass(slots=True)
class _Said:
    """The names of a sentence: all of them, those its noun phrases stand for, the list that it is about, and its places."""

    names: list[Candidate] = field(default_factory=list)
    parties: list[Candidate] = field(default_factory=list)
    subjects: list[Candidate] = field(default_factory=list)
    places: list[Candidate] = field(default_factory=list)


@dataclass
class Discourse:
    """What the sentences so far were about. ``entity`` tells which cluster the name at a span belongs to."""

    text: str
    entity: Mapping[tuple[int, int], int]
    grammar: Grammar
    topic: tuple[Candidate, ...] = ()
    _past: list[_Said] = field(default_factory=list)
    _body_of: dict[int, Candidate] = field(default_factory=dict)
    _bodies: dict[int, Candidate] = field(default_factory=dict)

    def id(self, n: Candidate) -> int:
        """The cluster of the name ``n``, -1 for none."""
        return self.entity.get((n.start, n.end), -1)

    def resolve(self, clauses: Clauses, phrases: Mapping[int, Phrase]) -> Iterator[Reference]:
        """Yield what the words for earlier parties in a sentence stand for, and add it to their phrases."""
        for i, phrase in phrases.items():
            chunk = clauses.chunks[i]
            if chunk.names or phrase.referents or not chunk.nouns:
                continue
            if (body := self._called(chunk, clauses.chunks)) is not None:
                phrase.referents.append(body)
                yield Reference(self._start(chunk), chunk.nouns[-1].end, ONE_RULE, (body,))
                continue
            if not (word := self._word(chunk)):
                continue
            kind = self.grammar.anaphora[word]
            if kind.acting and not (self._acts(chunk) and self._bare(chunk, clauses.chunks)):
                continue
            here = self._said(clauses.chunks[:i], phrases)
            if kind.order:
                found = self._ordered(kind, here)
            elif kind.count > 1:
                found = self._several(kind, here)
            elif kind.types == {EntityType.PLACE}:
                found = next(([s.places[-1]] for s in (here, *reversed(self._past)) if s.places), [])
            else:
                found = self._one(kind, here, self._beside(clauses.chunks, i))
            if found:
                end = self._start(chunk) + len(word)
                if end == chunk.nouns[-1].end or chunk.head in self.grammar.stand_ins:
                    phrase.referents.extend(found)
                rule = ONE_RULE if kind.count == 1 else SEVERAL_RULE
                yield Reference(self._start(chunk), end, rule, tuple(found))

    def _word(self, chunk: Chunk) -> str | None:
        """The word for earlier parties that ``chunk`` starts with, behind what says when, or None."""
        start = self._start(chunk)
        ends = {m.end for m in chunk.nouns}
        words = (self.text[start:end] for end in sorted(ends, reverse=True))
        return next((w for w in words if w in self.grammar.anaphora), None)

    def _start(self, chunk: Chunk) -> int:
        """Where ``chunk`` starts, words that say when aside (``지난달 이곳을``, ``지난해 3월 두 회사를``)."""
        nouns, n = chunk.nouns, 0
        while n < len(nouns) - 1:
            dated = nouns[n].tag == "SN" and nouns[n + 1].form in self.grammar.date_units
            if not dated and nouns[n].form not in self.grammar.periods:
                break
            n += 1 + dated
        if not 0 < n < len(nouns):
            return chunk.start
        end = nouns[n - 1].end
        return end + (self.text[end] == " ")

    @staticmethod
    def _acts(chunk: Chunk) -> bool:
        """Whether ``chunk`` is a party of its clause: its topic, subject, companion, or whom something is done to."""
        return chunk.topic or chunk.subject or chunk.josa in _PARTIES

    @staticmethod
    def _bare(chunk: Chunk, chunks: Sequence[Chunk]) -> bool:
        """Whether nothing describes ``chunk``."""
        return not any(d < chunk.i for d in chunk.dependents) and not (
            chunk.i and chunks[chunk.i - 1].governor == chunk.i
        )

    def _called(self, chunk: Chunk, chunks: Sequence[Chunk]) -> Candidate | None:
        """The one body of the article so far that the word of ``chunk`` is the end of (``시는`` for ``다온시``)."""
        word = self.text[self._start(chunk) : chunk.nouns[-1].end]
        if word not in self.grammar.bodies:
            return None
        if not self._acts(chunk) or not self._bare(chunk, chunks):
            return None
        found = {
            i: n
            for i, n in self._bodies.items()
            if any(self.text[n.start : n.end].endswith(form) for form in (word, *self.grammar.bodies[word]))
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def _ordered(self, kind: Anaphor, here: _Said) -> list[Candidate]:
        """The former or the latter of the two parties named last (``전자``, ``후자``)."""
        for said in (here, *reversed(self._past[-_BACK:])):
            for names in (said.subjects, said.parties, said.names):
                pair = list(self._distinct(names, kind).values())
                if len(pair) == 2:
                    return [pair[kind.order - 1]]
        return []

    def _several(self, kind: Anaphor, here: _Said) -> list[Candidate]:
        """The ``kind.count`` parties named last: in one sentence if it names just so many, else in several."""
        found: dict[int, Candidate] = {}
        for said in (here, *reversed(self._past[-_BACK:])):
            for names in (said.names, said.parties, said.subjects):
                more = self._distinct(names, kind) | found
                if len(more) == kind.count:
                    return sorted(more.values(), key=lambda n: n.start)
            found |= self._distinct(said.names, kind)
            if len(found) > kind.count:
                return []
        return []

    def _one(self, kind: Anaphor, here: _Said, beside: set[int]) -> list[Candidate]:
        """Whom the sentence before was about, else the only such party in it, or in this one so far.

        None of those ``beside`` the word in its clause: a name there would not be taken up so.
        """
        if len(self.topic) == 1 and self.topic[0].type in kind.types and self.id(self.topic[0]) not in beside:
            return [self.topic[0]]
        if kind.acting:  # 회사는: of whom the story is, not the employer of someone in the last sentence
            acting = (
                [n for n in said.subjects if n.type in kind.types] for said in reversed(self._past[-_BACK:])
            )
            agents = self._distinct(next(filter(None, acting), []), kind)
            if len(agents) == 1 and not beside & agents.keys():
                return list(agents.values())
        if len(self.topic) == 1 and (party := self._as(self.topic[0], kind)) and self.id(party) not in beside:
            return [party]
        for said in (*self._past[-1:], here):
            found = [n for i, n in self._distinct(said.names, kind).items() if i not in beside]
            if found:
                return found if len(found) == 1 else []
        return []

    def _distinct(self, names: Sequence[Candidate], kind: Anaphor) -> dict[int, Candidate]:
        """The parties of ``kind`` among ``names`` by their entity."""
        named: dict[int, Candidate] = {}
        for n in names:
            if n.type in kind.types and self.id(n) >= 0:
                named.setdefault(self.id(n), n)
        if len(named) < kind.count and EntityType.COMPANY in kind.types:
            for n in names:
                if (party := self._as(n, kind)) is not None:
                    named.setdefault(self.id(party), party)
        return named

    def _as(self, n: Candidate, kind: Anaphor) -> Candidate | None:
        """``n`` if it is of ``kind``, the body of the person ``n`` if that is, else None."""
        party: Candidate | None = n
        if n.type is EntityType.PERSON and EntityType.PERSON not in kind.types:
            party = self._body_of.get(self.id(n))
        return party if party and party.type in kind.types and self.id(party) >= 0 else None

    def _beside(self, chunks: Sequence[Chunk], i: int) -> set[int]:
        """The clusters named in the clause of chunk ``i``: from the last predicate before it to the next one."""
        out: set[int] = set()
        for part in (reversed(chunks[:i]), chunks[i:]):
            for c in takewhile(lambda c: not c.is_predicate, part):
                out.update(self.id(n) for n in (*c.names, *c.aside))
        return out

    def _said(self, chunks: Sequence[Chunk], phrases: Mapping[int, Phrase]) -> _Said:
        said = _Said()
        for c in chunks:
            placed = c.josa[:1] in _PLACED
            if c.i in phrases:
                said.parties += [
                    n for n in phrases[c.i].referents if n.type is not EntityType.PLACE or not placed
                ]
            said.names += [n for n in (*c.names, *c.aside) if n.type is not EntityType.PLACE or not placed]
            said.places += [n for n in c.names if n.type is EntityType.PLACE]
        for c in [c for c in chunks if c.topic] or [c for c in chunks if c.subject]:
            if c.i in phrases and not c.quote:
                said.subjects = listed(phrases, chunks, c.i, self.grammar)
                break
        return said

    def told(self, person: Candidate, body: Candidate) -> None:
        """Note that ``person`` was said to be of ``body``."""
        self._body_of[self.id(person)] = body

    def advance(self, clauses: Clauses, phrases: Mapping[int, Phrase]) -> None:
        """Take in whom the sentence named and what it was about."""
        said = self._said(clauses.chunks, phrases)
        for n in (*said.names, *said.places):
            if n.type in _CALLED and self.id(n) >= 0:
                self._bodies[self.id(n)] = n
        if said.names or said.parties or said.places:
            self._past.append(said)
            del self._past[:-_BACK]
        self.topic = _topic(clauses, phrases) or self.topic


def _topic(clauses: Clauses, phrases: Mapping[int, Phrase]) -> tuple[Candidate, ...]:
    """What a sentence is about: its outermost topic, else its first subject."""
    outer = [c for c in clauses.chunks if not c.is_predicate and not c.quote and phrases[c.i].referents]
    for c in [c for c in outer if c.topic] or [c for c in outer if c.subject]:
        return tuple(phrases[c.i].referents)
    return ()

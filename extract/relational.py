"""Nouns that name a relation by themselves: ``삼성전자 자회사 하만``, ``이재용의 부친인 이건희``, ``A와 B 남매``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from extract.chunks import Chunk, Clauses, Form
from extract.frames import Finding
from extract.grammar import Grammar
from extract.names.candidates import Candidate
from extract.phrases import Phrase, Token, listed
from extract.records import EntityType, Status
from extract.rules import Relational, RelationType, Rules
from extract.status import StatusReader

#: So many words may stand between the noun and the name it goes with (``자회사 [반도체 장비 업체] 청람테스트``).
_REACH = 4
#: A relational noun is of so many tokens at most.
_LONGEST = 3
_AS = (("로",), ("으로",), ("로서",))
#: The verb that denies what its complement says.
_NOT = "아니"
_PERSON = EntityType.PERSON


@dataclass
class RelationalNouns:
    """Finds what the relational nouns of one sentence state; ``text`` is the article's, ``topic`` what the sentence before was about."""

    clauses: Clauses
    phrases: dict[int, Phrase]
    rules: Rules
    grammar: Grammar
    text: str
    topic: Sequence[Candidate] = ()

    def find(self) -> Iterator[Finding]:
        """Yield the relations."""
        for i, phrase in self.phrases.items():
            chunk = self.clauses.chunks[i]
            for at, end, kind, rule in self._nouns(phrase.tokens):
                title = "".join(t.text for t in phrase.tokens[at:end]) if rule.titled else None
                status = self._status(chunk)
                for head, tail, weight in self._pairs(phrase, chunk, at, end, rule):
                    if head is not tail:
                        yield Finding(
                            kind.type, head, tail, status, rule.id, round(rule.confidence * weight, 3),
                            self.clauses.start, self.clauses.end, (chunk.start, chunk.end), title,
                        )  # fmt: skip

    def _status(self, chunk: Chunk) -> Status:
        """Whether it is so: a noun with 이다 by what that hangs on (``B의 계열사라는 소문``), with 아니다 it is not."""
        pred = self.clauses.chunks[chunk.governor] if chunk.governor >= 0 else None
        if pred is None or not pred.is_predicate:
            return Status.ACTUAL
        if chunk.josa[:1] == ("COMPL",) and pred.lemma == _NOT:
            return Status.NEGATED
        if chunk.josa[:1] != ("COP",):
            return Status.ACTUAL
        statuses = StatusReader(self.clauses.chunks, self.grammar)
        if pred.form is Form.ADNOMINAL and not self._is_told(pred):
            return statuses.own(pred, Status.ACTUAL)
        return statuses.of_verb(pred, Status.ACTUAL, occasion=True)

    def _is_told(self, pred: Chunk) -> bool:
        """Whether an adnominal 이다 tells what the noun behind it is about (``계열사라는 소문``), and does not describe it."""
        return any(form in self.grammar.quoting_particles for form, _ in pred.tail)

    def _pairs(
        self, phrase: Phrase, chunk: Chunk, at: int, end: int, rule: Relational
    ) -> Iterator[tuple[Candidate, Candidate, float]]:
        if rule.group:
            members = self._members(phrase, chunk, at, end, rule) or self._parents(phrase, chunk, at, rule)
            yield from ((a, b, 1.0) for a, b in combinations(members, 2))
            return
        others = list(self._others(phrase.tokens[end:], chunk, rule))
        if not others:
            others = list(self._holder(phrase.tokens[:at], rule))
        if not others:
            return
        if rule.owners:
            owners, sure = self._all_owners(phrase, chunk, at, rule), 1.0
        else:
            owners, sure = self._owners(phrase.tokens[:at], chunk, rule, others[0][0])
        for owner in owners:
            for other, weight in others:
                head, tail = (owner, other) if rule.owner == "head" else (other, owner)
                yield head, tail, weight * sure

    @staticmethod
    def _holder(before: list[Token], rule: Relational) -> Iterator[tuple[Candidate, float]]:
        """The person named before the owner and the noun, as posts are told: ``문가람 도담테크 창업자``."""
        if len(before) < 2 or not rule.single or not rule.juxtaposed:
            return
        person, owner = before[-2].name, before[-1].name
        people = [n for n in (person, owner) if n and n.type is EntityType.PERSON]
        if owner and people == [person] and EntityType.PERSON in rule.other_types:
            yield people[0], 0.95

    def _all_owners(self, phrase: Phrase, chunk: Chunk, at: int, rule: Relational) -> list[Candidate]:
        """The list that the noun belongs to: the names right before it, or those of its genitive."""
        own = [t.name for t in phrase.tokens[:at] if t.name]
        for d in () if own else chunk.dependents:
            if d in self.phrases and self.clauses.chunks[d].josa[-1:] == ("의",):
                own = listed(self.phrases, self.clauses.chunks, d, self.grammar)
        return [n for n in dict.fromkeys(own) if n.type in rule.owner_types]

    def _nouns(self, tokens: list[Token]) -> Iterator[tuple[int, int, RelationType, Relational]]:
        """Relational nouns among ``tokens``, of up to three: their range, the longest at each place."""
        stop = 0
        for at, token in enumerate(tokens):
            if at < stop or token.name:
                continue
            joined, longest = "", None
            for end, t in enumerate(tokens[at : at + _LONGEST], at + 1):
                if t.name:
                    break
                joined += t.text
                if joined in self.rules.relational:
                    longest = joined, end
            if longest:
                stop = longest[1]
                for kind, rule in self.rules.relational[longest[0]]:
                    yield at, stop, kind, rule

    def _members(self, phrase: Phrase, chunk: Chunk, at: int, end: int, rule: Relational) -> list[Candidate]:
        """Who a noun for several stands for: the list that it closes (``A와 B 형제가``, ``A, B 등 3형제``), of which it is said (``A와 B는 남매다``), or its ranks (``삼형제 가운데 맏이 A와 막내 B``)."""
        found = [t.name for t in phrase.tokens[:at] if t.name]
        after = any(t.name for t in phrase.tokens[end:])
        if found:
            pair = len(found) > 1 and any(t.listing for t in phrase.tokens[:at])  # A, B부터 C·D 자매까지
            found = [] if after else found if pair else [*self._list_before(chunk.i), *found]
        elif chunk.josa[:1] == ("COP",) and chunk.governor >= 0:
            said_of = self.clauses.chunks[chunk.governor].dependents
            topics = [d for d in said_of if self.clauses.chunks[d].topic or self.clauses.chunks[d].subject]
            found = [n for d in topics for n in listed(self.phrases, self.clauses.chunks, d, self.grammar)]
        else:
            ranked = [
                b.name
                for p in self.phrases.values()
                for a, b in pairwise(p.tokens)
                if a.text in self.grammar.siblings and b.name
            ]
            found = ranked or ([] if after else self._list_before(chunk.i))
        return [n for n in dict.fromkeys(found) if n.type in rule.other_types]

    def _list_before(self, i: int) -> list[Candidate]:
        """The members of a list right before chunk ``i`` (``A, B와 C``)."""
        before = self.phrases.get(i - 1)
        if before is None or before.chunk.josa not in ((), ("와",), ("과",)):
            return []
        return [*self._list_before(i - 1), *before.referents]

    def _parents(self, phrase: Phrase, chunk: Chunk, at: int, rule: Relational) -> list[Candidate]:
        """Who a named thing of several belongs to: ``A와 B의 합작사 C``."""
        return (
            self._all_owners(phrase, chunk, at, rule) if not any(t.name for t in phrase.tokens[:at]) else []
        )

    # -- the one that the noun belongs to --------------------------------------------------------------

    def _owners(
        self, before: list[Token], chunk: Chunk, rule: Relational, other: Candidate
    ) -> tuple[list[Candidate], float]:
        names = [t for t in before if t.name]
        if names:
            last = names[-1]
            assert last.name is not None
            between = [t for t in before if t.start >= last.end]
            near = all(t.title or t.text in rule.between or len(t.text) == 1 for t in between)
            fits = near and last.name.type in rule.owner_types and rule.juxtaposed
            return ([last.name], 1.0) if fits else ([], 0.0)
        chunks = self.clauses.chunks
        for d in chunk.dependents:
            if d in self.phrases and chunks[d].josa[-1:] == ("의",):
                return self._possessors(d, rule, other), 1.0
        if rule.implied and not any(t.listing for t in before):
            beside = self.phrases.get(chunk.i - 1)
            if beside and beside.chunk.josa in (("와",), ("과",)):
                for at, end, _, fellow in self._nouns(beside.tokens):
                    if fellow is rule and any(t.name for t in beside.tokens[end:]):  # A의 부인 B와 아들 C
                        return self._owners(beside.tokens[:at], beside.chunk, rule, other)
                if len(beside.referents) == 1 and beside.referents[0].type in rule.owner_types:  # A와 아들 B
                    above, sure = self._subject(chunk, rule, other)
                    outer = above is not None and above not in beside.referents and above.type is not _PERSON
                    return ([above], sure) if outer and above else (beside.referents, 0.9)
            found, sure = self._subject(chunk, rule, other)
            return ([found] if found else []), sure
        return [], 0.0

    def _possessors(self, d: int, rule: Relational, other: Candidate) -> list[Candidate]:
        """Whose the noun is by the genitive ``d``: its last name, and one joined to it that shares the other's surname.

        ``이건희 회장과 홍라희 여사의 장남 이재용``, but ``최태원 회장과 이건희 회장의 장남 이재용``.
        """
        found = [n for n in self.phrases[d].referents if n.type in rule.owner_types][-1:]
        if found and found[0].type is EntityType.PERSON and rule.implied:
            joined = listed(self.phrases, self.clauses.chunks, d, self.grammar)
            found += [
                n
                for n in joined
                if n not in found and self._initial(n) == self._initial(other) and len(joined) == 2
            ]
        return found

    def _initial(self, n: Candidate) -> str:
        return self.text[n.start]

    def _subject(self, chunk: Chunk, rule: Relational, other: Candidate) -> tuple[Candidate | None, float]:
        """Whose the noun is where nobody says: the subject of the clause, else what the sentence before was about."""
        types = set(rule.owner_types)
        if EntityType.COMPANY in types:
            types.discard(EntityType.AGENCY)  # an agency tells it of another's subsidiary
        chunks = self.clauses.chunks
        at, seen = chunk, {chunk.i}
        while at.governor >= 0 and at.governor not in seen:
            at = chunks[at.governor]
            seen.add(at.i)
            for d in at.dependents if at.is_predicate else ():
                if d in self.phrases and d != chunk.i and (chunks[d].topic or chunks[d].subject):
                    found = listed(self.phrases, chunks, d, self.grammar)
                    if not found and d > chunk.i:  # 새 주인은 B로, 계약은 끝났다
                        continue
                    if any(fellow is rule for *_, fellow in self._nouns(self.phrases[d].tokens)):
                        return None, 0.0  # 부인 A와 아들 B가: neither is the other's
                    if len(found) == 1 and found[0] is not other and found[0].type in types:
                        return found[0], 0.85
                    return None, 0.0
        topic = [n for n in self.topic if n.type in types]
        return (topic[0], 0.75) if len(self.topic) == 1 and topic else (None, 0.0)

    # -- the other ---------------------------------------------------------------------------------------

    def _others(
        self, after: list[Token], chunk: Chunk, rule: Relational
    ) -> Iterator[tuple[Candidate, float]]:
        inside = [t for t in after if t.name]
        if inside:
            gap = [t for t in after if t.end <= inside[0].start]
            assert inside[0].name is not None
            if len(gap) <= _REACH and inside[0].name.type in rule.other_types:
                yield from self._list_of(chunk, inside[0].name, rule)
            return
        chunks = self.clauses.chunks
        if len(after) > _REACH or any(t.title for t in after):
            return
        if chunk.governor < 0:
            named = self.phrases.get(chunk.i + 1) if chunk.josa == ("에",) and not after else None
            if named and chunk.i + 2 == len(chunks) and not named.chunk.josa:  # X 새 주인에 Y
                yield from ((n, 0.9) for n in named.referents[:1] if n.type in rule.other_types)
            return
        parent = chunks[chunk.governor]
        told = chunk.josa[:1] == ("COP",) and self._is_told(parent)
        if told and parent.governor in self.phrases and not self._said_of(parent):  # A가 B의 계열사라는 소문
            outer = chunks[chunks[parent.governor].governor]
            yield from ((n, 0.9) for n in self._said_of(outer) if n.type in rule.other_types)
        elif (
            chunk.josa[:1] == ("COP",)
            and parent.form is Form.ADNOMINAL
            and parent.governor in self.phrases
            and not told
        ):
            first = self.phrases[parent.governor].referents[:1]
            for n in first:
                if n.type in rule.other_types:
                    yield from self._list_of(chunks[parent.governor], n, rule)
        elif (
            chunk.josa[:1] == ("COP",)
            or (chunk.josa[:1] == ("COMPL",) and parent.lemma == _NOT)
            or (
                chunk.josa in _AS
                and (chunk.comma or parent.lemma in self.grammar.born)
                and parent.is_predicate
            )
            or (parent.is_predicate and (chunk.topic or chunk.subject))
        ):  # A는 B의 아들이다, A는 B의 아들로, …, B의 아들은 A다, X의 새 주인은 Y다, 새 주인은 Y로, …
            holds = chunk.topic or chunk.subject
            for d in parent.dependents:
                c = chunks[d]
                if (
                    d in self.phrases
                    and d != chunk.i
                    and (
                        c.josa[:1] == ("COP",) or (c.comma and c.josa in _AS)
                        if holds
                        else c.topic or c.subject
                    )
                ):
                    yield from ((n, 0.9) for n in self.phrases[d].referents[:1] if n.type in rule.other_types)
        elif chunk.josa in (("로",), ("으로",)) and parent.is_predicate:  # X의 사업자로 Y를 뽑았다
            for d in parent.dependents:
                if d in self.phrases and chunks[d].josa[:1] in (("을",), ("를",)):
                    found = listed(self.phrases, chunks, d, self.grammar)
                    yield from ((n, 0.9) for n in found if n.type in rule.other_types)
        elif not after and chunk.josa[:1] == () and chunk.comma and parent.i in self.phrases:
            yield from ((n, 0.8) for n in self.phrases[parent.i].referents[:1] if n.type in rule.other_types)

    def _said_of(self, pred: Chunk) -> list[Candidate]:
        """Whom ``pred`` says something of: its subject or topic."""
        chunks = self.clauses.chunks
        about = [d for d in pred.dependents if d in self.phrases and (chunks[d].topic or chunks[d].subject)]
        return [n for d in about for n in self.phrases[d].referents[:1]]

    def _list_of(self, chunk: Chunk, first: Candidate, rule: Relational) -> Iterator[tuple[Candidate, float]]:
        """The list that starts with ``first`` in ``chunk``: its members are all what the noun says (``동생인 A, B, C가``)."""
        yield first, 1.0
        if rule.single:
            return
        chunks = self.clauses.chunks
        names = [n for n in self.phrases[chunk.i].referents if n.start > first.start]
        while chunk.comma and not chunk.josa and chunk.i + 1 < len(chunks) and chunk.i + 1 in self.phrases:
            chunk = chunks[chunk.i + 1]
            names += self.phrases[chunk.i].referents
        kinds = {n.type for n in names} | {first.type}
        if len(kinds) == 1:
            yield from ((n, 0.9) for n in names)

"""What a fact has besides its type, its parties and its status: date, title, item, amounts, place, topic, speaker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

from extract.amounts import AmountExpr, AmountLexicon, find_amounts
from extract.attribute_words import AttributeWords
from extract.dates import choose, is_briefing
from extract.frames import Finding
from extract.grammar import Grammar
from extract.items import Items
from extract.phrases import Phrase
from extract.records import EntityType, Status
from extract.rules import Rules
from extract.sites import Site
from extract.speakers import speaker
from extract.times import TimeExpr

if TYPE_CHECKING:
    from extract.facts import SentenceReading

#: A sentence passes its day on to so many sentences that go on with it.
_GOES_ON = 3
#: An amount this many clauses away is of something else.
_NEAR = 2


@dataclass(frozen=True, slots=True)
class Attributes:
    """The attributes of one statement; None is what it does not say.

    ``date`` is as in a record; ``place`` is the index of an entity cluster, ``attributed_to`` that or
    the words for who says so.
    """

    date: str | None = None
    title: str | None = None
    item: str | None = None
    amount: AmountExpr | None = None
    quantity: AmountExpr | None = None
    place: int | None = None
    topic: str | None = None
    attributed_to: int | str | None = None

    def or_else(self, other: Attributes) -> Attributes:
        """Return these attributes, and those of ``other`` where these have none; who says so stays."""
        names = [f.name for f in fields(self) if f.name != "attributed_to" and getattr(self, f.name) is None]
        return replace(self, **{name: getattr(other, name) for name in names})


@dataclass
class AttributeReader:
    """Reads the attributes of the findings of one article, sentence by sentence in order.

    ``entity`` tells which cluster a name belongs to; ``published`` is the ISO date of the article.
    """

    text: str
    entity: Mapping[tuple[int, int], int]
    published: str | None
    rules: Rules
    grammar: Grammar
    words: AttributeWords
    lexicon: AmountLexicon
    _occasions: frozenset[str] = field(init=False)
    _day: str | None = None
    _age: int = _GOES_ON

    def __post_init__(self) -> None:
        self._occasions = frozenset(t.type for t in self.rules.types.values() if t.occasion)
        self._items = Items(self.text, self.rules, self.words)

    def read(self, r: SentenceReading) -> list[tuple[Status, Attributes]]:
        """Return the status, now that the time is known, and the attributes of each finding of ``r``."""
        times = [t for t in r.times if not is_briefing(t, r.clauses.chunks, self.grammar, self.words)]
        amounts = self._amounts(r)
        day = self._day if self._age < _GOES_ON and self._continues(r) else None
        out = [self._finding(f, r, times, amounts, day) for f in r.findings]
        days = [
            a.date for (_, a), f in zip(out, r.findings, strict=True) if a.date and f.type in self._occasions
        ]
        if days:
            self._day, self._age = days[-1], 0
        elif day is None:
            self._age += 1
        return out

    def _amounts(self, r: SentenceReading) -> list[AmountExpr]:
        start = r.sentence.start
        found = find_amounts(self.text[start : r.sentence.end], self.lexicon) if r.findings else []
        return [replace(a, start=a.start + start, end=a.end + start) for a in found]

    def _finding(
        self,
        f: Finding,
        r: SentenceReading,
        times: Sequence[TimeExpr],
        amounts: Sequence[AmountExpr],
        day: str | None,
    ) -> tuple[Status, Attributes]:
        site = Site.of(f, r.clauses.chunks, self.grammar)
        date, status = choose(f, site, times, self.published)
        if date is None and status is Status.ACTUAL:
            date = day
        told = Attributes(
            date=date, title=f.title, item=self._items.trimmed(f.item, self.lexicon) if f.item else None
        )
        kind = self.rules.types.get(f.type)
        tells = kind.tells if kind else ()
        if site is None:
            near = [a for a in amounts if f.clause[0] <= a.start < f.clause[1] and a.per is None]
            money = next((a for a in near if a.kind == "money" and "amount" in tells), None)
            counted = next((a for a in near if a.kind != "money" and "quantity" in tells), None)
            return status, replace(told, amount=money, quantity=counted)
        said = speaker(site, r.phrases, self.words, self.text)
        return status, replace(
            told,
            item=told.item
            or (self._items.item(f.type, site, r.phrases, r.times) if "item" in tells else None),
            amount=_amount(site, amounts, ("money",)) if "amount" in tells else None,
            quantity=_amount(site, amounts, ("quantity", "percent")) if "quantity" in tells else None,
            place=self._place(site, r.phrases, f) if "place" in tells else None,
            topic=self._items.topic(site) if "topic" in tells else None,
            attributed_to=said
            if said is None or isinstance(said, str)
            else self.entity.get((said.start, said.end)),
        )

    def _continues(self, r: SentenceReading) -> bool:
        """Whether the sentence goes on with the event of the one before."""
        first = self.text[r.sentence.start : r.sentence.end].lstrip(" \n\t\"'“‘")
        if any(
            first.startswith(w) and not first[len(w) : len(w) + 1].isalnum() for w in self.words.continuing
        ):
            return True
        return any(
            c.head in self.words.continuing_nouns
            and c.josa[:1]
            and c.josa[0] in self.words.continuing_particles
            for c in r.clauses.chunks[:3]
            if not c.is_predicate and not c.names
        )

    def _place(self, site: Site, phrases: Mapping[int, Phrase], f: Finding) -> int | None:
        """Where it took place: the last place named with 에서 in the event's clause."""
        for c in site.chunks:
            if c.i not in phrases or c.josa[:1] != ("에서",) or site.distance(c) != 0:
                continue
            names = [n for n in c.names if n.type is EntityType.PLACE and n is not f.head and n is not f.tail]
            if names:
                return self.entity.get((names[-1].start, names[-1].end))
        return None


def _amount(site: Site, amounts: Sequence[AmountExpr], kinds: Sequence[str]) -> AmountExpr | None:
    """The amount nearest to the event; a price of each is none."""
    ranked = []
    for a in amounts:
        distance = site.distance_of(a.start, through=True) if a.kind in kinds and a.per is None else None
        if distance is not None and distance < _NEAR:
            ranked.append((distance, abs(site.anchor.start - a.start), a))
    return min(ranked, key=lambda r: r[:2])[2] if ranked else None

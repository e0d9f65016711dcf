"""What an edge carries: events, each with the sentences that tell of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """The article behind a sentence. ``fingerprint`` is equal for copies of one text."""

    doc_id: str
    title: str | None
    publisher: str | None
    url: str | None
    published: str | None
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stretch of an article that states a fact.

    ``start`` and ``end`` count characters of the article as given. ``marks`` are the
    ranges within ``text`` that name the edge's two ends: ``(start, end, "head"|"tail")``.
    """

    text: str
    start: int
    end: int
    source: Source
    marks: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One fact as one article states it. ``place`` and ``attributed_to`` are names to show."""

    date: str | None
    status: str
    confidence: float
    rule: str
    source: Source
    evidence: tuple[Evidence, ...]
    title: str | None = None
    item: str | None = None
    amount: str | None = None
    amount_value: float | None = None
    amount_unit: str | None = None
    quantity: str | None = None
    quantity_value: float | None = None
    quantity_unit: str | None = None
    place: str | None = None
    topic: str | None = None
    attributed_to: str | None = None

    @property
    def doc_id(self) -> str:
        """The article that tells of it."""
        return self.source.doc_id


def independent(events: list[Event]) -> int:
    """Count the articles behind ``events``; copies of one text count once."""
    return len({e.source.fingerprint for e in events})

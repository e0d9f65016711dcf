"""What a fact has besides its type, its two entities and its status: date, title, item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from extract.frames import Finding
from extract.records import Status
from extract.times import TimeExpr


@dataclass(frozen=True, slots=True)
class Attributes:
    """The attributes of one statement; None is what it does not say. ``date`` is as in a record."""

    date: str | None = None
    title: str | None = None
    item: str | None = None

    def or_else(self, other: Attributes) -> Attributes:
        """Return these attributes, and those of ``other`` where these have none."""
        missing = {f.name: getattr(other, f.name) for f in fields(self) if getattr(self, f.name) is None}
        return replace(self, **missing)


def attributes(f: Finding, times: Sequence[TimeExpr]) -> Attributes:
    """Return the attributes of finding ``f`` in a sentence with these ``times``."""
    return Attributes(date=_date(f, times), title=f.title, item=f.item)


def _date(f: Finding, times: Sequence[TimeExpr]) -> str | None:
    """When it happened: the time in the event's own clause, else the nearest one before it."""
    planned = f.status is Status.PLANNED
    usable = [t for t in times if not t.reporting and t.kind != "deadline"]
    own = [t for t in usable if f.clause[0] <= t.start < f.clause[1]]
    before = [t for t in usable if t.end <= f.clause[0]]
    for t in reversed(own or before[-1:]):
        if value := t.reading(planned=planned):
            return value
    return None

"""A day of which the month, or the day in it, may be unknown."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property


@dataclass(frozen=True)
class Day:
    """A date of which month and day may be unknown."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, iso: str) -> Day:
        """Read an ISO day, month or year.

        Raises:
            ValueError: where ``iso`` is none.
        """
        if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", iso):
            raise ValueError(f"{iso!r} is not an ISO day, month or year")
        parts = [int(p) for p in iso.split("-")]
        date(*[*parts, 1, 1][:3])
        return cls(*parts)

    @classmethod
    def of(cls, day: date) -> Day:
        """Return the day ``day``."""
        return cls(day.year, day.month, day.day)

    @cached_property
    def date(self) -> date | None:
        """The day itself, None where it is not known."""
        if self.month is None or self.day is None or self.day > calendar.monthrange(self.year, self.month)[1]:
            return None
        return date(self.year, self.month, self.day)

    def months(self, shift: int) -> Day | None:
        """Return the month ``shift`` months on, without its day."""
        if self.month is None:
            return None
        year, month = divmod(self.year * 12 + self.month - 1 + shift, 12)
        return Day(year, month + 1)

    def __str__(self) -> str:
        parts = [f"{self.year:04}", *(f"{p:02}" for p in (self.month, self.day) if p is not None)]
        return "-".join(parts)


def valid(year: int, month: int | None, day: int | None) -> bool:
    """Whether there is such a day, where one is told."""
    return day is None or replace(Day(year, month), day=day).date is not None

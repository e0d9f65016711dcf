"""Partial ISO dates: a day, a month, a year, or two of them parted by ``/``."""

from __future__ import annotations

import calendar
import datetime as dt


def _first(part: str) -> dt.date:
    year, month, day = ([int(x) for x in part.split("-")] + [1, 1])[:3]
    return dt.date(year, month, day)


def _last(part: str) -> dt.date:
    numbers = [int(x) for x in part.split("-")]
    year = numbers[0]
    month = numbers[1] if len(numbers) > 1 else 12
    day = numbers[2] if len(numbers) > 2 else calendar.monthrange(year, month)[1]
    return dt.date(year, month, day)


def bounds(partial: str) -> tuple[dt.date, dt.date]:
    """Return the first and the last day that ``partial`` may mean, both inclusive.

    Raises:
        ValueError: when ``partial`` is no date of the calendar, or runs backwards.
    """
    begin, _, end = partial.partition("/")
    first, last = _first(begin), _last(end or begin)
    if last < first:
        raise ValueError(f"date range {partial} runs backwards")
    return first, last


def known(partial: str | None) -> str | None:
    """Return ``partial`` if it is a date of the calendar, else None (``2025-02-31`` is none)."""
    if partial is None:
        return None
    try:
        bounds(partial)
    except ValueError:
        return None
    return partial


def precision(partial: str) -> str:
    """Return how exact ``partial`` is: ``range``, ``year``, ``month`` or ``day``."""
    if "/" in partial:
        return "range"
    return ("year", "month", "day")[partial.count("-")]


def earliest(dates: list[str]) -> str | None:
    """Return the date that begins first, the more exact one of equals; None for none."""
    starts = [d.partition("/")[0] for d in dates]
    return min(starts, key=lambda d: (_first(d), -len(d)), default=None)


def latest(dates: list[str]) -> str | None:
    """Return the date that ends last, the more exact one of equals; None for none."""
    ends = [d.partition("/")[2] or d for d in dates]
    return max(ends, key=lambda d: (_last(d), len(d)), default=None)


def overlaps(partial: str | None, since: str | None, until: str | None) -> bool:
    """Say whether ``partial`` can lie between ``since`` and ``until``, both inclusive.

    An undated event (None) lies in no bounded period. Bounds may be partial too:
    ``until="2025"`` means the end of that year.
    """
    if since is None and until is None:
        return True
    if partial is None:
        return False
    first, last = bounds(partial)
    return (since is None or last >= bounds(since)[0]) and (until is None or first <= bounds(until)[1])

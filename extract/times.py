"""Time expressions of Korean and English news, and the days, months and years they mean.

Words and forms are in ``data/times.yml`` (``extract/time_lexicon.py`` compiles them); this
module reckons with the dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from extract.day import Day, valid
from extract.time_lexicon import Kind, TimeLexicon

Precision = Literal["day", "week", "month", "season", "quarter", "half", "year", "none"]
Direction = Literal["past", "future", "none"]

_PRECISION: tuple[Precision, ...] = ("year", "month", "day")
_SENTENCE_END = re.compile(r"[.!?。]\s|\n")
_MONTHS = 100  # units of words.unit from here up are hundredfold months
_FAR = 6  # a month this much later than the publication month is last year's
_CENTURY_TURN = 60  # '61년 is 1961, '60년 2060
_LONG_PAST = -3  # a month this much earlier may be next year's, where the text speaks of the future


@dataclass(frozen=True, slots=True)
class TimeExpr:
    """One time expression, ``text[start:end]``.

    ``value`` is an ISO day, month or year, or a range ``a/b``; None where the publication
    date would be needed and is unknown. Halves, quarters and seasons have the year as value.
    ``future`` is the value if the clause speaks of what is to come (``6일 방문한다``).
    ``anchored`` is False where ``이날`` and the like have no day before them in the text, and
    stand for the publication day by default. ``reporting`` says that a verb of saying
    follows, so that the day is that of the news and not of the event.
    """

    start: int
    end: int
    text: str
    value: str | None
    future: str | None
    precision: Precision
    kind: Kind
    direction: Direction
    anchored: bool = True
    reporting: bool = False

    def reading(self, *, planned: bool) -> str | None:
        """Return the value for an event told as done, or as ``planned``."""
        return self.future if planned else self.value

    @property
    def day(self) -> str | None:
        """The day itself, where the value is one day."""
        return self.value if self.precision == "day" and self.value and "/" not in self.value else None


@dataclass(frozen=True)
class _Reading:
    """What an expression may mean: as past or plain, as future, and how exact."""

    value: str | None = None
    future: str | None = None
    precision: Precision = "none"
    sign: int = 0


def _shifted(day: date, days: int) -> str:
    return (day + timedelta(days=days)).isoformat()


def _week(day: date, weeks: int) -> str:
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)
    return f"{monday}/{monday + timedelta(days=6)}"


def _nearest(base: date, day: int, step: int) -> str | None:
    """Return the ``day`` of a month nearest to ``base``, at it or before (-1) or after (1)."""
    month = Day(base.year, base.month)
    for _ in range(3):
        found = replace(month, day=day).date
        if found and (found - base).days * step >= 0:
            return found.isoformat()
        month = month.months(step) or month
    return None


def _fineness(slots: Mapping[str, int]) -> int:
    """Return how exact a base a length of time asks for: 0 a year, 1 a month, 2 a day."""
    unit = slots.get("unit", 1)
    return 0 if unit >= _MONTHS * 12 else 1 if unit >= _MONTHS else 2


def _back(base: Day, slots: Mapping[str, int], sign: int) -> _Reading:
    """Read a length of time before (-1) or after (1) ``base``."""
    unit = slots.get("unit", 1)
    n = slots.get("count", slots.get("few", slots.get("N", 1))) * unit * sign
    if unit >= _MONTHS * 12:
        exact = replace(base, year=base.year + n // (_MONTHS * 12))
        value: str | None = str(exact if "since" in slots else exact.year)
    elif unit >= _MONTHS:
        value = str(base.months(n // _MONTHS) or "") or None
    else:
        value = _shifted(base.date, n) if base.date else None
    precision: Precision = _PRECISION[value.count("-")] if value else "none"
    return _Reading(value, value, precision, sign)


@dataclass(frozen=True)
class _Reckoner:
    """Turns slots into dates, from the publication date ``now`` (None where it is unknown)."""

    now: Day | None

    def read(self, slots: Mapping[str, int], base: Day | None, anchor: Day | None) -> _Reading:
        """Read ``slots``; ``anchor`` is the day last named, ``base`` what ``두 달 뒤`` counts from."""
        if "since" in slots or "ago" in slots:
            sign = slots.get("ago") or -1
            return _back(base, slots, sign) if base else _Reading(sign=sign)
        if "anchor" in slots:
            day = anchor.date if anchor else None
            value = _shifted(day, slots["anchor"]) if day else None
            return _Reading(value, value, "day" if value else "none")
        if slots.keys() & {"days", "weeks", "weekday"} and "mon" not in slots:
            return self._near_day(slots)
        if slots.keys() & {"D2", "M2", "Y2"}:
            return self._range(slots)
        if slots.keys() & {"D", "M", "mon", "months"}:
            return self._month_or_day(slots)
        return self._year(slots)

    def span(self, slots: Mapping[str, int]) -> _Reading:
        """Read ``7월 10일부터 사흘간``."""
        first = self._month_or_day(slots)
        day = Day.parse(first.value).date if first.value else None
        if day is None or slots.get("unit", 1) >= _MONTHS:
            return first
        days = slots.get("count", slots.get("few", slots.get("N", 1))) * slots.get("unit", 1)
        value = f"{day}/{_shifted(day, days - 1)}"
        return _Reading(value, value, "day", first.sign)

    def _near_day(self, slots: Mapping[str, int]) -> _Reading:
        today = self.now.date if self.now else None
        sign = slots.get("near", slots.get("weeks", slots.get("days", 0)))
        if today is None:
            return _Reading(sign=sign)
        if "weekday" not in slots:
            value = _shifted(today, slots["days"]) if "days" in slots else _week(today, slots["weeks"])
            return _Reading(value, value, "day" if "days" in slots else "week", sign)
        ahead = slots["weekday"] - 1 - today.weekday()
        if "weeks" in slots:
            value = _shifted(today, ahead + 7 * slots["weeks"])
            return _Reading(value, value, "day", sign)
        past, future = _shifted(today, (ahead % 7) - 7 * (ahead != 0)), _shifted(today, ahead % 7)
        if sign:
            step = 7 * sign if ahead == 0 else 0
            past = future = _shifted(today, step) if step else (past if sign < 0 else future)
        return _Reading(past, future, "day", sign)

    def _years(self, slots: Mapping[str, int], month: int, day: int | None) -> tuple[int | None, int | None]:
        """Return the year of a month, read as past and as future."""
        now, near = self.now, slots.get("near", 0)
        year = slots.get("Y")
        if "yy" in slots:
            year = slots["yy"] + (1900 if slots["yy"] > _CENTURY_TURN else 2000)
        elif year is None and now and ("years" in slots or "bound" in slots or now.month is None):
            year = now.year + slots.get("years", 0)
        if year is not None or now is None or now.month is None:
            return year, year
        this, today = (month, day or 0), (now.month, (now.day or 0) if day else 0)
        if near:
            year = now.year + (-1 if near < 0 and this > today else 1 if near > 0 and this < today else 0)
            return year, year
        ahead = month - now.month
        if ahead > _FAR:
            return now.year - 1, now.year
        return now.year, now.year + (1 if ahead <= _LONG_PAST else 0)

    def _month_or_day(self, slots: Mapping[str, int]) -> _Reading:
        day, month, sign = slots.get("D"), slots.get("M", slots.get("mon")), slots.get("near", 0)
        precision: Precision = "day" if day else "month"
        if month is not None:
            past, future = self._years(slots, month, day)
            values = [str(Day(y, month, day)) if y and valid(y, month, day) else None for y in (past, future)]
            sign = sign or slots.get("years", 0)
        elif "months" in slots:
            sign = slots["months"]
            found = self.now.months(sign) if self.now else None
            value = str(replace(found, day=day)) if found and valid(found.year, found.month, day) else None
            values = [value, value]
        else:
            today = self.now.date if self.now else None
            values = [_nearest(today, day or 0, step) if today else None for step in (sign or -1, sign or 1)]
        return _Reading(values[0], values[1], precision if values[0] else "none", sign)

    def _year(self, slots: Mapping[str, int]) -> _Reading:
        month = slots.get("half") or slots.get("season") or (3 * slots["Q"] - 2 if "Q" in slots else None)
        month = slots.get("ypart", month)
        plain = {} if "near" in slots or slots.keys() & {"half", "Q"} else {"years": 0}
        past, future = self._years({**plain, **slots}, month or 1, None)
        names: dict[str, Precision] = {"half": "half", "season": "season", "Q": "quarter"}
        precision: Precision = next((p for key, p in names.items() if key in slots), "year")
        sign = slots.get("near", slots.get("years", 0))
        return _Reading(
            str(past) if past else None, str(future) if future else None, precision if past else "none", sign
        )

    def _range(self, slots: Mapping[str, int]) -> _Reading:
        """Read a range; its second end has the year and month of the first unless it says otherwise."""
        first = self._year(slots) if "Y2" in slots else self._month_or_day(slots)

        def closed(value: str | None) -> str | None:
            """Return the ISO range from ``value``, or ``value`` alone where the end is no later day; None for None."""
            if value is None:
                return None
            start = Day.parse(value)
            year, month, day = slots.get("Y2", start.year), slots.get("M2", start.month), slots.get("D2")
            if year < _MONTHS:
                year += start.year // _MONTHS * _MONTHS
            if (month or 0, day or 0) < (start.month or 0, start.day or 0) and "Y2" not in slots:
                after = start.months(1) if "M2" not in slots else Day(year + 1, month)
                year, month = (after.year, after.month) if after else (year, month)
            end = str(Day(year, month, day)) if valid(year, month, day) else ""
            return f"{value}/{end}" if end > value else value

        return replace(first, value=closed(first.value), future=closed(first.future))


def _direction(reading: _Reading, now: Day | None) -> Direction:
    sign = reading.sign
    if not sign and now and reading.value and reading.value == reading.future:
        first = reading.value.partition("/")[0]
        today = str(now)[: len(first)]
        sign = (first > today) - (first < today)
    return "past" if sign < 0 else "future" if sign > 0 else "none"


def _refused(text: str, start: int, end: int, slots: Mapping[str, int], lexicon: TimeLexicon) -> bool:
    """Whether what looks like a date counts or recurs: ``매주 금요일``, ``3일간``, ``2025년형``."""
    if lexicon.not_after.search(text[max(0, start - 8) : start]):
        return True
    if slots.keys() & {"within", "ago", "since", "half", "Q", "mon", "anchor", "days", "weekday"}:
        return False
    if "D" in slots:
        if slots.keys() & {"M", "months"}:
            return False
        return bool(
            lexicon.not_before["day"].match(text, end)
            or (slots["D"] == 1 and "near" not in slots and lexicon.one_day.match(text, end))
        )
    if "yy" in slots and lexicon.not_before["day"].match(text, end):
        return True
    unit = "month" if "M" in slots else "year" if slots.keys() & {"Y", "yy"} else None
    return unit is not None and bool(lexicon.not_before[unit].match(text, end))


def _kind(text: str, start: int, end: int, reading: _Reading, lexicon: TimeLexicon) -> Kind:
    if reading.value and "/" in reading.value and reading.precision != "week":
        return "range"
    for kind, (after, before) in lexicon.kinds.items():
        if after.match(text, end) or before.search(text[max(0, start - 12) : start]):
            return kind
    return "point"


def _base(
    text: str,
    start: int,
    slots: Mapping[str, int],
    *,
    found: list[TimeExpr],
    now: Day | None,
    lexicon: TimeLexicon,
) -> tuple[Day | None, TimeExpr | None]:
    """Return what a length of time counts from, and the expression before it that says so by ``D로``."""
    since = "since" in slots
    before = found[-1] if found and not _SENTENCE_END.search(text, found[-1].end, start) else None
    if before and since and before.day and lexicon.since_day.match(text, before.end):
        return Day.parse(before.day), before
    told = before.value if before and "/" not in (before.value or "/") and not before.reporting else None
    if slots.get("ago") == 1 and told and told.count("-") >= _fineness(slots):
        return Day.parse(told), None
    return (Day(now.year) if now and since and _fineness(slots) == 0 else now), None


def _joined(text: str, found: list[TimeExpr], end: TimeExpr, lexicon: TimeLexicon) -> TimeExpr:
    """Return the range that ``2000년 3월부터 2011년 5월까지`` is; its start leaves ``found``."""
    start = found[-1]
    adjoining = lexicon.kinds["start"][0].fullmatch(text[start.end : end.start].rstrip())
    if not (adjoining and start.value and end.value and start.value < end.value):
        return end
    found.pop()
    return replace(
        end, start=start.start, text=text[start.start : end.end], value=f"{start.value}/{end.value}",
        future=f"{start.future}/{end.future}", precision=start.precision, kind="range",
    )  # fmt: skip


def last_said(found: Iterable[TimeExpr]) -> str | None:
    """Return the last time that ``found`` names by its year, for ``previous`` of what follows."""
    said = [e for e in found if e.value and not e.reporting and e.kind != "deadline"]
    return said[-1].value if said else None


def last_day(found: Iterable[TimeExpr]) -> str | None:
    """Return the last day that ``found`` names by the calendar, for ``previous_day`` of what follows."""
    days = [e.day for e in found if e.day and any(c.isdigit() for c in e.text)]
    return days[-1] if days else None


def _echoed(slots: Mapping[str, int], said: str | None) -> dict[str, int]:
    """Fill in the year, and the month, that ``같은 해`` and ``같은 달`` take from the time ``said`` last."""
    out = {k: v for k, v in slots.items() if k not in ("echo_year", "echo_month")}
    base = Day.parse(said.partition("/")[0]) if said else None
    if base is not None:
        out["Y"] = base.year + slots.get("echo_year", 0)
        if "echo_month" in slots and base.month is not None:
            out["M"] = base.month
    return out


def find_times(
    text: str,
    published: str | None,
    *,
    lexicon: TimeLexicon,
    previous_day: str | None = None,
    previous: str | None = None,
) -> list[TimeExpr]:
    """Find the time expressions of a sentence or paragraph ``text`` (Unicode NFC), in order.

    ``published`` is the ISO day, month or year that the article is of, or None.
    ``previous_day`` is the ISO day last named before ``text`` in the article (``last_day``),
    which ``이날`` and ``전날`` count from; ``previous`` is the time last named (``last_said``), which
    ``같은 해``, ``이듬해`` and ``그로부터`` count from.

    Raises:
        ValueError: where ``published`` or ``previous_day`` is no ISO date.
    """
    now = Day.parse(published) if published else None
    named = Day.parse(previous_day) if previous_day else None
    reckoner, found, at = _Reckoner(now), list[TimeExpr](), 0
    while match := lexicon.pattern.search(text, at):
        slots, at = lexicon.read(match), match.end()
        said = last_said(found) or previous
        if slots.keys() & {"echo_year", "echo_month"}:
            slots = _echoed(slots, said)
            if "Y" not in slots or ("echo_month" in lexicon.read(match) and "M" not in slots):
                continue
        start = match.start() if "prep" not in slots else match.start() + match[0].find(" ") + 1
        if _refused(text, start, at, slots, lexicon):
            continue
        base, counted = _base(text, start, slots, found=found, now=now, lexicon=lexicon)
        if slots.get("ago") == 1 and said and lexicon.from_then.search(text[:start]):
            base = Day.parse(said.partition("/")[0])
        reading = (
            reckoner.span(slots)
            if "D" in slots and slots.keys() & {"count", "few", "unit"}
            else reckoner.read(slots, base, named or now)
        )
        tail = (
            lexicon.tail.match(text, at)
            if reading.precision == "day" or "D" in slots or "anchor" in slots
            else None
        )
        at = tail.end() if tail else at
        if counted:
            found.pop()
        where = (counted.start, counted.end, counted.text) if counted else (start, at, text[start:at])
        expr = TimeExpr(
            *where, reading.value, reading.future, reading.precision,
            _kind(text, start, at, reading, lexicon), _direction(reading, now),
            anchored="anchor" not in slots or named is not None,
            reporting=lexicon.reporting.match(text, at) is not None,
        )  # fmt: skip
        if expr.kind == "deadline" and found and found[-1].kind == "start":
            expr = _joined(text, found, expr, lexicon)
        found.append(expr)
        if expr.day and slots.keys() & {"D", "weekday"} and expr.kind == "point":
            named = Day.parse(expr.day)
    return found

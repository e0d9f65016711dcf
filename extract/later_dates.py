"""Dates that are told a sentence later (``A가 B를 인수할 계획이다. 절차는 내년 상반기에 끝난다``).

What is planned or alleged without a date takes that of the next sentence, where that tells nothing else
and names nobody else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from extract.dates import usable, value
from extract.facts import SentenceReading
from extract.names.candidates import Candidate
from extract.records import Status


def carry(
    readings: Sequence[SentenceReading], published: str | None, entity: Callable[[Candidate], int]
) -> None:
    """Date what is open in ``readings``; ``entity`` tells which cluster a name belongs to."""
    for told, after in pairwise(readings):
        times = [t for t in after.times if usable(t)]
        if after.findings or len(times) != 1 or not told.findings:
            continue
        named = {entity(n) for c in after.clauses.chunks for n in (*c.names, *c.aside)}
        for i, (f, (status, attributes)) in enumerate(zip(told.findings, told.told, strict=True)):
            strangers = named - {entity(f.head), entity(f.tail)}
            if attributes.date or strangers or not named:
                continue
            ahead = status is Status.PLANNED and times[0].direction == "future"
            if (ahead or status is Status.ALLEGED) and (date := value(times[0], status, published)):
                told.told[i] = (status, replace(attributes, date=date))

"""Dates that are told a sentence later (``A가 B를 인수할 계획이다. 절차는 내년 상반기에 끝난다``).

What is planned or alleged without a date takes that of the next sentence, where that tells nothing else
and names nobody else; what was signed takes the day of its ceremony, what was bought that of the payment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from extract.chunks import Chunk
from extract.dates import usable, value
from extract.facts import SentenceReading
from extract.grammar import Grammar
from extract.names.candidates import Candidate
from extract.records import Status

#: What the types of relations that are signed begin with.
_SIGNED = "signed_"
_PAID = ("invests_in", "acquires")


def carry(
    readings: Sequence[SentenceReading],
    published: str | None,
    entity: Callable[[Candidate], int],
    grammar: Grammar,
) -> None:
    """Date what is open in ``readings``; ``entity`` tells which cluster a name belongs to.

    A sentence that names nobody tells of the one before by one of the grammar's ``dues`` (``합병 기일은``).
    """
    for told, after in pairwise(readings):
        times = [t for t in after.times if usable(t)]
        if len(times) != 1 or not told.findings:
            continue
        chunks = after.clauses.chunks
        due = any(c.topic and c.head in grammar.dues for c in chunks)
        ceremony = any(_words(c) & grammar.ceremonies for c in chunks)
        paid = any(c.is_predicate and c.lemma in grammar.payments and c.past for c in chunks)
        named = {entity(n) for c in chunks for n in (*c.names, *c.aside)}
        for i, (f, (status, attributes)) in enumerate(zip(told.findings, told.told, strict=True)):
            if attributes.date:
                continue
            alone = not after.findings and not named - {entity(f.head), entity(f.tail)} and (named or due)
            ahead = status is Status.PLANNED and times[0].direction == "future"
            open_ = alone and (ahead or status is Status.ALLEGED)
            closed = (ceremony and f.type.startswith(_SIGNED)) or (
                paid and f.type in _PAID and not after.findings
            )
            if (open_ or (closed and status is Status.ACTUAL)) and (
                date := value(times[0], status, published)
            ):
                told.told[i] = (status, replace(attributes, date=date))


def _words(c: Chunk) -> set[str]:
    """The last nouns of ``c`` (its last one, two and three together: 협약+식)."""
    forms = [m.form for m in c.nouns]
    return {"".join(forms[-n:]) + end for n in (1, 2, 3) for end in ("", c.suffix)}

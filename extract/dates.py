"""When an event happened: which time expression belongs to it.

A time belongs to the event in whose clause it stands; else to the nearest clause that leads to
the event. A day of reporting and a deadline date nothing, nor does a time that the status rules out.
"""

from __future__ import annotations

from collections.abc import Sequence

from extract.attribute_words import AttributeWords
from extract.chunks import Chunk
from extract.frames import Finding
from extract.grammar import Grammar
from extract.records import Status
from extract.sites import Site
from extract.times import TimeExpr


def value(t: TimeExpr, status: Status, published: str | None, *, decided: bool = False) -> str | None:
    """What ``t`` says of an event of this status; None where it cannot be its time (a plan of last year).

    ``decided``: a plan was made in the past, so that a bare day is that of the decision (``15일 합치기로 했다``).
    """
    told = t.reading(planned=status is Status.PLANNED and not decided)
    if told is None or published is None or status is Status.ALLEGED:
        return told
    first, _, last = told.partition("/")
    last = last or first
    if status is Status.PLANNED:
        return told if last >= published[: len(last)] else None
    return told if first <= published[: len(first)] else None


def usable(t: TimeExpr) -> bool:
    """Whether ``t`` may date an event: no limit, no day of telling, no next day of a day untold."""
    return not t.reporting and t.kind != "deadline" and (t.anchored or t.direction != "future")


def is_briefing(t: TimeExpr, chunks: Sequence[Chunk], grammar: Grammar, words: AttributeWords) -> bool:
    """Whether ``t`` is the day on which something was told: ``15일 기자회견에서 … 밝혔다``."""
    c = next((c for c in chunks if c.start < t.end <= c.end), None)
    told_at, steps = False, 0
    while c is not None and steps < len(chunks):
        nouns = [m.form for m in c.nouns]
        told_at = told_at or any("".join(nouns[-n:]) in words.briefings for n in (1, 2, 3))
        if told_at and c.lemma in grammar.saying:
            return True
        c, steps = chunks[c.governor] if c.governor >= 0 else None, steps + 1
    return False


def choose(
    f: Finding, site: Site | None, times: Sequence[TimeExpr], published: str | None
) -> tuple[str | None, Status]:
    """Return the date of finding ``f`` among the ``times`` of its sentence, and its status.

    What no past tense tells as done is planned where its own time is yet to come (``다음 달 회동``).
    """
    if f.time is not None:
        return value(f.time, f.status, published), f.status
    times = [t for t in times if usable(t)]
    if site is not None and f.status is Status.ACTUAL:
        ahead = [t for t in times if t.direction == "future" and _tells_itself(site, t)]
        if found := _nearest(f, site, ahead, Status.PLANNED, published):
            return value(found, Status.PLANNED, published), Status.PLANNED
    if found := _nearest(f, site, times, f.status, published):
        return value(found, f.status, published, decided=_decided(site)), f.status
    return None, f.status


def _decided(site: Site | None) -> bool:
    """Whether the event is told as a decision made: ``만나기로 했다``."""
    if site is None or site.verb is None:
        return False
    forms = [form for form, _ in site.verb.tail]
    above = site.chunks[site.verb.governor] if site.verb.governor >= 0 else None
    towards = "로" in forms or site.verb.josa[:1] == ("로",)
    return towards and (site.verb.past or (above is not None and above.past))


def _tells_itself(site: Site, t: TimeExpr) -> bool:
    """Whether ``t`` stands in the clause of an event that no past tense tells as done."""
    within = site.anchor.start <= t.start < site.anchor.end and not site.anchor.is_predicate
    done = site.verb is not None and site.verb.past
    return within or (site.distance_of(t.end - 1) == 0 and not done)


def _nearest(
    f: Finding, site: Site | None, times: Sequence[TimeExpr], status: Status, published: str | None
) -> TimeExpr | None:
    usable = [t for t in times if value(t, status, published, decided=_decided(site))]
    if site is None:
        own = [t for t in usable if f.clause[0] <= t.start < f.clause[1]]
        return own[-1] if own else None
    ranked = []
    for t in usable:
        distance = site.distance_of(t.end - 1)
        if distance is not None:
            ranked.append((distance, t.start > site.anchor.start, abs(site.anchor.start - t.start), t))
    return min(ranked, key=lambda r: r[:3])[3] if ranked else None

"""Which edges a change of the store gained, lost or changed."""

from __future__ import annotations

from typing import NamedTuple

from graph.store import Store

Edge = tuple[str, str, str, str]


class Said(NamedTuple):
    """What an edge says: names of its ends, first and last day, stories, articles and best confidence."""

    head: str
    tail: str
    first_day: str | None
    last_day: str | None
    n_articles: int
    facts: int
    confidence: float


class Change(NamedTuple):
    """One edge before and after; None where it was not there."""

    edge: Edge
    before: Said | None
    after: Said | None


class Difference(NamedTuple):
    """The edges ``gained``, ``lost`` and ``changed``, sorted."""

    gained: list[Change]
    lost: list[Change]
    changed: list[Change]


def edges_now(store: Store) -> dict[Edge, Said]:
    """Return every edge (head, type, tail, status) of a settled ``store`` and what it says."""
    rows = store.con.execute(
        "SELECT f.head, f.type, f.tail, f.status, any_value(h.label), any_value(t.label), "
        "CAST(min(f.first_day) AS VARCHAR), CAST(max(f.last_day) AS VARCHAR), count(DISTINCT d.story), count(*), "
        "max(f.confidence) FROM facts f JOIN docs d ON d.doc = f.doc_id JOIN nodes h ON h.node = f.head "
        "JOIN nodes t ON t.node = f.tail GROUP BY f.head, f.type, f.tail, f.status"
    ).fetchall()
    return {(head, type_, tail, status): Said(*said) for head, type_, tail, status, *said in rows}


def compare(before: dict[Edge, Said], after: dict[Edge, Said]) -> Difference:
    """Return what became of the edges."""
    gained = [Change(e, None, after[e]) for e in sorted(after.keys() - before.keys())]
    lost = [Change(e, before[e], None) for e in sorted(before.keys() - after.keys())]
    both = sorted(before.keys() & after.keys())
    changed = [Change(e, before[e], after[e]) for e in both if before[e] != after[e]]
    return Difference(gained, lost, changed)

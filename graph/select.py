"""A part of a store: by time, types, certainty, support, or nearness to a name.

A scope is a name that SQL can ask: the view ``facts`` for the whole, or a temporary table of the
same columns for a part, so that no more than the answer ever leaves the store.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import count
from typing import Any

from graph import dates
from graph.store import Store

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Scope:
    """``facts`` is the table of the facts, ``nodes`` that of the identities (column ``node``)."""

    facts: str = "facts"
    nodes: str = "nodes"

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return self.facts == "facts"


WHOLE = Scope()


def select(
    store: Store,
    scope: Scope = WHOLE,
    *,
    since: str | None = None,
    until: str | None = None,
    undated: bool | None = None,
    types: Collection[str] | None = None,
    entity_types: Collection[str] | None = None,
    statuses: Collection[str] | None = None,
    sources: Collection[str] | None = None,
    min_articles: int = 1,
    min_confidence: float = 0.0,
    around: str | None = None,
    hops: int = 1,
) -> Scope:
    """Return the part of ``scope`` that meets every condition.

    ``since`` and ``until`` are ISO days, months or years, inclusive; undated facts pass unless a
    bound is set or ``undated`` says otherwise. ``sources`` names outlets; facts of articles
    without one do not pass then. ``min_articles`` counts the independent articles
    of what is left of an edge. ``around`` is an identity: only what lies within ``hops``
    relations of it stays, it always does. An identity stays where one of its facts does.

    Raises:
        ValueError: when ``since`` or ``until`` is no date.
    """
    where, values = _conditions(since, until, undated, min_confidence)
    for column, wanted in (("f.type", types), ("f.status", statuses)):
        if wanted is not None:
            where.append(f"{column} IN (SELECT unnest(?))")
            values.append(sorted(wanted))
    if sources is not None:
        where.append("f.doc_id IN (SELECT doc FROM docs WHERE source IN (SELECT unnest(?)))")
        values.append(sorted(sources))
    if entity_types is not None:
        for end in ("head", "tail"):
            where.append(f"f.{end} IN (SELECT node FROM nodes WHERE type IN (SELECT unnest(?)))")
            values.append(sorted(entity_types))
    number = next(_numbers)
    facts, nodes = f"part_{number}", f"part_{number}_nodes"
    if around is not None and not (where or min_articles > 1):
        _reach(store, scope.facts, around, hops, nodes)
        query = (
            f"SELECT * FROM {scope.facts} f WHERE f.head IN (SELECT node FROM {nodes}) "
            f"AND f.tail IN (SELECT node FROM {nodes})"
        )
        store.con.execute(f"CREATE TEMP TABLE {facts} AS {query}")
        return Scope(facts, nodes)
    _keep(store, scope.facts, facts, where, values, min_articles)
    if around is None:
        store.con.execute(
            f"CREATE TEMP TABLE {nodes} AS SELECT head AS node FROM {facts} UNION SELECT tail FROM {facts}"
        )
    else:
        _reach(store, facts, around, hops, nodes)
        store.con.execute(
            f"DELETE FROM {facts} WHERE head NOT IN (SELECT node FROM {nodes}) "
            f"OR tail NOT IN (SELECT node FROM {nodes})"
        )
    return Scope(facts, nodes)


def period(since: str | None, until: str | None, column: str = "f") -> tuple[list[str], list[Any]]:
    """Return SQL conditions (and their values) by which facts can lie in a period."""
    where, values = [], []
    if since is not None:
        where.append(f"{column}.last_day >= ?")
        values.append(dates.bounds(since)[0])
    if until is not None:
        where.append(f"{column}.first_day <= ?")
        values.append(dates.bounds(until)[1])
    return where, values


def _conditions(
    since: str | None, until: str | None, undated: bool | None, min_confidence: float
) -> tuple[list[str], list[Any]]:
    keep_undated = undated if undated is not None else since is None and until is None
    where, values = period(since, until)
    if not where:
        where = [] if keep_undated else ["f.first_day IS NOT NULL"]
    elif keep_undated:
        where = [f"(f.first_day IS NULL OR ({' AND '.join(where)}))"]
    if min_confidence > 0:
        where.append("f.confidence >= ?")
        values.append(min_confidence)
    return where, values


def _keep(
    store: Store, source: str, target: str, where: list[str], values: list[Any], min_articles: int
) -> None:
    query = f"SELECT f.* FROM {source} f"
    if where:
        query += f" WHERE {' AND '.join(where)}"
    if min_articles > 1:
        query = (
            f"WITH kept AS ({query}), enough AS (SELECT head, type, tail, status FROM kept JOIN docs ON doc = doc_id "
            "GROUP BY ALL HAVING count(DISTINCT story) >= ?) "
            "SELECT kept.* FROM kept JOIN enough USING (head, type, tail, status)"
        )
        values = [*values, min_articles]
    store.con.execute(f"CREATE TEMP TABLE {target} AS {query}", values)


def _reach(store: Store, facts: str, around: str, hops: int, target: str) -> None:
    """Make ``target`` the identities within ``hops`` relations of ``around``, itself included."""
    con = store.con
    con.execute(f"CREATE TEMP TABLE {target} (node VARCHAR, hops INTEGER)")
    con.execute(f"INSERT INTO {target} VALUES (?, 0)", [around])
    for hop in range(1, hops + 1):
        frontier = [
            n for (n,) in con.execute(f"SELECT node FROM {target} WHERE hops = ?", [hop - 1]).fetchall()
        ]
        if not frontier:
            break
        found = {n for some in _neighbours(store, facts, frontier) for n in some}
        seen = {n for (n,) in con.execute(f"SELECT node FROM {target}").fetchall()}
        store.insert(target, sorted((n, hop) for n in found - seen))


def _neighbours(store: Store, facts: str, frontier: list[str]) -> list[tuple[str, str]]:
    """Return the ends of all facts of ``frontier``: over the whole store, by the indexes of relations."""
    table = "relations" if facts == "facts" else facts
    pairs = []
    for here, there in (("head", "tail"), ("tail", "head")):
        query = f"SELECT DISTINCT {here}, {there} FROM {table} WHERE {here} IN (SELECT unnest(?)) AND {there} IS NOT NULL"
        pairs += store.con.execute(query, [frontier]).fetchall()
    return pairs

"""Questions to a store, each answered with one frame of pandas: small SQL, whatever the store's size."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from graph import dates
from graph.build import EVENT_COLUMNS, event_of, event_order
from graph.facts import Event, Source
from graph.select import Scope, period
from graph.store import Store

FACT_COLUMNS = ("name", "type", "date", "status", "place", "evidence", "confidence", "article", "source", "url", "doc_id", "id")  # fmt: skip


def size(store: Store, scope: Scope) -> tuple[int, int]:
    """Return how many identities and edges ``scope`` has."""
    nodes = store.con.execute(f"SELECT count(*) FROM {scope.nodes}").fetchall()[0][0]
    edges = store.con.execute(
        f"SELECT count(*) FROM (SELECT DISTINCT head, tail, type, status FROM {scope.facts})"
    ).fetchall()[0][0]
    return nodes, edges


def who_met(
    store: Store,
    scope: Scope,
    node: str,
    since: str | None = None,
    until: str | None = None,
    status: str | None = None,
    *,
    types: Collection[str] = ("met",),
) -> pd.DataFrame:
    """Return whom ``node`` met; see :meth:`graph.network.Graph.who_met`."""
    where, values = conditions(since, until, status, types)
    rows = [
        _row(head, tail, type_, event, node)
        for head, tail, type_, event in facts_of(store, scope, node, where, values)
    ]
    return frame(store, rows)


def facts_of(
    store: Store, scope: Scope, node: str, where: list[str], values: list[Any]
) -> list[tuple[str, str, str, Event]]:
    """Return (head, tail, type, event) of the facts of ``node`` that meet the conditions ``where`` on ``f``."""
    table = "relations" if scope.whole else scope.facts
    columns = _RAW if scope.whole else EVENT_COLUMNS
    also = "".join(f" AND {w}" for w in where)
    doc = "doc" if scope.whole else "doc_id"
    found = []
    sources: dict[str, Source] = {}
    for here, there in (("head", "tail"), ("tail", "head")):
        rows = store.con.execute(
            f"SELECT f.head, f.tail, f.type, {columns} FROM {table} f JOIN docs d ON d.doc = f.{doc} "
            f"WHERE f.{here} = ? AND f.{there} <> ?{also}",
            [node, node, *values],
        ).fetchall()
        for head, tail, type_, *rest in rows:
            if scope.whole and type_ in store.symmetric and tail < head:
                rest[_SWAPPED] = True
                found.append((tail, head, type_, event_of(rest, sources)))
            else:
                found.append((head, tail, type_, event_of(rest, sources)))
    return found


_SWAPPED = EVENT_COLUMNS.split(", ").index("f.swapped")
_RAW = EVENT_COLUMNS.replace("f.swapped", "false").replace("f.doc_id", "f.doc")


def _row(head: str, tail: str, type_: str, event: Event, node: str) -> dict[str, Any]:
    return {"id": tail if head == node else head, "type": type_, **told(event)}


def told(event: Event) -> dict[str, Any]:
    """Return what a row of an answer says of ``event``."""
    return {
        "date": event.date,
        "status": event.status,
        "title": event.title,
        "item": event.item,
        "amount": event.amount,
        "quantity": event.quantity,
        "place": event.place,
        "evidence": " … ".join(e.text for e in event.evidence),
        "confidence": event.confidence,
        "article": event.source.title,
        "source": event.source.publisher,
        "url": event.source.url,
        "doc_id": event.doc_id,
    }


def labels(store: Store, nodes: Collection[str]) -> dict[str, str]:
    """Return the names of ``nodes``."""
    rows = store.con.execute(
        "SELECT node, label FROM nodes WHERE node IN (SELECT unnest(?))", [sorted(nodes)]
    ).fetchall()
    return dict(rows)


def frame(store: Store, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return ``rows`` (with ``id``) by date and name, with :data:`FACT_COLUMNS`."""
    names = labels(store, {row["id"] for row in rows})
    for row in rows:
        row["name"] = names[row["id"]]
    rows.sort(key=lambda r: (r["date"] or "9999", r["name"], r["doc_id"], r["evidence"]))
    return pd.DataFrame(rows, columns=list(FACT_COLUMNS))


# -- facts with both their ends --------------------------------------------------------------------

PAIR_COLUMNS = (
    "head", "type", "tail", "date", "status", "title", "item", "amount", "quantity", "place", "evidence",
    "confidence", "article", "source", "url", "doc_id", "head_id", "tail_id",
)  # fmt: skip
Fact = tuple[str, str, str, Event]


def pair_frame(store: Store, facts: list[Fact]) -> pd.DataFrame:
    """Return ``facts`` by date, one row each, with :data:`PAIR_COLUMNS`."""
    names = labels(store, {end for h, t, _, _ in facts for end in (h, t)})
    rows = [
        {"head": names[h], "type": y, "tail": names[t], "head_id": h, "tail_id": t, **told(e)}
        for h, t, y, e in sorted(facts, key=lambda f: (*event_order(f[3]), f[0], f[1], f[2]))
    ]
    return pd.DataFrame(rows, columns=list(PAIR_COLUMNS))


def facts_where(store: Store, scope: Scope, where: list[str], values: list[Any]) -> list[Fact]:
    """Return the facts of ``scope`` that meet the conditions ``where`` on ``f``."""
    also = f" WHERE {' AND '.join(where)}" if where else ""
    rows = store.con.execute(
        f"SELECT f.head, f.tail, f.type, {EVENT_COLUMNS} FROM {scope.facts} f JOIN docs d ON d.doc = f.doc_id{also}",
        values,
    ).fetchall()
    sources: dict[str, Source] = {}
    return [(h, t, y, event_of(list(rest), sources)) for h, t, y, *rest in rows]


def conditions(
    since: str | None = None,
    until: str | None = None,
    status: str | None = None,
    types: Collection[str] | None = None,
) -> tuple[list[str], list[Any]]:
    """Return SQL conditions on ``f`` and their values."""
    where, values = period(since, until)
    if types is not None:
        where.append("f.type IN (SELECT unnest(?))")
        values.append(sorted(types))
    if status is not None:
        where.append("f.status = ?")
        values.append(status)
    return where, values


def between(store: Store, scope: Scope, one: str, other: str, **asked: Any) -> pd.DataFrame:
    """Return all facts between two identities, by date."""
    where, values = conditions(**asked)
    pair = "f.head IN (SELECT unnest(?)) AND f.tail IN (SELECT unnest(?))"
    return pair_frame(
        store, facts_of(store, scope, one, [pair, *where], [[one, other], [one, other], *values])
    )


def timeline(store: Store, scope: Scope, node: str, **asked: Any) -> pd.DataFrame:
    """Return all facts of ``node``, by date; undated ones last."""
    return pair_frame(store, facts_of(store, scope, node, *conditions(**asked)))


def common_contacts(store: Store, scope: Scope, one: str, other: str, **asked: Any) -> pd.DataFrame:
    """Return who has to do with both, the best attested first, with a sentence on either side."""
    where, values = conditions(**asked)
    sides = []
    for node in (one, other):
        near: dict[str, list[Fact]] = {}
        for fact in facts_of(store, scope, node, where, values):
            near.setdefault(fact[1] if fact[0] == node else fact[0], []).append(fact)
        sides.append(near)
    shared = sorted((sides[0].keys() & sides[1].keys()) - {one, other})
    names = labels(store, {*shared, one, other})
    rows: list[dict[str, Any]] = []
    for node in shared:
        counts = [len({f[3].source.fingerprint for f in side[node]}) for side in sides]
        best = [max(side[node], key=lambda f: (f[3].confidence, f[3].doc_id)) for side in sides]
        rows.append(
            {
                "name": names[node],
                **{f"types_{n}": ", ".join(sorted({f[2] for f in side[node]})) for n, side in enumerate(sides, 1)},
                **{f"n_articles_{n}": c for n, c in enumerate(counts, 1)},
                "evidence": " ‖ ".join(told(f[3])["evidence"] for f in best),
                "id": node,
            }
        )  # fmt: skip
    rows.sort(key=lambda r: (-min(r["n_articles_1"], r["n_articles_2"]), r["name"]))
    columns = ["name", "types_1", "types_2", "n_articles_1", "n_articles_2", "evidence", "id"]
    return pd.DataFrame(rows, columns=columns)


def supply(store: Store, scope: Scope, node: str | None = None, **asked: Any) -> pd.DataFrame:
    """Return who supplies whom with what, by date; of ``node`` alone where it is given."""
    where, values = conditions(**{"types": ("supplies",), **asked})
    if node is None:
        return pair_frame(store, facts_where(store, scope, where, values))
    return pair_frame(store, facts_of(store, scope, node, where, values))


def first_meetings(
    store: Store,
    scope: Scope,
    since: str | None = None,
    until: str | None = None,
    types: Collection[str] = ("met",),
) -> pd.DataFrame:
    """Return the pairs whose first dated meeting lies in the period, with the sentence that tells of it."""
    where, values = period(since, until, "m")
    within = f"WHERE {' AND '.join(where)}" if where else ""
    firsts = store.con.execute(
        f"SELECT m.fact_id FROM (SELECT f.fact_id, f.first_day, f.last_day FROM {scope.facts} f "
        "WHERE f.type IN (SELECT unnest(?)) AND f.status = 'actual' AND f.first_day IS NOT NULL QUALIFY row_number() "
        "OVER (PARTITION BY least(f.head, f.tail), greatest(f.head, f.tail) "
        f"ORDER BY f.first_day, f.confidence DESC, f.fact_id) = 1) m {within}",
        [sorted(types), *values],
    ).fetchall()
    ids = [i for (i,) in firsts]
    return pair_frame(store, facts_where(store, scope, ["f.fact_id IN (SELECT unnest(?))"], [ids]))


def co_meetings(
    store: Store,
    scope: Scope,
    nodes: Collection[str] | None = None,
    *,
    top: int = 20,
    types: Collection[str] = ("met",),
) -> pd.DataFrame:
    """Return how many stories tell that each two met, as a square frame; by default of the ``top`` names."""
    rows = store.con.execute(
        f"SELECT f.head, f.tail, count(DISTINCT d.story) FROM {scope.facts} f JOIN docs d ON d.doc = f.doc_id "
        "WHERE f.type IN (SELECT unnest(?)) AND f.status = 'actual' GROUP BY f.head, f.tail",
        [sorted(types)],
    ).fetchall()
    totals: dict[str, int] = {}
    for head, tail, n in rows:
        totals[head] = totals.get(head, 0) + n
        totals[tail] = totals.get(tail, 0) + n
    chosen = sorted(
        nodes or sorted(totals, key=lambda n: (-totals[n], n))[:top], key=lambda n: (-totals.get(n, 0), n)
    )
    names = labels(store, chosen)
    matrix = pd.DataFrame(0, index=chosen, columns=chosen, dtype=int)
    for head, tail, n in rows:
        if head in names and tail in names:
            matrix.loc[head, tail] += n
            matrix.loc[tail, head] += n
    twice = {name for name in names.values() if list(names.values()).count(name) > 1}
    shown = [n if names[n] in twice else names[n] for n in chosen]
    matrix.index = matrix.columns = pd.Index(shown)
    return matrix


def changed_since(store: Store, scope: Scope, day: str, *, by: str = "published") -> pd.DataFrame:
    """Return the edges that articles published (or, ``by="added"``, added) since ``day`` made or confirmed.

    ``change`` is ``new`` for an edge that no earlier article tells of, else ``more``; ``evidence``
    is the sentence of the surest new fact.

    Raises:
        ValueError: when ``day`` is no date, or ``by`` is neither.
    """
    if by not in {"published", "added"}:
        raise ValueError(f"by={by!r}: write published or added")
    first = dates.bounds(day)[0].isoformat()
    column = "published" if by == "published" else "CAST(CAST(added AS DATE) AS VARCHAR)"
    recent = [
        d for (d,) in store.con.execute(f"SELECT doc FROM docs WHERE {column} >= ?", [first]).fetchall()
    ]
    new = facts_where(store, scope, ["f.doc_id IN (SELECT unnest(?))"], [recent])
    before = set(
        store.con.execute(
            f"SELECT DISTINCT head, tail, type, status FROM {scope.facts} WHERE doc_id NOT IN (SELECT unnest(?))",
            [recent],
        ).fetchall()
    )
    best: dict[tuple[str, str, str, str], Fact] = {}
    for fact in sorted(new, key=lambda f: (-f[3].confidence, *event_order(f[3]))):
        best.setdefault((fact[0], fact[1], fact[2], fact[3].status), fact)
    table = pair_frame(store, list(best.values()))
    keys = zip(table["head_id"], table["tail_id"], table["type"], table["status"], strict=True)
    table.insert(0, "change", ["more" if key in before else "new" for key in keys])
    return table


def lineage(store: Store, node: str) -> list[str]:
    """Return the identities that came before or after ``node`` by renaming, splitting or merging."""
    rows = store.con.execute("SELECT id, followed_by FROM lineage").fetchall()
    linked, found = {node}, {node}
    while found:
        found = {x for pair in rows if set(pair) & linked for x in pair} - linked
        linked |= found
    known = store.con.execute("SELECT node FROM nodes WHERE node IN (SELECT unnest(?))", [sorted(linked)])
    return sorted({n for (n,) in known.fetchall()} - {node})

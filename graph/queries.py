"""Questions to a store, each answered with one frame of pandas: small SQL, whatever the store's size."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from graph.build import EVENT_COLUMNS, event_of
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
    where, values = period(since, until)
    where.append("f.type IN (SELECT unnest(?))")
    values.append(sorted(types))
    if status is not None:
        where.append("f.status = ?")
        values.append(status)
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
    found = []
    sources: dict[str, Source] = {}
    for here, there in (("head", "tail"), ("tail", "head")):
        doc = "doc" if scope.whole else "doc_id"
        rows = store.con.execute(
            f"SELECT f.head, f.tail, f.type, {columns} FROM {table} f JOIN docs d ON d.doc = f.{doc} "
            f"WHERE f.{here} = ? AND f.{there} <> ?{also}",
            [node, node, *values],
        ).fetchall()
        found += [(h, t, y, event_of(list(rest), sources)) for h, t, y, *rest in rows]
    return found


_RAW = EVENT_COLUMNS.replace("f.swapped", "false").replace("f.doc_id", "f.doc")


def _row(head: str, tail: str, type_: str, event: Event, node: str) -> dict[str, Any]:
    return {"id": tail if head == node else head, "type": type_, **told(event)}


def told(event: Event) -> dict[str, Any]:
    """Return what a row of an answer says of ``event``."""
    return {
        "date": event.date,
        "status": event.status,
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
    )
    return dict(rows.fetchall())


def frame(store: Store, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return ``rows`` (with ``id``) by date and name, with :data:`FACT_COLUMNS`."""
    names = labels(store, {row["id"] for row in rows})
    for row in rows:
        row["name"] = names[row["id"]]
    rows.sort(key=lambda r: (r["date"] or "9999", r["name"], r["doc_id"], r["evidence"]))
    return pd.DataFrame(rows, columns=list(FACT_COLUMNS))

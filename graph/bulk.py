"""Records in bulk: tables of articles with all their rows in the store, and such tables put into a store by SQL.

A table has one row an article: the columns of ``docs`` that the article alone tells, and a list of structs
for each other table of the store. What is costly to tell of an article is told where its table is made, in
as many processes as one likes; loading tables is a few statements each, whatever their length.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import pyarrow as pa

from extract.records import Record
from graph.ingest import Row, storable, thicken
from graph.store import PARTS, Store, rows_of

#: Columns of ``docs`` that a store gives an article itself.
_OWN = frozenset(("story", "stale", "added"))


class Handed(NamedTuple):
    """A record, and what was handed in of its article: see :meth:`graph.store.Store.put`."""

    record: Record
    given: str | None = None
    input_hash: str | None = None


@lru_cache(maxsize=1)
def _schemas() -> dict[str, pa.Schema]:
    with Store.memory() as store:
        return {name: store.schema(name) for name in ("docs", *PARTS)}


@lru_cache(maxsize=1)
def schema() -> pa.Schema:
    """Return the columns of a table of articles."""
    schemas = _schemas()
    parts = [pa.field(p, pa.list_(pa.struct([f for f in schemas[p] if f.name != "doc"]))) for p in PARTS]
    return pa.schema([*(f for f in schemas["docs"] if f.name not in _OWN), *parts])


def table_of(handed: Iterable[Handed]) -> pa.Table:
    """Return the table of the articles ``handed`` in, in their order."""
    names = {name: some.names for name, some in _schemas().items()}
    lines = []
    for record, given, input_hash in handed:
        rows = rows_of(storable(record), given, input_hash)
        line = _named(names["docs"], rows["docs"][0])
        lines.append(line | {p: [_named(names[p][1:], row[1:]) for row in rows[p]] for p in PARTS})
    return pa.Table.from_pylist(lines, schema=schema())


def _named(names: list[str], row: Row) -> dict[str, Any]:
    return dict(zip(names, row, strict=True))


def records_of(table: pa.Table) -> Iterator[Record]:
    """Yield the records that ``table`` was made of."""
    for row in table.select(["record", "text"]).to_pylist():
        yield thicken(row["record"], row["text"])


def load(store: Store, tables: Iterable[tuple[pa.Table, bool]]) -> Iterator[dict[str, list[str]]]:
    """Put the articles of ``tables`` into ``store``, each in one transaction; yield the ids by what became of them.

    They are ``new``, ``changed`` or ``same`` as in :meth:`graph.store.Store.put`, or ``twice`` where
    the id was there before among ``tables``: such articles are left out. With each table comes whether
    its articles are to be marked as stale.
    """
    con = store.con
    con.execute("CREATE OR REPLACE TEMP TABLE loaded (doc VARCHAR)")
    for table, stale in tables:
        con.register("_given", table)
        con.execute(
            "CREATE OR REPLACE TEMP TABLE coming AS SELECT g.*, d.added, CASE WHEN g.nth > 1 OR l.doc IS NOT NULL THEN "
            "'twice' WHEN d.doc IS NULL THEN 'new' WHEN d.record_hash <> g.record_hash THEN 'changed' ELSE 'same' END "
            "AS step, coalesce(d.record_hash = g.record_hash AND d.input_hash IS NOT DISTINCT FROM g.input_hash "
            "AND d.stale = $1, false) AS kept FROM (SELECT *, row_number() OVER (PARTITION BY doc ORDER BY line) AS nth "
            "FROM (SELECT *, row_number() OVER () AS line FROM _given)) g "
            "LEFT JOIN docs d ON d.doc = g.doc LEFT JOIN loaded l ON l.doc = g.doc",
            [stale],
        )
        con.unregister("_given")
        with store.transaction():
            _put(store, stale=stale)
        con.execute("INSERT INTO loaded SELECT doc FROM coming WHERE step <> 'twice'")
        steps: dict[str, list[str]] = defaultdict(list)
        for doc, step in con.execute("SELECT doc, step FROM coming ORDER BY line").fetchall():
            steps[step].append(doc)
        yield steps


def _put(store: Store, *, stale: bool) -> None:
    """Put what is ``coming`` in place of what the store has of it."""
    con, put = store.con, "FROM coming WHERE step <> 'twice' AND NOT kept"
    store.delete(f"IN (SELECT doc {put})")
    columns = ", ".join(f.name for f in schema() if f.name not in PARTS)
    now = datetime.now(UTC).replace(tzinfo=None)
    con.execute(
        f"INSERT INTO docs ({columns}, stale, added) SELECT {columns}, $1, coalesce(added, $2) {put} ORDER BY line",
        [stale, now],
    )
    for part in PARTS:
        con.execute(f"INSERT INTO {part} SELECT doc, unnest({part}, max_depth := 2) {put} ORDER BY line")

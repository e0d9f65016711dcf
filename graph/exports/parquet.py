"""Parquet for DuckDB, pandas and the like: nodes, edges, and every event with its sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import pyarrow as pa
import pyarrow.parquet as pq

from graph import dates
from graph.exports.files import replacing, utf8_within
from graph.exports.flat import event_dict
from graph.exports.tables import EDGE_COLUMNS, NODE_COLUMNS, edge_rows, node_rows

_NUMBERS = {"n_articles": pa.int64(), "n_relations": pa.int64(), "confidence": pa.float64()}
_EVENT = {
    "eid": pa.string(),
    "head": pa.string(),
    "type": pa.string(),
    "tail": pa.string(),
    "status": pa.string(),
    "date": pa.string(),
    "date_first": pa.date32(),
    "date_last": pa.date32(),
    "confidence": pa.float64(),
    "rule": pa.string(),
    "title": pa.string(),
    "item": pa.string(),
    "amount": pa.string(),
    "amount_value": pa.float64(),
    "amount_unit": pa.string(),
    "quantity": pa.string(),
    "quantity_value": pa.float64(),
    "quantity_unit": pa.string(),
    "place": pa.string(),
    "topic": pa.string(),
    "attributed_to": pa.string(),
    "doc_id": pa.string(),
    "article": pa.string(),
    "publisher": pa.string(),
    "url": pa.string(),
    "published": pa.string(),
    "evidence": pa.list_(pa.struct({"text": pa.string(), "start": pa.int64(), "end": pa.int64()})),
}


def write(graph: nx.MultiDiGraph[str], folder: Path) -> list[Path]:
    """Write ``nodes``, ``edges`` and ``events`` ``.parquet`` into ``folder``; return their paths.

    Events have ``date_first`` and ``date_last``, the days that a partial date may mean.
    """
    tables = {
        "nodes": (list(node_rows(graph)), {c: _NUMBERS.get(c, pa.string()) for c in NODE_COLUMNS}),
        "edges": (list(edge_rows(graph)), {c: _NUMBERS.get(c, pa.string()) for c in EDGE_COLUMNS}),
        "events": (_events(graph), _EVENT),
    }
    return [_write(rows, columns, folder / f"{name}.parquet") for name, (rows, columns) in tables.items()]


def _events(graph: nx.MultiDiGraph[str]) -> list[dict[str, Any]]:
    rows = []
    for head, tail, data in graph.edges(data=True):
        for event in data["events"]:
            first, last = dates.bounds(event.date) if event.date else (None, None)
            ends = {"eid": data["eid"], "head": head, "type": data["type"], "tail": tail}
            rows.append(ends | {"date_first": first, "date_last": last} | event_dict(event))
    return rows


def _write(rows: list[dict[str, Any]], columns: dict[str, pa.DataType], path: Path) -> Path:
    table = pa.Table.from_pylist([utf8_within(row) for row in rows], schema=pa.schema(columns))
    with replacing(path) as part:
        pq.write_table(table, part)
    return path

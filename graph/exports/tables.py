"""nodes.csv and edges.csv, as Excel, Korean text and cautious people like them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import networkx as nx

from graph.exports.files import write_text
from graph.facts import Event

NODE_COLUMNS = ("id", "label", "type", "kb_id", "aliases", "n_articles", "n_relations")
EDGE_COLUMNS = (
    "eid",
    "head",
    "head_label",
    "type",
    "tail",
    "tail_label",
    "status",
    "first_date",
    "last_date",
    "n_articles",
    "confidence",
    "title",
    "item",
    "amount",
    "quantity",
    "place",
    "attributed_to",
    "evidence",
    "articles",
    "urls",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def node_rows(graph: nx.MultiDiGraph[str]) -> Iterator[dict[str, Any]]:
    """Yield one plain row a node, with :data:`NODE_COLUMNS`; absent values are None."""
    for node, data in graph.nodes(data=True):
        yield {
            "id": node,
            "label": data["label"],
            "type": data["type"],
            "kb_id": data["kb_id"],
            "aliases": " | ".join(data["aliases"]),
            "n_articles": data["n_articles"],
            "n_relations": graph.degree(node),
        }


def edge_rows(graph: nx.MultiDiGraph[str]) -> Iterator[dict[str, Any]]:
    """Yield one plain row an edge, with :data:`EDGE_COLUMNS`; what several events say is joined."""
    for head, tail, data in graph.edges(data=True):
        events: list[Event] = data["events"]
        yield {
            "eid": data["eid"],
            "head": head,
            "head_label": graph.nodes[head]["label"],
            "type": data["type"],
            "tail": tail,
            "tail_label": graph.nodes[tail]["label"],
            "status": data["status"],
            "first_date": data["first_date"],
            "last_date": data["last_date"],
            "n_articles": data["n_articles"],
            "confidence": data["confidence"],
            **{name: joined(getattr(e, name) for e in events) for name in EDGE_COLUMNS[11:17]},
            "evidence": joined(s.text for e in events for s in e.evidence),
            "articles": joined(e.source.title or e.doc_id for e in events),
            "urls": joined(e.source.url for e in events),
        }


def joined(values: Iterable[str | None]) -> str | None:
    """Return the different ``values`` in their order, parted by ``|``; None for none."""
    return " | ".join(dict.fromkeys(" ".join(v.split()) for v in values if v and v.strip())) or None


def safe(value: Any) -> Any:
    """Return ``value`` so that no spreadsheet takes it for a formula: text that may be one gets a ``'``."""
    if isinstance(value, str):
        value = value.replace("\x00", "")
        return (
            f"'{value}"
            if value.lstrip().lstrip("\ufeff").lstrip().startswith(_FORMULA) or value.startswith(_FORMULA)
            else value
        )
    return value


def csv_text(rows: Iterable[dict[str, Any]], columns: Sequence[str]) -> str:
    """Return ``rows`` as CSV text with a byte order mark, by which Excel knows UTF-8."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([safe(row[c]) for c in columns] for row in rows)
    return "\ufeff" + stream.getvalue()


def write(graph: nx.MultiDiGraph[str], folder: Path) -> list[Path]:
    """Write ``nodes.csv`` and ``edges.csv`` of ``graph`` into ``folder``; return their paths."""
    return [
        write_text(folder / "nodes.csv", csv_text(node_rows(graph), NODE_COLUMNS)),
        write_text(folder / "edges.csv", csv_text(edge_rows(graph), EDGE_COLUMNS)),
    ]

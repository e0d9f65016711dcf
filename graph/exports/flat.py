"""A copy of the graph whose attributes are plain: what XML formats and Gephi can hold."""

from __future__ import annotations

import json
import math
from typing import Any

import networkx as nx

from graph.exports.files import xml_text
from graph.exports.tables import edge_rows, node_rows

#: Columns that say the same as the structure of the file does.
_STRUCTURE = {"id", "head", "tail", "head_label", "tail_label"}


def plain(attributes: dict[str, Any]) -> dict[str, str | int | float | bool]:
    """Return ``attributes`` with text, numbers and truth values only.

    None, NaN and infinities are dropped, all else becomes JSON text; characters that
    XML forbids are taken out of keys and values.
    """
    kept: dict[str, str | int | float | bool] = {}
    for key, value in attributes.items():
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            continue
        if isinstance(value, bool | int | float):
            kept[xml_text(key)] = value
        else:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
            kept[xml_text(key)] = xml_text(text)
    return kept


def xml_id(node: str) -> str:
    """Return ``node`` as an id that XML can hold; ids that differ stay different."""
    cleaned = xml_text(node)
    if cleaned == node:
        return node
    return f"{cleaned}~{node.encode('utf-8', 'surrogatepass').hex()}"


def flatten(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """Return a copy of ``graph`` with plain attributes, the rows of ``nodes.csv`` and ``edges.csv``.

    Edges keep ``eid`` and get ``label`` (the type) and ``weight``; ``events`` is JSON
    text with every event, sentence and article.
    """
    copy: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for row in node_rows(graph):
        copy.add_node(xml_id(row["id"]), **plain(_without(row, _STRUCTURE)))
    data_of = {data["eid"]: data for _, _, data in graph.edges(data=True)}
    for row in edge_rows(graph):
        data = data_of[row["eid"]]
        attributes = _without(row, _STRUCTURE) | {
            "label": row["type"],
            "weight": float(data["weight"]),
            "symmetric": bool(data["symmetric"]),
            "events": [event_dict(e) for e in data["events"]],
        }
        copy.add_edge(xml_id(row["head"]), xml_id(row["tail"]), key=row["eid"], **plain(attributes))
    return copy


def event_dict(event: Any) -> dict[str, Any]:
    """Return ``event`` as JSON-ready data without its empty fields."""
    fields = {name: getattr(event, name) for name in event.__slots__ if name not in {"source", "evidence"}}
    source = event.source
    article = {
        "doc_id": source.doc_id,
        "article": source.title,
        "publisher": source.publisher,
        "url": source.url,
        "published": source.published,
    }
    evidence = [{"text": e.text, "start": e.start, "end": e.end} for e in event.evidence]
    return {k: v for k, v in (fields | article).items() if v is not None} | {"evidence": evidence}


def _without(row: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {k: v for k, v in row.items() if k not in names}

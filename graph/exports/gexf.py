"""GEXF 1.3 for Gephi, with a timeline: one edge an event, or one edge a pair and type.

networkx's writer knows neither the ``kind`` of an edge, without which Gephi adds up
parallel edges of different types, nor spells with their raw dates beside them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx

from graph import dates
from graph.exports.files import replacing, xml_text
from graph.exports.flat import xml_id
from graph.exports.tables import edge_rows, joined, node_rows
from graph.facts import Event
from graph.view import gephi_looks

NODE_COLUMNS = {"type": "string", "kb_id": "string", "aliases": "string", "n_articles": "integer"}
EDGE_COLUMNS = {
    "relation": "string",
    "status": "string",
    "date_raw": "string",
    "date_precision": "string",
    "n_articles": "integer",
    "confidence": "double",
    "title": "string",
    "item": "string",
    "amount": "string",
    "quantity": "string",
    "place": "string",
    "attributed_to": "string",
    "evidence": "string",
    "articles": "string",
    "urls": "string",
}
_VIZ = "http://gexf.net/1.3/viz"
ET.register_namespace("viz", _VIZ)

Edge = dict[str, Any]
Spell = tuple[dt.date, dt.date]


def write_events(graph: nx.MultiDiGraph[str], path: Path) -> Path:
    """Write ``graph`` to ``path`` with one edge an event, from its first day to its last; return ``path``.

    Undated events have no interval: Gephi shows them all the time.
    """
    return _write(graph, path, _event_edges(graph))


def write_aggregated(graph: nx.MultiDiGraph[str], path: Path) -> Path:
    """Write ``graph`` to ``path`` with one edge a pair, type and status; return ``path``.

    The weight counts independent articles; dated events are spells of the edge.
    """
    return _write(graph, path, _aggregated_edges(graph))


def _event_edges(graph: nx.MultiDiGraph[str]) -> Iterator[Edge]:
    for head, tail, data in graph.edges(data=True):
        for number, event in enumerate(data["events"]):
            spells = [dates.bounds(event.date)] if event.date else []
            columns = {
                "date_raw": event.date,
                "date_precision": dates.precision(event.date) if event.date else None,
                "n_articles": 1,
                "confidence": event.confidence,
                **{
                    k: getattr(event, k)
                    for k in ("title", "item", "amount", "quantity", "place", "attributed_to")
                },
                "evidence": joined(e.text for e in event.evidence),
                "articles": event.source.title or event.doc_id,
                "urls": event.source.url,
            }
            yield _edge(head, tail, data, f"{data['eid']}.{number}", 1, spells, columns)


def _aggregated_edges(graph: nx.MultiDiGraph[str]) -> Iterator[Edge]:
    rows = {row["eid"]: row for row in edge_rows(graph)}
    for head, tail, data in graph.edges(data=True):
        columns = rows[data["eid"]] | {"date_raw": joined(e.date for e in data["events"])}
        yield _edge(head, tail, data, data["eid"], data["weight"], _spells(data["events"]), columns)


def _edge(
    head: str, tail: str, data: Edge, ident: str, weight: float, spells: list[Spell], columns: Edge
) -> Edge:
    return {
        "source": head,
        "target": tail,
        "id": ident,
        "type": "undirected" if data["symmetric"] else "directed",
        # One kind a type and status, so that Gephi never merges a denial with a fact.
        "kind": data["type"] if data["status"] == "actual" else f"{data['type']} ({data['status']})",
        "label": data["type"],
        "weight": weight,
        "spells": spells,
        "columns": columns | {"relation": data["type"], "status": data["status"]},
    }


def _spells(events: Iterable[Event]) -> list[Spell]:
    """Return the days of ``events`` in order; what overlaps or touches is one spell."""
    merged: list[Spell] = []
    for first, last in sorted(dates.bounds(e.date) for e in events if e.date):
        if merged and first.toordinal() <= merged[-1][1].toordinal() + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _write(graph: nx.MultiDiGraph[str], path: Path, edges: Iterable[Edge]) -> Path:
    root = ET.Element("gexf", {"xmlns": "http://gexf.net/1.3", "version": "1.3"})
    ET.SubElement(ET.SubElement(root, "meta"), "creator").text = "inmaek"
    dynamic = {"mode": "dynamic", "timeformat": "date", "timerepresentation": "interval"}
    body = ET.SubElement(root, "graph", {"defaultedgetype": "directed", **dynamic})
    _declare(body, "node", NODE_COLUMNS)
    _declare(body, "edge", EDGE_COLUMNS)
    _add_nodes(ET.SubElement(body, "nodes"), graph)
    holder = ET.SubElement(body, "edges")
    for edge in edges:
        _add_edge(holder, edge)
    ET.indent(root)
    with replacing(path) as part:
        ET.ElementTree(root).write(part, encoding="utf-8", xml_declaration=True)
    return path


def _declare(body: ET.Element, owner: str, columns: dict[str, str]) -> None:
    holder = ET.SubElement(body, "attributes", {"class": owner, "mode": "static"})
    for name, type_ in columns.items():
        ET.SubElement(holder, "attribute", {"id": name, "title": name, "type": type_})


def _values(element: ET.Element, row: dict[str, Any], columns: Iterable[str]) -> None:
    holder = ET.SubElement(element, "attvalues")
    for name in columns:
        if row.get(name) is not None:
            ET.SubElement(holder, "attvalue", {"for": name, "value": xml_text(str(row[name]))})


def _add_nodes(holder: ET.Element, graph: nx.MultiDiGraph[str]) -> None:
    looks = gephi_looks(graph)
    for row in node_rows(graph):
        element = ET.SubElement(holder, "node", {"id": xml_id(row["id"]), "label": xml_text(row["label"])})
        _values(element, row, NODE_COLUMNS)
        look = looks.get(row["id"])
        if look:
            ET.SubElement(element, f"{{{_VIZ}}}color", {c: str(look[c]) for c in "rgb"})
            ET.SubElement(
                element, f"{{{_VIZ}}}position", {"x": str(look["x"]), "y": str(look["y"]), "z": "0.0"}
            )
            ET.SubElement(element, f"{{{_VIZ}}}size", {"value": str(look["size"])})


def _add_edge(holder: ET.Element, edge: Edge) -> None:
    names = ("id", "type", "kind", "label", "weight")
    attributes = {name: xml_text(str(edge[name])) for name in names}
    spells = [{"start": first.isoformat(), "end": last.isoformat()} for first, last in edge["spells"]]
    ends = {"source": xml_id(edge["source"]), "target": xml_id(edge["target"])}
    whole = spells[0] if len(spells) == 1 else {}
    element = ET.SubElement(holder, "edge", attributes | ends | whole)
    _values(element, edge["columns"], EDGE_COLUMNS)
    if len(spells) > 1:
        inner = ET.SubElement(element, "spells")
        for spell in spells:
            ET.SubElement(inner, "spell", spell)

"""A Cypher script that builds the graph in a running Neo4j or Memgraph; running it twice changes nothing."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import networkx as nx

from graph.exports.files import utf8, write_text
from graph.exports.flat import event_dict
from graph.exports.neo4j import label, relation_type

#: So many nodes or relationships go into one statement, which is one transaction.
BATCH = 500

_ESCAPES = {
    "\\u": "\\\\' + 'u",
    "\\": "\\\\",
    "'": "\\'",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
}
_SPECIAL = re.compile(r"\\u|[\\'\n\r\t]")

Row = dict[str, Any]


def write(graph: nx.MultiDiGraph[str], path: Path) -> Path:
    """Write statements that merge the nodes and relationships of ``graph`` to ``path``; return ``path``.

    ``cypher-shell < graph.cypher`` runs them. Relationships keep their ``eid``; ``events``
    is JSON text with every event, sentence and article.
    """
    return write_text(path, "".join(f"{statement};\n" for statement in _statements(graph)))


def literal(value: Any) -> str:
    r"""Return ``value`` (text, number, truth value, None, list or map with plain keys) as Cypher writes it.

    Nothing an article says becomes Cypher: quotes and backslashes are escaped, and a
    backslash is parted from a ``u`` after it, for Neo4j before 5 resolves ``\uXXXX``
    before it reads quotes (see its "Protecting against Cypher injection").
    """
    if isinstance(value, str):
        escaped = _SPECIAL.sub(lambda found: _ESCAPES[found[0]], utf8(value).replace("\x00", ""))
        return f"'{escaped}'"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, float) and not math.isfinite(value):
        return "null"
    return json.dumps(value)


def _statements(graph: nx.MultiDiGraph[str]) -> Iterator[str]:
    yield "CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE"
    by_type: dict[str, list[Row]] = {}
    for node, data in graph.nodes(data=True):
        properties = {
            "label": data["label"],
            "kb_id": data["kb_id"],
            "aliases": list(data["aliases"]),
            "n_articles": data["n_articles"],
        }
        by_type.setdefault(label(data["type"]), []).append({"id": node, "properties": properties})
    for name, rows in by_type.items():
        for unwound in _unwound(rows):
            yield f"{unwound}\nMERGE (n:Entity {{id: row.id}}) SET n:`{name}` SET n += row.properties"
    edges: dict[str, list[Row]] = {}
    for head, tail, data in graph.edges(data=True):
        row = {"head": head, "tail": tail, "eid": data["eid"], "properties": _properties(data)}
        edges.setdefault(relation_type(data["type"]), []).append(row)
    for name, rows in edges.items():
        for unwound in _unwound(rows):
            yield (
                f"{unwound}\nMATCH (a:Entity {{id: row.head}}), (b:Entity {{id: row.tail}})\n"
                f"MERGE (a)-[r:`{name}` {{eid: row.eid}}]->(b) SET r += row.properties"
            )


def _unwound(rows: Iterable[Row]) -> Iterator[str]:
    left = iter(rows)
    while some := list(islice(left, BATCH)):
        listed = ",\n  ".join(map(literal, some))
        yield f"UNWIND [\n  {listed}\n] AS row"


def _properties(data: Row) -> Row:
    events = [event_dict(e) for e in data["events"]]
    plain = ("status", "first_date", "last_date", "n_articles", "confidence")
    return {name: data[name] for name in plain} | {"events": json.dumps(events, ensure_ascii=False)}

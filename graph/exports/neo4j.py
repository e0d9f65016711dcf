"""Neo4j: CSV with the headers of ``neo4j-admin database import``, and the command that reads them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import networkx as nx

from graph.exports.files import write_text
from graph.exports.tables import edge_rows

_IMPORT = """\
neo4j-admin database import full --array-delimiter=U+001F \\
  --nodes=nodes.csv --relationships=relationships.csv --multiline-fields=true neo4j
"""
_NODE_HEADER = ("id:ID", "label", "kb_id", "aliases:string[]", "n_articles:long", ":LABEL")
_EDGE_FIELDS = {
    "eid": "eid",
    "status": "status",
    "first_date": "first_date",
    "last_date": "last_date",
    "n_articles": "n_articles:long",
    "confidence": "confidence:double",
    "title": "title",
    "item": "item",
    "amount": "amount",
    "quantity": "quantity",
    "place": "place",
    "evidence": "evidence",
    "articles": "articles",
    "urls": "urls",
}


def write(graph: nx.MultiDiGraph[str], folder: Path) -> list[Path]:
    """Write ``nodes.csv``, ``relationships.csv`` and ``import.txt`` into ``folder``; return their paths.

    Labels and relationship types are those of the graph in Neo4j's spelling
    (``Entity;PERSON``, ``SIGNED_MOU``). Values are as they are: nothing is escaped for
    spreadsheets here.
    """
    nodes = (
        [
            node,
            d["label"],
            d["kb_id"],
            "\x1f".join(d["aliases"]),
            d["n_articles"],
            f"Entity\x1f{label(d['type'])}",
        ]
        for node, d in graph.nodes(data=True)
    )
    edges = (
        [row["head"], row["tail"], relation_type(row["type"]), *(row[name] for name in _EDGE_FIELDS)]
        for row in edge_rows(graph)
    )
    edge_header = (":START_ID", ":END_ID", ":TYPE", *_EDGE_FIELDS.values())
    return [
        write_text(folder / "nodes.csv", _csv(_NODE_HEADER, nodes)),
        write_text(folder / "relationships.csv", _csv(edge_header, edges)),
        write_text(folder / "import.txt", _IMPORT),
    ]


def relation_type(name: str) -> str:
    """Return the relation type ``name`` in the spelling of Neo4j, ``signed_mou`` as ``SIGNED_MOU``."""
    return re.sub(r"\W+", "_", name).upper() or "RELATED"


def label(name: str) -> str:
    """Return the entity type ``name`` as a label: letters, digits and underscores alone."""
    return re.sub(r"\W+", "_", name) or "OTHER"


def _csv(header: Iterable[str], rows: Iterable[list[Any]]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([v.replace("\x00", "") if isinstance(v, str) else v for v in row] for row in rows)
    return stream.getvalue()

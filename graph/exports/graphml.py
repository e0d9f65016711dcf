"""GraphML as Gephi reads it: nothing dropped, nothing merged, no warning."""

from __future__ import annotations

from pathlib import Path

import networkx as nx

from graph.exports.files import replacing
from graph.exports.flat import flatten
from graph.view import gephi_looks


def write(graph: nx.MultiDiGraph[str], path: Path) -> Path:
    """Write ``graph`` to ``path`` as GraphML, whole or not at all; return ``path``.

    Places, sizes and colours are those of the page, in the columns that Gephi knows.
    Every edge has its own id, its ``eid``: Gephi drops edges whose ids repeat.
    """
    copy = flatten(graph)
    for node, look in gephi_looks(graph).items():
        if node in copy:
            copy.nodes[node].update(look)
    with replacing(path) as part:
        nx.write_graphml_xml(copy, part, edge_id_from_attribute="eid", named_key_ids=True, encoding="utf-8")
    return path

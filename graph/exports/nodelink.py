"""Node-link JSON, which networkx, D3 and most others read; nothing is flattened."""

from __future__ import annotations

import json
from pathlib import Path

import networkx as nx

from graph.exports.files import write_text
from graph.exports.flat import event_dict


def write(graph: nx.MultiDiGraph[str], path: Path) -> Path:
    """Write ``graph`` to ``path`` as networkx's node-link data, events and all; return ``path``."""
    copy: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    copy.add_nodes_from((node, dict(data)) for node, data in graph.nodes(data=True))
    for head, tail, key, data in graph.edges(keys=True, data=True):
        copy.add_edge(head, tail, key=key, **(data | {"events": [event_dict(e) for e in data["events"]]}))
    data = nx.node_link_data(copy, edges="edges")
    return write_text(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")

"""A part of the graph: by time, types, certainty, support, or nearness to a name."""

from __future__ import annotations

from collections.abc import Collection

import networkx as nx

from graph import dates
from graph.build import edge_attributes
from graph.facts import Event


def select(
    graph: nx.MultiDiGraph[str],
    *,
    since: str | None = None,
    until: str | None = None,
    undated: bool | None = None,
    types: Collection[str] | None = None,
    entity_types: Collection[str] | None = None,
    statuses: Collection[str] | None = None,
    sources: Collection[str] | None = None,
    min_articles: int = 1,
    min_confidence: float = 0.0,
    around: str | None = None,
    hops: int = 1,
) -> nx.MultiDiGraph[str]:
    """Return a copy of ``graph`` with the events that meet every condition, and the nodes they need.

    ``since`` and ``until`` are ISO days, months or years, inclusive; undated events pass
    unless a bound is set or ``undated`` says otherwise. ``sources`` names outlets; events of
    articles without one do not pass then. ``min_articles`` counts the independent articles
    of what is left of an edge. ``around`` is a node id: only nodes
    within ``hops`` relations of it stay, it always does. Edges are summed up anew.
    """
    part: nx.MultiDiGraph[str] = nx.MultiDiGraph(**graph.graph)
    for head, tail, key, data in graph.edges(keys=True, data=True):
        if types is not None and data["type"] not in types:
            continue
        if statuses is not None and data["status"] not in statuses:
            continue
        ends = {graph.nodes[head]["type"], graph.nodes[tail]["type"]}
        if entity_types is not None and not ends <= set(entity_types):
            continue
        keep_undated = undated if undated is not None else since is None and until is None
        events = [
            e
            for e in data["events"]
            if e.confidence >= min_confidence
            and (sources is None or e.source.publisher in sources)
            and _in_time(e, since, until, undated=keep_undated)
        ]
        attributes = edge_attributes(events) if events else {}
        if events and attributes["n_articles"] >= min_articles:
            part.add_edge(head, tail, key=key, **(data | attributes))
    if around is not None:
        part.add_node(around)
        near = nx.ego_graph(part.to_undirected(as_view=True), around, radius=hops)
        part = nx.MultiDiGraph(part.subgraph(near))
    for node in part:
        part.nodes[node].update(graph.nodes[node])
    return part


def _in_time(event: Event, since: str | None, until: str | None, *, undated: bool) -> bool:
    if event.date is None:
        return undated
    return dates.overlaps(event.date, since, until)

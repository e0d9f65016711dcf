"""What the page shows of a graph: which nodes, where, how they look, and what is said of them."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import networkx as nx

from graph import dates
from graph.exports.files import utf8
from graph.facts import Event, Evidence, Source
from graph.layout import Position, positions

#: How many nodes a page draws at first, and at the reader's wish; more are not in the file.
CAPS = (300, 1000, 3000)
#: Longest quotation in the page, in characters; the records hold it whole.
LONGEST = 1200
#: So many of the most linked nodes get room for their names in the layout.
NAMED = 120

Json = dict[str, Any]


@cache
def strings() -> Json:
    """Return ``templates/strings.json``: words, colours, shapes and dashes of the page."""
    text = files("graph").joinpath("templates", "strings.json").read_text("utf-8")
    loaded: Json = json.loads(text)
    return loaded


@dataclass(frozen=True, slots=True)
class View:
    """``nodes`` and ``edges`` as vis-network draws them; ``payload`` as the page's script reads it."""

    nodes: list[Json]
    edges: list[Json]
    payload: Json


def make_view(graph: nx.MultiDiGraph[str], *, lang: str = "ko") -> View:
    """Choose, place and describe what the page shall hold of ``graph``.

    Nodes come in order of importance: articles behind their relations, then articles
    that name them; none comes before all of its neighbours but one behind the next. The
    same graph gives the same view.
    """
    chosen = _together(graph, _ranked(graph))[: CAPS[-1]]
    index = {node: i for i, node in enumerate(chosen)}
    kept = [(h, t, d) for h, t, d in graph.edges(data=True) if h in index and t in index]
    sizes = [_size(graph, node) for node in chosen]
    simple = _simple(chosen, kept)
    places = _places(graph, simple, chosen, sizes)
    groups = _communities(simple)
    tables = _Tables()
    payload = {
        "lang": lang,
        "caps": list(CAPS),
        "cap": CAPS[0],
        "left_out": {
            "nodes": graph.number_of_nodes() - len(chosen),
            "edges": graph.number_of_edges() - len(kept),
        },
        "nodes": [
            _node(graph, node) | {"size": size, "community": groups.get(node)}
            for node, size in zip(chosen, sizes, strict=True)
        ],
        "edges": [_edge(index[h], index[t], d, tables) for h, t, d in kept],
        "sources": tables.sources,
        "texts": tables.texts,
        "strings": {k: v for k, v in strings().items() if k != "report"},
    }
    drawn_nodes = [_drawn_node(i, graph.nodes[n]["type"], places[n], sizes[i]) for n, i in index.items()]
    return View(drawn_nodes, _drawn_edges(kept, index), payload)


def gephi_looks(graph: nx.MultiDiGraph[str]) -> dict[str, dict[str, float | int]]:
    """Return ``x``, ``y`` (up), ``size``, ``r``, ``g``, ``b`` of the nodes that the page would hold."""
    view = make_view(graph)
    looks = {}
    for node, drawn in zip(view.payload["nodes"], view.nodes, strict=True):
        red, green, blue = (int(drawn["color"][i : i + 2], 16) for i in (1, 3, 5))
        place = {"x": drawn["x"], "y": -drawn["y"], "size": drawn["size"]}
        looks[node["id"]] = place | {"r": red, "g": green, "b": blue}
    return looks


def _ranked(graph: nx.MultiDiGraph[str]) -> list[str]:
    weight = dict.fromkeys(graph, 0)
    for head, tail, data in graph.edges(data=True):
        weight[head] += data["n_articles"]
        weight[tail] += data["n_articles"]
    return sorted(graph, key=lambda n: (-weight[n], -graph.nodes[n]["n_articles"], n))


def _together(graph: nx.MultiDiGraph[str], ranked: list[str]) -> list[str]:
    """Return ``ranked`` with each node's best neighbour close by: a capped view then has few loose ends."""
    rank = {node: i for i, node in enumerate(ranked)}
    ordered: dict[str, None] = {}
    for node in ranked:
        neighbours = {*graph.successors(node), *graph.predecessors(node)} - {node}
        if node not in ordered and neighbours and neighbours.isdisjoint(ordered):
            ordered |= dict.fromkeys((node, min(neighbours, key=rank.__getitem__)))
        ordered.setdefault(node)
    return list(ordered)


def _size(graph: nx.MultiDiGraph[str], node: str) -> float:
    neighbours = len({*graph.successors(node), *graph.predecessors(node)})
    return round(7 + 4.2 * math.sqrt(min(neighbours, 40)), 1)


def _simple(chosen: list[str], kept: list[tuple[str, str, Json]]) -> nx.Graph[str]:
    """Return the graph without direction, one edge a pair, ``weight`` its articles."""
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(chosen)
    for head, tail, data in kept:
        before = simple.edges[head, tail]["weight"] if simple.has_edge(head, tail) else 0
        simple.add_edge(head, tail, weight=before + data["weight"])
    return simple


def _places(
    graph: nx.MultiDiGraph[str], simple: nx.Graph[str], chosen: list[str], sizes: list[float]
) -> dict[str, Position]:
    boxes = {}
    for rank, (node, size) in enumerate(zip(chosen, sizes, strict=True)):
        label = graph.nodes[node]["label"] if rank < NAMED else ""
        boxes[node] = (max(2 * size, _width(label)) + 10, 2 * size + (30 if label else 8))
    tiers = {node: sum(rank >= cap for cap in CAPS) for rank, node in enumerate(chosen)}
    return positions(simple, boxes, tiers)


def _communities(simple: nx.Graph[str]) -> dict[str, int]:
    """Return the community of every node with neighbours, the largest community being 0."""
    linked = simple.subgraph(n for n in simple if simple.degree(n))
    if not linked:
        return {}
    groups = nx.community.louvain_communities(linked, weight="weight", seed=0)
    ordered = sorted(groups, key=lambda group: (-len(group), min(group)))
    return {node: i for i, group in enumerate(ordered) for node in group}


def _width(label: str) -> float:
    """Return about how wide ``label`` is on the page: Korean letters are twice as wide as Latin ones."""
    return sum(13.5 if ord(c) >= 0x1100 else 7.5 for c in label[:24])


def _node(graph: nx.MultiDiGraph[str], node: str) -> Json:
    data = graph.nodes[node]
    aliases = [[utf8(form), count] for form, count in data["aliases"].items()]
    return {
        "id": utf8(node),
        "label": utf8(data["label"]),
        "type": data["type"],
        "kb": data["kb_id"],
        "aliases": aliases,
        "n": data["n_articles"],
    }


def _edge(a: int, b: int, data: Json, tables: _Tables) -> Json:
    return {
        "id": data["eid"],
        "a": a,
        "b": b,
        "type": data["type"],
        "status": data["status"],
        "sym": data["symmetric"],
        "n": data["n_articles"],
        "events": [_event(event, tables) for event in data["events"]],
    }


def _event(event: Event, tables: _Tables) -> Json:
    fields: Json = {
        "d": event.date,
        "span": [day.toordinal() for day in dates.bounds(event.date)] if event.date else None,
        "c": round(event.confidence, 3),
        "rule": event.rule,
        "src": tables.source(event.source),
        "title": event.title,
        "item": event.item,
        "amount": event.amount,
        "quantity": event.quantity,
        "place": event.place,
        "topic": event.topic,
        "by": event.attributed_to,
        "ev": [tables.quote(e) for e in event.evidence],
    }
    return {k: utf8(v) if isinstance(v, str) else v for k, v in fields.items() if v is not None}


class _Tables:
    """Articles and sentences of the page, each held once."""

    def __init__(self) -> None:
        self.sources: list[Json] = []
        self.texts: list[str] = []
        self._source_at: dict[str, int] = {}
        self._copies: dict[str, int] = {}
        self._text_at: dict[str, int] = {}

    def source(self, source: Source) -> int:
        """Return the number of the article, by which events point to it; copies of one text share a ``copy``."""
        if source.doc_id not in self._source_at:
            self._source_at[source.doc_id] = len(self.sources)
            fields = {
                "id": source.doc_id,
                "title": source.title,
                "publisher": source.publisher,
                "url": web_address(source.url),
                "published": source.published,
            }
            entry: Json = {k: utf8(v) for k, v in fields.items() if v}
            entry["copy"] = self._copies.setdefault(source.fingerprint, len(self._copies))
            self.sources.append(entry)
        return self._source_at[source.doc_id]

    def quote(self, evidence: Evidence) -> list[Any]:
        """Return the number of the sentence and its marks in UTF-16 units, which JavaScript counts."""
        text = utf8(evidence.text[:LONGEST]) + ("…" if len(evidence.text) > LONGEST else "")
        if text not in self._text_at:
            self._text_at[text] = len(self.texts)
            self.texts.append(text)
        marks = [
            [_utf16(text, start), _utf16(text, end), 0 if role == "head" else 1]
            for start, end, role in evidence.marks
            if end <= LONGEST
        ]
        return [self._text_at[text], marks]


def _utf16(text: str, offset: int) -> int:
    return len(text[:offset].encode("utf-16-le")) // 2


def web_address(url: str | None) -> str | None:
    """Return ``url`` if it is a plain http(s) address, else None: nothing else may become a link."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme in {"http", "https"} and parts.netloc else None


def _drawn_node(i: int, type_: str, place: Position, size: float) -> Json:
    look = strings()["unknown"] | strings()["entities"].get(type_, {})
    return {
        "id": i,
        "x": place[0],
        "y": place[1],
        "shape": look["shape"],
        "color": look["color"],
        "size": size,
    }


def _drawn_edges(kept: Iterable[tuple[str, str, Json]], index: dict[str, int]) -> list[Json]:
    pairs: dict[tuple[int, int], list[Json]] = defaultdict(list)
    for i, (head, tail, data) in enumerate(kept):
        a, b = index[head], index[tail]
        pairs[min(a, b), max(a, b)].append(_drawn_edge(i, a, b, data))
    for drawn in pairs.values():
        for edge, bend in zip(drawn, _bends(len(drawn)), strict=True):
            # A bend is to the left of its edge: seen from the pair, opposite edges bend to opposite sides.
            bend = bend if edge["from"] < edge["to"] else -bend  # noqa: PLW2901
            if bend:
                side = "curvedCW" if bend > 0 else "curvedCCW"
                edge["smooth"] = {"enabled": True, "type": side, "roundness": round(abs(bend), 3)}
    return sorted((e for drawn in pairs.values() for e in drawn), key=lambda e: e["id"])


def _bends(n: int) -> list[float]:
    """Return how far each of ``n`` parallel edges bends: evenly around the straight line."""
    step = min(0.18, 0.7 / max(n - 1, 1))
    return [round((i - (n - 1) / 2) * step, 4) for i in range(n)]


def _drawn_edge(i: int, a: int, b: int, data: Json) -> Json:
    relation = strings()["unknown"] | strings()["relations"].get(data["type"], {})
    status = strings()["statuses"].get(data["status"], strings()["unknown"])
    edge: Json = {
        "id": i,
        "from": a,
        "to": b,
        "width": round(1.9 + 1.1 * math.log2(data["n_articles"]), 2),
        "color": {"color": relation["color"], "opacity": 0.9 if data["status"] == "actual" else 0.6},
        "dashes": status["dashes"],
    }
    if not data["symmetric"]:
        edge["arrows"] = {"to": {"enabled": True, "scaleFactor": 0.55}}
    if status.get("mark"):
        edge.setdefault("arrows", {})["middle"] = {
            "enabled": True,
            "type": status["mark"],
            "scaleFactor": 0.6,
        }
    return edge

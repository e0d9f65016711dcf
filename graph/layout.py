"""Where the nodes of the page lie: computed here, so that the browser need not.

networkx's own force layouts take 2.5 s at 1,000 nodes and minutes at 5,000; the fast
ones elsewhere are GPL. Start: distances to a few pivots, laid flat; then springs along
edges and repulsion between all nodes, with steps that shrink; then the boxes of nodes
with their labels are pushed off each other, and components are packed. The same graph
gives the same positions: nothing is random, and sums go through einsum rather than BLAS,
whose threads add in an order of their own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

import networkx as nx
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Position = tuple[float, float]

#: Length that an edge tends to, and space between components, in page units (1 = one pixel unzoomed).
EDGE = 150.0
MARGIN = 90.0
#: Width over height that packed components aim at.
SHAPE = 1.8
#: Pull to the middle, against components drifting out of their own leaves' way.
GRAVITY = 0.02
#: From so many nodes on, half the steps do.
MANY = 1500
_STEPS = 160
#: So many times at most boxes are pushed off each other.
_ROUNDS = 400


def positions(
    graph: nx.Graph[str],
    boxes: Mapping[str, tuple[float, float]],
    tiers: Mapping[str, int] | None = None,
) -> dict[str, Position]:
    """Lay ``graph`` out; ``boxes`` gives each node's width and height with its label.

    ``graph`` is undirected and simple; an edge's ``weight`` pulls. Components with nodes
    of the lowest of ``tiers`` (default: one tier) lie together, those of the next below
    them: a view of the first tier alone has no gaps. Returns x (right) and y (down) for
    every node as page units, the first tier around (0, 0).
    """
    tiers = tiers or dict.fromkeys(graph, 0)
    nodes = tuple((n, *boxes[n], tiers[n]) for n in sorted(graph))
    edges = sorted((*sorted((a, b)), weight) for a, b, weight in graph.edges(data="weight", default=1.0))
    return dict(_laid(nodes, tuple(edges)))


@lru_cache(maxsize=2)  # the page, GraphML and GEXF of one graph ask in a row
def _laid(
    nodes: tuple[tuple[str, float, float, int], ...], edges: tuple[tuple[str, str, float], ...]
) -> dict[str, Position]:
    boxes = {n: (width, height) for n, width, height, _ in nodes}
    tiers = {n: tier for n, _, _, tier in nodes}
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(boxes)
    graph.add_weighted_edges_from(edges)
    groups: dict[int, list[dict[str, Position]]] = {}
    for component in sorted(nx.connected_components(graph), key=lambda c: (-len(c), min(c))):
        tier = min(tiers[n] for n in component)
        groups.setdefault(tier, []).append(_component(nx.Graph(graph.subgraph(component)), boxes))
    placed: dict[str, Position] = {}
    bottom = 0.0
    for _, laid in sorted(groups.items()):
        part = _packed(laid, boxes)
        x0, y0, x1, y1 = _bounds(part, boxes)
        shift = bottom + MARGIN - y0 if placed else 0.0
        middle = (x0 + x1) / 2 if placed else 0.0
        placed |= {n: (round(x - middle, 1), round(y + shift, 1)) for n, (x, y) in part.items()}
        bottom = y1 + shift
    return placed


def _component(graph: nx.Graph[str], boxes: Mapping[str, tuple[float, float]]) -> dict[str, Position]:
    nodes = sorted(graph)
    if len(nodes) == 1:
        return {nodes[0]: (0.0, 0.0)}
    if len(nodes) == 2:
        apart = max(EDGE, (boxes[nodes[0]][0] + boxes[nodes[1]][0]) / 2 + 1)
        return {nodes[0]: (0.0, 0.0), nodes[1]: (apart, 0.0)}
    index = {n: i for i, n in enumerate(nodes)}
    ends = np.array([(index[a], index[b]) for a, b in sorted(map(sorted, graph.edges))], dtype=np.intp)
    weight = np.array([graph.edges[nodes[a], nodes[b]].get("weight", 1.0) for a, b in ends])
    points = _pivot_mds(graph, nodes)
    points = _forces(points, ends, 1 + np.log(weight))
    spread = np.median(np.hypot(*(points[ends[:, 0]] - points[ends[:, 1]]).T))
    points *= EDGE / max(float(spread), 1e-9)
    points = _apart(points, np.array([boxes[n] for n in nodes], dtype=np.float64))
    return {n: (float(x), float(y)) for n, (x, y) in zip(nodes, points, strict=True)}


def _pivot_mds(graph: nx.Graph[str], nodes: Sequence[str]) -> Array:
    """Return a first placing: hop distances to far-apart pivots, by their two main directions."""
    distance = np.full(len(nodes), np.inf)
    pivot = max(nodes, key=lambda n: (graph.degree(n), n))
    columns = []
    for _ in range(min(len(nodes), 30)):
        hops = nx.single_source_shortest_path_length(graph, pivot)
        column = np.array([hops[n] for n in nodes], dtype=np.float64)
        columns.append(column)
        distance = np.minimum(distance, column)
        pivot = nodes[int(np.argmax(distance))]
    squared = np.column_stack(columns) ** 2
    centred = squared - squared.mean(axis=0) - squared.mean(axis=1, keepdims=True) + squared.mean()
    _, vectors = np.linalg.eigh(np.einsum("ij,ik->jk", centred, centred))
    placed = np.einsum("ij,jk->ik", centred, vectors[:, -1:-3:-1])
    # Leaves of one hub share their distances: a turn by the golden angle parts them.
    turn = np.arange(len(nodes)) * (math.pi * (3 - math.sqrt(5)))
    scale = float(np.abs(placed).max()) or 1.0
    placed = np.column_stack([placed[:, 0], placed[:, 1] if placed.shape[1] > 1 else placed[:, 0] * 0])
    noise = np.column_stack([np.cos(turn), np.sin(turn)])
    result: Array = (placed / scale + 0.05 * noise) * math.sqrt(len(nodes)) * 2
    return result


def _forces(points: Array, ends: npt.NDArray[np.intp], weight: Array) -> Array:
    """Return ``points`` after force steps whose reach falls from the picture's size to nothing."""
    n = len(points)
    mass = (np.bincount(ends.ravel(), minlength=n) + 1.0) ** 0.5
    squares, closeness = np.empty((2, n, n), dtype=np.float32)
    steps = min(30 + 5 * n, _STEPS) if n < MANY else _STEPS // 2
    for step in range(steps):
        x, y = np.ascontiguousarray(points.T, dtype=np.float32)
        np.square(np.subtract(x[:, None], x, out=squares), out=squares)
        np.square(np.subtract(y[:, None], y, out=closeness), out=closeness)
        np.add(squares, closeness, out=squares)
        np.maximum(squares, np.float32(1e-2), out=squares)
        np.reciprocal(squares, out=closeness)
        np.fill_diagonal(closeness, 0)
        heavy = mass.astype(np.float32)
        sums = np.column_stack([np.einsum("ij,j->i", closeness, w) for w in (heavy, heavy * x, heavy * y)])
        force: Array = mass[:, None] * (points * sums[:, :1] - sums[:, 1:])
        force -= GRAVITY * mass[:, None] * points
        line = points[ends[:, 1]] - points[ends[:, 0]]
        length = np.hypot(*line.T)
        pull = line * (weight * length / np.sqrt(mass[ends[:, 0]] * mass[ends[:, 1]]))[:, None]
        np.add.at(force, ends[:, 0], pull)
        np.add.at(force, ends[:, 1], -pull)
        reach = np.maximum(np.hypot(*force.T), 1e-9)
        most = math.sqrt(n) * 0.25 * (1 - step / steps) ** 2 + 0.01
        points = points + force * (np.minimum(reach, most) / reach)[:, None] * 0.9
    return points


def _apart(points: Array, boxes: Array) -> Array:
    """Return ``points`` with overlapping ``boxes`` pushed apart along the shorter way out.

    Where pushing alone does not come to an end, the picture grows a little in between.
    """
    points, half = points.copy(), boxes / 2
    for round_ in range(_ROUNDS):
        pairs = _near(points, half)
        if not len(pairs):
            break
        if round_ % 12 == 11:
            points *= 1.06
            continue
        i, j = pairs[:, 0], pairs[:, 1]
        way = points[j] - points[i]
        gap = half[i] + half[j] - np.abs(way) + 1.0
        flat = gap[:, 0] < gap[:, 1]
        sign = np.where(way < 0, -1.0, 1.0)
        shift = sign * gap * np.column_stack([flat, ~flat]) * 0.5
        crowd = np.bincount(np.concatenate([i, j]), minlength=len(points)) ** 0.5
        np.add.at(points, i, -shift / np.maximum(crowd[i], 1)[:, None])
        np.add.at(points, j, shift / np.maximum(crowd[j], 1)[:, None])
    return points


def _near(points: Array, half: Array) -> npt.NDArray[np.intp]:
    """Return the pairs (rows of two indices) whose boxes overlap, by a sweep from left to right."""
    left, right = points[:, 0] - half[:, 0], points[:, 0] + half[:, 0]
    order = np.argsort(left, kind="stable")
    stops = np.searchsorted(left[order], right[order])
    counts = np.maximum(stops - np.arange(len(order)) - 1, 0)
    first = np.repeat(np.arange(len(order)), counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    i, j = order[first], order[first + 1 + within]
    close = np.abs(points[i, 1] - points[j, 1]) < half[i, 1] + half[j, 1]
    return np.column_stack([i[close], j[close]])


def _packed(
    components: Sequence[dict[str, Position]], boxes: Mapping[str, tuple[float, float]]
) -> dict[str, Position]:
    """Put ``components``, the largest first, on shelves; of several widths the one seen largest."""
    sized = [(_bounds(c, boxes), c) for c in components]
    area = sum((x1 - x0 + MARGIN) * (y1 - y0 + MARGIN) for (x0, y0, x1, y1), _ in sized)
    widest = max(x1 - x0 + MARGIN for (x0, _, x1, _), _ in sized)
    widths = {max(math.sqrt(area * SHAPE) * factor, widest) for factor in (1.0, 1.1, 1.2, 1.35, 1.5)}

    def extent(placed: dict[str, Position]) -> float:
        x0, y0, x1, y1 = _bounds(placed, boxes)
        return max((x1 - x0) / SHAPE, y1 - y0)

    return min((_on_shelves(sized, width) for width in sorted(widths)), key=extent)


def _on_shelves(
    sized: Sequence[tuple[tuple[float, float, float, float], dict[str, Position]]], width: float
) -> dict[str, Position]:
    placed: dict[str, Position] = {}
    x = y = shelf = 0.0
    for (x0, y0, x1, y1), component in sized:
        if x and x + x1 - x0 > width:
            x, y, shelf = 0.0, y + shelf + MARGIN, 0.0
        for node, (px, py) in component.items():
            placed[node] = (x + px - x0, y + py - y0)
        x += x1 - x0 + MARGIN
        shelf = max(shelf, y1 - y0)
    middle_x = (min(p[0] for p in placed.values()) + max(p[0] for p in placed.values())) / 2
    middle_y = (min(p[1] for p in placed.values()) + max(p[1] for p in placed.values())) / 2
    return {n: (round(px - middle_x, 1), round(py - middle_y, 1)) for n, (px, py) in placed.items()}


def _bounds(
    component: Mapping[str, Position], boxes: Mapping[str, tuple[float, float]]
) -> tuple[float, float, float, float]:
    return (
        min(x - boxes[n][0] / 2 for n, (x, _) in component.items()),
        min(y - boxes[n][1] / 2 for n, (_, y) in component.items()),
        max(x + boxes[n][0] / 2 for n, (x, _) in component.items()),
        max(y + boxes[n][1] / 2 for n, (_, y) in component.items()),
    )

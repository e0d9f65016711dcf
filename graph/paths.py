"""Questions about the shape of the graph: paths, surroundings, brokers and communities.

Paths and surroundings ask the store hop by hop; brokers and communities need every pair, but
only its ends and its weight, never the sentences.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise
from typing import Any

import networkx as nx
import pandas as pd

from graph.queries import Fact, conditions, facts_of, labels, pair_frame, told
from graph.select import Scope, select
from graph.store import Store

#: Paths longer than this say nothing of anybody.
MAX_HOPS = 6
#: From so many names on, betweenness is estimated from a sample of this size (Brandes and Pich 2007).
SAMPLE = 500
#: Relations that do not make two names acquainted.
_NOT_ACTUAL = "negated"


class NoPathError(LookupError):
    """Two names are not linked within the number of relations asked for."""


def skeleton(store: Store, scope: Scope, types: Collection[str] | None = None) -> nx.Graph[str]:
    """Return the graph without direction: one edge a pair, ``weight`` the stories that tell of it."""
    where, values = conditions(types=types)
    also = "".join(f" AND {w}" for w in where)
    rows = store.con.execute(
        f"SELECT least(f.head, f.tail) AS a, greatest(f.head, f.tail) AS b, count(DISTINCT d.story) AS n "
        f"FROM {scope.facts} f JOIN docs d ON d.doc = f.doc_id WHERE f.status <> '{_NOT_ACTUAL}'{also} "
        "GROUP BY a, b ORDER BY a, b",
        values,
    ).fetchall()
    graph: nx.Graph[str] = nx.Graph()
    graph.add_weighted_edges_from(rows)
    return graph


def paths(
    store: Store,
    scope: Scope,
    one: str,
    other: str,
    *,
    by: str = "shortest",
    top: int = 3,
    types: Collection[str] | None = None,
    max_hops: int = 4,
) -> pd.DataFrame:
    """Return up to ``top`` paths from ``one`` to ``other``, a row a step with its best sentence.

    ``by="shortest"`` counts relations; ``by="strongest"`` prefers those with many stories: a step
    costs one over their number.

    Raises:
        NoPathError: when there is none of at most ``max_hops`` relations.
        ValueError: when ``by`` is neither.
    """
    if by not in {"shortest", "strongest"}:
        raise ValueError(f"by={by!r}: write shortest or strongest")
    graph = _between(store, scope, one, other, min(max_hops, MAX_HOPS), types)
    for _, _, data in graph.edges(data=True):
        data["cost"] = 1 / data["weight"]
    cost = None if by == "shortest" else "cost"
    found: list[list[str]] = []
    linked = one in graph and other in graph and nx.has_path(graph, one, other)
    for path in nx.shortest_simple_paths(graph, one, other, weight=cost) if linked else ():
        if len(path) - 1 > max_hops or len(found) == top:
            break
        found.append(path)
    if not found:
        names = labels(store, {one, other})
        raise NoPathError(f"{names[one]} and {names[other]} are not linked by {max_hops} relations or fewer")
    return _steps(store, scope, found, types)


def _between(
    store: Store, scope: Scope, one: str, other: str, max_hops: int, types: Collection[str] | None
) -> nx.Graph[str]:
    """Return the pairs near enough to both ends to be on a path of ``max_hops``."""
    halves = [
        {n for (n,) in store.con.execute(f"SELECT node FROM {part.nodes}").fetchall()}
        for node, hops in ((one, (max_hops + 1) // 2), (other, (max_hops + 1) // 2))
        for part in [select(store, scope, around=node, hops=hops, types=types)]
    ]
    graph: nx.Graph[str] = nx.Graph()
    rows = store.con.execute(
        "SELECT least(f.head, f.tail) AS a, greatest(f.head, f.tail) AS b, count(DISTINCT d.story) AS n "
        f"FROM {scope.facts} f JOIN docs d ON d.doc = f.doc_id WHERE f.status <> '{_NOT_ACTUAL}' "
        "AND f.head IN (SELECT unnest($1)) AND f.tail IN (SELECT unnest($1)) "
        + ("AND f.type IN (SELECT unnest($2)) " if types is not None else "")
        + "GROUP BY a, b ORDER BY a, b",
        [sorted(halves[0] | halves[1]), *([sorted(types)] if types is not None else [])],
    ).fetchall()
    graph.add_weighted_edges_from(rows)
    return graph


def _steps(store: Store, scope: Scope, found: list[list[str]], types: Collection[str] | None) -> pd.DataFrame:
    names = labels(store, {n for path in found for n in path})
    rows: list[dict[str, Any]] = []
    for number, path in enumerate(found, 1):
        for step, (a, b) in enumerate(pairwise(path), 1):
            facts = _pair(store, scope, a, b, types)
            best = max(
                facts, key=lambda f: (f[3].status == "actual", f[3].confidence, f[3].date or "", f[3].doc_id)
            )
            said = told(best[3])
            rows.append(
                {
                    "path": number,
                    "step": step,
                    "from": names[a],
                    "type": best[2],
                    "to": names[b],
                    "n_articles": len({f[3].source.fingerprint for f in facts}),
                    **{k: said[k] for k in ("date", "status", "evidence", "article", "url", "doc_id")},
                }
            )
    columns = [
        "path",
        "step",
        "from",
        "type",
        "to",
        "n_articles",
        "date",
        "status",
        "evidence",
        "article",
        "url",
        "doc_id",
    ]
    return pd.DataFrame(rows, columns=columns)


def _pair(store: Store, scope: Scope, a: str, b: str, types: Collection[str] | None) -> list[Fact]:
    where, values = conditions(types=types)
    pair = ["f.head IN (SELECT unnest(?)) AND f.tail IN (SELECT unnest(?))", f"f.status <> '{_NOT_ACTUAL}'"]
    return facts_of(store, scope, a, [*pair, *where], [[a, b], [a, b], *values])


def ego(store: Store, scope: Scope, node: str, *, hops: int = 1, **asked: Any) -> pd.DataFrame:
    """Return all facts among the names within ``hops`` relations of ``node``, by date."""
    part = select(store, scope, around=node, hops=hops, **asked)
    rows = store.con.execute(f"SELECT node FROM {part.nodes}").fetchall()
    found: dict[tuple[str, str, str, Any], Fact] = {}
    for (near,) in sorted(rows):
        for fact in facts_of(store, part, near, [], []):
            found[fact[0], fact[1], fact[2], fact[3]] = fact
    return pair_frame(store, list(found.values()))


def brokers(
    store: Store, scope: Scope, *, top: int = 20, types: Collection[str] | None = None
) -> pd.DataFrame:
    """Return the names through which others are linked, by betweenness, with their k-core and a sentence."""
    graph = skeleton(store, scope, types)
    sample = SAMPLE if len(graph) > 2 * SAMPLE else None
    between = nx.betweenness_centrality(graph, k=sample, seed=0)
    cores = nx.core_number(graph)
    chosen = sorted(between, key=lambda n: (-between[n], -cores[n], n))[:top]
    names = labels(store, chosen)
    kinds = dict(
        store.con.execute(
            "SELECT node, type FROM nodes WHERE node IN (SELECT unnest(?))", [chosen]
        ).fetchall()
    )
    rows = [
        {
            "name": names[n],
            "type": kinds[n],
            "betweenness": round(between[n], 5),
            "core": cores[n],
            "contacts": graph.degree(n),
            "evidence": _best_sentence(store, scope, n, types),
            "id": n,
        }
        for n in chosen
    ]
    columns = ["name", "type", "betweenness", "core", "contacts", "evidence", "id"]
    return pd.DataFrame(rows, columns=columns)


def communities(
    store: Store, scope: Scope, *, top: int = 20, types: Collection[str] | None = None
) -> pd.DataFrame:
    """Return the groups of names that have more to do with each other than with others, the largest first.

    A group (Louvain, seed 0) is called by its three best linked names; ``evidence`` is the best sentence of the first.
    """
    graph = skeleton(store, scope, types)
    groups = nx.community.louvain_communities(graph, weight="weight", seed=0) if graph else []
    rows = []
    for number, group in enumerate(sorted(groups, key=lambda g: (-len(g), min(g)))[:top], 1):
        inner = graph.subgraph(group)
        ordered = sorted(group, key=lambda n: (-inner.degree(n, weight="weight"), n))
        names = labels(store, ordered)
        rows.append(
            {
                "community": number,
                "label": " · ".join(names[n] for n in ordered[:3]),
                "size": len(group),
                "members": ", ".join(names[n] for n in ordered),
                "evidence": _best_sentence(store, scope, ordered[0], types, within=group),
                "ids": ordered,
            }
        )
    return pd.DataFrame(rows, columns=["community", "label", "size", "members", "evidence", "ids"])


def _best_sentence(
    store: Store,
    scope: Scope,
    node: str,
    types: Collection[str] | None,
    within: Collection[str] | None = None,
) -> str:
    facts = facts_of(store, scope, node, *conditions(types=types))
    inner = [f for f in facts if within is None or {f[0], f[1]} <= set(within)]
    best = max(inner, key=lambda f: (f[3].confidence, f[3].doc_id), default=None)
    return told(best[3])["evidence"] if best else ""

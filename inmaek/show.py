"""What a build found, for people and for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import networkx as nx
from rich.console import Console
from rich.table import Table
from rich.text import Text

from graph.view import strings
from inmaek.api import Built
from inmaek.messages import Messages

ROWS = 12
#: The sentence behind an edge is cut to this many characters in the table.
SENTENCE = 120


def summary(built: Built, problems: Sequence[Any]) -> dict[str, Any]:
    """Return counts, files written and inputs skipped as plain JSON values."""
    graph = built.graph.to_networkx()
    entities = Counter(node["type"] for _, node in graph.nodes(data=True))
    relations = Counter(edge["type"] for _, _, edge in graph.edges(data=True))
    return {
        "articles": built.articles,
        "skipped": [str(problem) for problem in problems],
        "entities": dict(entities.most_common()),
        "relations": dict(relations.most_common()),
        "files": [str(path) for path in built.files],
    }


def print_summary(built: Built, say: Messages) -> None:
    """Print counts, the best attested relations each with a sentence, and the files written."""
    graph = built.graph.to_networkx()
    console = Console()
    console.print(
        say(
            "found",
            articles=built.articles,
            entities=graph.number_of_nodes(),
            relations=graph.number_of_edges(),
        )
    )
    if graph.number_of_edges():
        console.print(_relations(graph, say))
    for path in built.files:
        console.print(say("wrote", path=path), markup=False, highlight=False, soft_wrap=True)


def _relations(graph: nx.MultiDiGraph[str], say: Messages) -> Table:
    shown = min(ROWS, graph.number_of_edges())
    table = Table(title=say("table.title", shown=shown, all=graph.number_of_edges()), title_justify="left")
    table.add_column(say("table.relation"), ratio=2)
    table.add_column(say("table.sentence"), ratio=3)
    for head, tail, edge in _best_of_each_type(graph)[:shown]:
        arrow = "–" if edge["symmetric"] else "→"
        fact = f"{graph.nodes[head]['label']} {arrow} {graph.nodes[tail]['label']}"
        parts = [
            _label("relations", edge["type"], say),
            _label("statuses", edge["status"], say),
            edge["last_date"],
            say("table.articles", count=edge["n_articles"]),
        ]
        sentence = edge["events"][0].evidence[0].text
        short = sentence if len(sentence) <= SENTENCE else sentence[:SENTENCE] + "…"
        table.add_row(
            Text(f"{fact}\n{' · '.join(filter(None, parts))}", overflow="fold"),
            Text(short, overflow="fold"),
            end_section=True,
        )
    return table


def _best_of_each_type(graph: nx.MultiDiGraph[str]) -> list[tuple[str, str, dict[str, Any]]]:
    """Return the edges: the best attested of each type, in the page's order of types, then the second best."""
    order = {type_: place for place, type_ in enumerate(strings()["relations"])}
    edges = sorted(
        graph.edges(data=True),
        key=lambda edge: (-edge[2]["n_articles"], -edge[2]["confidence"], edge[2]["eid"]),
    )
    ranks: Counter[str] = Counter()
    places = []
    for number, (_, _, edge) in enumerate(edges):
        places.append((ranks[edge["type"]], order.get(edge["type"], len(order)), number))
        ranks[edge["type"]] += 1
    return [edges[number] for *_, number in sorted(places)]


def _label(kind: str, value: str, say: Messages) -> str:
    """Return the word that the page too has for a relation type or status; types are data, so any may come."""
    label: str = strings()[kind].get(value, {}).get(say.language, value)
    return label

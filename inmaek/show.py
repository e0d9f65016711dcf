"""What a build found, for people and for machines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import networkx as nx
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from graph.changes import Change, Difference
from graph.view import strings
from inmaek.api import Built
from inmaek.messages import Messages

ROWS = 12
CHANGES = ("new", "changed", "same", "removed")
#: The sentence behind an edge is cut to this many characters in the table.
SENTENCE = 120


def tell(built: Built, problems: Sequence[Any], say: Messages, *, as_json: bool) -> None:
    """Print what a run found, for people or as JSON."""
    if as_json:
        typer.echo(json.dumps(summary(built, problems), ensure_ascii=False, indent=2))
    else:
        print_summary(built, say)


def summary(built: Built, problems: Sequence[Any]) -> dict[str, Any]:
    """Return counts, files written and inputs skipped as plain JSON values."""
    graph = built.graph.to_networkx()
    entities = Counter(node["type"] for _, node in graph.nodes(data=True))
    relations = Counter(edge["type"] for _, _, edge in graph.edges(data=True))
    return {
        "articles": built.articles,
        "changes": {what: getattr(built.changes, what) for what in CHANGES},
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
    counts = {what: len(getattr(built.changes, what)) for what in CHANGES}
    if counts["changed"] or counts["same"] or counts["removed"]:
        console.print(say("changes", **counts))
    if graph.number_of_edges():
        console.print(_relations(graph, say))
    for path in built.files:
        console.print(say("wrote", path=path), markup=False, highlight=False, soft_wrap=True)


def difference(found: Difference) -> dict[str, Any]:
    """Return the edges gained, lost and changed as plain JSON values."""
    return {
        what: [
            {
                "head": c.edge[0],
                "type": c.edge[1],
                "tail": c.edge[2],
                "status": c.edge[3],
                "before": c.before and c.before._asdict(),
                "after": c.after and c.after._asdict(),
            }
            for c in getattr(found, what)
        ]
        for what in Difference._fields
    }


def print_difference(built: Built, found: Difference, say: Messages) -> None:
    """Print how many articles were read again, and every edge gained (+), lost (-) or changed (~)."""
    console = Console()
    console.print(say("refreshed", count=len(built.changes.changed)))
    for mark, what in (("+", found.gained), ("-", found.lost), ("~", found.changed)):
        for change in what:
            console.print(f"{mark} {_change(change, say)}", markup=False, highlight=False, soft_wrap=True)
    console.print(
        say("difference", gained=len(found.gained), lost=len(found.lost), changed=len(found.changed))
    )


def _change(change: Change, say: Messages) -> str:
    said = change.after or change.before
    if said is None:
        return ""
    names = f"{said.head} – {said.tail}"
    type_ = name_of("relations", change.edge[1], say)
    parts = [names, type_, name_of("statuses", change.edge[3], say), said.last_day]
    if change.before and change.after and change.before.n_articles != change.after.n_articles:
        parts.append(f"{say('table.articles', count=change.before.n_articles)} → {change.after.n_articles}")
    return " · ".join(filter(None, parts))


def _relations(graph: nx.MultiDiGraph[str], say: Messages) -> Table:
    shown = min(ROWS, graph.number_of_edges())
    table = Table(title=say("table.title", shown=shown, all=graph.number_of_edges()), title_justify="left")
    table.add_column(say("table.relation"), ratio=2)
    table.add_column(say("table.sentence"), ratio=3)
    for head, tail, edge in _best_of_each_type(graph)[:shown]:
        arrow = "–" if edge["symmetric"] else "→"
        fact = f"{graph.nodes[head]['label']} {arrow} {graph.nodes[tail]['label']}"
        parts = [
            name_of("relations", edge["type"], say),
            name_of("statuses", edge["status"], say),
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


def name_of(kind: str, value: str, say: Messages) -> str:
    """Return the word that the page too has for a relation type or status; types are data, so any may come."""
    label: str = strings()[kind].get(value, {}).get(say.language, value)
    return label

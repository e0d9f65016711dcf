"""Files out of the graph: one small module a format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import networkx as nx

from graph.exports import (
    followthemoney,
    gexf,
    graphml,
    neo4j,
    nodelink,
    page,
    parquet,
    report,
    svg,
    tables,
)
from graph.exports.files import write_text

if TYPE_CHECKING:
    from graph.network import Graph

Writer: TypeAlias = "Callable[[nx.MultiDiGraph[str], Path], list[Path]]"

#: Format → what writes it into a folder and returns the paths written.
FORMATS: dict[str, Writer] = {
    "html": lambda g, out: [write_text(out / "graph.html", page.render(g))],
    "graphml": lambda g, out: [graphml.write(g, out / "graph.graphml")],
    "csv": tables.write,
    "gexf": lambda g, out: [
        gexf.write_events(g, out / "graph.events.gexf"),
        gexf.write_aggregated(g, out / "graph.aggregated.gexf"),
    ],
    "parquet": parquet.write,
    "json": lambda g, out: [nodelink.write(g, out / "graph.json")],
    "neo4j": lambda g, out: neo4j.write(g, out / "neo4j"),
    "ftm": lambda g, out: [followthemoney.write(g, out / "entities.ftm.json")],
    "svg": lambda g, out: [svg.write(g, out / "graph.svg")],
    "md": lambda g, out: [report.write_markdown(g, out / "report.md")],
    "report": lambda g, out: [report.write_html(g, out / "report.html")],
}


class UnknownFormatError(ValueError):
    """A format that nothing here writes."""


def export(graph: nx.MultiDiGraph[str], format_: str, out: Path) -> list[Path]:
    """Write ``graph`` in ``format_`` (a key of :data:`FORMATS`) into the folder ``out``; return the paths.

    Raises:
        UnknownFormatError: naming the formats there are.
        OSError: when ``out`` cannot be made or written to.
    """
    if format_ not in FORMATS:
        raise UnknownFormatError(f"no format {format_!r}: choose from {', '.join(FORMATS)}")
    return FORMATS[format_](graph, out)


def write_all(graph: Graph, out: Path) -> list[Path]:
    """Write ``graph.html``, ``graph.graphml``, ``nodes.csv`` and ``edges.csv`` into the folder ``out``.

    Each file is written whole or not at all. Returns the paths in that order.

    Raises:
        OSError: when ``out`` cannot be made or written to.
    """
    plain = graph.to_networkx()
    return [path for name in ("html", "graphml", "csv") for path in export(plain, name, out)]

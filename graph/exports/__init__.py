"""Files out of the graph: one small module a format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import networkx as nx

from graph.exports import (
    cypher,
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

Writer: TypeAlias = "Callable[[nx.MultiDiGraph[str], Path, str], list[Path]]"

#: Format → what writes it into a folder, in a language where it is read by people, and returns the paths.
FORMATS: dict[str, Writer] = {
    "html": lambda g, out, lang: [write_text(out / "graph.html", page.render(g, lang=lang))],
    "graphml": lambda g, out, _: [graphml.write(g, out / "graph.graphml")],
    "gexf": lambda g, out, _: [
        gexf.write_events(g, out / "graph.events.gexf"),
        gexf.write_aggregated(g, out / "graph.aggregated.gexf"),
    ],
    "csv": lambda g, out, _: tables.write(g, out),
    "parquet": lambda g, out, _: parquet.write(g, out),
    "json": lambda g, out, _: [nodelink.write(g, out / "graph.json")],
    "neo4j": lambda g, out, _: neo4j.write(g, out / "neo4j"),
    "cypher": lambda g, out, _: [cypher.write(g, out / "graph.cypher")],
    "ftm": lambda g, out, _: [followthemoney.write(g, out / "entities.ftm.json")],
    "svg": lambda g, out, _: [svg.write(g, out / "graph.svg")],
    "md": lambda g, out, lang: [report.write_markdown(g, out / "report.md", lang=lang)],
    "report": lambda g, out, lang: [report.write_html(g, out / "report.html", lang=lang)],
}


class UnknownFormatError(ValueError):
    """A format that nothing here writes."""


def export(graph: nx.MultiDiGraph[str], format_: str, out: Path, *, lang: str = "ko") -> list[Path]:
    """Write ``graph`` in ``format_`` (a key of :data:`FORMATS`) into the folder ``out``; return the paths.

    ``lang`` (ko, en) is the language of pages and reports.

    Raises:
        UnknownFormatError: naming the formats there are.
        OSError: when ``out`` cannot be made or written to.
    """
    if format_ not in FORMATS:
        raise UnknownFormatError(f"no format {format_!r}: choose from {', '.join(FORMATS)}")
    return FORMATS[format_](graph, out, lang)


def write_all(graph: Graph, out: Path) -> list[Path]:
    """Write ``graph.html``, ``graph.graphml``, ``nodes.csv`` and ``edges.csv`` into the folder ``out``.

    Each file is written whole or not at all. Returns the paths in that order.

    Raises:
        OSError: when ``out`` cannot be made or written to.
    """
    plain = graph.to_networkx()
    return [path for name in ("html", "graphml", "csv") for path in export(plain, name, out)]

"""The graph as analysts hold it: networkx and pandas inside, questions and files outside."""

from __future__ import annotations

import html
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, Self

import networkx as nx
import pandas as pd

from extract.records import Record
from graph import dates
from graph.build import SYMMETRIC, build_graph
from graph.exports import export, graphml, page, tables
from graph.exports.files import write_text
from graph.facts import Event
from graph.lookup import Names
from graph.select import select


class Graph:
    """Who met whom, who signed what with whom, who supplies whom, with the sentences that say so."""

    def __init__(self, graph: nx.MultiDiGraph[str]) -> None:
        """Wrap ``graph``, a graph as :func:`graph.build.build_graph` makes it."""
        self._graph = graph
        self._names = Names(graph)

    @classmethod
    def from_records(cls, records: Iterable[Record], *, symmetric: Collection[str] = SYMMETRIC) -> Self:
        """Build the graph of ``records``; ``symmetric`` names the types without direction.

        Raises:
            graph.build.DuplicateDocumentError: when two different records share a ``doc_id``.
        """
        return cls(build_graph(records, symmetric=symmetric))

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """Return the networkx graph itself (not a copy); attributes as ``build_graph`` says."""
        return self._graph

    def to_pandas(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the frames ``nodes`` and ``edges``, one row each; edges have an ``evidence`` column."""
        nodes = pd.DataFrame(tables.node_rows(self._graph), columns=list(tables.NODE_COLUMNS))
        edges = pd.DataFrame(tables.edge_rows(self._graph), columns=list(tables.EDGE_COLUMNS))
        return nodes, edges

    def find(self, name: str) -> str:
        """Return the id of the node called ``name`` in any spelling, alias or id.

        Raises:
            graph.lookup.UnknownNameError: when nothing is called so.
            graph.lookup.AmbiguousNameError: when several nodes are, listing them.
        """
        return self._names.find(name)

    def who_met(
        self,
        name: str,
        since: str | None = None,
        until: str | None = None,
        status: str | None = None,
        *,
        types: Collection[str] = ("met",),
    ) -> pd.DataFrame:
        """Return whom ``name`` met: one row a meeting and article, by date, with its sentence.

        ``since`` and ``until`` are ISO days, months or years, both inclusive; with either,
        undated meetings are left out. ``status`` keeps one status (``actual``, ``planned``,
        ``negated``, ``alleged``). ``types`` asks for other relations in the same way.

        Raises:
            graph.lookup.UnknownNameError: when nothing is called ``name``.
            graph.lookup.AmbiguousNameError: when several nodes are, listing them.
            ValueError: when ``since`` or ``until`` is no date.
        """
        node = self.find(name)
        rows = [
            self._meeting(tail if head == node else head, data, event)
            for head, tail, data in self._edges_of(node)
            if data["type"] in types and (status is None or data["status"] == status)
            for event in data["events"]
            if dates.overlaps(event.date, since, until)
        ]
        rows.sort(key=lambda row: (row["date"] or "9999", row["name"], row["doc_id"]))
        columns = ["name", "type", "date", "status", "place", "evidence", "confidence", "article", "source"]
        return pd.DataFrame(rows, columns=[*columns, "url", "doc_id", "id"])

    def _edges_of(self, node: str) -> list[tuple[str, str, dict[str, Any]]]:
        return [*self._graph.out_edges(node, data=True), *self._graph.in_edges(node, data=True)]

    def _meeting(self, other: str, data: dict[str, Any], event: Event) -> dict[str, Any]:
        return {
            "name": self._graph.nodes[other]["label"],
            "type": data["type"],
            "date": event.date,
            "status": event.status,
            "place": event.place,
            "evidence": " … ".join(e.text for e in event.evidence),
            "confidence": event.confidence,
            "article": event.source.title,
            "source": event.source.publisher,
            "url": event.source.url,
            "doc_id": event.doc_id,
            "id": other,
        }

    def to_html(self, *, lang: str = "ko") -> str:
        """Return the interactive page as one HTML text that needs no network; ``lang`` is ko or en."""
        return page.render(self._graph, lang=lang)

    def write_html(self, path: str | Path, *, lang: str = "ko") -> Path:
        """Write the interactive page to ``path`` (UTF-8, whole or not at all) and return it."""
        return write_text(Path(path), self.to_html(lang=lang))

    def write_graphml(self, path: str | Path) -> Path:
        """Write GraphML for Gephi to ``path`` (whole or not at all) and return it."""
        return graphml.write(self._graph, Path(path))

    def write_tables(self, folder: str | Path) -> list[Path]:
        """Write ``nodes.csv`` and ``edges.csv`` into ``folder`` and return their paths."""
        return tables.write(self._graph, Path(folder))

    def export(self, format_: str, folder: str | Path, *, lang: str = "ko", **conditions: Any) -> list[Path]:
        """Write ``format_`` (a key of ``graph.exports.FORMATS``) into ``folder``; return the paths.

        ``lang`` (ko, en) is the language of pages and reports; ``conditions`` are those of :func:`graph.select.select`; ``around`` may be any name.

        Raises:
            graph.exports.UnknownFormatError: naming the formats there are.
        """
        return export(self.select(**conditions).to_networkx(), format_, Path(folder), lang=lang)

    def select(self, *, around: str | None = None, **conditions: Any) -> Graph:
        """Return the part that meets ``conditions`` (see :func:`graph.select.select`).

        ``around`` may be given in any spelling. Without conditions this is the graph itself.
        """
        if around is None and not conditions:
            return self
        center = None if around is None else self.find(around)
        return Graph(select(self._graph, around=center, **conditions))

    def _repr_html_(self) -> str:
        """Show the page in a notebook: inside the notebook itself, so that it survives moving."""
        inner = html.escape(self.to_html(), quote=True)
        return (
            '<iframe sandbox="allow-scripts allow-downloads allow-popups" title="inmaek" '
            f'style="width:100%;height:640px;border:1px solid #ccc" srcdoc="{inner}"></iframe>'
        )

    def __repr__(self) -> str:
        nodes, edges = self._graph.number_of_nodes(), self._graph.number_of_edges()
        return f"<inmaek graph: {nodes} names, {edges} relations>"

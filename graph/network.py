"""The graph as analysts hold it: a store inside; networkx, pandas, questions and files outside."""

from __future__ import annotations

import html
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import networkx as nx
import pandas as pd

from extract.records import Record
from graph import lookup, paths, plots, queries
from graph.build import graph_of, store_of
from graph.closing import Closing
from graph.exports import export, graphml, page, tables
from graph.exports.files import write_text
from graph.judge import Judgement
from graph.select import WHOLE, Scope, select
from graph.settle import settle
from graph.store import SYMMETRIC, Store, StoreBusyError
from graph.why import why

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Graph(Closing):
    """Who met whom, who signed what with whom, who supplies whom, with the sentences that say so."""

    def __init__(self, store: Store, scope: Scope = WHOLE) -> None:
        """Wrap a settled ``store``, or the part of it that ``scope`` is."""
        self.store = store
        self._scope = scope

    @classmethod
    def from_records(cls, records: Iterable[Record], *, symmetric: Collection[str] = SYMMETRIC) -> Self:
        """Build the graph of ``records``; ``symmetric`` names the types without direction.

        Raises:
            graph.build.DuplicateDocumentError: when two different records share a ``doc_id``.
        """
        return cls(store_of(records, symmetric=symmetric))

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """Open the graph that ``inmaek build -o`` keeps in the folder (or store file) ``path``, to read.

        While it is open nobody can add to it: :meth:`close` it, or use it in a ``with`` block.

        Raises:
            graph.store.StoreError: where there is no store, or it is being written to, or too new.
        """
        store = Store.open(path)
        if unsettled(store):
            store.close()
            try:
                with Store.open(path, write=True) as writer:
                    settle(writer)
            except StoreBusyError as error:
                raise StoreBusyError(error.path, error.pid) from error
            store = Store.open(path)
        return cls(store)

    def close(self) -> None:
        """Close the store behind the graph, and with it every part that was selected from it."""
        self.store.close()

    @cached_property
    def _graph(self) -> nx.MultiDiGraph[str]:
        return graph_of(self.store, self._scope)

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """Return the networkx graph (made once, not a copy); attributes as :func:`graph.build.graph_of` says."""
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
        return lookup.find(self.store, name, self._scope)

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
        return queries.who_met(self.store, self._scope, self.find(name), since, until, status, types=types)

    def between(self, one: str, other: str, **asked: Any) -> pd.DataFrame:
        """Return all facts between two names, by date, with their sentences.

        ``asked`` are ``since``, ``until``, ``status`` and ``types``, as in :meth:`who_met`; so in
        all questions below that take it. Names may be given in any spelling in all of them.
        """
        return queries.between(self.store, self._scope, self.find(one), self.find(other), **asked)

    def timeline(self, name: str, **asked: Any) -> pd.DataFrame:
        """Return all facts of ``name``, by date, undated ones last, with their sentences."""
        return queries.timeline(self.store, self._scope, self.find(name), **asked)

    def common_contacts(self, one: str, other: str, **asked: Any) -> pd.DataFrame:
        """Return who has to do with both names, the best attested first, with a sentence on either side."""
        return queries.common_contacts(self.store, self._scope, self.find(one), self.find(other), **asked)

    def supply(self, name: str | None = None, **asked: Any) -> pd.DataFrame:
        """Return who supplies whom with what, by date; of ``name`` alone where it is given."""
        node = None if name is None else self.find(name)
        return queries.supply(self.store, self._scope, node, **asked)

    def first_meetings(
        self, since: str | None = None, until: str | None = None, *, types: Collection[str] = ("met",)
    ) -> pd.DataFrame:
        """Return the pairs whose first dated meeting lies in the period, with its sentence."""
        return queries.first_meetings(self.store, self._scope, since, until, types)

    def co_meetings(
        self, names: Iterable[str] | None = None, *, top: int = 20, types: Collection[str] = ("met",)
    ) -> pd.DataFrame:
        """Return how many stories tell that each two met, as a square frame; by default of the ``top`` names."""
        nodes = None if names is None else [self.find(name) for name in names]
        return queries.co_meetings(self.store, self._scope, nodes, top=top, types=types)

    def changed_since(self, day: str, *, by: str = "published") -> pd.DataFrame:
        """Return the edges that articles published (or ``by="added"``: added) since ``day`` made or confirmed."""
        return queries.changed_since(self.store, self._scope, day, by=by)

    def lineage(self, name: str) -> list[str]:
        """Return the ids of the bodies that came before or after ``name`` by renaming, splitting or merging."""
        return queries.lineage(self.store, self.find(name))

    def paths(self, one: str, other: str, **asked: Any) -> pd.DataFrame:
        """Return the paths between two names, a row a step with its best sentence; see :func:`graph.paths.paths`.

        Raises:
            graph.paths.NoPathError: when they are not linked within ``max_hops`` (4) relations.
        """
        return paths.paths(self.store, self._scope, self.find(one), self.find(other), **asked)

    def ego(self, name: str, *, hops: int = 1, **conditions: Any) -> pd.DataFrame:
        """Return all facts among the names within ``hops`` relations of ``name``, by date."""
        return paths.ego(self.store, self._scope, self.find(name), hops=hops, **conditions)

    def brokers(self, *, top: int = 20, types: Collection[str] | None = None) -> pd.DataFrame:
        """Return the names through which others are linked: betweenness, k-core, contacts, a sentence."""
        return paths.brokers(self.store, self._scope, top=top, types=types)

    def communities(self, *, top: int = 20, types: Collection[str] | None = None) -> pd.DataFrame:
        """Return the groups of names that have more to do with each other than with others, with labels."""
        return paths.communities(self.store, self._scope, top=top, types=types)

    def sql(self, query: str, values: Sequence[Any] = ()) -> pd.DataFrame:
        """Return the answer to ``query`` on the views of ``docs/sql.md`` (they tell of the whole store)."""
        return self.store.con.execute(query, list(values)).df()

    def plot_timeline(self, name: str, *, lang: str = "ko", **asked: Any) -> Axes:
        """Plot the dated facts of ``name``; needs matplotlib."""
        return plots.timeline(self.timeline(name, **asked), lang=lang)

    def plot_co_meetings(self, names: Iterable[str] | None = None, **asked: Any) -> Axes:
        """Plot who met whom how often; needs matplotlib."""
        return plots.co_meetings(self.co_meetings(names, **asked))

    def why(self, one: str, other: str) -> Judgement:
        """Return why two names are one or two: verdict, score and reasons (``str(judgement)`` tells them)."""
        return why(self.store, one, other)

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
        return Graph(self.store, select(self.store, self._scope, around=center, **conditions))

    def _repr_html_(self) -> str:
        """Show the page in a notebook: inside the notebook itself, so that it survives moving."""
        inner = html.escape(self.to_html(), quote=True)
        return (
            '<iframe sandbox="allow-scripts allow-downloads allow-popups" title="inmaek" '
            f'style="width:100%;height:640px;border:1px solid #ccc" srcdoc="{inner}"></iframe>'
        )

    def __repr__(self) -> str:
        nodes, edges = queries.size(self.store, self._scope)
        return f"<inmaek graph: {nodes} names, {edges} relations>"


def unsettled(store: Store) -> bool:
    """Say whether a run was cut short before the identities of its articles were settled."""
    query = "SELECT 1 FROM docs WHERE story IS NULL UNION ALL SELECT 1 FROM pending LIMIT 1"
    return store.con.execute(query).fetchall() != []

"""The networkx graph of a store or of a part of it: a node per identity, an edge per pair, type and status."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

import networkx as nx

from extract.records import Record
from graph import dates
from graph.facts import Event, Evidence, Source, independent
from graph.select import WHOLE, Scope
from graph.settle import settle
from graph.store import SYMMETRIC, Store

_FIELDS = (
    "date", "status", "confidence", "rule", "title", "item", "amount", "amount_value", "amount_unit",
    "quantity", "quantity_value", "quantity_unit", "place", "topic", "attributed_to",
)  # fmt: skip
#: Columns of a scope's facts, joined with ``docs`` as ``d``, that :func:`event_of` reads, in order.
EVENT_COLUMNS = ", ".join(
    [*(f"f.{name}" for name in _FIELDS), "f.evidence", "f.swapped", "f.doc_id", "d.title", "d.source", "d.url",
     "d.published", "d.story"]
)  # fmt: skip


class DuplicateDocumentError(ValueError):
    """Two different records bear one ``doc_id``: nobody could tell their sentences apart."""


def store_of(records: Iterable[Record], *, symmetric: Collection[str] = SYMMETRIC) -> Store:
    """Return a settled store in memory of ``records``.

    Raises:
        DuplicateDocumentError: when two different records share a ``doc_id``.
    """
    kept: dict[str, Record] = {}
    for record in records:
        if kept.setdefault(record.doc_id, record) != record:
            raise DuplicateDocumentError(
                f"two different records are called {record.doc_id!r}: give each article its own id"
            )
    store = Store.memory(symmetric=symmetric)
    store.put_all([kept[doc_id] for doc_id in sorted(kept)])
    settle(store)
    return store


def build_graph(records: Iterable[Record], *, symmetric: Collection[str] = SYMMETRIC) -> nx.MultiDiGraph[str]:
    """Build the graph of ``records``; the same set of records gives the same graph in any order.

    Raises:
        DuplicateDocumentError: when two different records share a ``doc_id``.
    """
    return graph_of(store_of(records, symmetric=symmetric))


def graph_of(store: Store, scope: Scope = WHOLE) -> nx.MultiDiGraph[str]:
    """Build the graph of ``scope`` of a settled ``store``.

    Node attributes: ``label``, ``type``, ``kb_id`` (or None), ``aliases`` (surface form →
    times seen), ``docs`` (ids of the articles that name it), ``n_articles`` (copies of one
    story count once). Edge attributes: ``eid`` (stable, unique), ``type``, ``status``,
    ``symmetric``, ``first_date`` and ``last_date`` (partial ISO dates or None),
    ``n_articles``, ``weight`` (= ``n_articles``), ``confidence`` (of the surest event),
    ``events`` (list of :class:`graph.facts.Event`, by date). A relation between two
    entities that turn out to be one is left out: it says nothing. Nodes and edges are sorted.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(symmetric=sorted(store.symmetric))
    _add_nodes(graph, store, scope)
    rows = store.con.execute(
        f"SELECT f.head, f.tail, f.type, f.status, {EVENT_COLUMNS} "
        f"FROM {scope.facts} f JOIN docs d ON d.doc = f.doc_id"
    ).fetchall()
    sources: dict[str, Source] = {}
    found: dict[tuple[str, str, str, str], list[Event]] = defaultdict(list)
    for head, tail, type_, status, *columns in rows:
        found[head, tail, type_, status].append(event_of(columns, sources))
    for (head, tail, type_, status), events in sorted(found.items()):
        _add_edge(graph, head, tail, type_, status, events)
    return graph


def _add_nodes(graph: nx.MultiDiGraph[str], store: Store, scope: Scope) -> None:
    aliases: dict[str, list[tuple[int, str]]] = defaultdict(list)
    some = f"(SELECT node FROM {scope.nodes})"
    for node, spelling, times in store.con.execute(
        f"SELECT node, spelling, times FROM spellings WHERE times > 0 AND node IN {some}"
    ).fetchall():
        aliases[node].append((-times, spelling))
    rows = store.con.execute(
        "SELECT n.node, n.label, n.type, n.kb_id, n.n_articles, e.docs FROM nodes n JOIN "
        f"(SELECT node, list_sort(list(DISTINCT doc)) AS docs FROM entities WHERE node IN {some} GROUP BY node) e "
        "USING (node)"
    ).fetchall()
    for node, label, type_, kb_id, n_articles, docs in sorted(rows):
        graph.add_node(
            node,
            label=label,
            type=type_,
            kb_id=kb_id,
            aliases={spelling: -times for times, spelling in sorted(aliases[node])},
            docs=docs,
            n_articles=n_articles,
        )


def event_of(columns: list[Any], sources: dict[str, Source]) -> Event:
    """Return the event of one row of :data:`EVENT_COLUMNS`; ``sources`` keeps the articles seen so far."""
    fields = dict(zip(_FIELDS, columns, strict=False))
    evidence, swapped, doc_id, title, publisher, url, published, story = columns[len(_FIELDS) :]
    source = sources.get(doc_id)
    if source is None:
        source = Source(doc_id, title, publisher, url, dates.known(published), story)
        sources[doc_id] = source
    other = {"head": "tail", "tail": "head"} if swapped else {}
    quotes = tuple(
        Evidence(
            quote["text"],
            quote["start"],
            quote["end"],
            source,
            tuple(
                sorted((m["start"], m["end"], other.get(m["role"], m["role"])) for m in quote["marks"] or ())
            ),
        )
        for quote in evidence
    )
    return Event(source=source, evidence=quotes, **fields)


def event_order(event: Event) -> tuple[str, str, str, str, int]:
    """Return the key by which events stand: by date, publication, article, rule and place."""
    first = event.evidence[0].start
    return (event.date or "9999", event.source.published or "9999", event.doc_id, event.rule, first)


def edge_attributes(events: list[Event]) -> dict[str, Any]:
    """Return what an edge says of its ``events`` (at least one) as a whole."""
    dated = [e.date for e in events if e.date]
    articles = independent(events)
    return {
        "first_date": dates.earliest(dated),
        "last_date": dates.latest(dated),
        "n_articles": articles,
        "weight": articles,
        "confidence": max(e.confidence for e in events),
        "events": events,
    }


def edge_id(head: str, type_: str, status: str, tail: str) -> str:
    """Return the stable id of an edge."""
    name = f"{head}\x1f{type_}\x1f{status}\x1f{tail}"
    return "e" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _add_edge(
    graph: nx.MultiDiGraph[str], head: str, tail: str, type_: str, status: str, events: list[Event]
) -> None:
    graph.add_edge(
        head,
        tail,
        key=f"{type_}:{status}",
        eid=edge_id(head, type_, status, tail),
        type=type_,
        status=status,
        symmetric=type_ in graph.graph["symmetric"],
        **edge_attributes(sorted(events, key=event_order)),
    )

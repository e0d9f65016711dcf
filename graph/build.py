"""Records to one networkx graph: a node per identity, an edge per pair, type and status."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import networkx as nx

from extract.records import Amount, Entity, Record, Relation, Span
from graph import dates
from graph.facts import Event, Evidence, Source, independent
from graph.identity import EntityKey, resolve
from graph.names import surface

#: Relation types that hold in both directions.
SYMMETRIC = frozenset(
    {
        "met",
        "spoke_with",
        "signed_mou",
        "signed_loi",
        "signed_contract",
        "merges_with",
        "partners_with",
        "family_of",
    }
)

_HANGUL = re.compile("[\uac00-\ud7a3]")

#: Mentions of such rules (pronouns, "the two firms") stand for a name but are none.
COREFERENCE = "coref"

Resolver = Callable[[Iterable[Record]], Mapping[EntityKey, str]]


class DuplicateDocumentError(ValueError):
    """Two different records bear one ``doc_id``: nobody could tell their sentences apart."""


def build_graph(
    records: Iterable[Record],
    *,
    symmetric: Collection[str] = SYMMETRIC,
    resolver: Resolver = resolve,
) -> nx.MultiDiGraph[str]:
    """Build the graph of ``records``; the same set of records gives the same graph in any order.

    Node attributes: ``label``, ``type``, ``kb_id`` (or None), ``aliases`` (surface form →
    times seen), ``docs`` (ids of the articles that name it), ``n_articles`` (copies of one
    text count once). Edge attributes: ``eid`` (stable, unique), ``type``, ``status``,
    ``symmetric``, ``first_date`` and ``last_date`` (partial ISO dates or None),
    ``n_articles``, ``weight`` (= ``n_articles``), ``confidence`` (of the surest event),
    ``events`` (list of :class:`graph.facts.Event`, by date). A relation between two
    entities that turn out to be one is left out: it says nothing.

    Raises:
        DuplicateDocumentError: when two different records share a ``doc_id``.
    """
    unique = _by_id(records)
    identity = resolver(unique)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(symmetric=sorted(symmetric))
    sources = {r.doc_id: _source(r) for r in unique}
    _add_nodes(graph, unique, identity, sources)
    found: dict[tuple[str, str, str, str], list[Event]] = defaultdict(list)
    for record in unique:
        entities = {e.id: e for e in record.entities}
        for relation in record.relations:
            head, tail = (identity[record.doc_id, end] for end in (relation.head, relation.tail))
            if head == tail:
                continue
            swap = relation.type in symmetric and tail < head
            event = _event(record, relation, entities, sources[record.doc_id], swap=swap)
            pair = (tail, head) if swap else (head, tail)
            found[(*pair, relation.type, relation.status.value)].append(event)
    for (head, tail, type_, status), events in sorted(found.items()):
        _add_edge(graph, head, tail, type_, status, events)
    return graph


def _by_id(records: Iterable[Record]) -> list[Record]:
    kept: dict[str, Record] = {}
    for record in records:
        if kept.setdefault(record.doc_id, record) != record:
            raise DuplicateDocumentError(
                f"two different records are called {record.doc_id!r}: give each article its own id"
            )
    return [kept[doc_id] for doc_id in sorted(kept)]


def _source(record: Record) -> Source:
    fingerprint = hashlib.sha256(surface(record.text).encode("utf-8", "surrogatepass")).hexdigest()
    published = dates.known(record.published)
    return Source(record.doc_id, record.title, record.source, record.url, published, fingerprint)


def _label(group: list[tuple[Record, Entity]]) -> str:
    """Return the name to show: in Hangul where one is, then the one that most articles use."""
    counts = Counter(surface(e.name) for _, e in group)
    hangul = Counter({name: n for name, n in counts.items() if _HANGUL.search(name)})
    return _most_common(hangul or counts)


def _most_common(counts: Counter[str]) -> str:
    return min(counts, key=lambda value: (-counts[value], value))


def _add_nodes(
    graph: nx.MultiDiGraph[str],
    records: list[Record],
    identity: Mapping[EntityKey, str],
    sources: Mapping[str, Source],
) -> None:
    members: dict[str, list[tuple[Record, Entity]]] = defaultdict(list)
    for record in records:
        for entity in record.entities:
            members[identity[record.doc_id, entity.id]].append((record, entity))
    for node, group in sorted(members.items()):
        aliases = Counter(
            surface(r.text[m.start : m.end])
            for r, e in group
            for m in e.mentions
            if not m.rule.startswith(COREFERENCE)
        )
        aliases.pop("", None)
        docs = sorted({r.doc_id for r, _ in group})
        graph.add_node(
            node,
            label=_label(group),
            type=_most_common(Counter(e.type.value for _, e in group)),
            kb_id=min((e.kb_id for _, e in group if e.kb_id), default=None),
            aliases=dict(sorted(aliases.items(), key=lambda item: (-item[1], item[0]))),
            docs=docs,
            n_articles=len({sources[d].fingerprint for d in docs}),
        )


def _event(
    record: Record, relation: Relation, entities: Mapping[str, Entity], source: Source, *, swap: bool
) -> Event:
    """Make the event of ``relation``; ``swap`` says that head and tail changed places on the edge."""
    ends = (
        (("tail", relation.head), ("head", relation.tail))
        if swap
        else (
            ("head", relation.head),
            ("tail", relation.tail),
        )
    )
    named = [(role, m) for role, end in ends for m in entities[end].mentions]
    amount, quantity = relation.amount or Amount(text=""), relation.quantity or Amount(text="")
    speaker = entities.get(relation.attributed_to or "")
    return Event(
        date=dates.known(relation.date),
        status=relation.status.value,
        confidence=relation.confidence,
        rule=relation.rule,
        source=source,
        evidence=tuple(_evidence(record.text, span, named, source) for span in relation.evidence),
        title=relation.title,
        item=relation.item,
        amount=amount.text or None,
        amount_value=amount.value,
        amount_unit=amount.unit,
        quantity=quantity.text or None,
        quantity_value=quantity.value,
        quantity_unit=quantity.unit,
        place=entities[relation.place].name if relation.place else None,
        topic=relation.topic,
        attributed_to=speaker.name if speaker else relation.attributed_to,
    )


def _evidence(text: str, span: Span, named: Sequence[tuple[str, Span]], source: Source) -> Evidence:
    marks = sorted(
        {
            (mention.start - span.start, mention.end - span.start, role)
            for role, mention in named
            if span.start <= mention.start and mention.end <= span.end
        }
    )
    return Evidence(text[span.start : span.end], span.start, span.end, source, tuple(marks))


def _event_order(event: Event) -> tuple[str, str, str, str, int]:
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


def _add_edge(
    graph: nx.MultiDiGraph[str], head: str, tail: str, type_: str, status: str, events: list[Event]
) -> None:
    name = f"{head}\x1f{type_}\x1f{status}\x1f{tail}"
    graph.add_edge(
        head,
        tail,
        key=f"{type_}:{status}",
        eid="e" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12],
        type=type_,
        status=status,
        symmetric=type_ in graph.graph["symmetric"],
        **edge_attributes(sorted(events, key=_event_order)),
    )

"""Which entities of different articles are one: by gazetteer id, else by type and name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from extract.records import Entity, Record
from graph.names import normalise

#: An entity of a record: its ``doc_id`` and its id there.
EntityKey = tuple[str, str]


def _name_key(entity: Entity) -> tuple[str, str]:
    return (entity.type.value, normalise(entity.name))


def resolve(records: Iterable[Record]) -> dict[EntityKey, str]:
    """Give every entity of ``records`` the id of its node.

    Entities with one ``kb_id`` share a node. One without a ``kb_id`` joins the node
    that bears its type and name; where namesakes with two ``kb_id`` bear them, the
    text does not say which is meant, and it gets a node of its own. The result does
    not depend on the order of the records.
    """
    records = list(records)
    bearers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for record in records:
        for entity in record.entities:
            if entity.kb_id:
                bearers[_name_key(entity)].add(entity.kb_id)
    nodes: dict[EntityKey, str] = {}
    for record in records:
        for entity in record.entities:
            kb_ids = bearers.get(_name_key(entity), set())
            only = next(iter(kb_ids)) if len(kb_ids) == 1 else None
            node = entity.kb_id or only or ":".join(_name_key(entity))
            nodes[record.doc_id, entity.id] = node
    return nodes

"""FollowTheMoney entities, one JSON object a line, for Aleph and OpenSanctions' tools.

Posts, families and stakes become FollowTheMoney's own links where its schemata allow the
two ends; everything else is an ``UnknownLink`` whose role is the relation's name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx

from graph.exports.files import utf8, write_text
from graph.facts import Event
from graph.view import strings, web_address

SCHEMATA = {
    "PERSON": "Person",
    "COMPANY": "Company",
    "AGENCY": "PublicBody",
    "ORGANIZATION": "Organization",
    "PLACE": "Address",
    "PROJECT": "Project",
    "EVENT": "Event",
}
_LEGAL = {"PERSON", "COMPANY", "AGENCY", "ORGANIZATION"}
#: Relation type → (schema, property of the head, of the tail, types of the head, of the tail).
_LINKS = {
    "holds_position": ("Employment", "employee", "employer", {"PERSON"}, _LEGAL),
    "appointed_to": ("Employment", "employee", "employer", {"PERSON"}, _LEGAL),
    "resigned_from": ("Employment", "employee", "employer", {"PERSON"}, _LEGAL),
    "family_of": ("Family", "person", "relative", {"PERSON"}, {"PERSON"}),
    "acquires": ("Ownership", "owner", "asset", _LEGAL, {"COMPANY"}),
    "invests_in": ("Ownership", "owner", "asset", _LEGAL, {"COMPANY"}),
}
_OTHER = ("UnknownLink", "subject", "object", set(SCHEMATA), set(SCHEMATA))

Entity = dict[str, Any]


def write(graph: nx.MultiDiGraph[str], path: Path) -> Path:
    """Write the entities and links of ``graph`` to ``path`` as JSON Lines; return ``path``."""
    lines = (json.dumps(e, ensure_ascii=False) for e in (*_nodes(graph), *_links(graph)))
    return write_text(path, "".join(f"{line}\n" for line in lines))


def _id(name: str) -> str:
    return "inmaek-" + hashlib.sha256(utf8(name).encode()).hexdigest()[:20]


def _entity(ident: str, schema: str, **properties: Any) -> Entity:
    kept = {
        name: sorted({utf8(v) for v in (values if isinstance(values, list) else [values]) if v})
        for name, values in properties.items()
    }
    return {"id": ident, "schema": schema, "properties": {k: v for k, v in kept.items() if v}}


def _nodes(graph: nx.MultiDiGraph[str]) -> Iterator[Entity]:
    for node, data in graph.nodes(data=True):
        schema = SCHEMATA.get(data["type"], "Thing" if data["type"] not in _LEGAL else "LegalEntity")
        others = [a for a in data["aliases"] if a != data["label"]]
        full = {"full": data["label"]} if schema == "Address" else {}
        yield _entity(_id(node), schema, name=data["label"], alias=others, **full)


def _links(graph: nx.MultiDiGraph[str]) -> Iterator[Entity]:
    for head, tail, data in graph.edges(data=True):
        link = _LINKS.get(data["type"], _OTHER)
        if graph.nodes[head]["type"] not in link[3] or graph.nodes[tail]["type"] not in link[4]:
            link = _OTHER
        # A stake planned or denied is no ownership.
        if data["status"] != "actual":
            link = _OTHER
        schema, subject, object_ = link[:3]
        label = strings()["relations"].get(data["type"], {}).get("en", data["type"])
        ends = {subject: _id(head), object_: _id(tail)}
        role = {"relationship" if schema == "Family" else "role": label}
        yield _entity(data["eid"], schema, **ends, **role, **_about(data["events"], data["status"]))


def _about(events: list[Event], status: str) -> dict[str, Any]:
    return {
        "status": status,
        "date": [e.date.partition("/")[0] for e in events if e.date],
        "summary": [e.title or e.item or "" for e in events],
        "description": [s.text for e in events for s in e.evidence],
        "publisher": [e.source.publisher or "" for e in events],
        "sourceUrl": [web_address(e.source.url) or "" for e in events],
        "recordId": [e.doc_id for e in events],
    }

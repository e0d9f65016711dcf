"""A record as rows of the store's tables: what one article says, whatever else the store holds."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from extract.records import Amount, Entity, Record, Relation, Span
from graph import dates
from graph.copies import bands
from graph.exports.files import utf8_within
from graph.names import surface
from graph.spelling import bucket, name_key

#: Mentions of such rules (pronouns, "the two firms") stand for a name but are none.
COREFERENCE = "coref"
#: Mentions of such rules are a surname and a title: who that is, only the article knows.
SURNAME_ALONE = "title:surname"
#: Relations by which a person has to do with a body.
POSTS = frozenset(("holds_position", "appointed_to", "resigned_from"))

Row = tuple[Any, ...]
Rows = dict[str, list[Row]]


def digest(*parts: str | None) -> str:
    """Return a stable short hash of ``parts``."""
    whole = "\x1f".join("\x00" if p is None else p for p in parts)
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def slim(record: Record) -> str:
    """Return the JSON of ``record`` without its text."""
    return record.model_dump_json(exclude={"text"})


def thicken(record: str, text: str) -> Record:
    """Return the record whose :func:`slim` JSON and text are given."""
    return Record.model_validate(json.loads(record) | {"text": text})


def storable(record: Record) -> Record:
    """Return ``record`` without lone surrogates, which no UTF-8 file can hold; offsets stay."""
    try:
        record.text.encode()
        record.model_dump_json().encode()
    except (UnicodeEncodeError, ValueError):
        return Record.model_validate(utf8_within(record.model_dump()))
    return record


def rows(record: Record) -> Rows:
    """Return the rows of ``record`` by table, without those that only the whole store can tell."""
    posts = _posts(record)
    facets = {e.id: facet(record, e) for e in record.entities if e.id not in posts}
    for e in record.entities:
        if e.id in posts:
            facets[e.id] = facet(record, e, sorted({facets.get(body, "") for body, _ in posts[e.id]} - {""}))
    day = dates.known(record.published)
    year = dates.bounds(day)[0].year if day else None
    named = {e.id: e for e in record.entities}
    return {
        "entities": [_entity(record, e, facets, posts.get(e.id, []), year) for e in record.entities],
        "mentions": [
            (record.doc_id, e.id, m.start, m.end, m.rule, surface(record.text[m.start : m.end]))
            for e in record.entities
            for m in e.mentions
        ],
        "relations": [_relation(record, r, named, facets) for r in record.relations],
        "bands": [(record.doc_id, i, h) for i, h in enumerate(bands(record.text))],
    }


def _posts(record: Record) -> dict[str, list[tuple[str, str | None]]]:
    """Return, of each person with posts, the ids of bodies and the titles that ``record`` gives."""
    people = {e.id for e in record.entities if e.type == "PERSON"}
    found: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for r in record.relations:
        if r.type in POSTS and r.status != "negated" and r.head in people and r.tail not in people:
            found[r.head].append((r.tail, r.title))
    return found


def facet(record: Record, entity: Entity, bodies: Sequence[str] = ()) -> str:
    """Return what ``record`` alone says of who ``entity`` is.

    It is the gazetteer's id; else type and name, with the bodies where a person has posts, or
    the article where the name is a surname and a title.
    """
    if entity.kb_id:
        return entity.kb_id
    base = f"{entity.type.value}:{name_key(entity.name, entity.type.value)}"
    if entity.type != "PERSON":
        return base
    rules = {m.rule for m in entity.mentions if not m.rule.startswith(COREFERENCE)}
    if rules == {SURNAME_ALONE}:
        return f"{base}@doc:{record.doc_id}"
    return f"{base}@{'+'.join(bodies)}" if bodies else base


def _entity(
    record: Record,
    entity: Entity,
    facets: Mapping[str, str],
    posts: Sequence[tuple[str, str | None]],
    year: int | None,
) -> Row:
    type_ = entity.type.value
    bodies = sorted({facets[b] for b, _ in posts if b in facets})
    titles = sorted({surface(t) for _, t in posts if t})
    own = facets[entity.id]
    where = f"@{own}" if "@doc:" in own else bucket(entity.name, type_)
    name = surface(entity.name) or entity.name
    return (
        record.doc_id,
        entity.id,
        name,
        type_,
        entity.kb_id,
        own,
        where,
        bodies,
        titles,
        year,
        sure(own, entity),
    )


def sure(own: str, entity: Entity) -> str | None:
    """Return the identity of ``entity`` where its article alone tells it, decisions aside."""
    return own if entity.kb_id or "@doc:" in own else None


def _relation(
    record: Record, relation: Relation, entities: Mapping[str, Entity], facets: Mapping[str, str]
) -> Row:
    day = dates.known(relation.date)
    first, last = dates.bounds(day) if day else (None, None)
    amount, quantity = relation.amount or Amount(text=""), relation.quantity or Amount(text="")
    speaker = entities.get(relation.attributed_to or "")
    ends = (("head", entities[relation.head]), ("tail", entities[relation.tail]))
    named = [(role, m) for role, end in ends for m in end.mentions]
    return (
        record.doc_id, relation.id, relation.type, relation.status.value, relation.head, relation.tail,
        *(sure(facets[e.id], e) for _, e in ends),
        day, first, last, relation.title, relation.item,
        amount.text or None, amount.value, amount.unit, quantity.text or None, quantity.value, quantity.unit,
        entities[relation.place].name if relation.place else None, relation.topic,
        speaker.name if speaker else relation.attributed_to, relation.confidence, relation.rule,
        [_evidence(record.text, span, named) for span in relation.evidence],
    )  # fmt: skip


def _evidence(text: str, span: Span, named: Sequence[tuple[str, Span]]) -> dict[str, Any]:
    marks = sorted(
        {
            (mention.start - span.start, mention.end - span.start, role)
            for role, mention in named
            if span.start <= mention.start and mention.end <= span.end
        }
    )
    return {
        "start": span.start,
        "end": span.end,
        "text": text[span.start : span.end],
        "marks": [{"start": a, "end": b, "role": role} for a, b, role in marks],
    }

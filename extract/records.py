"""Records: the contract between ``extract`` and ``graph``, one JSON object a document.

All offsets count Unicode code points of ``Record.text``, the input text exactly
as it was given, from 0; ``end`` is exclusive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import IO, Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator


class EntityType(StrEnum):
    """What an entity is."""

    PERSON = "PERSON"
    COMPANY = "COMPANY"
    AGENCY = "AGENCY"
    ORGANIZATION = "ORGANIZATION"
    PLACE = "PLACE"
    PROJECT = "PROJECT"
    EVENT = "EVENT"


class Status(StrEnum):
    """Whether the text says that a relation holds."""

    ACTUAL = "actual"
    PLANNED = "planned"
    NEGATED = "negated"
    ALLEGED = "alleged"


#: An ISO day, month or year, or a range of two of them parted by ``/`` (ISO 8601 interval).
PartialDate = Annotated[
    str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2}(-\d{2})?)?)?$")
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Span(_Strict):
    """A half-open range ``[start, end)`` of ``Record.text``."""

    start: Annotated[int, Field(ge=0)]
    end: int

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"span {self.start}:{self.end} is empty")
        return self


class Mention(Span):
    """One place where the text names an entity, and the rule or gazetteer that found it."""

    rule: str


class Entity(_Strict):
    """One real-world thing in one document, with every mention of it."""

    id: str
    name: str
    type: EntityType
    kb_id: str | None = None
    mentions: list[Mention]


class Amount(_Strict):
    """A sum of money or a quantity: ``text`` as written, ``value`` in ``unit`` where it is a number."""

    text: str
    value: float | None = None
    unit: str | None = None


class Relation(_Strict):
    """One fact between two entities of one document, with the sentences that state it.

    ``type`` names a file of ``data/relations``; types are data, so any name fits here.
    ``attributed_to`` is the id of the entity, or the words, whose claim the fact is.
    """

    id: str
    type: str
    head: str
    tail: str
    status: Status = Status.ACTUAL
    date: PartialDate | None = None
    title: str | None = None
    item: str | None = None
    amount: Amount | None = None
    quantity: Amount | None = None
    place: str | None = None
    topic: str | None = None
    attributed_to: str | None = None
    confidence: Annotated[float, Field(ge=0, le=1)]
    rule: str
    evidence: Annotated[list[Span], Field(min_length=1)]


class Record(_Strict):
    """All that was read from one document."""

    doc_id: str
    title: str | None = None
    published: PartialDate | None = None
    source: str | None = None
    url: str | None = None
    text: str
    entities: list[Entity] = []
    relations: list[Relation] = []

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = {e.id for e in self.entities}
        if len(ids) != len(self.entities):
            raise ValueError(f"{self.doc_id}: two entities share an id")
        spans: list[Span] = [m for e in self.entities for m in e.mentions]
        for r in self.relations:
            if not {r.head, r.tail} <= ids or (r.place is not None and r.place not in ids):
                raise ValueError(f"{self.doc_id}: relation {r.id} names an entity that is not there")
            spans.extend(r.evidence)
        for s in spans:
            if s.end > len(self.text):
                raise ValueError(f"{self.doc_id}: span {s.start}:{s.end} is past the text's end")
        return self


class RecordError(ValueError):
    """A line of a records file that is not a record."""


def write_records(records: Iterable[Record], stream: IO[str]) -> int:
    """Write ``records`` as JSON Lines to a text ``stream``; return how many were written."""
    n = 0
    for n, record in enumerate(records, 1):  # noqa: B007 - n is the count
        stream.write(record.model_dump_json() + "\n")
    return n


def read_records(stream: IO[str], name: str = "records") -> Iterator[Record]:
    """Yield the records of a JSON Lines ``stream``.

    Raises:
        RecordError: for the first line that is no record, naming ``name`` and the line.
    """
    for number, line in enumerate(stream, 1):
        if line.strip():
            try:
                yield Record.model_validate_json(line)
            except ValueError as error:
                first = str(error).splitlines()
                raise RecordError(f"{name}:{number}: not a record: {' '.join(first[:3])}") from error

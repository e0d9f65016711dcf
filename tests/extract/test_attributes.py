"""Attributes: tables of texts, each with one relation and its date, item, amounts, place, topic or speaker."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.document import Article
from extract.pipeline import Pipeline
from extract.records import Amount, Record, Relation

CASES = Path(__file__).parents[1] / "cases"


def rows(name: str) -> list[list[str]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [line.replace("\\n", "\n").split("\t") for line in lines if line and not line.startswith("#")]


def only(record: Record, head: str, kind: str, tail: str) -> Relation:
    names = {e.id: e.name for e in record.entities}
    found = [r for r in record.relations if r.type == kind and {names[r.head], names[r.tail]} == {head, tail}]
    assert len(found) == 1, [(names[r.head], r.type, names[r.tail]) for r in record.relations]
    return found[0]


def told(record: Record, relation: Relation, key: str) -> str:
    value = getattr(relation, key)
    names = {e.id: e.name for e in record.entities}
    if isinstance(value, Amount):
        return f"{value.value:.15g} {value.unit}"
    return names.get(value, value) or ""


@pytest.mark.parametrize(("published", "text", "head", "kind", "tail", "date"), rows("dates.tsv"))
def test_date(
    pipeline: Pipeline, published: str, text: str, head: str, kind: str, tail: str, date: str
) -> None:
    record = pipeline.read(Article("case", text, published=None if published == "-" else published))
    assert (only(record, head, kind, tail).date or "-") == date


@pytest.mark.parametrize(("text", "head", "kind", "tail", "wanted"), rows("attributes.tsv"))
def test_attributes(pipeline: Pipeline, text: str, head: str, kind: str, tail: str, wanted: str) -> None:
    record = pipeline.read(Article("case", text, published="2025-10-01"))
    relation = only(record, head, kind, tail)
    for pair in wanted.split("|"):
        key, _, value = pair.partition("=")
        assert told(record, relation, key) == value, key


def test_tables_are_there() -> None:
    assert len(rows("dates.tsv")) >= 50
    assert len(rows("attributes.tsv")) >= 30

"""Status: a table of sentences, each with one relation that it states and whether that happened."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.document import Article
from extract.pipeline import Pipeline

ROOT = Path(__file__).parents[2]
LINES = (ROOT / "tests/cases/status.tsv").read_text(encoding="utf-8").splitlines()
CASES = [line.split("\t") for line in LINES if line and not line.startswith("#")]


def statuses(pipeline: Pipeline, text: str, head: str, kind: str, tail: str) -> list[str]:
    record = pipeline.read(Article("case", text, published="2025-10-01"))
    names = {e.id: e.name for e in record.entities}
    wanted = {(head, tail), (tail, head)}
    return [
        r.status.value
        for r in record.relations
        if r.type == kind and (names[r.head], names[r.tail]) in wanted
    ]


@pytest.mark.parametrize(("text", "head", "kind", "tail", "status"), CASES)
def test_case(pipeline: Pipeline, text: str, head: str, kind: str, tail: str, status: str) -> None:
    assert statuses(pipeline, text, head, kind, tail) == [status]


def test_table_is_there() -> None:
    assert len(CASES) >= 120

"""Relations: a table of sentences, each by one mechanism of the frame engine, with all that it states."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from extract.document import Article
from extract.pipeline import Pipeline

ROOT = Path(__file__).parents[2]
LINES = (ROOT / "tests/cases/relations.tsv").read_text(encoding="utf-8").splitlines()
CASES = [line.split("\t") for line in LINES if line and not line.startswith("#")]
POST = "holds_position"
TRIPLE = re.compile(r"(?P<head>.+?) (?P<type>[a-z_]{3,}) (?P<tail>.+)")


def triples(pipeline: Pipeline, text: str) -> set[tuple[str, ...]]:
    """What ``text`` states, posts aside; the names of a symmetric relation in order."""
    record = pipeline.read(Article("case", text, published="2025-10-01"))
    names = {e.id: e.name for e in record.entities}
    found = ((names[r.head], r.type, names[r.tail]) for r in record.relations if r.type != POST)
    return {in_order(*t, symmetric=pipeline.symmetric) for t in found}


def in_order(head: str, kind: str, tail: str, *, symmetric: frozenset[str]) -> tuple[str, ...]:
    return (kind, *sorted((head, tail))) if kind in symmetric else (kind, head, tail)


@pytest.mark.parametrize(("mechanism", "text", "expected"), CASES)
def test_case(pipeline: Pipeline, mechanism: str, text: str, expected: str) -> None:
    wanted = set()
    for part in expected.split("; ") if expected != "none" else ():
        m = TRIPLE.fullmatch(part)
        assert m, f"{mechanism}: {part} is no triple"
        wanted.add(in_order(m["head"], m["type"], m["tail"], symmetric=pipeline.symmetric))
    assert triples(pipeline, text) == wanted

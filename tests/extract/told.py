"""What a text says, written as the tables of tests/cases write it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from extract.document import Article
from extract.pipeline import Pipeline

CASES = Path(__file__).parents[1] / "cases"
PUBLISHED = "2025-10-01"


def rows(table: str) -> list[list[str]]:
    """Return the rows of ``tests/cases/<table>.tsv``, comments left out."""
    lines = (CASES / f"{table}.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def told(pipeline: Pipeline, text: str, types: Collection[str]) -> set[str]:
    """Return the relations of ``types`` in ``text``: ``head type tail (title) status``, actual unsaid."""
    record = pipeline.read(Article("case", text, published=PUBLISHED))
    names = {e.id: e.name for e in record.entities}
    out = set()
    for r in record.relations:
        if r.type in types:
            pair = (names[r.head], names[r.tail])
            head, tail = sorted(pair) if r.type in pipeline.symmetric else pair
            title = f" ({r.title})" if r.title else ""
            out.add(f"{head} {r.type} {tail}{title}{'' if r.status == 'actual' else f' {r.status}'}")
    return out


def wanted(cell: str) -> set[str]:
    """Return what the cell of a table lists."""
    return set() if cell == "none" else set(cell.split("; "))

"""Checks everything in a data folder that people edit by hand, and runs the rules' own examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from extract.document import Article
from extract.gazetteer import DataError, Problem
from extract.pipeline import Pipeline
from extract.records import Record
from extract.rules import Example, Frame, Relational, load_rules


def check_data(folders: Sequence[Path]) -> list[Problem]:
    """Return every problem of the data in ``folders``: tables and word lists first, then rules whose examples fail."""
    try:
        pipeline = Pipeline(folders)
        rules = load_rules([f / "relations" for f in folders])
    except DataError as error:
        return error.problems
    except (OSError, KeyError, ValueError) as error:
        return [Problem(str(folders[0]), f"{type(error).__name__}: {error}")]
    problems = []
    for kind in rules.types.values():
        for rule in kind.rules:
            problems += [
                Problem(f"relations/{kind.type}.yml: {rule.id}", what)
                for what in _run(pipeline, kind.type, rule)
            ]
    return problems


def _run(pipeline: Pipeline, kind: str, rule: Frame | Relational) -> Iterator[str]:
    for example in rule.examples:
        yield from _example(pipeline, example)
    for text in rule.counter:
        found = [r for r in _rows(pipeline.read(Article("counter", text))) if r[1] == kind]
        if found:
            yield f"counter-example gives {found}: {text}"


def _example(pipeline: Pipeline, example: Example) -> Iterator[str]:
    record = pipeline.read(Article("example", example.text, published=example.published))
    found = _rows(record)
    both_ways = {*found, *((t, k, h, s) for h, k, t, s in found)}
    for row in example.gives:
        if tuple(row) not in both_ways:
            yield f"example does not give {list(map(str, row))} but {[list(map(str, f)) for f in found]}: {example.text}"


def _rows(record: Record) -> list[tuple[str, str, str, str]]:
    names = {e.id: e.name for e in record.entities}
    return [(names[r.head], r.type, names[r.tail], r.status.value) for r in record.relations]

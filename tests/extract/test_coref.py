"""Who is who in an article: the table ``tests/cases/coref.tsv``, read by the whole pipeline."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cached_property

import pytest

import inmaek
from extract.document import Article
from extract.records import EntityType
from graph.network import Graph
from tests.conftest import ROOT

TABLE = ROOT / "tests" / "cases" / "coref.tsv"
MARK = re.compile(r"\[(?P<form>[^\[\]=]+)=(?P<who>[\d+?]+)\]")
NOBODY = "?"


@dataclass(frozen=True)
class Marked:
    """A mention marked in a case: its span in the bare text, and the labels of what it stands for."""

    start: int
    end: int
    form: str
    who: frozenset[str]


@dataclass(frozen=True)
class Case:
    """A row of the table; ``known`` is the reason why it is expected to fail, or empty."""

    line: int
    kind: str
    marked_text: str
    known: str

    @property
    def text(self):
        return MARK.sub(r"\g<form>", self.marked_text)

    @cached_property
    def marks(self):
        out, gone = [], 0
        for m in MARK.finditer(self.marked_text):
            start = m.start() - gone
            gone += len(m[0]) - len(m["form"])
            who = frozenset(m["who"].split("+")) - {NOBODY}
            out.append(Marked(start, start + len(m["form"]), m["form"], who))
        return out


def _cases():
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [(n, line) for n, line in enumerate(lines, 1) if line and not line.startswith("#")]
    cells = csv.reader((line for _, line in rows[1:]), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [
        Case(n, c[0], c[1], c[2] if len(c) > 2 else "") for (n, _), c in zip(rows[1:], cells, strict=True)
    ]


CASES = _cases()


@pytest.fixture(scope="module")
def read(pipeline):
    """Return a function from a case to the entities of its text."""
    known = {}

    def _read(case):
        if case.line not in known:
            known[case.line] = pipeline.read(Article(f"case-{case.line}", case.text)).entities
        return known[case.line]

    return _read


def _owners(entities, mark):
    """The entities with a mention that starts in ``mark``."""
    return {e.id for e in entities if any(mark.start <= m.start < mark.end for m in e.mentions)}


def faults(case, entities):
    """Say what of ``case`` was read otherwise than it asks: [] where all is right."""
    owners = [_owners(entities, mark) for mark in case.marks]
    simple = {}
    for mark, own in zip(case.marks, owners, strict=True):
        if len(mark.who) == 1:
            simple.setdefault(next(iter(mark.who)), set()).update(own)
    out = [f"{who} is {sorted(own)}" for who, own in simple.items() if len(own) != 1]
    for who, own in simple.items():
        out += [f"{who} and {other} are one" for other in simple if other < who and own & simple[other]]
    for mark, own in zip(case.marks, owners, strict=True):
        want = set().union(*(simple.get(who, set()) for who in mark.who))
        if not mark.who and own & set().union(*simple.values()):
            out.append(f"{mark.form} is taken for somebody")
        elif mark.who and own != want:
            out.append(f"{mark.form} stands for {sorted(own)}, not {sorted(want)}")
    return out


def _merged_people(case, entities):
    """The entities that are two people of ``case`` in one."""
    merged = []
    for e in entities:
        who = {
            next(iter(mark.who))
            for mark in case.marks
            if len(mark.who) == 1 and len(mark.form) > 1 and e.id in _owners([e], mark)
        }
        if e.type is EntityType.PERSON and len(who) > 1:
            merged.append((e.name, sorted(who)))
    return merged


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            c,
            id=f"{c.kind}-{c.line}",
            marks=[pytest.mark.xfail(reason=c.known, strict=True)] if c.known else [],
        )
        for c in CASES
    ],
)
def test_who_is_who(read, case):
    assert faults(case, read(case)) == []


def test_the_table_is_large_and_nearly_all_of_it_is_right():
    assert len(CASES) >= 150
    assert sum(not c.known for c in CASES) / len(CASES) >= 0.95


def test_no_two_known_people_are_one(read):
    assert {c.line: m for c in CASES if (m := _merged_people(c, read(c)))} == {}


def test_one_node_for_every_spelling_of_the_seeds(shared):
    records = list(inmaek.extract(shared / "seeds"))
    graph = Graph.from_records(records)
    spellings = ("샘 올트먼", "샘 알트먼", "샘 알트만", "알트만", "올트먼", "Sam Altman", "Altman")
    assert len(records) == 2
    assert len({graph.find(name) for name in spellings}) == 1

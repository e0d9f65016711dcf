"""The policy that settles who is right: a table of votes, and invariants whatever the votes are."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.document import Morph
from extract.names.candidates import Candidate
from extract.names.merge import ACCEPT, merge
from extract.records import EntityType

LINES = (Path(__file__).parents[1] / "cases/merge.tsv").read_text(encoding="utf-8").splitlines()
CASES = [line.split("\t") for line in LINES if line and not line.startswith("#")]
VOTE = re.compile(
    r"(?P<form>.+)/(?P<type>\w+)@(?P<rule>[\w:]+)=(?P<score>[\d.]+)(?P<guard>\*?)(?:~(?P<p>[\d.]+))?"
)


def morphs(text: str) -> list[Morph]:
    """Nouns parted from the particles of the table."""
    out: list[Morph] = []
    for m in re.finditer(r"(\w+?)(는|은|도|가)?(?![\w])", text):
        for group in (1, 2):
            if m[group]:
                tag = "NNP" if group == 1 else "JX"
                out.append(Morph(len(out), m[group], tag, m.start(group), m.end(group), 0))
    return out


def votes(text: str, cell: str) -> tuple[list[Candidate], dict[tuple[int, int, EntityType], float]]:
    out, said = [], {}
    for vote in cell.split():
        m = VOTE.fullmatch(vote)
        assert m, vote
        form, kind = m["form"].replace("_", " "), EntityType(m["type"])
        start = text.index(f"{form} " if m["rule"] == "title:surname" else form)
        ids = (f"{m['rule'].partition(':')[2]}:{form}",) if m["rule"].startswith("gazetteer") else ()
        title = text.index(" ", start) + 3 if m["rule"] == "title:surname" else 0
        if m["rule"] == "title:fused":
            title = text.index("는", start)
        out.append(
            Candidate(
                start, start + len(form), kind, m["rule"], float(m["score"]), ids, bool(m["guard"]), title
            )
        )
        if m["p"]:
            said[start, start + len(form), kind] = float(m["p"])
    return out, said


@pytest.mark.parametrize(("text", "cell", "expected"), CASES)
def test_table(text, cell, expected):
    found, said = votes(text, cell)
    names = merge(text, morphs(text), found, (lambda *where: said.get(where)) if said else None)
    shown = [f"{text[n.start : n.end]}/{n.type}".replace(" ", "_") for n in names]
    assert shown == ([] if expected == "-" else expected.split())


def test_lists_count_less_in_single_sentences():
    text = "누리가 왔다."
    found = [Candidate(0, 2, EntityType.COMPANY, "gazetteer:company", 0.9, ("company:누리",))]
    article, sentence = (
        merge(text, morphs(text), found, lambda *_: 0.2, listed=listed) for listed in (True, False)
    )
    assert [n.end for n in article] == [2]
    assert sentence == []


TEXT = "가나다라마바사 아자차카 타파하"
SPANS = st.tuples(st.integers(0, 14), st.integers(1, 6)).filter(lambda s: sum(s) <= len(TEXT))
CANDIDATES = st.builds(
    lambda span, kind, rule, score, ids, guarded: Candidate(
        span[0], sum(span), kind, rule, score, ids, guarded and bool(ids)
    ),
    SPANS,
    st.sampled_from(EntityType),
    st.sampled_from(["model", "suffix", "gazetteer:company", "title:name", "title:surname"]),
    st.floats(0.1, 0.95),
    st.sampled_from([(), ("company:가",)]),
    st.booleans(),
)


@given(st.lists(CANDIDATES, max_size=8), st.none() | st.floats(0, 1))
def test_names_are_likely_ordered_and_apart(found, p):
    names = merge(TEXT, morphs(TEXT), found, None if p is None else lambda *_: p)
    assert all(a.end <= b.start for a, b in itertools.pairwise(names))
    assert all(n.score >= ACCEPT for n in names if n.rule != "document")
    assert all(0 <= n.start < n.end <= len(TEXT) for n in names)

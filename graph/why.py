"""Why two names are one or two, and which pairs wait for the analyst's word."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import NamedTuple

from graph.judge import SAME, UNSURE, Judgement, Profile, Reason, judge
from graph.lookup import AmbiguousNameError, UnknownNameError, find
from graph.names import normalise
from graph.resolve import decided_on
from graph.settle import companions_of, profiles_of, remembered
from graph.store import Store

#: So many sentences are shown of either side.
SENTENCES = 3


class Case(NamedTuple):
    """A pair that was left unsure: the judgement, the labels of its sides, and sentences that name them."""

    judgement: Judgement
    a: str
    b: str
    evidence_a: list[str]
    evidence_b: list[str]


def why(store: Store, one: str, other: str) -> Judgement:
    """Return why ``one`` and ``other`` (names or ids) are one or two; the verdict is what holds in the store.

    A name of several is judged by the pair of bearers that are most likely one.

    Raises:
        graph.lookup.UnknownNameError: when nothing is called so.
    """
    left, right = (_bearers(store, name) for name in (one, other))
    profiles = {p.facet: p for p in profiles_of(store, {*left, *right})}
    left, right = (_telling(side, profiles) for side in (left, right))
    beside = companions_of(store, profiles)
    found = [
        (judge(p, q, (beside.get(a, ()), beside.get(b, ()))), left[a] == right[b])
        for a in left
        for b in right
        for p, q in [(_as_named(profiles[a], one), _as_named(profiles[b], other))]
    ]
    best, together = max(found, key=lambda item: (item[1], item[0].score, item[0].a, item[0].b))
    decision = decided_on(remembered(store), profiles[best.a], profiles[best.b])
    if decision:
        return decision
    if together and best.verdict != SAME:
        return replace(best, verdict=SAME, reasons=(*best.reasons, _chain(store, left[best.a])))
    if not together and best.verdict == SAME:
        return replace(best, verdict=UNSURE, reasons=(*best.reasons, _kept(store, best)))
    return best


def _bearers(store: Store, name: str) -> dict[str, str]:
    """Return facet → identity of those that ``name`` means."""
    try:
        nodes = [find(store, name)]
    except AmbiguousNameError as error:
        nodes = error.candidates
    except UnknownNameError:
        rows = store.con.execute(
            "SELECT DISTINCT facet, node FROM entities WHERE facet = ?", [name]
        ).fetchall()
        if not rows:
            raise
        return dict(rows)
    rows = store.con.execute(
        "SELECT DISTINCT facet, node, name FROM entities WHERE node IN (SELECT unnest(?))", [nodes]
    ).fetchall()
    named = {facet: node for facet, node, said in rows if normalise(said) == normalise(name)}
    return named or {facet: node for facet, node, _ in rows}


def _telling(side: dict[str, str], profiles: dict[str, Profile]) -> dict[str, str]:
    """Return the facets of ``side`` without the bare ones of identities of which others say more."""
    known = {node for facet, node in side.items() if not profiles[facet].bare}
    return {facet: node for facet, node in side.items() if node not in known or not profiles[facet].bare}


def _as_named(profile: Profile, name: str) -> Profile:
    """Return ``profile`` with the one of its names that was asked for, where it has it."""
    names = tuple(n for n in profile.names if normalise(n) == normalise(name))
    return replace(profile, names=names) if names else profile


def _chain(store: Store, node: str) -> Reason:
    label = store.con.execute("SELECT label FROM nodes WHERE node = ?", [node]).fetchall()
    return Reason("chain", {"name": label[0][0] if label else node})


def _kept(store: Store, judgement: Judgement) -> Reason:
    a, b = sorted((judgement.a, judgement.b))
    rows = store.con.execute("SELECT reasons FROM judgements WHERE a = ? AND b = ?", [a, b]).fetchall()
    codes = [code for code, _ in json.loads(rows[0][0])] if rows else []
    return Reason("ambiguous" if "ambiguous" in codes else "apart")


def unsure(store: Store) -> list[Case]:
    """Return the pairs left unsure, the likeliest first, with sentences of either side."""
    rows = store.con.execute(
        "SELECT a, b, verdict, score, reasons FROM judgements WHERE verdict = ? ORDER BY score DESC, a, b",
        [UNSURE],
    ).fetchall()
    cases = []
    for a, b, verdict, score, reasons in rows:
        said = tuple(Reason(code, values) for code, values in json.loads(reasons))
        judgement = Judgement(a, b, verdict, score, said)
        (name_a, sentences_a), (name_b, sentences_b) = (_side(store, facet) for facet in (a, b))
        cases.append(Case(judgement, name_a, name_b, sentences_a, sentences_b))
    return cases


def _side(store: Store, facet: str) -> tuple[str, list[str]]:
    """Return a name of ``facet`` and the stretches of articles that name it first."""
    rows = store.con.execute(
        "SELECT e.name, d.text, min(m.start), coalesce(d.title, d.doc), d.published FROM entities e "
        "JOIN mentions m USING (doc, ent) JOIN docs d USING (doc) WHERE e.facet = ? "
        "GROUP BY e.name, d.doc, d.text, d.title, d.published ORDER BY d.published DESC NULLS LAST, d.doc LIMIT ?",
        [facet, SENTENCES],
    ).fetchall()
    shown = []
    for _, text, start, title, published in rows:
        begin, end = max(0, start - 60), start + 120
        around = " ".join(text[begin:end].split())
        shown.append(f"{title} ({published or '–'}): …{around}…")
    return (rows[0][0] if rows else facet), shown

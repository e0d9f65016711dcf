"""Facts: what the sentences of an article say, joined to one relation a type and pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extract.anaphora import Reference
from extract.attributes import Attributes
from extract.chunks import Clauses
from extract.confidence import Confidence
from extract.frames import Finding
from extract.morphemes import Sentence
from extract.phrases import Phrase
from extract.positions import Position
from extract.records import Status
from extract.times import TimeExpr

_RANK = {Status.NEGATED: 0, Status.ACTUAL: 1, Status.PLANNED: 2, Status.ALLEGED: 3}


@dataclass(slots=True)
class Fact:
    """One relation between two entity clusters (by index), with all its evidence.

    ``confidence`` is the weight of its rule until statements are joined; ``statements`` then has the rule
    and own weight of each that agrees.
    """

    type: str
    head: int
    tail: int
    status: Status
    confidence: float
    rule: str
    evidence: list[tuple[int, int]]
    told: Attributes = field(default_factory=Attributes)
    statements: tuple[tuple[str, float], ...] = ()


@dataclass(slots=True)
class SentenceReading:
    """What was read from one sentence, for the relations and for ``inmaek explain``.

    ``told`` has the status and the attributes of each of the ``findings``.
    """

    sentence: Sentence
    clauses: Clauses
    positions: list[Position] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    times: list[TimeExpr] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    phrases: dict[int, Phrase] = field(default_factory=dict)
    told: list[tuple[Status, Attributes]] = field(default_factory=list)


def joined(same: Sequence[Fact], sure: Confidence) -> Fact:
    """One fact of several statements: the surest one's status and details, everyone's evidence."""
    best = max(
        same,
        key=lambda f: (
            round(sure.weight(f.rule, f.confidence), 1),
            -_RANK[f.status],
            f.told.date is not None,
        ),
    )
    agreeing = [f for f in same if f.status is best.status]
    told = best.told
    for f in agreeing:
        told = told.or_else(f.told)
    return replace(
        best,
        told=told,
        evidence=sorted({e for f in same for e in f.evidence}),
        confidence=sure.joined(sure.weight(f.rule, f.confidence) for f in agreeing),
        statements=tuple((f.rule, f.confidence) for f in agreeing),
    )

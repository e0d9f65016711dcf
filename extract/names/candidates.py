"""What every finder of names hands to the merging stage."""

from __future__ import annotations

from dataclasses import dataclass

from extract.records import EntityType


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch ``[start, end)`` of the NFC text that may be a name.

    ``score`` is a probability-like weight in 0..1, ``rule`` says who found it,
    ``ids`` are the gazetteer entries it may stand for, ``guarded`` that it counts only
    with context. ``support`` is the probability that the trained model gives to this very
    stretch and type, None where there is no model or it cannot say. ``title`` is the end of the title behind a bare surname
    (``이 회장``), 0 elsewhere.
    """

    start: int
    end: int
    type: EntityType
    rule: str
    score: float
    ids: tuple[str, ...] = ()
    guarded: bool = False
    title: int = 0
    support: float | None = None

"""The analyst's word on who is who: ``decisions.tsv``, which wins over every judgement.

A line is ``same``, ``different`` or ``unsure``, two names or ids, and a note, parted by tabs.
A name stands for everyone of that name. Deleting a line takes the decision back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.exports.files import write_text
from graph.judge import DIFFERENT, SAME, UNSURE, Profile
from graph.names import normalise

FILE_NAME = "decisions.tsv"
HEADER = ("verdict", "a", "b", "note")
VERDICTS = (SAME, DIFFERENT, UNSURE)


class DecisionError(ValueError):
    """A line of a decisions file that cannot be used: which file and line, and what is wrong."""


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    """``verdict`` on ``a`` and ``b``, each a name or an id."""

    verdict: str
    a: str
    b: str
    note: str = ""


def read_decisions(paths: Iterable[Path]) -> list[Decision]:
    """Return the decisions of the files that are there; a later word on the same two wins.

    Raises:
        DecisionError: for the first line that is none.
    """
    found: dict[frozenset[str], Decision] = {}
    for path in paths:
        if path.is_file():
            for decision in _read(path):
                found[frozenset((normalise(decision.a), normalise(decision.b)))] = decision
    return sorted(found.values())


def _read(path: Path) -> Iterable[Decision]:
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        cells = [cell.strip() for cell in line.split("\t")]
        if not line.strip() or line.startswith("#") or cells[: len(HEADER)] == list(HEADER)[: len(cells)]:
            continue
        if not 3 <= len(cells) <= len(HEADER) or cells[0] not in VERDICTS or not cells[1] or not cells[2]:
            raise DecisionError(
                f"{path}:{number}: not a decision: write {' | '.join(VERDICTS)}, two names or ids and a note, "
                "parted by tabs"
            )
        if normalise(cells[1]) == normalise(cells[2]):
            raise DecisionError(f"{path}:{number}: both sides are {cells[1]!r}: give the ids of the two")
        yield Decision(*cells)


def write_decisions(path: Path, decisions: Sequence[Decision]) -> Path:
    """Write ``decisions`` to ``path``, whole or not at all."""
    lines = ["\t".join(HEADER), *(f"{d.verdict}\t{d.a}\t{d.b}\t{d.note}" for d in sorted(decisions))]
    return write_text(path, "\n".join(lines) + "\n")


def meant_by(reference: str, profiles: Sequence[Profile]) -> list[Profile]:
    """Return those of ``profiles`` that ``reference``, one side of a decision, means.

    It is an id of one, else the id of an identity (type and name), else a name in any spelling.
    """
    exact = [p for p in profiles if reference in {p.facet, p.kb_id}]
    wanted = normalise(reference)
    return (
        exact
        or [p for p in profiles if p.base == reference]
        or [p for p in profiles if any(normalise(name) == wanted for name in p.names)]
    )

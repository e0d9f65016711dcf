"""The words and weights of ``data/identity.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Words:
    """What ``data/identity.yml`` says. ``surnames`` maps a Korean surname to its Latin spellings."""

    surnames: Mapping[str, tuple[str, ...]]
    compound: frozenset[str]
    legal: tuple[str, ...]
    romanisation: Mapping[str, tuple[str, ...]]
    same: float
    different: float
    weights: Mapping[str, float]
    verdicts: Mapping[str, Mapping[str, str]]
    reasons: Mapping[str, Mapping[str, str]]


@cache
def words() -> Words:
    """Return the words of the data folder beside this package, or within ``inmaek`` where installed.

    Raises:
        FileNotFoundError: where neither is there, as in a broken installation.
    """
    home = Path(__file__).resolve().parents[1]
    for folder in (home / "inmaek" / "data", home / "data"):
        path = folder / "identity.yml"
        if path.is_file():
            return _read(path)
    raise FileNotFoundError(f"no data/identity.yml in or beside {home}; install inmaek again")


def _read(path: Path) -> Words:
    table = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Words(
        surnames={k: tuple(v) for k, v in table["surnames"].items()},
        compound=frozenset(table["compound"]),
        legal=tuple(sorted(table["legal"], key=len, reverse=True)),
        romanisation={k: tuple(v) for k, v in table["romanisation"].items()},
        same=table["thresholds"]["same"],
        different=table["thresholds"]["different"],
        weights=table["weights"],
        verdicts=table["verdicts"],
        reasons=table["reasons"],
    )

"""Confidence that means something: of the facts with confidence .8, about 80 in 100 are right.

Rules give a weight of their own; ``data/confidence.yml``, which ``data/calibrate.py`` fits on gold
files, holds how often each rule was right, and a rising curve from the joined weight of a
fact's statements to the share of such facts that were right (isotonic regression: Ayer et al. 1955).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_MOST = 0.99


@dataclass(frozen=True)
class Confidence:
    """``rules`` maps a rule's id to its factor, ``curve`` is rising points ``(weight, share right)``."""

    rules: Mapping[str, float] = field(default_factory=dict)
    curve: Sequence[tuple[float, float]] = ()

    def weight(self, rule: str, own: float) -> float:
        """Weight of one statement, in 0..1, from the ``own`` weight that its rule gives it; unknown rules keep theirs."""
        return min(_MOST, own * self.rules.get(rule, 1.0))

    def joined(self, weights: Iterable[float]) -> float:
        """Confidence, in 0..1, of a fact with statements of these weights."""
        doubt = 1.0
        for w in weights:
            doubt *= 1 - w
        return round(min(_MOST, self._read(1 - doubt)), 3)

    def _read(self, weight: float) -> float:
        """The curve at ``weight``, straight between its points and level beyond them."""
        if not self.curve:
            return weight
        at = bisect_right(self.curve, (weight, 2.0))
        if at in (0, len(self.curve)):
            return self.curve[min(at, len(self.curve) - 1)][1]
        (x0, y0), (x1, y1) = self.curve[at - 1], self.curve[at]
        return y0 + (y1 - y0) * (weight - x0) / (x1 - x0)


def load_confidence(path: Path) -> Confidence:
    """Read ``data/confidence.yml``.

    Raises:
        KeyError, ValueError: a section is missing, or the curve does not rise.
    """
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    curve = [(float(x), float(y)) for x, y in raw["curve"]]
    if curve != sorted(curve) or [y for _, y in curve] != sorted(y for _, y in curve):
        raise ValueError(f"{path}: the curve does not rise")
    return Confidence({rule: float(factor) for rule, factor in raw["rules"].items()}, curve)

"""Confidence: factors and curve, and what must hold of any."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.confidence import Confidence, load_confidence
from extract.document import Article
from extract.pipeline import Pipeline

ROOT = Path(__file__).parents[2]
FITTED = load_confidence(ROOT / "data/confidence.yml")
WEIGHTS = st.lists(st.floats(0, 1), min_size=1, max_size=5)


def test_statements_of_an_unfitted_rule_are_joined_as_if_independent() -> None:
    plain = Confidence()
    assert plain.joined([0.5]) == 0.5
    assert plain.joined([0.5, 0.5]) == 0.75
    assert plain.weight("new.rule", 0.7) == 0.7


def test_factor_and_curve() -> None:
    sure = Confidence({"good": 1.2, "bad": 0.5}, [(0.4, 0.2), (0.8, 0.9)])
    assert sure.weight("good", 0.5) == pytest.approx(0.6)
    assert sure.joined([sure.weight("bad", 0.8)]) == 0.2
    assert sure.joined([0.6]) == pytest.approx(0.55)
    assert (sure.joined([0.1]), sure.joined([0.95])) == (0.2, 0.9)


@given(WEIGHTS, st.floats(0, 1))
def test_more_evidence_never_lowers_confidence(weights: list[float], more: float) -> None:
    assert 0 <= FITTED.joined(weights) <= FITTED.joined([*weights, more]) <= 0.99


def test_a_curve_that_falls_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "confidence.yml"
    path.write_text("curve: [[0.5, 0.9], [0.8, 0.7]]\nrules: {}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="does not rise"):
        load_confidence(path)


def test_told_twice_is_surer(pipeline: Pipeline) -> None:
    once = "네이버는 카카오를 인수했다."
    (one,) = pipeline.read(Article("x", once)).relations
    (two,) = pipeline.read(Article("x", f"{once} {once}")).relations
    assert one.confidence <= two.confidence

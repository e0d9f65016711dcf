"""The floors of the quality benchmark: they only rise, and what falls below one is told."""

from __future__ import annotations

import importlib.util

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT

SPEC = importlib.util.spec_from_file_location("quality", ROOT / "benchmarks" / "quality.py")
quality = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(quality)

FIGURES = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.floats(0, 1))


@pytest.mark.parametrize(
    ("flat", "floors", "told"),
    [
        ({"seeds.relations_p": 0.9}, {"seeds.relations_p": 0.85}, []),
        ({"seeds.relations_p": 0.85}, {"seeds.relations_p": 0.85}, []),
        (
            {"seeds.relations_p": 0.8},
            {"seeds.relations_p": 0.85},
            ["seeds.relations_p: 0.800 is below its floor 0.850"],
        ),
        ({}, {"news.PERSON": 0.5}, ["news.PERSON: not measured is below its floor 0.500"]),
        ({"new": 0.1}, {}, []),
    ],
)
def test_below(flat, floors, told):
    assert quality.below(flat, floors) == told


@given(FIGURES, FIGURES)
def test_floors_only_rise_and_stay_reachable(flat, floors):
    new = quality.raised(flat, floors)
    assert all(new[name] >= floor for name, floor in floors.items())
    assert new.keys() == flat.keys() | floors.keys()
    assert all(new[name] <= flat[name] for name in flat if new[name] > floors.get(name, 0.0))

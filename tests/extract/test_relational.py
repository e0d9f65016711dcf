"""Nouns that name a relation by themselves, kin and parts: a table of sentences with all that each states."""

from __future__ import annotations

import pytest

from extract.pipeline import Pipeline
from tests.extract.told import rows, told, wanted

TYPES = ("family_of", "part_of")


@pytest.mark.parametrize(("text", "expected"), rows("relational"))
def test_kin_and_parts(pipeline: Pipeline, text: str, expected: str) -> None:
    assert told(pipeline, text, TYPES) == wanted(expected)

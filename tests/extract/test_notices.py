"""Personnel pages and death notices: a table of them with all that each tells."""

from __future__ import annotations

import pytest

from extract.pipeline import Pipeline
from tests.extract.told import rows, told, wanted

TYPES = ("appointed_to", "family_of")


@pytest.mark.parametrize(("text", "expected"), rows("notices"))
def test_notices(pipeline: Pipeline, text: str, expected: str) -> None:
    assert told(pipeline, text.replace("⏎", "\n"), TYPES) == wanted(expected)

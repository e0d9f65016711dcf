"""Posts held, taken and left: a table of sentences with all that each states."""

from __future__ import annotations

import pytest

from extract.pipeline import Pipeline
from tests.extract.told import rows, told, wanted

TYPES = ("holds_position", "appointed_to", "resigned_from")


@pytest.mark.parametrize(("text", "expected"), rows("positions"))
def test_posts(pipeline: Pipeline, text: str, expected: str) -> None:
    assert told(pipeline, text, TYPES) == wanted(expected)


def test_a_career_is_of_whom_the_sentence_before_was_about(pipeline: Pipeline) -> None:
    text = "조주완 부사장은 새 사장이다. △서울 출생 △LG전자 상무 △한국로봇산업협회 회장"
    found = told(pipeline, text, TYPES)
    assert {"조주완 holds_position LG전자 (상무)", "조주완 holds_position 한국로봇산업협회 (회장)"} <= found


def test_a_list_of_several_people_is_no_career(pipeline: Pipeline) -> None:
    text = "최태원 회장이 명단을 냈다. △LG전자 상무 조주완 △카카오 이사 정신아"
    assert not any(x.startswith("최태원") for x in told(pipeline, text, TYPES))

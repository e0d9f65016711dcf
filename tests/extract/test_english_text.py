"""English in Korean articles: where it stands, who ``the two companies`` are, and amounts in it."""

from __future__ import annotations

import pytest

from extract.document import Article
from extract.english_text import is_english, stretches
from extract.pipeline import Pipeline
from extract.records import Record


def facts(record: Record) -> set[tuple[str, str, str, str]]:
    names = {e.id: e.name for e in record.entities}
    return {(names[r.head], r.type, names[r.tail], r.status.value) for r in record.relations}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("OpenAI met Intel in Seoul. It also met Samsung in Busan.", ["OpenAI met Intel in Seoul. ", "It also met Samsung in Busan."]),
        ("Acme Inc. met Mr. Kim of the U.S. on Oct. 3. “We agreed,” he said later.", ["Acme Inc. met Mr. Kim of the U.S. on Oct. 3. ", "“We agreed,” he said later."]),
        ("그는 “We will build it together” 라고 했다.", [" “We will build it together” "]),
        ("그는 AI와 IT를 말했다.", []),
    ],
)  # fmt: skip
def test_stretches(sentence: str, expected: list[str]) -> None:
    assert [sentence[a:b] for a, b in stretches(sentence)] == expected


def test_language_of_a_sentence() -> None:
    assert is_english("OpenAI signed letters of intent.")
    assert not is_english("오픈AI는 LOI에 서명했다.")


def test_english_quote_in_a_korean_sentence(pipeline: Pipeline) -> None:
    text = "회사는 “Microsoft will invest $5 billion in OpenAI next year” 라고 했다."
    record = pipeline.read(Article("x", text, published="2025-10-01"))
    assert ("Microsoft", "invests_in", "OpenAI", "planned") in facts(record)
    (relation,) = (r for r in record.relations if r.type == "invests_in")
    assert relation.date == "2026"
    assert relation.amount
    assert (relation.amount.value, relation.amount.unit) == (5e9, "USD")


def test_the_two_companies_are_the_last_two_side_by_side(pipeline: Pipeline) -> None:
    text = "OpenAI signed letters of intent with Samsung Electronics and Microsoft on Monday. OpenAI plans to buy wafers from the two companies."
    found = facts(pipeline.read(Article("x", text)))
    assert {
        ("Samsung Electronics", "supplies", "OpenAI", "planned"),
        ("Microsoft", "supplies", "OpenAI", "planned"),
    } <= found

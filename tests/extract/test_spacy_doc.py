"""An analysed text as a spaCy Doc."""

from __future__ import annotations

import pytest

from extract.document import Article, Morph
from extract.spacy_doc import doc_of


@pytest.mark.parametrize(
    ("text", "morphs", "tokens"),
    [
        ("문가람은 갔다.", [("문가람", "NNP", 0, 3), ("은", "JX", 3, 4), ("가", "VV", 5, 6), ("었", "EP", 5, 6), ("다", "EF", 6, 7), (".", "SF", 7, 8)], ["문가람/NNP", "은/JX", "갔/VV+EP", "다/EF", "./SF"]),
        (" 가  나\n", [("가", "NNG", 1, 2), ("나", "NNG", 4, 5)], [" /_SP", "가/NNG", " /_SP", "나/NNG", "\n/_SP"]),
        ("가?나", [("가", "NNG", 0, 1), ("나", "NNG", 2, 3)], ["가/NNG", "?/X", "나/NNG"]),
    ],
)  # fmt: skip
def test_tokens_do_not_overlap_and_the_text_stays(text, morphs, tokens):
    doc = doc_of(text, [Morph(i, form, tag, a, b, 0) for i, (form, tag, a, b) in enumerate(morphs)])
    assert doc.text == text
    assert [f"{t.text}/{t.tag_}" for t in doc] == tokens


def test_a_reading_gives_its_doc(pipeline):
    reading = pipeline.parse(Article("a", "문가람 누리칩스 대표는\n부산을 찾았다."))
    assert reading.doc.text == reading.normalized.text
    assert "NNP" in {t.tag_ for t in reading.doc}

from __future__ import annotations

import pytest

import inmaek
from tests.inmaek.conftest import MET


def test_names_of_the_package_are_there():
    for name in inmaek.__all__:
        assert getattr(inmaek, name).__module__.startswith("inmaek")
    assert set(inmaek.__all__) <= set(dir(inmaek))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = inmaek.nothing


@pytest.mark.parametrize("many", [False, True])
def test_build(pipeline, article, many):
    graph = inmaek.build([article] if many else str(article), published="2025-10-01")
    met = graph.who_met("샘 올트먼")
    assert met[["name", "date", "evidence"]].to_numpy().tolist() == [["이재명", "2025-10-01", MET]]


def test_skipped_inputs_are_warned_of(pipeline, article, tmp_path):
    with pytest.warns(inmaek.InputWarning, match="nothing"):
        records = list(inmaek.extract([article, tmp_path / "nothing.txt"]))
    assert [record.doc_id for record in records] == ["기사"]


def test_nothing_to_build_from(pipeline, tmp_path):
    with pytest.warns(inmaek.InputWarning), pytest.raises(inmaek.NoArticlesError):
        inmaek.build(tmp_path / "nothing.txt")


def test_one_text(pipeline):
    record = inmaek.read_text(MET, published="2025")
    assert (record.text, record.published, len(record.relations)) == (MET, "2025", 1)


def test_names_are_spans(pipeline, article):
    assert [found["doc_id"] for found in inmaek.names(article)] == ["기사"]

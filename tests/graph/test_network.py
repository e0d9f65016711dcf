import unicodedata

import pytest

from graph.lookup import AmbiguousNameError, UnknownNameError
from graph.network import Graph
from tests.graph.fixtures import MET, record


@pytest.mark.parametrize(
    "name", ["한도윤", "한 회장", "han do-yun", unicodedata.normalize("NFD", "한도윤"), "한 도 윤", "p-han"]
)
def test_found_in_any_spelling(small_graph, name):
    records = [record("x", [MET, "Han Do-yun은 한 회장이다."], [])]
    assert Graph.from_records(records).find(name) == "p-han"


def test_unknown_names_bring_suggestions(small_graph):
    with pytest.raises(UnknownNameError, match="가온전자") as caught:
        small_graph.find("가온전기")
    assert caught.value.suggestions[0] == "가온전자"


def test_ambiguous_names_list_the_candidates():
    one = record("a", [MET], [], names={"한도윤": ("PERSON", "q1", [])})
    two = record("b", [MET + " "], [], names={"한도윤": ("PERSON", "q2", [])})
    graph = Graph.from_records([one, two])
    with pytest.raises(AmbiguousNameError, match=r"q1.*q2") as caught:
        graph.who_met("한도윤")
    assert caught.value.candidates == ["q1", "q2"]
    assert graph.find("q2") == "q2"


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ({}, [("서지안", "daily-1"), ("서지안", "wire-1"), ("서지안", "evening-7"), ("노바칩", "evening-7")]),
        ({"status": "actual"}, [("서지안", "daily-1"), ("서지안", "wire-1"), ("서지안", "evening-7")]),
        ({"status": "negated"}, [("노바칩", "evening-7")]),
        ({"since": "2031-03-13"}, []),
        ({"until": "2031-03-12"}, [("서지안", "daily-1"), ("서지안", "wire-1"), ("서지안", "evening-7")]),
        ({"types": ["holds_position"]}, [("가온전자", "daily-1"), ("가온전자", "wire-1")]),
    ],
)
def test_who_met(small_graph, query, rows):
    found = small_graph.who_met("한도윤", **query)
    assert sorted(zip(found["name"], found["doc_id"], strict=True)) == sorted(rows)


def test_who_met_gives_the_sentence(small_graph):
    assert small_graph.who_met("서지안")["evidence"].iloc[0] == MET


def test_wrong_bounds_are_said(small_graph):
    with pytest.raises(ValueError, match="soon"):
        small_graph.who_met("한도윤", since="soon")


def test_frames(small_graph):
    nodes, edges = small_graph.to_pandas()
    assert len(nodes) == small_graph.to_networkx().number_of_nodes()
    assert len(edges) == small_graph.to_networkx().number_of_edges()
    assert edges["evidence"].str.len().min() > 0


def test_notebook_display_is_a_closed_frame(small_graph):
    shown = small_graph._repr_html_()
    assert shown.count("<iframe") == 1
    assert 'sandbox="allow-scripts' in shown
    assert "allow-same-origin" not in shown
    assert shown.count('"') == 8, "the page inside is escaped whole"


def test_an_empty_graph_is_a_graph():
    graph = Graph.from_records([])
    assert repr(graph) == "<inmaek graph: 0 names, 0 relations>"
    assert [len(frame) for frame in graph.to_pandas()] == [0, 0]
    assert "<html" in graph.to_html()

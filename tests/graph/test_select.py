import pytest

from graph.exports import FORMATS, UnknownFormatError
from graph.network import Graph
from tests.graph.fixtures import small


def types(graph):
    return sorted(d["type"] for *_, d in graph.to_networkx().edges(data=True))


@pytest.mark.parametrize(
    ("conditions", "left"),
    [
        ({"types": ["met"]}, ["met", "met"]),
        ({"statuses": ["alleged", "negated"]}, ["met", "signed_contract"]),
        ({"since": "2031-03", "until": "2031-03-31"}, ["met", "participates_in", "signed_mou"]),
        (
            {"since": "2031-03-13", "undated": True, "types": ["met", "partners_with"]},
            ["met", "partners_with"],
        ),
        ({"min_articles": 2}, ["met"]),
        ({"min_confidence": 0.95}, ["holds_position"]),
        ({"entity_types": ["PERSON"]}, ["met"]),
        ({"around": "서 장관"}, ["holds_position", "met"]),
        ({"around": "해담시"}, []),
        ({"undated": False, "types": ["supplies"]}, []),
    ],
)
def test_conditions(small_graph, conditions, left):
    assert types(small_graph.select(**conditions)) == left


def test_hops_reach_further(small_graph):
    near = small_graph.select(around="서지안", hops=2).to_networkx()
    assert {d["label"] for _, d in near.nodes(data=True)} == {
        "서지안",
        "미래산업부",
        "한도윤",
        "가온전자",
        "노바칩",
    }


def test_edges_are_summed_up_anew(small_graph):
    part = small_graph.select(min_confidence=0.85, types=["met"], statuses=["actual"]).to_networkx()
    [(_, _, data)] = part.edges(data=True)
    assert (data["n_articles"], [e.doc_id for e in data["events"]]) == (1, ["daily-1", "wire-1"])


def test_the_whole_is_left_alone(small_graph):
    before = types(small_graph)
    small_graph.select(types=["met"])
    assert types(small_graph) == before


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_writes_whole_and_empty_graphs(tmp_path, format_):
    for records in (small(), []):
        paths = Graph.from_records(records).export(format_, tmp_path / str(len(records)))
        assert paths
        assert all(p.is_file() for p in paths)
        assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_graph_gives_the_same_bytes(tmp_path, format_):
    one = Graph.from_records(small()).export(format_, tmp_path / "1")
    two = Graph.from_records(small()[::-1]).export(format_, tmp_path / "2")
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]


def test_unknown_formats_are_named(small_graph, tmp_path):
    with pytest.raises(UnknownFormatError, match="graphml"):
        small_graph.export("dot", tmp_path)

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.exports import graphml
from graph.exports.flat import flatten, plain
from graph.network import Graph
from tests.graph.exports.second_readers import graphology
from tests.graph.fixtures import MET, record


@pytest.fixture(scope="module")
def written(small_graph, tmp_path_factory):
    return small_graph.write_graphml(tmp_path_factory.mktemp("graphml") / "graph.graphml")


def without_looks(nodes):
    return {
        n: {k: v for k, v in d.items() if k not in {"x", "y", "size", "r", "g", "b", "color"}}
        for n, d in nodes
    }


def test_looks_are_numbers_in_the_columns_of_gephi(written):
    for _, data in nx.read_graphml(written, force_multigraph=True).nodes(data=True):
        assert all(isinstance(data[k], float) for k in ("x", "y", "size"))
        assert all(0 <= data[k] <= 255 for k in "rgb")


def test_networkx_reads_back_all(small_graph, written):
    expected = flatten(small_graph.to_networkx())
    got = nx.read_graphml(written, force_multigraph=True)
    assert without_looks(got.nodes(data=True)) == dict(expected.nodes(data=True))
    assert {k: (h, t) for h, t, k in got.edges(keys=True)} == {
        k: (h, t) for h, t, k in expected.edges(keys=True)
    }
    for head, tail, key, data in expected.edges(keys=True, data=True):
        assert {k: v for k, v in got.edges[head, tail, key].items() if k != "eid"} == {
            k: v for k, v in data.items() if k != "eid"
        }


def test_igraph_reads_the_same(small_graph, written):
    igraph = pytest.importorskip("igraph", reason="python-igraph (GPL) is a tool of development only")
    got = igraph.Graph.Read_GraphML(str(written))
    expected = flatten(small_graph.to_networkx())
    assert sorted(got.vs["label"]) == sorted(d["label"] for _, d in expected.nodes(data=True))
    assert sorted(got.es["eid"]) == sorted(k for _, _, k in expected.edges(keys=True))
    by_id = {e["eid"]: e for e in got.es}
    for head, tail, key, data in expected.edges(keys=True, data=True):
        edge = by_id[key]
        assert (got.vs[edge.source]["id"], got.vs[edge.target]["id"]) == (head, tail)
        assert edge["evidence"] == data["evidence"]


def test_gephi_finds_its_columns(written):
    text = written.read_text("utf-8")
    for column in ("label", "weight", "type", "status"):
        assert f'attr.name="{column}"' in text


awkward = st.one_of(
    st.none(),
    st.text(),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.lists(st.text()),
    st.dictionaries(st.text(), st.integers()),
)


@given(st.dictionaries(st.text(min_size=1), awkward))
def test_plain_attributes_are_plain(attributes):
    for key, value in plain(attributes).items():
        assert isinstance(value, str | int | float | bool)
        assert value == value  # noqa: PLR0124 - NaN is not itself
        if isinstance(value, str):
            assert not set(value + key) & {chr(c) for c in range(32) if c not in (9, 10, 13)}
            (value + key).encode()


@settings(max_examples=40, deadline=None)
@given(title=st.text(), source=st.text(), item=st.text(), url=st.text())
def test_any_text_survives(tmp_path_factory, title, source, item, url):
    one = record(
        "d\x00\ud800",
        [MET],
        [("한도윤", "met", "서지안", 0, {"item": item})],
        title=title,
        source=source,
        url=url,
    )
    graph = Graph.from_records([one])
    path = graphml.write(graph.to_networkx(), tmp_path_factory.mktemp("g") / "g.graphml")
    got = nx.read_graphml(path, force_multigraph=True)
    assert {d["label"] for _, d in got.nodes(data=True)} >= {"한도윤", "서지안"}
    assert [d["evidence"] for _, _, d in got.edges(data=True)] == [MET]


def test_graphology_reads_the_same(small_graph, written):
    got = graphology("graphml", written)
    expected = flatten(small_graph.to_networkx())
    assert without_looks(got["nodes"]) == dict(expected.nodes(data=True))
    by_eid = {d["eid"]: d for *_, d in got["edges"]}
    assert by_eid == {d["eid"]: d for *_, d in expected.edges(data=True)}

import json
import re

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.exports import graphml
from graph.exports.flat import flatten, plain, xml_id
from tests.graph.exports.awkward import graphs, in_xml, one_line
from tests.graph.exports.second_readers import graphology, python_reader


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
    igraph = python_reader("igraph")
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


@settings(max_examples=40)
@given(graphs())
def test_any_attributes_survive(tmp_path_factory, graph):
    path = graphml.write(graph, tmp_path_factory.mktemp("g") / "g.graphml")
    got = nx.read_graphml(path, force_multigraph=True)
    assert len(got) == len(graph)
    for node, data in graph.nodes(data=True):
        assert got.nodes[xml_id(node)]["label"] == in_xml(data["label"])
        assert got.nodes[xml_id(node)]["type"] == in_xml(data["type"])
    found = {d["eid"]: (h, t, d) for h, t, d in got.edges(data=True)}
    assert set(found) == {d["eid"] for *_, d in graph.edges(data=True)}
    for head, tail, data in graph.edges(data=True):
        *ends, values = found[data["eid"]]
        assert ends == [xml_id(head), xml_id(tail)]
        quoted = one_line(s.text for e in data["events"] for s in e.evidence)
        assert values["evidence"] == in_xml(quoted)
        told = json.loads(values["events"])
        kept = [re.sub("[\ud800-\udfff\ufffe\uffff]", "", e.doc_id) for e in data["events"]]
        assert [e["doc_id"] for e in told] == kept, "JSON has its own way to write controls"
        assert values["weight"] == data["weight"]


@settings(max_examples=40)
@given(graphs())
def test_igraph_reads_any_attributes(tmp_path_factory, graph):
    igraph = python_reader("igraph")
    path = graphml.write(graph, tmp_path_factory.mktemp("g") / "g.graphml")
    got = igraph.Graph.Read_GraphML(str(path))
    # igraph leaves an ampersand in an id as it stands in the file.
    ids = [node.replace("&#38;", "&") for node in got.vs["id"]]
    assert sorted(ids) == sorted(xml_id(node).replace("&#38;", "&") for node in graph)
    assert sorted(got.vs["label"]) == sorted(in_xml(d["label"]) for _, d in graph.nodes(data=True))
    eids = [d["eid"] for *_, d in graph.edges(data=True)]
    assert (sorted(got.es["eid"]) if eids else []) == sorted(eids)
    assert got.ecount() == len(eids)


def test_graphology_reads_the_same(small_graph, written):
    got = graphology("graphml", written)
    expected = flatten(small_graph.to_networkx())
    assert without_looks(got["nodes"]) == dict(expected.nodes(data=True))
    by_eid = {d["eid"]: d for *_, d in got["edges"]}
    assert by_eid == {d["eid"]: d for *_, d in expected.edges(data=True)}

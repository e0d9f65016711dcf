import datetime as dt
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from graph.exports import gexf, graphml
from graph.exports.flat import xml_id
from graph.network import Graph
from tests.graph.exports.awkward import graphs, in_xml, one_line
from tests.graph.exports.second_readers import graphology
from tests.graph.fixtures import MET, record

NS = {"g": "http://gexf.net/1.3"}


@pytest.fixture(scope="module")
def files(small_graph, tmp_path_factory):
    folder = tmp_path_factory.mktemp("gexf")
    return small_graph.export("gexf", folder)


def edges(path):
    return ET.parse(path).getroot().findall(".//g:edge", NS)


def values(edge):
    return {v.get("for"): v.get("value") for v in edge.findall(".//g:attvalue", NS)}


def test_one_edge_an_event(small_graph, files):
    events = sum(len(d["events"]) for *_, d in small_graph.to_networkx().edges(data=True))
    found = edges(files[0])
    assert len(found) == events
    assert len({e.get("id") for e in found}) == events


def test_one_edge_a_pair_and_type(small_graph, files):
    found = {e.get("id"): e for e in edges(files[1])}
    for head, tail, data in small_graph.to_networkx().edges(data=True):
        edge = found.pop(data["eid"])
        assert (edge.get("source"), edge.get("target")) == (head, tail)
        assert float(edge.get("weight")) == data["n_articles"]
        assert edge.get("type") == ("undirected" if data["symmetric"] else "directed")
    assert not found


def test_kinds_keep_denials_from_facts(files):
    kinds = {(e.get("source"), e.get("target"), e.get("kind")) for e in edges(files[1])}
    assert len(kinds) == len(edges(files[1]))
    assert any(kind == "met (negated)" for *_, kind in kinds)


@pytest.mark.parametrize(
    ("dates", "spells"),
    [
        (["2031-03-12"], [("2031-03-12", "2031-03-12")]),
        (["2030-11"], [("2030-11-01", "2030-11-30")]),
        (["2024"], [("2024-01-01", "2024-12-31")]),
        (
            ["2031-01-01", "2031-01-02", "2031-01-10"],
            [("2031-01-01", "2031-01-02"), ("2031-01-10", "2031-01-10")],
        ),
        (["2031-01", "2031-01-05"], [("2031-01-01", "2031-01-31")]),
        ([None], []),
    ],
)
def test_spells_are_days(tmp_path, dates, spells):
    records = [
        record(f"d{i}", [MET], [("한도윤", "met", "서지안", 0, {"date": d})]) for i, d in enumerate(dates)
    ]
    graph = Graph.from_records(records).to_networkx()
    [edge] = edges(gexf.write_aggregated(graph, tmp_path / "g.gexf"))
    found = [(s.get("start"), s.get("end")) for s in edge.findall(".//g:spell", NS)]
    if len(spells) == 1:
        found = [(edge.get("start"), edge.get("end"))]
    assert found == spells
    assert all(dt.date.fromisoformat(a) <= dt.date.fromisoformat(b) for a, b in found)
    assert values(edge).get("date_raw") == (" | ".join(dict.fromkeys(d for d in dates if d)) or None)


def test_graphology_reads_both(small_graph, files):
    plain = small_graph.to_networkx()
    for path in files:
        got = graphology("gexf", path)
        assert {n: d["label"] for n, d in got["nodes"]} == {n: d["label"] for n, d in plain.nodes(data=True)}
        found = sorted((*sorted((s, t)), d["evidence"]) for s, t, d in got["edges"])
        assert found == sorted(
            (*sorted((e.get("source"), e.get("target"))), values(e)["evidence"]) for e in edges(path)
        )


@settings(max_examples=40)
@given(graphs())
def test_any_attributes_survive(tmp_path_factory, graph):
    folder = tmp_path_factory.mktemp("g")
    path = gexf.write_aggregated(graph, folder / "a.gexf")
    root = ET.parse(path).getroot()
    labels = {n.get("id"): n.get("label") for n in root.findall(".//g:node", NS)}
    assert labels == {xml_id(n): in_xml(d["label"]) for n, d in graph.nodes(data=True)}
    found = {e.get("id"): e for e in edges(path)}
    assert len(found) == graph.number_of_edges()
    for head, tail, data in graph.edges(data=True):
        edge = found[data["eid"]]
        assert (edge.get("source"), edge.get("target")) == (xml_id(head), xml_id(tail))
        assert values(edge)["evidence"] == in_xml(
            one_line(s.text for e in data["events"] for s in e.evidence)
        )
        assert values(edge)["status"] == in_xml(data["status"])
    told = edges(gexf.write_events(graph, folder / "e.gexf"))
    assert len({e.get("id") for e in told}) == sum(len(d["events"]) for *_, d in graph.edges(data=True))
    for edge in told:
        if edge.get("start"):
            assert dt.date.fromisoformat(edge.get("start")) <= dt.date.fromisoformat(edge.get("end"))


def test_graphology_reads_any_attributes(small_graph, tmp_path):
    graph = small_graph.to_networkx().copy()
    head, *_ = graph
    awkward = ["]]>", "<a b='c'>", "&lt;", "가나다", "👩‍👩‍👧", "\x01\x1f", "\ud800끝", 'quo"te', "=1+1"]
    for number, text in enumerate(awkward):
        graph.add_node(
            f"n{number}{text}", **(graph.nodes[head] | {"label": f"이름 {text}", "aliases": {text: 1}})
        )
    for path, format_ in (
        (gexf.write_aggregated(graph, tmp_path / "g.gexf"), "gexf"),
        (graphml.write(graph, tmp_path / "g.graphml"), "graphml"),
    ):
        got = graphology(format_, path)
        assert {n: d["label"] for n, d in got["nodes"]} == {
            xml_id(n): in_xml(d["label"]) for n, d in graph.nodes(data=True)
        }
        assert len(got["edges"]) == graph.number_of_edges()

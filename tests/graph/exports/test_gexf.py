import datetime as dt
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.exports import gexf
from graph.network import Graph
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


@settings(max_examples=30, deadline=None)
@given(title=st.text(), item=st.text(), doc_id=st.text())
def test_any_text_survives(tmp_path_factory, title, item, doc_id):
    one = record(doc_id, [MET], [("한도윤", "met", "서지안", 0, {"item": item})], title=title, url=item)
    for path in Graph.from_records([one]).export("gexf", tmp_path_factory.mktemp("g")):
        [edge] = edges(path)
        assert values(edge)["evidence"] == MET

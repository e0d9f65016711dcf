import json

import pytest

from graph.network import Graph
from tests.graph.exports.second_readers import python_reader
from tests.graph.fixtures import large, small


def entities(graph, folder):
    [path] = graph.export("ftm", folder)
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("records", [small(), large(40, 80)])
def test_followthemoney_itself_accepts_them(tmp_path, records):
    ftm = python_reader("followthemoney")
    for entity in entities(Graph.from_records(records), tmp_path):
        proxy = ftm.model.get_proxy(entity, cleaned=False)
        assert set(proxy.properties) == set(entity["properties"])
        proxy.schema.validate({"properties": entity["properties"]})


def test_links_join_entities(small_graph, tmp_path):
    found = entities(small_graph, tmp_path)
    ids = {e["id"] for e in found}
    assert len(ids) == len(found)
    names = {e["id"]: e["properties"].get("name", [None])[0] for e in found}
    ends = {
        "Employment": ("employee", "employer"),
        "Ownership": ("owner", "asset"),
        "UnknownLink": ("subject", "object"),
    }
    links = {
        (
            e["schema"],
            *(names[e["properties"][end][0]] for end in ends[e["schema"]]),
            e["properties"]["status"][0],
        )
        for e in found
        if e["schema"] in ends
    }
    assert ("Employment", "한도윤", "가온전자", "actual") in links
    assert ("Ownership", "가온전자", "노바칩", "actual") in links
    assert ("UnknownLink", "노바칩", "가온전자", "planned") in links
    assert len(links) == small_graph.to_networkx().number_of_edges()


def test_evidence_goes_along_and_bad_addresses_do_not(small_graph, tmp_path):
    links = [e["properties"] for e in entities(small_graph, tmp_path) if "status" in e["properties"]]
    assert all(p["description"] for p in links)
    assert {u for p in links for u in p.get("sourceUrl", [])} == {
        "https://news.example/daily-1",
        "https://wire.example/1",
    }

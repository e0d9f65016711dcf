import json

import networkx as nx

from graph.exports.flat import event_dict
from graph.network import Graph


def test_networkx_reads_all_back(small_graph, tmp_path):
    [path] = small_graph.export("json", tmp_path)
    got = nx.node_link_graph(json.loads(path.read_text("utf-8")), edges="edges")
    plain = small_graph.to_networkx()
    assert dict(got.nodes(data=True)) == dict(plain.nodes(data=True))
    for head, tail, key, data in plain.edges(keys=True, data=True):
        assert got.edges[head, tail, key] == data | {"events": [event_dict(e) for e in data["events"]]}
    assert got.number_of_edges() == plain.number_of_edges()


def test_korean_stays_readable(small_graph, tmp_path):
    [path] = small_graph.export("json", tmp_path)
    assert "가온전자" in path.read_text("utf-8")


def test_an_empty_graph(tmp_path):
    [path] = Graph.from_records([]).export("json", tmp_path)
    assert json.loads(path.read_text("utf-8"))["nodes"] == []

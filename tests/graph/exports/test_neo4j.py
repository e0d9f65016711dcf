import csv
import re

import pytest

from graph.network import Graph
from tests.graph.fixtures import MET, record


def read(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_layout_of_neo4j_admin(small_graph, tmp_path):
    nodes, relations, command = (p for p in small_graph.export("neo4j", tmp_path))
    rows, edges = read(nodes), read(relations)
    ids = [r["id:ID"] for r in rows]
    assert len(set(ids)) == len(ids) == small_graph.to_networkx().number_of_nodes()
    assert {e[":START_ID"] for e in edges} | {e[":END_ID"] for e in edges} <= set(ids)
    assert len(edges) == small_graph.to_networkx().number_of_edges()
    assert {"MET", "SIGNED_MOU", "SUPPLIES"} <= {e[":TYPE"] for e in edges}
    assert all(r[":LABEL"].split("\x1f")[0] == "Entity" for r in rows)
    text = command.read_text("utf-8")
    assert nodes.name in text
    assert relations.name in text
    assert not nodes.read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("type_", ["met", "a`b", "가 나", "--"])
def test_types_are_words(tmp_path, type_):
    graph = Graph.from_records(
        [record("d", [MET], [("한도윤", type_, "서지안", 0, {"item": '=1, "x"\n\x00'})])]
    )
    _, relations, _ = graph.export("neo4j", tmp_path)
    [edge] = read(relations)
    assert re.fullmatch(r"\w+", edge[":TYPE"])
    assert edge["item"].strip() == '=1, "x"'

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.exports.cypher import literal
from graph.network import Graph
from tests.graph.fixtures import MET, large, record

STRING = re.compile(r"'((?:[^'\\]|\\.)*)'(?: *\+ *'((?:[^'\\]|\\.)*)')*", re.DOTALL)
ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "'": "'", "\\": "\\"}


def strings(script):
    """Return the string literals of a Cypher script, and the script without them."""
    found = []

    def take(match):
        parts = re.findall(r"'((?:[^'\\]|\\.)*)'", match[0], re.DOTALL)
        found.append("".join(re.sub(r"\\(.)", lambda m: ESCAPED[m[1]], part) for part in parts))
        return "?"

    rest = STRING.sub(take, script)
    return found, rest


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_any_text_is_one_literal(text):
    assert strings(literal(text)) == ([text], "?")
    assert not re.search(r"\\u", literal(text)), "Neo4j would resolve it before it reads quotes"
    assert "\n" not in literal(text)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "null"),
        (True, "true"),
        (3, "3"),
        (0.5, "0.5"),
        (float("nan"), "null"),
        (["가", 1], "['가', 1]"),
        ({"a": {"b": "'"}}, "{a: {b: '\\''}}"),
        ("\\u0027", "'\\\\' + 'u0027'"),
        ("\ud800", "'\ufffd'"),
    ],
)
def test_literals(value, written):
    assert literal(value) == written


def test_all_nodes_and_relationships_are_there(small_graph, tmp_path):
    [path] = small_graph.export("cypher", tmp_path)
    found, rest = strings(path.read_text("utf-8"))
    plain = small_graph.to_networkx()
    assert {d["eid"] for *_, d in plain.edges(data=True)} <= set(found)
    assert {d["label"] for _, d in plain.nodes(data=True)} <= set(found)
    assert rest.count("{id: ?, properties") == plain.number_of_nodes()
    assert rest.count("{head: ?, tail: ?, eid: ?, properties") == plain.number_of_edges()
    told = [e for text in found if text.startswith("[{") for e in json.loads(text)]
    assert len(told) == sum(len(d["events"]) for *_, d in plain.edges(data=True))


def test_many_rows_go_in_several_statements(tmp_path):
    [path] = Graph.from_records(large(1100, 1100)).export("cypher", tmp_path)
    statements = path.read_text("utf-8").split(";\n")
    assert max(s.count("{id: ") for s in statements) <= 501


@pytest.mark.parametrize("type_", ["a`) DETACH DELETE n //", "가 나", "--"])
def test_types_stay_names(tmp_path, type_):
    graph = Graph.from_records([record("d", [MET], [("한도윤", type_, "서지안", 0, {"item": type_})])])
    [path] = graph.export("cypher", tmp_path)
    _, rest = strings(path.read_text("utf-8"))
    assert all(re.fullmatch(r"\w+", name) for name in re.findall(r"`([^`]*)`", rest))
    assert "DELETE " not in rest

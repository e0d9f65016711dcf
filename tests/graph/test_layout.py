import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.layout import positions


def overlaps(places, boxes):
    nodes = list(places)
    return [
        (a, b)
        for i, a in enumerate(nodes)
        for b in nodes[i + 1 :]
        if abs(places[a][0] - places[b][0]) < (boxes[a][0] + boxes[b][0]) / 2 - 1
        and abs(places[a][1] - places[b][1]) < (boxes[a][1] + boxes[b][1]) / 2 - 1
    ]


GRAPHS = {
    "star": nx.star_graph(40),
    "path": nx.path_graph(12),
    "clique": nx.complete_graph(12),
    "pair": nx.path_graph(2),
    "parts": nx.disjoint_union_all([nx.path_graph(3), nx.complete_graph(5), nx.empty_graph(4)]),
    "news": nx.barabasi_albert_graph(150, 2, seed=1),
}


@pytest.mark.parametrize("name", GRAPHS)
def test_boxes_do_not_overlap(name):
    graph = nx.relabel_nodes(GRAPHS[name], str)
    boxes = dict.fromkeys(graph, (64.0, 40.0))
    places = positions(graph, boxes)
    assert set(places) == set(graph)
    assert overlaps(places, boxes) == []


def test_neighbours_lie_nearer_than_others():
    graph = nx.relabel_nodes(nx.disjoint_union(nx.complete_graph(8), nx.complete_graph(8)), str)
    graph.add_edge("0", "8")
    places = positions(graph, dict.fromkeys(graph, (10.0, 10.0)))

    def mean(pairs):
        lengths = [
            ((places[a][0] - places[b][0]) ** 2 + (places[a][1] - places[b][1]) ** 2) ** 0.5 for a, b in pairs
        ]
        return sum(lengths) / len(lengths)

    assert mean(graph.edges) < 0.6 * mean(nx.non_edges(graph))


@settings(max_examples=20, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20), st.randoms())
def test_same_graph_same_places(pairs, random):
    edges = sorted((str(a), str(b)) for a, b in pairs if a != b)
    one, two = nx.Graph(), nx.Graph()
    one.add_nodes_from(map(str, range(10)))
    two.add_nodes_from(random.sample(sorted(one), 10))
    one.add_edges_from(edges)
    two.add_edges_from((b, a) for a, b in random.sample(edges, len(edges)))
    boxes = dict.fromkeys(one, (30.0, 20.0))
    assert positions(one, boxes) == positions(two, boxes)


def test_nothing_has_no_places():
    assert positions(nx.Graph(), {}) == {}

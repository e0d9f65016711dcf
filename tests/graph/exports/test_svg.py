from xml.etree import ElementTree as ET

from graph.network import Graph

SVG = "{http://www.w3.org/2000/svg}"


def test_every_drawn_thing_is_there(small_graph, tmp_path):
    [path] = small_graph.export("svg", tmp_path)
    root = ET.parse(path).getroot()
    names = {t.text for t in root.iter(f"{SVG}text")}
    plain = small_graph.to_networkx()
    assert names == {d["label"] for n, d in plain.nodes(data=True) if plain.degree(n)}
    assert len(list(root.iter(f"{SVG}path"))) == plain.number_of_edges()
    directed = sum(not d["symmetric"] for *_, d in plain.edges(data=True))
    assert len([p for g in root.iter(f"{SVG}g") for p in g.iter(f"{SVG}polygon")]) == directed


def test_everything_lies_within_the_frame(small_graph, tmp_path):
    [path] = small_graph.export("svg", tmp_path)
    root = ET.parse(path).getroot()
    x, y, width, height = map(float, root.get("viewBox").split())
    for text in root.iter(f"{SVG}text"):
        assert x < float(text.get("x")) < x + width
        assert y < float(text.get("y")) < y + height


def test_an_empty_graph(tmp_path):
    [path] = Graph.from_records([]).export("svg", tmp_path)
    assert ET.parse(path).getroot().get("viewBox")

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.build import DuplicateDocumentError, build_graph
from tests.graph.fixtures import MET, record, small


def edge(graph, head, tail, type_, status="actual"):
    ends = {data["label"]: node for node, data in graph.nodes(data=True)}
    return graph.edges[ends[head], ends[tail], f"{type_}:{status}"]


@pytest.fixture(scope="module")
def graph():
    return build_graph(small())


def test_symmetric_relations_of_both_orders_are_one_edge(graph):
    met = edge(graph, "서지안", "한도윤", "met")
    assert [e.doc_id for e in met["events"]] == ["daily-1", "wire-1", "evening-7"]
    assert met["symmetric"]


def test_identical_texts_count_once(graph):
    met = edge(graph, "서지안", "한도윤", "met")
    assert (met["n_articles"], met["weight"]) == (2, 2)
    assert {d["label"]: d["n_articles"] for _, d in graph.nodes(data=True)}["한도윤"] == 2


def test_statuses_are_edges_of_their_own(graph):
    statuses = {d["status"] for *_, d in graph.edges(data=True) if d["type"] == "met"}
    assert statuses == {"actual", "negated"}
    assert edge(graph, "노바칩", "한도윤", "met", "negated")["events"][0].attributed_to == "한 회장"


def test_directed_relations_keep_their_direction(graph):
    assert edge(graph, "노바칩", "가온전자", "supplies", "planned")["events"][0].item == "웨이퍼"
    assert not any(d["type"] == "supplies" for _, _, d in graph.out_edges("c-gaon", data=True))


def test_evidence_is_the_sentence_with_both_names_marked(graph):
    first = edge(graph, "서지안", "한도윤", "met")["events"][0].evidence[0]
    assert first.text == MET
    roles = {role: first.text[start:end] for start, end, role in first.marks}
    assert roles == {"head": "서지안", "tail": "한도윤"}
    assert first.source.title == "가온전자 회장, 산업부 장관 만나"


def test_dates_span_the_events():
    sentence = "한도윤 회장이 서지안 장관을 만났다."
    dates = ["2031-03", "2031-03-12", "2030-12/2031-01", None, "2031-02-31"]
    records = [
        record(f"d{i}", [sentence, f"{i}번째."], [("한도윤", "met", "서지안", 0, {"date": d})])
        for i, d in enumerate(dates)
    ]
    met = edge(build_graph(records), "서지안", "한도윤", "met")
    assert (met["first_date"], met["last_date"]) == ("2030-12", "2031-03")
    assert met["n_articles"] == 5
    assert sum(e.date is None for e in met["events"]) == 2, "a day that no calendar has is no date"


def test_labels_aliases_and_ids(graph):
    node = graph.nodes["c-gaon"]
    assert (node["label"], node["type"], node["kb_id"]) == ("가온전자", "COMPANY", "c-gaon")
    assert node["aliases"]["가온전자"] >= node["aliases"].get("가온", 0)
    eids = [d["eid"] for _, _, d in graph.edges(data=True)]
    assert len(set(eids)) == len(eids)


def test_words_that_stand_for_a_name_are_no_alias():
    one = record("d", [MET], [])
    for entity in one.entities:
        for mention in entity.mentions:
            mention.rule = "coref.pronoun"
    assert all(not d["aliases"] for _, d in build_graph([one]).nodes(data=True))


def test_a_relation_of_one_with_itself_is_left_out():
    names = {"한도윤": ("PERSON", "x", []), "서지안": ("PERSON", "x", [])}
    graph = build_graph([record("d", [MET], [("한도윤", "met", "서지안", 0, {})], names=names)])
    assert graph.number_of_edges() == 0
    assert "x" in graph


def test_unknown_relation_types_are_directed_unless_said_otherwise():
    records = [record("d", [MET], [("한도윤", "greets", "서지안", 0, {})])]
    assert build_graph(records).has_edge("p-han", "PERSON:서지안")
    assert build_graph(records, symmetric={"greets"}).has_edge("PERSON:서지안", "p-han")


def test_two_documents_of_one_id_are_refused():
    with pytest.raises(DuplicateDocumentError, match="d1"):
        build_graph([record("d1", [MET], []), record("d1", ["다른 글."], [])])


def test_the_same_record_twice_is_once():
    once, twice = build_graph(small()), build_graph(small() * 2)
    assert nx.utils.graphs_equal(once, twice)


@settings(max_examples=8)
@given(st.permutations(small()))
def test_order_does_not_matter(records):
    graph, plain = build_graph(records), build_graph(small())
    assert nx.utils.graphs_equal(graph, plain)
    assert list(graph.edges(keys=True)) == list(plain.edges(keys=True))
    assert list(graph) == list(plain)


def test_the_label_is_korean_where_a_korean_name_is():
    texts = [("a", "Mo Seo-ha"), ("b", "Mo Seo-ha"), ("c", "모서하"), ("d", "MGX")]
    kb_ids = {"Mo Seo-ha": "p", "모서하": "p", "MGX": "m"}
    records = [record(d, [f"{n}."], [], names={n: ("PERSON", kb_ids[n], [])}) for d, n in texts]
    assert {n: d["label"] for n, d in build_graph(records).nodes(data=True)} == {"p": "모서하", "m": "MGX"}

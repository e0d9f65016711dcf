"""The sample articles are read whole, and show what they are there to show."""

from __future__ import annotations

import pytest

import inmaek

#: Publication date of each sample, as found in the article or given with it.
PUBLISHED = {
    "2025-02-04-altman-in-seoul": "2025-02-04",
    "2025-02-04-altman-samsung": "2025-02-04",
    "2025-06-15-ai-secretary": "2025-06-15",
    "2025-06-20-ulsan-data-centre": "2025-06-20",
    "2025-07-28-samsung-tesla": "2025-07-28",
    "2025-07-30-lges-battery": "2025-07-30",
    "2025-09-23-lee-fink": "2025-09-23",
    "2025-10-01-lee-altman": "2025-10-01",
    "2025-10-28-huang-to-visit": "2025-10-28",
    "2025-10-30-chicken-meeting": "2025-10-30",
    "2025-10-30-no-trump-kim": "2025-10-30",
    "2025-10-31-nvidia-gpus": "2025-10-31",
}


@pytest.fixture(scope="module")
def records():
    return list(inmaek.extract(inmaek.samples_dir()))


@pytest.fixture(scope="module")
def graph(records):
    from graph.network import Graph

    return Graph.from_records(records)


def test_every_sample_is_read_with_its_date(records):
    assert {record.doc_id: record.published for record in records} == PUBLISHED


def test_spellings_of_one_name_are_one_node(graph):
    spellings = ("샘 올트먼", "샘 알트먼", "올트먼", "Sam Altman")
    assert len({graph.find(name) for name in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other", "status", "date"),
    [
        ("샘 올트먼", "최태원", "actual", "2025-02-04"),
        ("이재명", "샘 올트먼", "actual", "2025-10-01"),
        ("유상임", "샘 올트먼", "negated", None),
        ("트럼프", "시진핑", "planned", "2025-10-30"),
    ],
)
def test_who_met_whom(graph, one, other, status, date):
    met = graph.who_met(one, status=status)
    found = met[met["id"] == graph.find(other)]
    assert date is None or date in set(found["date"])
    assert len(found)
    assert found["evidence"].str.len().min() > 0


def test_two_outlets_stand_behind_one_edge(graph):
    articles = {
        edge["n_articles"] for *_, edge in graph.to_networkx().edges(data=True) if edge["type"] == "met"
    }
    assert max(articles) > 1


def test_the_english_half_adds_evidence_but_no_second_edge(graph):
    network = graph.to_networkx()
    head, tail = graph.find("이재명"), graph.find("샘 올트먼")
    met = [
        edge
        for pair in ((head, tail), (tail, head))
        for edge in (network.get_edge_data(*pair) or {}).values()
        if edge["type"] == "met" and edge["status"] == "actual"
    ]
    assert len(met) == 1
    texts = [evidence.text for event in met[0]["events"] for evidence in event.evidence]
    assert any("Lee Jae-myung met" in text for text in texts)
    assert any("접견" in text for text in texts)

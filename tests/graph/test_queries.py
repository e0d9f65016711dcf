"""Questions to a store: the same answers from the whole and from a part, each with its sentences."""

from __future__ import annotations

import pandas as pd
import pytest

from graph import queries
from graph.lookup import AmbiguousNameError
from graph.network import Graph
from graph.paths import NoPathError
from graph.plots import PlotError
from tests.graph.fixtures import MET, MOU, SUPPLY, record, small
from tests.graph.test_identity import TWO


def pairs(frame):
    return {(*sorted((h, t)), y) for h, t, y in zip(frame["head"], frame["tail"], frame["type"], strict=True)}


ASKED = {
    "who_met": lambda g: g.who_met("한도윤"),
    "between": lambda g: g.between("한 회장", "서지안"),
    "timeline": lambda g: g.timeline("가온전자"),
    "common_contacts": lambda g: g.common_contacts("가온전자", "서지안"),
    "supply": lambda g: g.supply(),
    "first_meetings": lambda g: g.first_meetings("2031"),
    "co_meetings": lambda g: g.co_meetings(),
    "changed_since": lambda g: g.changed_since("2031-03-14"),
    "paths": lambda g: g.paths("서지안", "노바칩"),
    "ego": lambda g: g.ego("서지안"),
    "brokers": lambda g: g.brokers(top=3),
    "communities": lambda g: g.communities(),
}


@pytest.mark.parametrize("question", ASKED)
def test_a_part_that_leaves_nothing_out_answers_as_the_whole(small_graph, question):
    part = small_graph.select(min_confidence=0.01)
    pd.testing.assert_frame_equal(ASKED[question](small_graph), ASKED[question](part))


@pytest.mark.parametrize("question", set(ASKED) - {"co_meetings"})
def test_every_answer_has_its_sentences(small_graph, question):
    answer = ASKED[question](small_graph)
    assert len(answer)
    assert answer["evidence"].str.len().min() > 0


def test_between(small_graph):
    found = small_graph.between("서지안", "한도윤")
    assert list(found["doc_id"]) == ["daily-1", "wire-1", "evening-7"]
    assert pairs(found) == {("서지안", "한도윤", "met")}
    assert len(small_graph.between("서지안", "한도윤", since="2031-04")) == 0


def test_timeline_is_in_order_and_undated_facts_are_last(small_graph):
    dates = list(small_graph.timeline("가온전자")["date"].fillna("9999"))
    assert dates == sorted(dates)
    assert dates[0] == "2030-11"
    assert dates[-1] == "9999"


def test_common_contacts(small_graph):
    found = small_graph.common_contacts("가온전자", "서지안")
    assert set(found["name"]) == {"미래산업부", "한도윤"}
    assert all(" ‖ " in text for text in found["evidence"])


def test_supply(small_graph):
    [row] = small_graph.supply("가온전자", status="planned").drop_duplicates("evidence").to_dict("records")
    assert (row["head"], row["tail"], row["item"], row["quantity"]) == (
        "노바칩",
        "가온전자",
        "웨이퍼",
        "40만 장",
    )
    assert row["evidence"] == SUPPLY


def test_first_meetings_are_first_and_within_the_period():
    facts = [("한도윤", "met", "서지안", 0, {"date": d}) for d in ("2030-05-01", "2031-03-12")]
    graph = Graph.from_records([record("a", [MET], facts)])
    assert len(graph.first_meetings("2031")) == 0
    assert list(graph.first_meetings("2030", "2030")["date"]) == ["2030-05-01"]


def test_co_meetings_count_stories_once(small_graph):
    matrix = small_graph.co_meetings()
    assert matrix.loc["한도윤", "서지안"] == matrix.loc["서지안", "한도윤"] == 2
    assert "노바칩" not in matrix.index, "a meeting that was denied is none"


def test_what_changed(small_graph):
    found = small_graph.changed_since("2031-03-14")
    change = dict(zip(zip(found["head"], found["tail"], strict=True), found["change"], strict=True))
    assert set(found["doc_id"]) == {"evening-7"}
    assert sorted(change.values()) == ["more", "new", "new"]
    assert len(small_graph.changed_since("1999", by="added")) > len(found)
    with pytest.raises(ValueError, match="published or added"):
        small_graph.changed_since("2031", by="read")


def test_paths(small_graph):
    found = small_graph.paths("서지안", "노바칩", top=1)
    assert list(found["step"]) == [1, 2, 3]
    assert (found["from"].iloc[0], found["to"].iloc[-1]) == ("서지안", "노바칩")
    with pytest.raises(NoPathError, match="새봄대학교"):
        small_graph.paths("새봄대학교", "한도윤")
    with pytest.raises(NoPathError):
        small_graph.paths("서지안", "노바칩", max_hops=2)


def test_the_strongest_path_prefers_what_many_stories_tell():
    facts = [("한도윤", "partners_with", "노바칩", 0, {})]
    many = [
        record(f"d{i}", [MET + " ".join(str(i * 1000 + k) for k in range(90)), MOU], [("한도윤", "met", "서지안", 0, {}), ("서지안", "met", "노바칩", 1, {})],
               names={"노바칩": ("COMPANY", "c-nova", ["가온전자"]), "가온전자": ("COMPANY", None, [])})
        for i in range(9)
    ]  # fmt: skip
    for r in many:
        r.entities = [e for e in r.entities if e.mentions]
    direct = record("x", [f"{MET} 노바칩"], facts)
    graph = Graph.from_records([*many, direct])
    assert len(graph.paths("한도윤", "노바칩", top=1)) == 1
    assert len(graph.paths("한도윤", "노바칩", top=1, by="strongest")) == 2


def test_ego_reaches_as_far_as_asked(small_graph):
    near, far = (pairs(small_graph.ego("서지안", hops=h)) for h in (1, 2))
    assert near < far


def test_brokers_and_communities(small_graph):
    brokers = small_graph.brokers(top=2)
    assert list(brokers["betweenness"]) == sorted(brokers["betweenness"], reverse=True)
    groups = small_graph.communities()
    assert groups["size"].sum() == len({n for ids in groups["ids"] for n in ids})
    assert groups["label"].iloc[0].count(" · ") == 2


def test_an_ambiguous_name_lists_who_may_be_meant():
    with pytest.raises(AmbiguousNameError, match="해담구단 감독") as caught:
        Graph.from_records(TWO[:3]).timeline("김영수")
    assert len(caught.value.candidates) == 2


@pytest.mark.parametrize("name", ["Han Doyun", "없는이"])
def test_a_name_in_a_spelling_that_no_article_has(name):
    graph = Graph.from_records(
        [record("a", ["카이 올로프슨이 왔다."], [], names={"카이 올로프슨": ("PERSON", "k", [])})]
    )
    assert graph.find("카이 올로프손") == graph.find("Kai Olofson") == "k"
    with pytest.raises(LookupError):
        graph.find(name)


def test_sql_views_have_the_columns_that_are_documented(small_graph, root):
    guide = (root / "docs" / "sql.md").read_text(encoding="utf-8")
    views = small_graph.sql("SELECT view_name FROM duckdb_views() WHERE NOT internal")["view_name"]
    assert len(views) == 8
    for view in views:
        for column in small_graph.sql(f"SELECT * FROM {view} LIMIT 0").columns:
            assert f"`{column}`" in guide.split(f"## `{view}`")[1].split("\n## ")[0], f"{view}.{column}"


def test_views_agree_with_the_graph(small_graph):
    plain = small_graph.to_networkx()
    assert small_graph.sql("SELECT count(*) AS n FROM edges")["n"][0] == plain.number_of_edges()
    told = dict(small_graph.sql("SELECT id, n_articles FROM names").itertuples(index=False))
    assert told == {n: d["n_articles"] for n, d in plain.nodes(data=True)}
    assert set(small_graph.sql("SELECT text FROM sentences")["text"]) >= {MET, MOU, SUPPLY}


def test_plots(small_graph):
    pytest.importorskip("matplotlib")
    axes = small_graph.plot_timeline("한도윤")
    assert [label.get_text() for label in axes.get_yticklabels()]
    assert len(small_graph.plot_co_meetings().get_yticklabels()) == 2
    with pytest.raises(PlotError):
        small_graph.plot_timeline("새봄대학교", since="2040")


def test_size_of_an_empty_store():
    graph = Graph.from_records([])
    assert queries.size(graph.store, graph._scope) == (0, 0)
    assert [len(graph.brokers()), len(graph.communities()), len(graph.co_meetings())] == [0, 0, 0]


def test_changes_need_a_date():
    with pytest.raises(ValueError, match="어제"):
        Graph.from_records(small()).changed_since("어제")

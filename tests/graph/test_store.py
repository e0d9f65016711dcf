"""The store: whole articles in and out, in any order, with one writer."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import store as store_module
from graph.network import Graph
from graph.settle import settle
from graph.store import (
    NoStoreError,
    Store,
    StoreBusyError,
    StoreError,
    StoreVersionError,
)
from tests.graph.fixtures import MET, MOU, record, small


def exported(store, folder):
    graph = Graph(store)
    return [p.read_bytes() for name in ("json", "graphml", "csv") for p in graph.export(name, folder)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Return the exports of a store that all articles were put into at once."""
    return exported(Graph.from_records(small()).store, tmp_path_factory.mktemp("whole"))


def names(store):
    return {label for (label,) in store.con.execute("SELECT label FROM nodes").fetchall()}


def test_what_was_put_comes_back(tmp_path):
    with Store.open(tmp_path, write=True, create=True) as store:
        assert [store.put(r) for r in small()] == ["new"] * 4
        settle(store)
    with Store.open(tmp_path) as store:
        assert list(store.records()) == sorted(small(), key=lambda r: r.doc_id)


def test_the_same_article_again_changes_nothing(tmp_path, whole):
    with Store.open(tmp_path, write=True, create=True) as store:
        for _ in range(2):
            answers = [store.put(r) for r in small()]
            settle(store)
        assert answers == ["same"] * 4
        assert exported(store, tmp_path / "x") == whole


@settings(max_examples=8)
@given(st.permutations(range(4)), st.sets(st.integers(1, 4)), st.integers(0, 3))
def test_halves_and_order_and_removal_do_not_matter(tmp_path_factory, whole, order, stops, gone):
    """Articles in any order, settled at any moments, one of them put in, taken out and put back."""
    records = small()
    with Store.memory() as store:
        for n, i in enumerate(order, 1):
            store.put(records[i])
            if n in stops:
                settle(store)
        store.remove(records[gone].doc_id)
        settle(store)
        store.put(records[gone])
        settle(store)
        assert exported(store, tmp_path_factory.mktemp("x")) == whole


def test_a_changed_article_replaces_its_own_facts():
    with Store.memory() as store:
        for r in small():
            store.put(r)
        settle(store)
        changed = record("weekly-3", [MOU], [("가온전자", "signed_mou", "미래산업부", 0, {})])
        assert store.put(changed) == "changed"
        settle(store)
        types = {
            t
            for (t,) in store.con.execute(
                "SELECT DISTINCT type FROM facts WHERE doc_id = 'weekly-3'"
            ).fetchall()
        }
        assert types == {"signed_mou"}
        assert store.count() == 4


def test_removing_an_article_removes_what_only_it_supported(tmp_path):
    with Store.memory() as store:
        for r in small():
            store.put(r)
        settle(store)
        assert "새봄대학교" in names(store)
        assert store.remove("evening-7")
        assert not store.remove("evening-7")
        settle(store)
        assert "새봄대학교" not in names(store)
        assert "한도윤" in names(store)
        left = [r for r in small() if r.doc_id != "evening-7"]
        assert exported(store, tmp_path / "a") == exported(Graph.from_records(left).store, tmp_path / "b")


LONG = [
    f"{MET} 이는 {n}번째로 길게 이어지는 이야기이며 {word}에 관한 것이다."
    for n, word in enumerate("봄여름가을겨울")
]


@pytest.mark.parametrize(
    ("text", "stories"),
    [
        (LONG, 1),
        (["[두리통신=해담] 기자 =", *LONG, "무단 전재 금지"], 1),
        (LONG[:4], 1),
        (LONG[:1], 2),
        ([w.replace("이야기", "보고서").replace("길게", "빠르게").replace("관한", "얽힌") + "끝" * n for n, w in enumerate(LONG)], 2),
    ],
)  # fmt: skip
def test_copies_of_one_story_count_once(text, stories):
    fact = [("한도윤", "met", "서지안", 0, {"date": "2031-03-12"})]
    shifted = [
        (
            "한도윤",
            "met",
            "서지안",
            next(i for i, s in enumerate(text) if MET[:5] in s),
            {"date": "2031-03-12"},
        )
    ]
    graph = Graph.from_records([record("a", LONG, fact), record("b", text, shifted)]).to_networkx()
    [edge] = [d for *_, d in graph.edges(data=True)]
    assert (edge["n_articles"], len(edge["events"])) == (stories, 2)


def test_copies_part_when_the_article_between_them_goes():
    halves = LONG[:4], LONG, LONG[3:]
    with Store.memory() as store:
        for n, text in enumerate(halves):
            store.put(record(f"d{n}", text, []))
        settle(store)
        before = store.con.execute("SELECT count(DISTINCT story) FROM docs").fetchall()
        store.remove("d1")
        settle(store)
        after = store.con.execute("SELECT count(DISTINCT story) FROM docs").fetchall()
    assert (before, after) == ([(1,)], [(2,)])


def test_a_run_cut_short_before_it_settled_is_made_up_for(tmp_path, whole):
    with Store.open(tmp_path, write=True, create=True) as store:
        for r in small():
            store.put(r)
    with Graph.open(tmp_path) as graph:
        assert exported(graph.store, tmp_path / "x") == whole


def test_no_store(tmp_path):
    with pytest.raises(NoStoreError, match="inmaek build"):
        Store.open(tmp_path)


def test_a_file_that_is_no_store(tmp_path):
    (tmp_path / "store.duckdb").write_text("가나다" * 5000, encoding="utf-8")
    with pytest.raises(StoreError, match="no store"):
        Store.open(tmp_path)
    (tmp_path / "store.duckdb").unlink()
    duckdb.connect(str(tmp_path / "store.duckdb")).execute("CREATE TABLE other (x INTEGER)").close()
    with pytest.raises(StoreVersionError, match="no store of inmaek"):
        Store.open(tmp_path)


def test_a_newer_store_is_refused(tmp_path):
    with Store.open(tmp_path, write=True, create=True) as store:
        store.con.execute("UPDATE meta SET value = '99' WHERE key = 'version'")
    with pytest.raises(StoreVersionError, match="update inmaek"):
        Store.open(tmp_path)


def test_an_older_store_is_migrated_when_written(tmp_path, whole):
    with Store.open(tmp_path, write=True, create=True) as store:
        for r in small():
            store.put(r)
        settle(store)
        store.con.execute("UPDATE meta SET value = '0' WHERE key = 'version'")
        for index in ("relations_doc", "relations_head", "relations_tail"):
            store.con.execute(f"DROP INDEX {index}")
        store.con.execute("ALTER TABLE relations DROP COLUMN place")
    with pytest.raises(StoreVersionError, match="inmaek refresh"):
        Store.open(tmp_path)
    with Store.open(tmp_path, write=True) as store:
        settle(store)
        assert exported(store, tmp_path / "x") == whole


def test_a_clock_that_jumps_changes_no_fact(tmp_path, whole, monkeypatch):
    hours = iter(
        [datetime(2031, 5, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)]
    )

    class Clock:
        @staticmethod
        def now(_zone):
            return next(hours)

    monkeypatch.setattr(store_module, "datetime", Clock)
    one, *others = small()[:3]
    with Store.open(tmp_path, write=True, create=True) as store:
        store.put(one)
        first = store.con.execute("SELECT added FROM docs").fetchall()
        assert [store.put(record) for record in others] == ["new", "new"]
        assert store.put(one.model_copy(update={"title": "다른 제목"})) == "changed"
        assert store.put(one) == "changed"
        assert store.con.execute("SELECT added FROM docs WHERE doc = ?", [one.doc_id]).fetchall() == first
        monkeypatch.undo()
        store.put(small()[3])
        settle(store)
        assert exported(store, tmp_path / "x") == whole


def test_the_second_writer_is_told(tmp_path):
    with Store.open(tmp_path, write=True, create=True):
        code = f"from graph.store import Store; Store.open({str(tmp_path)!r}, write=True)"
        run = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, encoding="utf-8")
    assert run.returncode != 0
    assert "is in use by process" in run.stderr.splitlines()[-1]


def test_a_reader_in_the_same_process_is_told_to_close(tmp_path):
    Store.open(tmp_path, write=True, create=True).close()
    with Store.open(tmp_path), pytest.raises(StoreBusyError, match=r"close\(\)"):
        Store.open(tmp_path, write=True)


def test_text_that_no_file_can_hold_is_kept_as_far_as_it_goes():
    odd = record("odd", ["한도윤\ud800 \x00 서지안을 만났다."], [("한도윤", "met", "서지안", 0, {})])
    [kept] = Graph.from_records([odd]).store.records()
    assert kept.text == "한도윤\ufffd \x00 서지안을 만났다."

"""Articles put into a store in bulk are there as if put in one by one."""

from __future__ import annotations

import pytest

from graph.build import store_of
from graph.bulk import Handed, load, records_of, table_of
from graph.settle import settle
from graph.store import PARTS, Store
from tests.graph.fixtures import small
from tests.graph.test_identity import TWO

RECORDS = [*small(), *TWO]


def content(store):
    """Return all rows but those that tell when an article came."""
    tables = ("docs", *PARTS, "nodes", "spellings", "named", "links", "judgements", "copies", "pending")
    return {
        t: store.con.execute(
            f"SELECT * {'EXCLUDE (added)' if t == 'docs' else ''} FROM {t} ORDER BY ALL"
        ).fetchall()
        for t in tables
    }


def loaded(*tables):
    store = Store.memory()
    steps = list(load(store, tables))
    settle(store)
    return store, steps


@pytest.mark.parametrize("size", [1, 4, 100])
def test_as_one_by_one(size):
    tables = [table_of(map(Handed, RECORDS[i : i + size])) for i in range(0, len(RECORDS), size)]
    store, steps = loaded(*((table, False) for table in tables))
    assert content(store) == content(store_of(RECORDS))
    assert sorted(doc for step in steps for doc in step["new"]) == sorted(r.doc_id for r in RECORDS)


def test_a_table_gives_its_records_back():
    assert list(records_of(table_of(map(Handed, RECORDS)))) == RECORDS


def test_the_first_of_an_id_stays():
    first, second = RECORDS[0], RECORDS[1].model_copy(update={"doc_id": RECORDS[0].doc_id})
    store, steps = loaded(
        (table_of(map(Handed, [first, second])), False), (table_of([Handed(second)]), False)
    )
    assert [dict(step) for step in steps] == [
        {"new": [first.doc_id], "twice": [first.doc_id]},
        {"twice": [first.doc_id]},
    ]
    assert list(store.records()) == [first]


def test_what_changed_is_replaced_and_settled_again():
    store, _ = loaded((table_of(map(Handed, RECORDS)), False))
    changed = RECORDS[0].model_copy(update={"relations": []})
    assert [dict(s) for s in load(store, [(table_of(map(Handed, [changed, RECORDS[1]])), False)])] == [
        {"changed": [changed.doc_id], "same": [RECORDS[1].doc_id]}
    ]
    settle(store)
    assert content(store) == content(store_of([changed, *RECORDS[1:]]))


def test_articles_of_other_data_are_marked():
    store, _ = loaded((table_of(map(Handed, RECORDS[:2])), True), (table_of(map(Handed, RECORDS[2:])), False))
    assert {doc for doc, (_, stale) in store.known().items() if stale} == {r.doc_id for r in RECORDS[:2]}

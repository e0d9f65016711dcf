import datetime as dt

import duckdb
import pytest

from graph.network import Graph
from tests.graph.fixtures import MET, record


@pytest.fixture(scope="module")
def folder(small_graph, tmp_path_factory):
    folder = tmp_path_factory.mktemp("parquet")
    small_graph.export("parquet", folder)
    return folder


def test_duckdb_reads_nodes_and_edges(small_graph, folder):
    nodes, edges = small_graph.to_pandas()
    for name, frame in (("nodes", nodes), ("edges", edges)):
        read = duckdb.sql(f"select * from '{folder}/{name}.parquet'")
        assert read.columns == list(frame.columns)
        assert read.fetchall() == [tuple(None if v != v else v for v in row) for row in frame.to_numpy()]  # noqa: PLR0124


def test_events_have_days_and_sentences(small_graph, folder):
    rows = duckdb.sql(
        f"select date, date_first, date_last, amount_value, evidence[1].text from '{folder}/events.parquet' where type = 'invests_in'"
    ).fetchall()
    assert rows == [
        (
            "2030-11",
            dt.date(2030, 11, 1),
            dt.date(2030, 11, 30),
            3e11,
            "가온전자는 2030년 11월 노바칩에 3000억 원을 투자했다.",
        )
    ]
    [(count,)] = duckdb.sql(f"select count(*) from '{folder}/events.parquet'").fetchall()
    assert count == sum(len(d["events"]) for *_, d in small_graph.to_networkx().edges(data=True))


@pytest.mark.parametrize(
    "records", [[], [record("d\ud800", [MET], [("한도윤", "met", "서지안", 0, {"item": "\ud800"})])]]
)
def test_nothing_and_odd_text_can_be_written(tmp_path, records):
    Graph.from_records(records).export("parquet", tmp_path)
    assert duckdb.sql(f"select count(*) from '{tmp_path}/events.parquet'").fetchall() == [(len(records),)]

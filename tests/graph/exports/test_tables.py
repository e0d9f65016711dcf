import csv
import io

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.exports import tables


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+82-2", "'+82-2"),
        ("-가온", "'-가온"),
        ("@sum", "'@sum"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("\u3000=1", "'\u3000=1"),
        ("가온전자", "가온전자"),
        ("3-1", "3-1"),
        (-5, -5),
        (None, None),
    ],
)
def test_formulas_become_text(text, written):
    assert tables.safe(text) == written


@given(st.lists(st.text(), min_size=2, max_size=2))
def test_any_text_reads_back(values):
    text = tables.csv_text([dict(zip("ab", values, strict=True))], "ab")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert rows == [["a", "b"], [tables.safe(v) for v in values]]
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in rows[1])


def test_duckdb_reads_what_the_graph_holds(small_graph, tmp_path):
    small_graph.write_tables(tmp_path)
    nodes, edges = small_graph.to_pandas()
    read = duckdb.sql(
        f"select * from read_csv('{tmp_path}/nodes.csv', header=true, all_varchar=true)"
    ).fetchall()
    assert [row[1] for row in read] == nodes["label"].tolist()
    query = f"select eid, head_label, type, tail_label, status, evidence from read_csv('{tmp_path}/edges.csv', header=true, all_varchar=true)"
    columns = ["eid", "head_label", "type", "tail_label", "status", "evidence"]
    assert duckdb.sql(query).fetchall() == [tuple(r) for r in edges[columns].to_numpy()]


def test_excel_sees_utf8(small_graph, tmp_path):
    for path in small_graph.write_tables(tmp_path):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        assert b"\r\n" in path.read_bytes()

"""The page of benchmark tables says what the committed results say."""

from __future__ import annotations

import importlib.util

from tests.conftest import ROOT

SPEC = importlib.util.spec_from_file_location("report", ROOT / "benchmarks" / "report.py")
report = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(report)


def test_page_is_that_of_the_results():
    assert report.PAGE.read_text(encoding="utf-8") == report.page(), "run python benchmarks/report.py"


def test_tables_of_groups_and_of_single_figures():
    ((head, rows),) = report._plain({"rows": [{"articles": 10, "read": {"s": 1}}, {"articles": 20, "mb": 3}]})
    assert [head, *rows] == [["articles", "read s", "mb"], [10, 1, None], [20, None, 3]]
    ((head, rows),) = report._pairs({"kills": 50, "adding": {"ratio": 1.3}})
    assert [head, *rows] == [("figure", "value"), ("kills", 50), ("adding ratio", 1.3)]


def test_edges_are_counted_by_type():
    lines = [
        "# read by hand",
        "doc_id\ttype\tverdict",
        "a\tmet\tright",
        "b\tmet\twrong",
        "c\tvisited\tright",
        "",
    ]
    ((_, rows),) = report._edges(lines)
    assert rows == [("met", 2, 1), ("visited", 1, 1), ("all", 3, 2)]

"""``inmaek export``: formats, conditions, and what it says of wrong ones."""

import csv
import json

import networkx as nx
import pytest

from extract.records import write_records
from graph.exports import FORMATS
from graph.settle import settle
from graph.store import Store
from tests.graph.fixtures import small


@pytest.fixture
def built(tmp_path):
    folder = tmp_path / "결과"
    folder.mkdir()
    with (folder / "records.jsonl").open("w", encoding="utf-8") as stream:
        write_records(small(), stream)
    return folder


def rows(folder):
    with (folder / "edges.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_format_is_written_beside_the_build(run, built):
    before = {path.name for path in built.iterdir()}
    status, out, errors = run("export", built, "--format", "all")
    assert (status, errors) == (0, [])
    written = [line.removeprefix("wrote ") for line in out.splitlines()[1:]]
    assert len(written) == len(set(written)) >= len(FORMATS)
    assert {path.name for path in built.iterdir()} == before | {"export"}
    assert all(path.stat().st_size for path in (built / "export").rglob("*.*"))


def test_a_store_is_read_before_the_records_and_gives_the_same(run, built, tmp_path):
    of_records, of_store = tmp_path / "records", tmp_path / "store"
    run("export", built, "--format", "all", "-o", of_records)
    with Store.open(built, write=True, create=True) as store:
        store.put_all(small())
        settle(store)
    (built / "records.jsonl").write_text("no record", encoding="utf-8")
    assert run("export", built, "--format", "all", "-o", of_store)[0] == 0
    written = [
        {p.relative_to(out): p.read_bytes() for p in out.rglob("*.*")} for out in (of_records, of_store)
    ]
    assert written[0] == written[1]


@pytest.mark.parametrize(
    ("options", "types"),
    [
        (["--since", "2031-03-12", "--until", "2031-03-12"], {"met", "signed_mou", "participates_in"}),
        (["--until", "2030"], {"invests_in"}),
        (["--until", "2030", "--undated"], {"invests_in", "met", "supplies", "partners_with"}
         | {"signed_contract", "holds_position"}),
        (["--type", "met,supplies"], {"met", "supplies"}),
        (["--type", "met", "--type", "supplies"], {"met", "supplies"}),
        (["--entity-type", "COMPANY"], {"supplies", "invests_in", "partners_with", "signed_contract"}),
        (["--status", "negated"], {"met"}),
        (["--around", "서 장관"], {"met", "holds_position"}),
        (["--around", "별빛프로젝트", "--hops", "2"], {"participates_in"}),
        (["--source", "주간경제"], {"invests_in", "partners_with", "signed_contract"}),
        (["--min-articles", "2"], {"met"}),
        (["--min-confidence", "0.95"], {"holds_position"}),
    ],
)  # fmt: skip
def test_conditions(run, built, tmp_path, options, types):
    status, _, errors = run("export", built, "-f", "csv", "-o", tmp_path / "part", *options)
    assert (status, errors) == (0, [])
    assert {row["type"] for row in rows(tmp_path / "part")} == types


def test_conditions_hold_for_every_format(run, built, tmp_path):
    run("export", built, "-f", "all", "-o", tmp_path / "part", "--type", "invests_in")
    assert nx.read_graphml(tmp_path / "part" / "graph.graphml").number_of_edges() == 1
    for name in ("graph.events.gexf", "graph.json", "graph.cypher", "entities.ftm.json", "report.html"):
        text = (tmp_path / "part" / name).read_text("utf-8")
        assert "3000억 원" in text
        assert "웨이퍼" not in text
    for name in ("graph.html", "graph.svg"):
        text = (tmp_path / "part" / name).read_text("utf-8")
        assert "노바칩" in text
        assert "서지안" not in text


def test_reports_are_in_the_language_asked_for(run, built):
    run("export", built, "-f", "md,html", "--lang", "ko")
    assert "# 인맥 보고서" in (built / "export" / "report.md").read_text("utf-8")
    run("export", built, "-f", "md,html", "--lang", "en")
    assert "# inmaek report" in (built / "export" / "report.md").read_text("utf-8")
    assert '<html lang="en">' in (built / "export" / "graph.html").read_text("utf-8")


def test_for_machines(run, built):
    status, out, _ = run("export", built, "-f", "json", "--json", "--type", "met")
    assert status == 0
    assert json.loads(out) == {
        "entities": 3,
        "relations": 2,
        "files": [str(built / "export" / "graph.json")],
    }


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["-f", "xlsx"], "--format xlsx: not here; there is html, graphml"),
        (["-f", "csv", "--since", "언젠가"], "--since 언젠가: not a date"),
        (["-f", "csv", "--type", "meets"], "--type meets: not here; there is holds_position"),
        (["-f", "csv", "--entity-type", "HUMAN"], "--entity-type HUMAN: not here; there is AGENCY"),
        (["-f", "csv", "--source", "어느신문"], "--source 어느신문: not here; there is 두리통신"),
        (["-f", "csv", "--around", "한도운"], "--around 한도운: no such name; much like it: 한도윤"),
    ],
)
def test_wrong_conditions_are_told_in_one_line(run, built, options, told):
    status, _, errors = run("export", built, *options)
    assert status == 2
    assert len(errors) == 1
    assert errors[0].startswith(told)
    assert not list((built / "export").rglob("*.*"))


def test_a_folder_without_a_build(run, tmp_path):
    status, _, errors = run("export", tmp_path / "nowhere", "-f", "csv")
    assert (status, len(errors)) == (2, 1)
    assert "make it first with `inmaek build" in errors[0]


def test_broken_records(run, built):
    with (built / "records.jsonl").open("a", encoding="utf-8") as stream:
        stream.write('{"doc_id": 1}\n')
    status, _, errors = run("export", built, "-f", "csv")
    assert (status, len(errors)) == (2, 1)
    assert "records.jsonl:5" in errors[0]

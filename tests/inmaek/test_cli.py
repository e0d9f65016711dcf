from __future__ import annotations

import io
import json
import sys

import pytest

import inmaek
from graph.store import Store
from inmaek.cli import main
from tests.inmaek import fakes
from tests.inmaek.conftest import MET

FILES = ["edges.csv", "graph.graphml", "graph.html", "nodes.csv", "records.jsonl", "store.duckdb"]


def test_help_in_both_languages(run):
    status, out, _ = run("--help")
    assert status == 0
    assert "Read Korean news" in out
    status, out, _ = run("--help", "--lang", "ko")
    assert "한국어 기사를 읽어" in out
    assert "이 도움말을 보여 줍니다" in out


@pytest.mark.parametrize("command", ["build", "extract", "ner", "explain", "check-data", "schema", "demo"])
def test_help_of_each_command_is_translated(run, command):
    status, out, _ = run(command, "--help", "--lang=ko")
    assert status == 0
    assert "선택" in out
    assert "opt." not in out
    assert "cmd." not in out


def test_version(run):
    assert run("--version")[:2] == (0, f"inmaek {inmaek.__version__}\n")


def test_build_writes_all_files_and_tells_what_it_found(run, article, tmp_path):
    out = tmp_path / "out"
    status, printed, errors = run("build", article, "-o", out, "--published", "2025-10-01")
    assert (status, errors) == (0, [])
    assert sorted(path.name for path in out.iterdir()) == FILES
    assert "Found 2 entities and 1 relations in 1 articles." in printed
    assert "2025-10-01" in printed
    assert "만났다" in printed


def test_build_for_machines(run, article, tmp_path):
    empty = tmp_path / "empty.txt"
    empty.write_text("", encoding="utf-8")
    status, printed, _ = run("build", article, empty, "-o", tmp_path / "out", "--json")
    found = json.loads(printed)
    assert status == 1
    assert found["articles"] == 1
    assert found["entities"] == {"PERSON": 2}
    assert found["relations"] == {"met": 1}
    assert len(found["files"]) == len(FILES)
    assert [line.split(": ")[0] for line in found["skipped"]] == [str(empty)]


def test_bad_inputs_are_told_one_line_each_and_the_rest_is_read(run, article, tmp_path):
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)))
    (tmp_path / "rows.jsonl").write_text(
        json.dumps({"id": "row", "text": MET}) + "\n{broken\n", encoding="utf-8"
    )
    records = tmp_path / "out.jsonl"
    inputs = [article, tmp_path / "binary.txt", tmp_path / "rows.jsonl", tmp_path / "nothing.txt"]
    status, _, errors = run("extract", *inputs, "-o", records)
    assert status == 1
    assert errors[-1] == "inputs skipped: 3"
    for name in ("binary.txt", "rows.jsonl:2", "nothing.txt"):
        assert sum(f"{tmp_path}/{name}: " in line and "; " in line for line in errors) == 1, errors
    lines = [json.loads(line) for line in records.read_text(encoding="utf-8").splitlines()]
    assert [line["doc_id"] for line in lines] == ["기사", "row"]


@pytest.mark.parametrize("command", ["build", "extract", "ner"])
def test_nothing_to_read(run, tmp_path, command):
    status, _, errors = run(command, tmp_path / "no.txt", "-o", tmp_path / "result")
    assert status == 1
    assert "inputs skipped: 1" in errors


def test_build_of_nothing_writes_nothing(run, tmp_path):
    _, _, errors = run("build", tmp_path / "no.txt", "-o", tmp_path / "out")
    assert "No article could be read; nothing was written." in errors
    assert list((tmp_path / "out").iterdir()) == []


def test_interrupted_build_keeps_what_was_read_and_writes_no_other_file(run, tmp_path, article):
    stop = tmp_path / "stop.txt"
    stop.write_text("멈춤!!", encoding="utf-8")
    status, _, _ = run("build", article, stop, "-o", tmp_path / "out")
    assert status == 130
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["store.duckdb"]
    status, printed, _ = run("build", article, "-o", tmp_path / "out", "--json")
    assert json.loads(printed)["changes"]["same"] == ["기사"]


@pytest.mark.parametrize(
    ("command", "target"), [("build", "file/out"), ("extract", "file/out.jsonl"), ("ner", "folder")]
)
def test_output_that_cannot_be_written_is_told_first(run, pipeline, article, tmp_path, command, target):
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    status, _, errors = run(command, article, "-o", tmp_path / target)
    assert status == 2
    assert len(errors) == 1
    assert errors[0].startswith("cannot write there: ")
    assert pipeline == []


@pytest.mark.parametrize(
    "option",
    [
        ["--published", "2025-13"],
        ["--published", "yesterday"],
        ["--columns", "body"],
        ["--columns", "body=text"],
        ["--columns", "text="],
    ],
)
def test_wrong_options(run, pipeline, article, option):
    status, _, errors = run("extract", article, *option)
    assert status == 2
    assert len(errors) == 1
    assert option[1] in errors[0]
    assert pipeline == []


def test_unknown_language(run):
    assert run("--lang", "fr")[0] == 2


def test_own_data_and_no_model(run, pipeline, article, tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    run("extract", article, "--data", tmp_path / "a", "--data", tmp_path / "b", "--no-model")
    assert pipeline == [((inmaek.data_dir(), tmp_path / "a", tmp_path / "b"), False)]


def test_names(run, article):
    status, printed, _ = run("ner", article)
    assert status == 0
    assert json.loads(printed) == {
        "doc_id": "기사",
        "spans": [{"start": 0, "end": 3, "label": "PERSON"}, {"start": 9, "end": 14, "label": "PERSON"}],
    }


@pytest.mark.parametrize("command", ["extract", "ner", "build", "add", "refresh", "explain"])
def test_each_command_that_reads_tells_the_limits_hit(run, tmp_path, monkeypatch, command):
    text = MET * 2
    path, out = tmp_path / "긴 글.txt", tmp_path / "out"
    path.write_text(text, encoding="utf-8")
    asked = {"refresh": [out], "explain": [text], "build": [path, "-o", out], "add": [path, "-o", out]}
    if command == "refresh":
        run("build", path, "-o", out)
        with Store.open(out, write=True) as store:
            store.con.execute("UPDATE docs SET stale = true")
    monkeypatch.setattr(fakes, "LONGEST", len(MET))
    status, printed, errors = run(command, *asked.get(command, [path]))
    assert status == 1
    assert errors == [
        f"{'explain' if command == 'explain' else '긴 글'}: is long; split it",
        "inputs skipped: 1",
    ]
    assert printed


def test_columns_and_standard_input(run, monkeypatch):
    row = json.dumps({"id": "a", "body": MET, "published": "2025-10-01"})
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(row.encode())))
    status, printed, _ = run("extract", "-", "--columns", "text=body")
    record = json.loads(printed)
    assert status == 0
    assert (record["doc_id"], record["text"], record["published"]) == ("a", MET, "2025-10-01")


def test_explain(run, tmp_path):
    assert run("explain", MET)[1] == f"tree of {MET}\n"
    assert json.loads(run("explain", MET, "--json")[1]) == {"text": MET}
    assert run("explain", MET, "--html", tmp_path / "page.html")[0] == 0
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == f"<p>{MET}</p>"


def test_schema_is_that_of_a_record(run):
    schema = json.loads(run("schema")[1])
    assert {"doc_id", "text", "entities", "relations"} <= schema["properties"].keys()


def test_output_is_utf8_whatever_the_locale(pipeline, article, monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    with pytest.raises(SystemExit):
        main(["extract", str(article)])
    sys.stdout.flush()
    assert json.loads(raw.getvalue().decode("utf-8"))["text"] == MET


@pytest.mark.parametrize(("least", "kept"), [("0.9", 1), ("0.95", 0)])
def test_least_confidence(run, article, tmp_path, least, kept):
    status, printed, _ = run("extract", article, "--min-confidence", least)
    assert status == 0
    assert len(json.loads(printed)["relations"]) == kept
    out = tmp_path / "out"
    status, printed, _ = run("build", article, "-o", out, "--min-confidence", least, "--json")
    assert sum(json.loads(printed)["relations"].values()) == kept
    assert len(json.loads((out / "records.jsonl").read_text(encoding="utf-8"))["relations"]) == 1

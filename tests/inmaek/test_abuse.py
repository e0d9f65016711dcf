"""Full disks, broken pipes and files that cannot be written: a clear word, and nothing lost."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from inmaek import project
from inmaek.paths import output
from tests.inmaek.conftest import MET

resource = pytest.importorskip("resource", reason="limits of a process are POSIX's")


class FullStream:
    """Standard output on a disk with no room."""

    encoding = "utf-8"

    def write(self, _text):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def flush(self):
        pass


@contextmanager
def no_file_above(size):
    """Let no file of this process grow past ``size`` bytes, as a disk does that is full; the tests' own log may again."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("command", ["extract", "ner"])
def test_no_room_on_standard_output(run, article, monkeypatch, command):
    monkeypatch.setattr(sys, "stdout", FullStream())
    status, _, errors = run(command, article)
    assert status == 2
    (error,) = errors
    assert error.startswith(f"stopped: [Errno {errno.ENOSPC}] {os.strerror(errno.ENOSPC)}; ")


def test_no_room_for_a_file_leaves_the_old_one(run, tmp_path):
    articles = tmp_path / "in"
    articles.mkdir()
    for i in range(40):
        (articles / f"{i}.txt").write_text(MET * 40, encoding="utf-8")
    out = tmp_path / "out" / "records.jsonl"
    out.parent.mkdir()
    out.write_text("old\n", encoding="utf-8")
    with no_file_above(20_000):
        status, _, errors = run("extract", articles, "-o", out)
    assert status == 2
    assert [line.split(":")[0] for line in errors] == ["stopped"]
    assert out.read_text(encoding="utf-8") == "old\n"
    assert [path.name for path in out.parent.iterdir()] == ["records.jsonl"]


def test_no_room_for_the_store_keeps_what_it_had(run, article, tmp_path):
    out = tmp_path / "out"
    assert run("build", article, "-o", out)[0] == 0
    more = tmp_path / "more.jsonl"
    more.write_text("".join(json.dumps({"id": i, "text": MET * 2000}) + "\n" for i in range(40)), "utf-8")
    with no_file_above((out / "store.duckdb").stat().st_size):
        status, _, errors = run("add", more, "-o", out)
    assert status == 2
    assert not any("Traceback" in line for line in errors)
    assert len(errors) == 1
    status, printed, _ = run("add", article, "-o", out, "--json")
    assert status == 0
    assert json.loads(printed)["changes"]["same"] == ["기사"]


def test_a_file_that_fails_half_way_leaves_the_store_and_the_old_files(run, article, tmp_path, monkeypatch):
    out = tmp_path / "out"
    assert run("build", article, "-o", out)[0] == 0
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.suffix == ".html"}

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(out / "graph.html"))

    monkeypatch.setattr(project, "write_all", full)
    status, _, errors = run("build", article, "-o", out)
    assert (status, len(errors)) == (2, 1)
    assert "graph.html" in errors[0]
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.suffix == ".html"} == before


WRITERS = {
    "build": ["build", "ARTICLE", "-o", "OUT"],
    "demo": ["demo", "-o", "OUT"],
    "add": ["add", "ARTICLE", "-o", "OUT"],
    "refresh": ["refresh", "OUT"],
    "remove": ["remove", "OUT", "기사"],
    "extract": ["extract", "ARTICLE", "-o", "OUT/a"],
    "ner": ["ner", "ARTICLE", "-o", "OUT/a"],
    "export": ["export", "OUT", "--format", "csv"],
    "query": ["query", "OUT", "brokers", "--csv", "OUT/a"],
    "explain": ["explain", MET, "--html", "OUT/a"],
    "schema": ["schema", "-o", "OUT/a"],
    "gazetteer add": ["gazetteer", "add", "가람전자", "--type", "COMPANY", "--data", "OUT"],
    "gazetteer suggest": ["gazetteer", "suggest", "ARTICLE", "-o", "OUT/a"],
}


@pytest.mark.parametrize("command", WRITERS)
def test_a_read_only_folder_is_told_before_the_work(run, pipeline, article, tmp_path, monkeypatch, command):
    out = tmp_path / "out"
    run("build", article, "-o", out)
    before = contents(tmp_path)
    pipeline.clear()

    def refused(*_, **__):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(tempfile, "TemporaryFile", refused)  # root may write where others may not
    status, printed, errors = run(*filled(WRITERS[command], article, out))
    assert (status, printed, len(errors)) == (2, "", 1)
    assert os.strerror(errno.EROFS) in errors[0]
    assert pipeline == []
    assert contents(tmp_path) == before


def test_two_that_write_one_file_leave_one_of_the_two_whole(tmp_path):
    path = tmp_path / "records.jsonl"
    with output(str(path)) as one, output(str(path)) as other:
        for number in range(3):
            one.write(f"one {number}\n")
            other.write(f"other {number}\n")
    assert path.read_text("utf-8") == "one 0\none 1\none 2\n"
    assert contents(tmp_path).keys() == {path}


@pytest.mark.parametrize(
    "given", [["build", "ARTICLE", "-o", "OUT"], ["refresh", "OUT"], ["remove", "OUT", "기사"]]
)
def test_a_project_that_another_writes_to_is_left_alone(run, article, tmp_path, given):
    out = tmp_path / "out"
    run("build", article, "-o", out)
    code = "import sys; from graph.store import Store; store = Store.open(sys.argv[1], write=True); print(1, flush=True); input()"
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(out)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with other:
        assert other.stdout.readline() == b"1\n"
        before = contents(out)
        status, _, errors = run(
            *(word.replace("OUT", str(out)).replace("ARTICLE", str(article)) for word in given)
        )
        assert (status, len(errors)) == (2, 1)
        assert f"process {other.pid}" in errors[0]
        assert contents(out) == before
        other.communicate(b"\n")
    assert run("query", out, "brokers")[0] == 0


def filled(words, article, out):
    """Return the ``words`` of a command with its input and output put in."""
    return [word.replace("OUT", str(out)).replace("ARTICLE", str(article)) for word in words]


def contents(folder):
    """Return the files below ``folder`` with their bytes."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class Audit:
    """What the process opens to write, and where it asks the network, while the block runs."""

    NET = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request")

    def __enter__(self):
        self.written, self.asked, self.on = set(), [], True
        sys.addaudithook(self.heard)  # cannot be taken away again
        return self

    def __exit__(self, *_):
        self.on = False

    def heard(self, event, args):
        if self.on and event in self.NET:
            self.asked.append((event, args))
        elif (
            self.on
            and event == "open"
            and isinstance(args[0], str | bytes | os.PathLike)
            and ((args[2] or 0) & (os.O_WRONLY | os.O_RDWR))
        ):
            self.written.add(Path(os.fsdecode(args[0])).absolute())


def test_nothing_is_written_but_in_the_output_folder_and_nothing_fetched(run, tmp_path, monkeypatch):
    away, out, given = (tmp_path / name for name in ("here", "out", "given"))
    away.mkdir()
    given.mkdir()
    monkeypatch.chdir(away)
    rows = [
        {"id": name, "text": MET, "url": "http://x.example/a"}
        for name in ("../../밖", "/tmp/밖", "C:\\밖", "..")
    ]
    (given / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    (given / "b.html").write_text(
        "<html><head><base href='http://x.example'><link rel=stylesheet href='//x.example/a.css'>"
        "<link rel=canonical href='http://x.example/b'></head><body><img src='http://x.example/a.png'>"
        "<iframe src='http://x.example'></iframe><article>" + f"<p>{MET}</p>" * 9,
        "utf-8",
    )
    before = contents(tmp_path)
    with Audit() as audit:
        assert run("build", given, "-o", out)[0] == 0
        assert run("export", out, "--format", "all")[0] == 0
        assert run("query", out, "brokers", "--csv", out / "brokers.csv")[0] == 0
        status, _, errors = run("extract", "https://x.example/a.html", "-o", out / "none.jsonl")
    assert (status, errors[0]) == (1, "https://x.example/a.html: does not exist; check the name")
    assert audit.asked == []
    elsewhere = {p for p in audit.written if out not in p.parents and "__pycache__" not in p.parts}
    assert elsewhere - {Path(os.devnull), out} == set()
    assert {path: data for path, data in contents(tmp_path).items() if out not in path.parents} == before
    assert list(away.iterdir()) == []

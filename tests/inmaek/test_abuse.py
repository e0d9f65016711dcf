"""Full disks, broken pipes and files that cannot be written: a clear word, and nothing lost."""

from __future__ import annotations

import errno
import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from inmaek import project
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


def test_nothing_is_written_but_in_the_output_folder(run, article, tmp_path, monkeypatch):
    away = tmp_path / "here"
    away.mkdir()
    monkeypatch.chdir(away)
    opened = []
    recording = [True]  # a hook cannot be taken away again
    sys.addaudithook(lambda event, args: opened.append(args) if recording and event == "open" else None)
    assert run("build", article, "-o", tmp_path / "out")[0] == 0
    recording.clear()
    written = {
        Path(os.fsdecode(path)).absolute()
        for path, mode, flags in opened
        if isinstance(path, str | bytes | os.PathLike) and (flags or 0) & (os.O_WRONLY | os.O_RDWR)
    }
    elsewhere = {p for p in written if tmp_path / "out" not in p.parents and "__pycache__" not in p.parts}
    assert elsewhere - {Path(os.devnull), tmp_path / "out"} == set()
    assert list(away.iterdir()) == []

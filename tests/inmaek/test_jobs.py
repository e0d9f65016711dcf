"""Several processes write what one writes, and one that is lost is told."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from itertools import count

import pytest

from extract.document import Article
from inmaek import api, parallel
from inmaek.cli import main
from inmaek.paths import data_dir, samples_dir
from inmaek.project import Changes

FILES = ("graph.html", "graph.graphml", "nodes.csv", "edges.csv", "records.jsonl")
#: Adds articles in two processes, and is hit by Ctrl-C, as its whole group is, at the first article.
INTERRUPTED = """
import os, signal, sys
from pathlib import Path
from inmaek import api
from inmaek.paths import samples_dir

def steps(found):
    for step in found:
        yield step
        os.killpg(0, signal.SIGINT)

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
    api.add(Path(sys.argv[1]), samples_dir(), model=False, jobs=2, on_article=steps)
"""


def lost(_pipeline, _article):
    os.kill(os.getpid(), signal.SIGTERM)


@pytest.mark.parametrize("what", [api.extract, api.names])
def test_two_processes_write_what_one_writes(monkeypatch, what):
    monkeypatch.setattr(parallel, "BATCH", 3)
    one, two = (list(map(str, what(samples_dir(), model=False, jobs=jobs))) for jobs in (1, 2))
    assert len(one) > 6
    assert one == two


def project(out, jobs, *lots):
    """Make a project of ``lots`` of articles, added one after the other; return its files and changes."""
    changes = []
    for lot in lots:
        built = api.add(out, lot, model=False, jobs=jobs)
        built.graph.close()
        changes.append(built.changes)
    return [(out / name).read_bytes() for name in FILES], changes


def test_two_processes_build_what_one_builds(monkeypatch, tmp_path):
    monkeypatch.setattr(parallel, "BATCH", 2)
    some = [path for path in sorted(samples_dir().iterdir()) if path.suffix == ".txt"]
    lots = some[:4], some, [samples_dir()]
    one, two = (project(tmp_path / str(jobs), jobs, *lots) for jobs in (1, 2))
    assert one == two
    assert [bool(changes.same) for changes in two[1]] == [False, True, True]


@pytest.mark.parametrize("command", ["build", "add"])
def test_the_commands_read_in_processes(monkeypatch, tmp_path, command):
    seen = []

    def in_processes(given, task, **how):
        seen.append(how["jobs"])
        return parallel._in_this(given, task, lambda: api.pipeline(model=False))

    monkeypatch.setattr(parallel, "in_processes", in_processes)
    with pytest.raises(SystemExit) as stop:
        main([command, str(samples_dir()), "-o", str(tmp_path), "--no-model", "--jobs", "3", "--json"])
    assert (stop.value.code, set(seen)) == (0, {3})


def test_what_is_the_same_starts_no_process(tmp_path):
    api.add(tmp_path, samples_dir(), model=False, files=False)
    built = api.add(tmp_path, samples_dir(), model=False, files=False, jobs=2)
    assert built.changes == Changes(same=built.changes.same)
    built.graph.close()


def test_few_articles_are_taken_ahead(monkeypatch):
    monkeypatch.setattr(parallel, "BATCH", 2)
    taken = count()
    endless = (Article(str(next(taken)), "가람전자가 나루통신을 만났다.") for _ in count())
    found = parallel.in_processes(endless, parallel.names_of, folders=(data_dir(),), model=False, jobs=2)
    assert [answer["doc_id"] for (answer, _), _ in zip(found, range(5), strict=False)] == list("01234")
    found.close()
    assert next(taken) <= 5 + 2 * 2 * parallel._WAITING
    assert multiprocessing.active_children() == []


@pytest.mark.skipif(sys.platform == "win32", reason="no process groups")
def test_ctrl_c_keeps_what_was_read_and_says_nothing_of_its_own(tmp_path):
    script = tmp_path / "interrupted.py"
    script.write_text(INTERRUPTED, encoding="utf-8")
    out = tmp_path / "out"
    run = subprocess.run(
        [sys.executable, str(script), str(out)],
        check=False,
        start_new_session=True,
        capture_output=True,
        text=True,
    )
    assert run.stderr.count("Traceback") == 1
    assert run.stderr.rstrip().endswith("KeyboardInterrupt")
    with api.open_graph(out) as graph:
        assert graph.store.count() == 1


def test_a_lost_process_is_told():
    articles = [Article(str(i), "가람전자가 나루통신을 만났다.") for i in range(20)]
    with pytest.raises(parallel.WorkerLostError, match="--jobs"):
        list(parallel.in_processes(articles, lost, folders=(data_dir(),), model=False, jobs=1))

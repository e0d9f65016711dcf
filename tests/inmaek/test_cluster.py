"""Reading by a Dask cluster whose scheduler and workers are processes of their own."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys

import pytest
from distributed import Client

from inmaek import api, cluster, partitions
from inmaek.cli import main
from tests.graph.test_bulk import content

MEETINGS = [
    "{} 가람전자 회장이 {} 나루통신 대표를 만났다. 두 회사는 업무협약을 맺었다.",
    "{} 국토교통부 장관은 {} 서울시장과 회동했다.",
    "{} 대표는 {} 교수를 만나지 못했다고 밝혔다.",
]
PEOPLE = ["한도윤", "서지안", "민가온", "오하린", "백이든"]


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """Start a scheduler and a worker; return the file that tells where it is."""
    file = tmp_path_factory.mktemp("dask") / "scheduler.json"
    started = [_start("scheduler", "--scheduler-file", file, "--port", "0", "--no-dashboard"), _worker(file)]
    with Client(scheduler_file=str(file), timeout=60) as client:
        client.wait_for_workers(1, timeout=60)
    yield str(file)
    for process in started:
        process.kill()
        process.wait()


def _worker(file):
    return _start("worker", "--scheduler-file", file, "--nthreads", "1", "--no-nanny", "--no-dashboard")


def _start(*command):
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *map(str, command)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def articles(tmp_path):
    """Return a folder of two files with 60 articles, and two rows that are none."""
    folder = tmp_path / "기사"
    folder.mkdir()
    rows = [
        {
            "id": f"기사{i}",
            "text": MEETINGS[i % 3].format(PEOPLE[i % 5], PEOPLE[(i // 5 + 1 + i) % 5]),
            "published": f"2025-10-{i % 28 + 1:02}",
        }
        for i in range(60)
    ]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / "앞.jsonl").write_text("\n".join([*lines[:25], "글이 아님", *lines[25:40]]), encoding="utf-8")
    (folder / "뒤.jsonl").write_text(
        "\n".join([*lines[40:], '{"id": "빈글", "text": " "}']), encoding="utf-8"
    )
    return folder


def records(folder):
    return [r for loaded in partitions.read(str(folder)) for r in partitions.records_of(loaded.table)]


def alone(folder):
    return list(api.extract(folder, model=False, on_problem=lambda _: None))


def run(folder, out, scheduler, block=5, **options):
    return cluster.extract([str(folder)], str(out), scheduler=scheduler, block=block, model=False, **options)


def test_records_equal_though_a_worker_is_killed_midway(scheduler, articles, tmp_path):
    doomed = _worker(scheduler)
    with Client(scheduler_file=scheduler) as client:
        client.wait_for_workers(2, timeout=60)
        pids = client.run(os.getpid)
        address = next(a for a, pid in pids.items() if pid == doomed.pid)
        done, killed = [], False
        for partition in run(articles, tmp_path / "out", scheduler):
            done.append(partition)
            if not killed and client.processing().get(address):
                os.kill(doomed.pid, signal.SIGKILL)
                doomed.wait()
                killed = True
        assert killed
        assert len(done) == 14
        assert set(client.scheduler_info()["workers"]) == set(pids) - {address}
    assert records(tmp_path / "out") == alone(articles)
    assert not [p for p in (tmp_path / "out").iterdir() if p.name.startswith(".")]


def test_a_stopped_run_goes_on_where_it_was(scheduler, articles, tmp_path):
    first = run(articles, tmp_path / "out", scheduler, block=20)
    next(first)
    first.close()
    there = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "out").glob("*.parquet")}
    assert there
    again = list(run(articles, tmp_path / "out", scheduler, block=20))
    assert {p.name for p in again if not p.made} >= there.keys()
    assert (
        there.items() <= {p.name: p.stat().st_mtime_ns for p in (tmp_path / "out").glob("*.parquet")}.items()
    )
    assert not any(p.made for p in run(articles, tmp_path / "out", scheduler, block=20))
    assert records(tmp_path / "out") == alone(articles)
    (articles / "뒤.jsonl").write_text('{"id": "새글", "text": "새 글이다."}', encoding="utf-8")
    changed = list(run(articles, tmp_path / "out", scheduler, block=20))
    assert [p.articles for p in changed if p.made] == [1]
    assert records(tmp_path / "out") == alone(articles)


def test_what_was_not_read_stands_in_a_table(scheduler, articles, tmp_path):
    (articles / "그림.png").write_bytes(b"\x89PNG")
    list(run(articles, tmp_path / "out", scheduler, block=20))
    with (tmp_path / "out" / "failed.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    where = {row["where"].rpartition("/")[2]: row["error"] for row in rows}
    assert where.keys() == {"그림.png", "앞.jsonl:26", "뒤.jsonl:21"}
    assert where["앞.jsonl:26"] == "is no JSON"


def test_an_article_that_breaks_the_reader_is_told_and_the_rest_read(articles, tmp_path, monkeypatch):
    whole = alone(articles)
    reader = api.pipeline(model=False)
    read = type(reader).read

    def broken(self, article, *args):
        if article.doc_id == "기사3":
            raise RecursionError("too deep")
        return read(self, article, *args)

    monkeypatch.setattr(type(reader), "read", broken)
    file = cluster._files([str(articles / "앞.jsonl")])[0][0]
    block = cluster.outline(file, 10)[0]
    how = cluster.How(cluster._mark((), model=False), model=False)
    made = cluster.make(cluster.Task(file, block, str(tmp_path), "p.parquet"), how)
    assert [(f.doc_id, f.error, f.skipped) for f in made.failed] == [
        ("기사3", "RecursionError: too deep", True)
    ]
    assert records(tmp_path) == [r for r in whole if r.doc_id in {f"기사{i}" for i in range(10)} - {"기사3"}]


def test_a_worker_with_other_data_is_refused(articles, tmp_path):
    file = cluster._files([str(articles / "앞.jsonl")])[0][0]
    task = cluster.Task(file, cluster.outline(file, 10)[0], str(tmp_path), "p.parquet")
    with pytest.raises(cluster.ClusterError, match="other data"):
        cluster.make(task, cluster.How("another mark", model=False))


def test_a_store_of_records_is_the_store_of_the_articles(scheduler, articles, tmp_path):
    list(run(articles, tmp_path / "records", scheduler, block=20))
    quiet = {"model": False, "on_problem": lambda _: None}
    built = api.build_into(tmp_path / "one", [articles], **quiet)
    bulk = api.build_from(tmp_path / "bulk", str(tmp_path / "records"), **quiet)
    assert bulk.changes.new == built.changes.new
    assert content(bulk.graph.store) == content(built.graph.store)
    for graph in (built.graph, bulk.graph):
        graph.close()
    for name in ("graph.html", "graph.graphml", "nodes.csv", "edges.csv", "records.jsonl"):
        assert (tmp_path / "bulk" / name).read_bytes() == (tmp_path / "one" / name).read_bytes()
    lines = api.build_from(tmp_path / "lines", str(tmp_path / "one" / "records.jsonl"), **quiet)
    assert lines.articles == 60
    lines.graph.close()
    assert (tmp_path / "lines" / "graph.graphml").read_bytes() == (
        tmp_path / "one" / "graph.graphml"
    ).read_bytes()


def test_partitions_that_are_not_there_or_are_none_are_told(scheduler, articles, tmp_path):
    out = tmp_path / "out"
    list(run(articles, out, scheduler, block=20))
    first, second, *_ = sorted(out.glob("*.parquet"))
    first.unlink()
    second.write_bytes(b"none")
    told = [str(p) for p in partitions.read(str(out)) if isinstance(p, partitions.InputProblem)]
    assert len(told) == 2
    assert any("not there yet" in line for line in told)
    assert any("cannot be read as records" in line for line in told)


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["extract", "ARTICLES", "--engine", "dask"], "-o DIR"),
        (["extract", "ARTICLES", "--engine", "dask", "-o", "OUT", "--scheduler", "nowhere:1"], "the cluster cannot be used"),
        (["build"], "--from"),
        (["build", "ARTICLES", "--from", "ARTICLES"], "--from"),
        (["build", "--from", "OUT"], "no such file"),
    ],
)  # fmt: skip
def test_wrong_use_is_told_in_one_line(articles, tmp_path, capsys, monkeypatch, args, told):
    monkeypatch.setattr(cluster, "_WAIT", 0.1)
    given = {"ARTICLES": str(articles), "OUT": str(tmp_path / "out")}
    with pytest.raises(SystemExit) as stop:
        main(["--lang", "en", *(given.get(a, a) for a in args)])
    errors = capsys.readouterr().err.splitlines()
    assert (stop.value.code, len(errors)) == (2, 1)
    assert told in errors[0]


@pytest.mark.parametrize(("given", "workers"), [([], None), (["--jobs", "1"], 1), (["-j", "3"], 3)])
def test_as_many_workers_as_jobs_asked_for(articles, tmp_path, monkeypatch, given, workers):
    asked = []
    monkeypatch.setattr(cluster, "extract", lambda *_, **how: asked.append(how["workers"]) or iter(()))
    with pytest.raises(SystemExit) as stop:
        main(["extract", str(articles), "--engine", "dask", "-o", str(tmp_path / "out"), *given])
    assert (stop.value.code, asked) == (0, [workers])


def test_without_dask_the_remedy_is_told(articles, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("inmaek.cli_cluster.find_spec", lambda _: None)
    with pytest.raises(SystemExit) as stop:
        main(["--lang", "ko", "extract", str(articles), "--engine", "dask", "-o", str(tmp_path / "out")])
    assert stop.value.code == 2
    assert capsys.readouterr().err.splitlines() == [
        "클러스터로 읽으려면 Dask가 있어야 합니다: pip install 'inmaek[dask]'"
    ]

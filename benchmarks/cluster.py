"""Reading by a Dask cluster of which a worker is killed midway, beside reading in one process.

    python benchmarks/cluster.py                     10,000 short articles; writes benchmarks/results/cluster.json
    python benchmarks/cluster.py --articles 1000

The articles are those of ``scale.py``. ``inmaek extract`` reads them once as it is, and once with ``--engine
dask`` by a scheduler and two workers, all processes of their own. When half of the partitions are there, the
worker that is at work is ended by SIGKILL and nothing takes its place. The records must be equal line by line,
and so must the graphs that ``inmaek build --from`` makes of both. Exits with status 1 where they are not.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from distributed import Client  # noqa: E402

from inmaek import partitions  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results" / "cluster.json"
WORKERS = 2
#: Seconds between looks at how far the cluster is, and for it to start.
LOOK, START = 0.2, 120
GRAPH = ("graph.graphml", "nodes.csv", "edges.csv", "records.jsonl")


def command(*words: object) -> list[str]:
    """Return the command line of ``inmaek`` with ``words``."""
    return [sys.executable, "-m", "inmaek", *map(str, words)]


def timed(*words: object) -> float:
    """Run ``inmaek`` with ``words``; return the seconds it takes."""
    began = time.perf_counter()
    subprocess.run(command(*words), check=True, cwd=ROOT, capture_output=True)
    return round(time.perf_counter() - began, 1)


@contextmanager
def cluster(file: Path) -> Iterator[tuple[Client, dict[str, int]]]:
    """Start a scheduler and its workers as processes; yield a client and the workers' process ids by address."""
    dask, where = [sys.executable, "-m", "dask"], ["--scheduler-file", str(file), "--no-dashboard"]
    worker = [*dask, "worker", *where, "--nthreads", "1", "--no-nanny"]
    commands = [[*dask, "scheduler", *where, "--port", "0"], *[worker] * WORKERS]
    started = [
        subprocess.Popen(c, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for c in commands
    ]
    try:
        with Client(scheduler_file=str(file), timeout=START) as client:
            client.wait_for_workers(WORKERS, timeout=START)
            yield client, client.run(os.getpid)
    finally:
        for process in started:
            process.kill()
            process.wait()


def read_by_cluster(articles: Path, out: Path, block: int, half: int) -> dict[str, Any]:
    """Read ``articles`` into partitions in ``out``; kill a busy worker once ``half`` of them are there."""
    file = out.with_name("scheduler.json")
    with cluster(file) as (client, pids):
        began = time.perf_counter()
        words = ("extract", articles, "--engine", "dask", "--scheduler", file, "--block", block, "-o", out)
        reading = subprocess.Popen(command(*words), cwd=ROOT, stdout=subprocess.DEVNULL)
        killed: dict[str, Any] = {}
        while reading.poll() is None:
            there = len(list(out.glob("*.parquet")))
            busy = next((a for a, tasks in client.processing().items() if tasks), None)
            if not killed and there >= half and busy:
                os.kill(pids[busy], signal.SIGKILL)
                killed = {"partitions_there": there, "after_s": round(time.perf_counter() - began, 1)}
            time.sleep(LOOK)
        if reading.returncode or not killed:
            raise SystemExit(f"the run ended with {reading.returncode}, killed: {killed}")
        left = len(client.scheduler_info()["workers"])
    return {"s": round(time.perf_counter() - began, 1), "killed": killed, "workers_left": left}


def measure(count: int, block: int, work: Path) -> dict[str, Any]:
    """Read ``count`` articles in both ways and compare what comes out."""
    folder, alone, records = work / str(count), work / "alone.jsonl", work / "records"
    folder.mkdir()
    made = [sys.executable, str(ROOT / "benchmarks" / "scale.py"), "--step", "make", str(folder)]
    subprocess.run(made, check=True, capture_output=True)
    articles = folder / "articles.jsonl"
    found: dict[str, Any] = {"articles": count, "workers": WORKERS, "block": block}
    found["alone_s"] = timed("extract", articles, "-o", alone)
    found["cluster"] = read_by_cluster(articles, records, block, half=-(-count // block) // 2)
    with (records / partitions.FAILED).open(encoding="utf-8-sig", newline="") as stream:
        found["failed"] = len(list(csv.DictReader(stream)))
    with alone.open(encoding="utf-8") as stream:
        found["records"] = sum(1 for _ in stream)
    found["records_equal"] = _equal(alone, records)
    found["build_s"] = {
        "from_lines": timed("build", "--from", alone, "-o", work / "one"),
        "from_partitions": timed("build", "--from", records, "-o", work / "bulk"),
    }
    found["graphs_equal"] = all(
        (work / "one" / n).read_bytes() == (work / "bulk" / n).read_bytes() for n in GRAPH
    )
    return found


def _equal(alone: Path, records: Path) -> bool:
    """Return whether the partitions in ``records`` hold the lines of ``alone``, in their order."""
    read = (
        record.model_dump_json() + "\n"
        for loaded in partitions.read(str(records))
        for record in partitions.records_of(loaded.table)
    )
    with alone.open(encoding="utf-8") as stream:
        return all(a == b for a, b in zip_longest(stream, read))


def main() -> int:
    """Run the benchmark; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--block", type=int, default=250)
    parser.add_argument("--out", type=Path, default=RESULTS)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        found = measure(args.articles, args.block, Path(work))
    found["load"] = round(os.getloadavg()[0], 1)
    args.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2))
    return 0 if found["records_equal"] and found["graphs_equal"] else 1


if __name__ == "__main__":
    sys.exit(main())

"""Measure speed, start-up and memory: the whole pipeline beside Kiwi alone, article by article in one process.

    python benchmarks/speed.py              one table; writes benchmarks/results/speed.json
    python benchmarks/speed.py --articles 200
    python benchmarks/speed.py --jobs 2     one process beside two instead, on all articles three times over

Each article is read in turn by Kiwi alone and by the pipeline, as ``inmaek.extract`` loads it and with what the
reader tells of the article, so that whatever else the machine does slows both alike; what counts is processor time
of that process. The pipeline with the name model and the one without have a process each, as in use: two in one slow
each other. ``up to names`` is Kiwi and the names of the article, ``all`` everything up to the record. Start-up and
memory are those of fresh processes: the least of three. ``--jobs N`` is wall time of ``inmaek.extract`` in a fresh process,
with start-up as a whole and without from when each process may have done its first batch; the least of
``--tries`` in turn. Other work on the machine spoils wall time: ``ratio_by_processor_time`` is what the same
work would give with a core for each process, evenly shared.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from extract.document import Article
from extract.pipeline import Pipeline
from inmaek import api
from inmaek.parallel import BATCH

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "speed.json"
JOBS_RESULTS = HERE / "results" / "jobs.json"
#: What issue the figures answer to: shares of Kiwi's own rate, seconds, gigabytes.
TARGETS = {"with_model": 0.30, "without_model": 0.60, "start_up_s": 8.0, "memory_gb": 1.0}
JOBS_TARGET = 1.7
#: Which part of the pipeline is a stage, and how it is called.
STAGES = {
    "morphemes": ("analyzer", "analyze"),
    "names": ("finder", "find"),
    "coreference": ("_resolver", "resolve"),
    "sentences": ("_relations", "read"),
    "relations": ("_relations", "facts"),
}
STARTS = 3
#: Articles read before the measured ones: a reader of many has seen the common words.
WARM_UP = 100
#: How often all articles are read to compare processes, so that start-up does not count for much.
OVER = 3
#: Runs in a fresh process: seconds until a first record is there, gigabytes after all articles of the sample.
START_UP = """
import sys, time
began = time.perf_counter()
from extract.document import Article
from inmaek import api
pipeline = api.pipeline()
pipeline.read(Article("a", "김가온 누리전자 대표는 부산을 찾았다."))
took = time.perf_counter() - began, time.process_time()
import json, resource
for line in sys.stdin:
    pipeline.read(Article("a", json.loads(line)["text"]))
print(*took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)
"""

#: Runs in a fresh process: seconds of wall time from nothing to the last record, and of all but the first batches.
READ = """
import sys, time
began = time.perf_counter()
from inmaek import api
path, jobs, first = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
for done, _ in enumerate(api.extract(path, jobs=jobs), 1):
    if done == first:
        warm = time.perf_counter()
ended = time.perf_counter()
print(ended - began, ended - warm, done - first)
"""


class Stopwatch:
    """Adds up processor time by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``function`` with its time added under ``name``; a generator is run to its end."""

        def run(*args: Any, **kwargs: Any) -> Any:
            began = time.process_time()
            result = function(*args, **kwargs)
            if hasattr(result, "__next__"):
                result = iter(list(result))
            self.seconds[name] += time.process_time() - began
            return result

        return run


def instrument(pipeline: Pipeline, watch: Stopwatch) -> None:
    """Time the stages of ``pipeline``."""
    for name, (part, method) in STAGES.items():
        owner = getattr(pipeline, part)
        setattr(owner, method, watch.timed(name, getattr(owner, method)))
    finder = getattr(pipeline, STAGES["names"][0])
    if finder.model is not None:
        finder.model = _Timed(watch.timed("name model", finder.model.predict))


class _Timed:
    """Stands for the name model: all that the finder asks of it."""

    def __init__(self, predict: Callable[..., Any]) -> None:
        self.predict = predict


def measure(articles: list[Article], *, model: bool) -> dict[str, Any]:
    """Read ``articles`` by Kiwi and by the pipeline and return the rates and shares."""
    pipeline = api.pipeline(model=model)
    watch = Stopwatch()
    tokenize = watch.timed("kiwi", pipeline.analyzer.kiwi.tokenize)
    for article in articles[:WARM_UP]:
        pipeline.read(article)
    instrument(pipeline, watch)
    read = watch.timed("all", pipeline.read)
    for article in articles[WARM_UP:]:
        tokenize(article.text)
        read(article)
    characters = sum(len(a.text) for a in articles[WARM_UP:])
    seconds = watch.seconds
    seconds["up to names"] = seconds["morphemes"] + seconds["names"]
    rates = {stage: round(characters / s) for stage, s in seconds.items()}
    return {
        "kiwi_characters_per_s": rates.pop("kiwi"),
        "characters_per_s": rates.pop("all"),
        "share_of_kiwi": round(seconds["kiwi"] / seconds["all"], 3),
        "share_of_kiwi_up_to_names": round(seconds["kiwi"] / seconds["up to names"], 3),
        "stage_characters_per_s": rates,
    }


def both(articles: list[Article]) -> dict[str, Any]:
    """Return what ``measure`` says of the pipeline with the name model and without, each in a process of its own."""
    told = articles[WARM_UP:]
    out: dict[str, Any] = {"articles": len(told), "characters": sum(len(a.text) for a in told)}
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
        for name, model in (("with_model", True), ("without_model", False)):
            out[name] = pool.submit(measure, articles, model=model).result()
    return out


def start_up(lines: list[str]) -> dict[str, float]:
    """Return the least seconds from nothing to a first record, and the peak gigabytes of reading ``lines``."""
    runs = []
    for _ in range(STARTS):
        shown = subprocess.run(
            [sys.executable, "-c", START_UP],
            input="\n".join(lines),
            check=True,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        runs.append([float(x) for x in shown.stdout.split()])
    wall, processor, memory = (min(column) for column in zip(*runs, strict=True))
    return {
        "start_up_s": round(wall, 2),
        "start_up_processor_s": round(processor, 2),
        "memory_gb": round(memory, 3),
    }


def processes(rows: list[dict[str, str]], jobs: int, tries: int) -> dict[str, Any]:
    """Return how much sooner ``jobs`` processes read ``rows`` than one, with start-up and without."""
    runs: dict[int, list[list[float]]] = {1: [], jobs: []}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        lines = (json.dumps(r | {"id": f"{r['id']}-{n}"}) for n in range(OVER) for r in rows)
        path.write_text("\n".join(lines), encoding="utf-8")
        load = os.getloadavg()[0]
        for _ in range(tries):
            for number, found in runs.items():
                command = [sys.executable, "-c", READ, str(path), str(number), str(number * BATCH)]
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                shown = subprocess.run(command, check=True, capture_output=True, text=True)
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                whole, warm, articles = (float(x) for x in shown.stdout.split())
                processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
                found.append([whole, warm / articles, processor])
    whole, each, used = ({n: min(run[i] for run in found) for n, found in runs.items()} for i in range(3))
    return {
        "articles": OVER * len(rows),
        "jobs": jobs,
        "tries": tries,
        "cores": os.cpu_count(),
        "load_before": round(load, 2),
        "seconds_one": round(whole[1], 1),
        "seconds_jobs": round(whole[jobs], 1),
        "ratio": round(whole[1] / whole[jobs], 2),
        "articles_per_s_one": round(1 / each[1], 1),
        "articles_per_s_jobs": round(1 / each[jobs], 1),
        "ratio_without_start_up": round(each[1] / each[jobs], 2),
        "processor_s_one": round(used[1], 1),
        "processor_s_jobs": round(used[jobs], 1),
        "ratio_by_processor_time": round(jobs * used[1] / used[jobs], 2),
        "aim": JOBS_TARGET,
    }


def show(results: dict[str, Any], console: Console) -> None:
    """Print rates and shares."""
    table = Table(title=f"{results['articles']} articles, {results['characters']:,} characters")
    for column in ("", "characters/s", "of Kiwi: all", "up to names"):
        table.add_column(column, justify="right" if column else "left")
    for name in ("without_model", "with_model"):
        row = results[name]
        table.add_row("Kiwi alone", f"{row['kiwi_characters_per_s']:,}", "", "")
        shares = (row["share_of_kiwi"], row["share_of_kiwi_up_to_names"])
        table.add_row(name.replace("_", " "), f"{row['characters_per_s']:,}", *(f"{x:.0%}" for x in shares))
        for stage, rate in row["stage_characters_per_s"].items():
            table.add_row(f"  {stage}", f"{rate:,}", "", "")
    console.print(table)
    console.print(
        f"start-up {results['start_up_s']} s, peak memory {results['memory_gb']} GB; aims {TARGETS}"
    )


def main() -> int:
    """Run the benchmark; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--corpus", type=Path, default=HERE.parents[1] / "shared/corpus/news.jsonl")
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=1, help="compare one process with so many")
    parser.add_argument("--tries", type=int, default=2)
    args = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 100)
    if not args.corpus.is_file():
        console.print(f"{args.corpus} is not there: nothing to measure")
        return 0
    if args.jobs > 1:
        with args.corpus.open(encoding="utf-8") as stream:
            found = processes([json.loads(line) for line in stream], args.jobs, args.tries)
        console.print_json(json.dumps(found))
        JOBS_RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
        return 0
    lines = args.corpus.read_text(encoding="utf-8").split("\n")[: args.articles]
    results = start_up(lines) | both(list(islice(api.articles(args.corpus), WARM_UP + args.articles)))
    show(results, console)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

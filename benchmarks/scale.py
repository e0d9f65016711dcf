"""Time, memory and disk from 1,000 to 100,000 articles: reading, storing, writing files, asking.

    python benchmarks/scale.py                        all sizes; writes benchmarks/results/scale.json
    python benchmarks/scale.py --sizes 1000,10000

Each article is two or three sentences of one of ../shared/corpus (or of the samples where it is not
there) with other numbers and dates, and other names in the place of half of its own: names of the same
type from elsewhere, one in five an invented one, so that new names go on coming as in an archive.
Each step runs in a process of its own, whose processor time and peak memory (resident) are told:

    read    articles to records, one process, with the name model
    store   records into a store in transactions of 1,000, and its identities settled
    files   page, GraphML, tables and records of the whole store
    ask     ``who_met`` of the 20 names with most meetings, median
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import inmaek  # noqa: E402
from extract.records import Record, read_records, write_records  # noqa: E402
from graph.network import Graph  # noqa: E402
from graph.settle import settle  # noqa: E402
from graph.store import FILE_NAME, Store  # noqa: E402
from inmaek import project  # noqa: E402
from tests.graph.fixtures import SYLLABLES  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results" / "scale.json"
CORPUS = ROOT.parent / "shared" / "corpus" / "news.jsonl"
ORIGINALS = 300
CHUNK = 1000
#: Peak memory of reading may differ so much between the least and the greatest size.
FLAT = 0.10
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]+[”’\"')]*\s*")
_NUMBER = re.compile(r"(?P<year>\d{4}(?=년))|(?P<month>\d{1,2}(?=월))|(?P<day>\d{1,2}(?=일))|\d")


def articles(records: list[Record], count: int) -> Iterator[dict[str, str]]:
    """Yield ``count`` short articles made of ``records``; a larger count begins with those of a smaller."""
    chance = random.Random(7)
    pool: dict[str, list[str]] = defaultdict(list)
    for record in records:
        for entity in record.entities:
            pool[entity.type].append(entity.name)
    passages = [
        (record, spans[i].start(), spans[min(i + n, len(spans)) - 1].end())
        for record in records
        if len(spans := list(_SENTENCE.finditer(record.text))) > 1
        for i in range(len(spans) - 1)
        for n in (2, 3)
    ]
    for number in range(count):
        record, start, end = chance.choice(passages)
        text = _NUMBER.sub(lambda m: _number(m, chance), _renamed(record, start, end, pool, chance))
        day = f"{chance.randint(2010, 2025)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        yield {"id": f"s{number:07}", "text": text, "published": day}


def _renamed(record: Record, start: int, end: int, pool: dict[str, list[str]], chance: random.Random) -> str:
    """Return ``record.text[start:end]`` with other names for half of those within it."""
    spans = []
    for entity in record.entities:
        if chance.random() < 0.5:
            new = (
                chance.choice(pool[entity.type]) if chance.random() < 0.8 else _invented(entity.type, chance)
            )
            inside = (m for m in entity.mentions if start <= m.start and m.end <= end)
            spans += [(m.start, m.end, new) for m in inside if record.text[m.start : m.end] == entity.name]
    out, at = [], start
    for a, b, new in sorted(spans):
        if a >= at:
            out += [record.text[at:a], new]
            at = b
    return "".join([*out, record.text[at:end]])


def _invented(type_: str, chance: random.Random) -> str:
    name = "".join(chance.choices(SYLLABLES, k=2))
    return (
        f"{chance.choice('김이박최정')}{name}"
        if type_ == "PERSON"
        else f"{name}{chance.choice(('전자', '건설', '청'))}"
    )


def _number(found: re.Match[str], chance: random.Random) -> str:
    ranges = {"year": (2010, 2025), "month": (1, 12), "day": (1, 28), None: (1, 9)}
    return str(chance.randint(*ranges[found.lastgroup]))


def make(folder: Path) -> dict[str, Any]:
    """Write as many articles as ``folder`` is named for."""
    source = CORPUS if CORPUS.exists() else inmaek.samples_dir()
    originals = list(islice(inmaek.extract(source), ORIGINALS))
    length = 0
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as stream:
        for article in articles(originals, int(folder.name)):
            length += len(article["text"])
            stream.write(json.dumps(article, ensure_ascii=False) + "\n")
    return {"characters": round(length / int(folder.name))}


def read(folder: Path) -> dict[str, Any]:
    """Read the articles of ``folder`` into records."""
    with (folder / "records.jsonl").open("w", encoding="utf-8") as stream:
        write_records(inmaek.extract(folder / "articles.jsonl"), stream)
    return {"records_mb": _mb(folder / "records.jsonl")}


def store(folder: Path) -> dict[str, Any]:
    """Put the records of ``folder`` into a store."""
    with (
        (folder / "records.jsonl").open(encoding="utf-8") as stream,
        Store.open(folder, write=True, create=True) as made,
    ):
        records = read_records(stream)
        while chunk := list(islice(records, CHUNK)):
            made.put_all(chunk)
        before = time.process_time()
        settle(made)
        settled = time.process_time() - before
        counts = {table: made.count(table) for table in ("nodes", "relations")}
    return {"settle_s": round(settled, 1), "store_mb": _mb(folder / FILE_NAME), **counts}


def files(folder: Path) -> dict[str, Any]:
    """Write all files of the store of ``folder``."""
    with Graph.open(folder) as graph:
        written = project.write_files(folder / "files", graph)
    return {"files_mb": round(sum(map(_mb, written)), 1)}


def ask(folder: Path) -> dict[str, Any]:
    """Ask the store of ``folder`` whom its busiest names met."""
    with Graph.open(folder) as graph:
        busy = graph.store.con.execute(
            "SELECT node FROM (SELECT head AS node, type FROM relations UNION ALL SELECT tail, type FROM relations) "
            "GROUP BY node ORDER BY count(*) FILTER (type = 'met') DESC, node LIMIT 20"
        ).fetchall()
        times, rows = [], 0
        for (node,) in busy:
            began = time.perf_counter()
            rows += len(graph.who_met(node))
            times.append(time.perf_counter() - began)
    return {"who_met_ms": round(1000 * statistics.median(times), 1), "rows": round(rows / len(times), 1)}


STEPS: dict[str, Callable[[Path], dict[str, Any]]] = {f.__name__: f for f in (make, read, store, files, ask)}


def _mb(path: Path) -> float:
    return round(path.stat().st_size / 1e6, 1)


def step(name: str, folder: Path) -> None:
    """Do one step and print what it took as JSON."""
    began = time.perf_counter()
    told = STEPS[name](folder)
    own = resource.getrusage(resource.RUSAGE_SELF)
    took = {"cpu_s": round(own.ru_utime + own.ru_stime, 1), "wall_s": round(time.perf_counter() - began, 1)}
    print(json.dumps(took | {"peak_mb": round(own.ru_maxrss / 1024)} | told))


def measure(size: int, work: Path) -> dict[str, Any]:
    """Run all steps over ``size`` articles, each in a process of its own, as peak memory is one of a process."""
    folder = work / str(size)
    folder.mkdir()
    row: dict[str, Any] = {"articles": size}
    for name in STEPS:
        command = [sys.executable, __file__, "--step", name, str(folder)]
        row[name] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        print(size, name, row[name], flush=True)
    return row


def main() -> int:
    """Measure, write the results, and say whether memory stays flat."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--out", type=Path, default=RESULTS)
    parser.add_argument("--step", nargs=2, metavar=("NAME", "DIR"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.step:
        step(args.step[0], Path(args.step[1]))
        return 0
    rows = []
    with tempfile.TemporaryDirectory() as work:
        for size in map(int, args.sizes.split(",")):
            rows.append(measure(size, Path(work)))
            load = round(os.getloadavg()[0], 1)
            args.out.write_text(json.dumps({"load": load, "rows": rows}, indent=1) + "\n", encoding="utf-8")
    growth = rows[-1]["read"]["peak_mb"] / rows[0]["read"]["peak_mb"] - 1
    print(
        f"peak memory of reading grows by {growth:+.1%} from {rows[0]['articles']:,} to {rows[-1]['articles']:,}"
    )
    return int(growth > FLAT)


if __name__ == "__main__":
    sys.exit(main())

"""The store at size: adding to it, asking it, and being killed while writing to it.

    python benchmarks/store.py [--documents 10000] [--relations 1000000] [--kills 50] [--check]

1. Adding the next 100 articles to a store of ``--documents`` and to an empty one, without reading
   them (the records are ready), each article in its own transaction, identities settled at the end,
   opening and closing included. Reading an article costs ten times as much as storing it and does
   not depend on the store: with it the ratio is nearer to one.
2. ``who_met`` (name to frame, sentences and articles included) on a store of ``--relations`` relations,
   beside a plain look-up of the same relations by the indexes of head and tail, in the same run.
3. ``kill -9`` at random moments while articles are added, started again until all are in: the store
   must equal an undisturbed one.

Records are made from those of ../shared/corpus (or of the samples where it is not there) by
putting invented names and numbers in the place of half of their names, and by shuffling sentences.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import inmaek  # noqa: E402
from extract.records import Record, read_records, write_records  # noqa: E402
from graph.network import Graph  # noqa: E402
from graph.settle import settle  # noqa: E402
from graph.store import Store  # noqa: E402
from tests.graph.fixtures import SYLLABLES  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results" / "store.json"
CORPUS = ROOT.parent / "shared" / "corpus" / "news.jsonl"
NEXT = 100
ADDING_LIMIT, ASKING_LIMIT = 1.5, 3.0
ROUNDS = 5


def originals(limit: int) -> list[Record]:
    """Return records read from the corpus, or from the samples."""
    source = CORPUS if CORPUS.exists() else inmaek.samples_dir()
    found = []
    for record in inmaek.extract(source):
        found.append(record)
        if len(found) == limit:
            break
    return found


def perturbed(records: list[Record], count: int, seed: int) -> Iterator[Record]:
    """Yield ``count`` articles like ``records``: other names for half of theirs, other words around them."""
    chance = random.Random(seed)
    for n in range(count):
        record = records[n % len(records)]
        swaps = {}
        for entity in record.entities:
            if chance.random() < 0.5:
                swaps[entity.id] = "".join(chance.choices(SYLLABLES, k=chance.randint(3, 5)))
        yield _rewritten(record, swaps, f"{seed}-{n}", chance)


def _rewritten(record: Record, swaps: dict[str, str], doc_id: str, chance: random.Random) -> Record:
    """Return ``record`` with other names; every other word of the text is drawn anew, length by length."""
    spans = sorted((m.start, m.end, e.id) for e in record.entities for m in e.mentions)
    kept = [False] * len(record.text)
    for start, end, _ in spans:
        kept[start:end] = [True] * (end - start)
    drawn = [
        c if kept[i] or not c.isalpha() or chance.random() < 0.6 else chance.choice(SYLLABLES)
        for i, c in enumerate(record.text)
    ]
    text = "".join(drawn)
    plain = record.model_dump()
    for entity in plain["entities"]:
        if new := swaps.get(entity["id"]):
            entity |= {"name": new, "kb_id": None}
    for start, end, ident in spans:
        if new := swaps.get(ident):
            width = end - start
            text = text[:start] + (new * width)[:width] + text[end:]
    year, month, day = chance.randint(2013, 2025), chance.randint(1, 12), chance.randint(1, 28)
    plain |= {"doc_id": doc_id, "text": text, "published": f"{year}-{month:02}-{day:02}"}
    return Record.model_validate(plain)


def fill(path: Path, records: Iterator[Record]) -> None:
    """Make a store of ``records`` quickly: many articles a transaction."""
    with Store.open(path, write=True, create=True) as store:
        chunk: list[Record] = []
        for record in records:
            chunk.append(record)
            if len(chunk) == 1000:
                store.put_all(chunk)
                chunk = []
        store.put_all(chunk)
        settle(store)


def timed_add(path: Path, records: list[Record]) -> float:
    """Return the seconds that adding ``records`` one by one takes."""
    started = time.perf_counter()
    with Store.open(path, write=True, create=True) as store:
        for record in records:
            store.put(record)
        settle(store)
    return time.perf_counter() - started


def adding(work: Path, records: list[Record], documents: int) -> dict[str, float]:
    """Compare adding to a store of ``documents`` with adding to an empty one."""
    fill(work / "full", perturbed(records, documents, seed=1))
    empty, full = [], []
    for n in range(ROUNDS):
        batch = list(perturbed(records, NEXT, seed=100 + n))
        empty.append(timed_add(work / f"empty-{n}", batch))
        shutil.copytree(work / "full", work / "copy")
        full.append(timed_add(work / "copy", batch))
        shutil.rmtree(work / "copy")
    return {
        "documents": documents,
        "seconds_empty": round(statistics.median(empty), 3),
        "seconds_full": round(statistics.median(full), 3),
        "ratio": round(statistics.median(full) / statistics.median(empty), 2),
        "limit": ADDING_LIMIT,
    }


def asking(work: Path, records: list[Record], relations: int) -> dict[str, float]:
    """Compare ``who_met`` with a plain indexed look-up on a store of about ``relations`` relations.

    Relations are multiplied within the database: every copy has articles and identities of its own
    but for one end in two, so that the well-known stay well-known.
    """
    fill(work / "seed", perturbed(records, len(records), seed=7))
    with Store.open(work / "seed", write=True) as store:
        multiply(store, relations)
        total = store.count("relations")
    graph = Graph.open(work / "seed")
    con = graph.store.con
    busy = con.execute(
        "SELECT node FROM (SELECT head AS node FROM relations WHERE type = 'met' UNION ALL "
        "SELECT tail FROM relations WHERE type = 'met') GROUP BY node HAVING count(*) >= 20 "
        "ORDER BY count(*), node LIMIT 20"
    ).fetchall()
    plain = (
        "SELECT * FROM relations WHERE head = ? AND type = 'met' UNION ALL "
        "SELECT * FROM relations WHERE tail = ? AND type = 'met'"
    )
    look_ups, answers, rows = [], [], 0
    for _ in range(ROUNDS):
        for (node,) in busy:
            started = time.perf_counter()
            con.execute(plain, [node, node]).fetchall()
            look_ups.append(time.perf_counter() - started)
            started = time.perf_counter()
            rows += len(graph.who_met(node))
            answers.append(time.perf_counter() - started)
    graph.close()
    return {
        "relations": total,
        "rows_an_answer": round(rows / len(answers), 1),
        "ms_look_up": round(1000 * statistics.median(look_ups), 2),
        "ms_who_met": round(1000 * statistics.median(answers), 2),
        "ratio": round(statistics.median(answers) / statistics.median(look_ups), 2),
        "limit": ASKING_LIMIT,
    }


def multiply(store: Store, relations: int) -> None:
    """Copy what the store holds until it has about ``relations`` relations."""
    copies = max(1, relations // store.count("relations"))
    for table in ("docs", "relations", "nodes"):
        columns = [c for c, *_ in store.con.execute(f"DESCRIBE {table}").fetchall()]
        told = {
            "doc": "doc || '~' || n",
            "story": "story || '~' || n",
            "node": "node || '~' || n",
            "head": f"CASE WHEN hash(rel || doc) % 2 = 0 AND n % 100 <> 0 THEN head || '~' || (n % {max(1, copies // 40)}) ELSE head || '~' || n END",
            "tail": "tail || '~' || n",
        }
        some = ", ".join(f'{told.get(c, chr(34) + c + chr(34))} AS "{c}"' for c in columns)
        store.con.execute(f"INSERT INTO {table} SELECT {some} FROM {table}, range(1, {copies}) r (n)")
    store.con.execute("CHECKPOINT")


# -- kill -9 ---------------------------------------------------------------------------------------

_WRITER = """
import sys
from graph.settle import settle
from graph.store import Store
from extract.records import read_records
with Store.open(sys.argv[1], write=True, create=True) as store, open(sys.argv[2], encoding="utf-8") as stream:
    for record in read_records(stream):
        store.put(record)
    settle(store)
"""


def killing(work: Path, records: list[Record], kills: int) -> dict[str, object]:
    """Kill a process that adds ``records`` ``kills`` times, at random moments; compare with an undisturbed store."""
    path = work / "records.jsonl"
    with path.open("w", encoding="utf-8") as stream:
        write_records(records, stream)
    undisturbed, disturbed = work / "undisturbed", work / "disturbed"
    started = time.perf_counter()
    subprocess.run(_command(undisturbed, path), check=True, cwd=ROOT)
    whole = time.perf_counter() - started
    chance = random.Random(5)
    killed = ended = lost = 0
    before = 0
    while killed < kills:
        process = subprocess.Popen(_command(disturbed, path), cwd=ROOT)
        try:
            process.wait(timeout=chance.uniform(0.6, max(1.2, whole)))
            ended += 1
            if process.returncode:
                raise SystemExit(f"the store could not be used after {killed} kills")
            shutil.rmtree(disturbed)  # all in: begin anew, for the sake of more kills
            before = 0
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            killed += 1
            now = _count(disturbed)
            lost += now < before
            before = now
    subprocess.run(_command(disturbed, path), check=True, cwd=ROOT)
    same = _exported(disturbed) == _exported(undisturbed)
    return {"kills": killed, "runs_that_ended": ended, "articles_lost": lost, "equal": same}


def _command(store: Path, records: Path) -> list[str]:
    return [sys.executable, "-c", _WRITER, str(store), str(records)]


def _count(path: Path) -> int:
    if not (path / "store.duckdb").exists():
        return 0
    with Store.open(path, write=True) as store:
        return store.count()


def _exported(path: Path) -> str:
    """Return a hash of all files made from the store."""
    digest = hashlib.sha256()
    with Graph.open(path) as graph, tempfile.TemporaryDirectory() as folder:
        for name in ("json", "graphml", "csv"):
            for file in graph.export(name, folder):
                digest.update(file.read_bytes())
    return digest.hexdigest()


def main() -> None:
    """Run the parts asked for, print their figures and keep them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--relations", type=int, default=1_000_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--records", type=Path, help="ready records.jsonl instead of reading the corpus")
    parser.add_argument("--parts", default="adding,asking,killing")
    parser.add_argument("--check", action="store_true", help="exit with status 1 where a limit is passed")
    args = parser.parse_args()
    if args.records:
        with args.records.open(encoding="utf-8") as stream:
            records = list(read_records(stream))
    else:
        records = originals(646)
    found: dict[str, object] = {"machine": platform.machine(), "python": platform.python_version()}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        if "adding" in args.parts:
            found["adding"] = adding(work / "adding", records, args.documents)
            print("adding", found["adding"], flush=True)
        if "asking" in args.parts:
            found["asking"] = asking(work / "asking", records, args.relations)
            print("asking", found["asking"], flush=True)
        if "killing" in args.parts:
            (work / "killing").mkdir()
            found["killing"] = killing(work / "killing", records[:60], args.kills)
            print("killing", found["killing"], flush=True)
    before = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    RESULTS.write_text(json.dumps(before | found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if args.check and not _within(found):
        raise SystemExit("a limit is passed")


def _within(found: dict[str, object]) -> bool:
    ratios = [found[k] for k in ("adding", "asking") if k in found]
    killed = found.get("killing", {"equal": True, "articles_lost": 0})
    return all(r["ratio"] <= r["limit"] for r in ratios) and killed["equal"] and not killed["articles_lost"]  # type: ignore[index]


if __name__ == "__main__":
    main()

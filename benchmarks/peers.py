"""Side by side with what one would pick instead: time, memory and quality on the same articles, in one run.

    python benchmarks/peers.py            one table; writes benchmarks/results/peers.json

The articles are those of documents.dev in ../shared/eval, with its gold entities and relations. Each reader
runs in a process of its own:

    inmaek            the whole pipeline, with and without the name model
    ruler             spacy.blank("ko") with an EntityRuler fed with our gazetteer; the tokenizer is the one of
                      spaCy that needs no mecab, and particles stay on words
    kiwi              Kiwi alone: each run of proper nouns (NNP) is a name, of the commonest type

Pairs that stand in one sentence are related, says a co-occurrence graph of what ``ruler`` or ``kiwi`` found
(``… in a sentence``), and one of the names that inmaek found, the best that counting can do. Co-occurrence
gives no type: ``pairs`` counts every relation as of one type without direction, so that it can be compared.
The page is our own and that of networkx and pyvis as they come, of one and the same graph.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
EVAL = ROOT.parent / "shared" / "eval"
RESULTS = ROOT / "benchmarks" / "results" / "peers.json"
DOCS, GOLD = EVAL / "documents.dev.docs.jsonl", EVAL / "documents.dev.gold.jsonl"
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
Read = Callable[[dict[str, str]], dict[str, Any]]
Spans = Iterator[tuple[int, int, str]]


def inmaek(*, model: bool) -> Read:
    """Return our own reader."""
    from extract.document import Article
    from extract.pipeline import Pipeline
    from inmaek.paths import data_dir

    pipeline = Pipeline(data_dir(), model=model)
    return lambda doc: json.loads(pipeline.read(Article(doc["id"], doc["text"])).model_dump_json())


def ruler() -> Read:
    """Return a blank spaCy with the forms of our gazetteer."""
    import spacy

    from extract.gazetteer import load_gazetteers
    from inmaek.paths import data_dir

    nlp = spacy.blank("ko", config={"nlp": {"tokenizer": {"@tokenizers": "spacy.Tokenizer.v1"}}})
    patterns: list[dict[str, str]] = [
        {"label": entry.type.value, "pattern": form, "id": entry.id}
        for entry in load_gazetteers([data_dir() / "gazetteers"]).entries.values()
        for form in entry.forms
    ]
    nlp.add_pipe("entity_ruler").add_patterns(patterns)  # type: ignore[attr-defined]
    return lambda doc: _record(doc, ((e.start_char, e.end_char, e.label_) for e in nlp(doc["text"]).ents))


def kiwi() -> Read:
    """Return Kiwi alone, whose proper nouns are taken for companies, the commonest type in the gold."""
    from kiwipiepy import Kiwi

    analyzer = Kiwi()

    def names(text: str) -> Spans:
        start = end = -1
        for token in analyzer.tokenize(text):
            if token.tag == "NNP" and token.start == end:
                end = token.end
                continue
            if end > start:
                yield start, end, "COMPANY"
            start, end = (token.start, token.end) if token.tag == "NNP" else (-1, -1)
        if end > start:
            yield start, end, "COMPANY"

    return lambda doc: _record(doc, names(doc["text"]))


def _record(doc: dict[str, str], spans: Spans) -> dict[str, Any]:
    """Return a record of ``spans``: what is spelt and labelled alike is one entity."""
    entities: dict[tuple[str, str], dict[str, Any]] = {}
    for start, end, label in spans:
        name = doc["text"][start:end]
        new = {"id": f"e{len(entities)}", "name": name, "type": label, "mentions": []}
        entities.setdefault((name, label), new)["mentions"].append({"start": start, "end": end})
    return {"doc_id": doc["id"], "text": doc["text"], "entities": list(entities.values()), "relations": []}


READERS: dict[str, Callable[[], Read]] = {
    "inmaek": lambda: inmaek(model=True),
    "inmaek without model": lambda: inmaek(model=False),
    "ruler": ruler,
    "kiwi": kiwi,
}


def in_a_sentence(record: dict[str, Any]) -> dict[str, Any]:
    """Return ``record`` with a relation between any two entities that one sentence names."""
    pairs = set()
    for sentence in _SENTENCE.finditer(record["text"]):
        here = {
            e["id"]
            for e in record["entities"]
            if any(sentence.start() <= m["start"] < sentence.end() for m in e["mentions"])
        }
        pairs |= set(itertools.combinations(sorted(here), 2))
    told = [{"type": "met", "head": a, "tail": b, "status": "actual"} for a, b in sorted(pairs)]
    return record | {"relations": told}


def untyped(record: dict[str, Any]) -> dict[str, Any]:
    """Return ``record``, gold or not, with all entities of one type, and all relations of one without direction."""
    return record | {
        "entities": [e | {"type": "NAME"} for e in record["entities"]],
        "relations": [r | {"type": "met"} for r in record["relations"]],
    }


def step(name: str, out: Path) -> None:
    """Read all articles with one reader, write its records to ``out`` and print what that took."""
    began = time.process_time()
    read = READERS[name]()
    started = time.process_time()
    docs = _lines(DOCS)
    read(docs[0])
    warm = time.process_time()
    records = [read(doc) for doc in docs]
    ended = time.process_time()
    _write(out, records)
    characters = sum(len(doc["text"]) for doc in docs)
    told = {
        "start_up_s": round(started - began, 1),
        "characters_per_s": round(characters / (ended - warm)),
        "peak_mb": _peak(),
    }
    print(json.dumps(told))


def page(name: str, records: Path, out: Path) -> None:
    """Write the page of ``records``, ours or that of pyvis as it comes, and print what that took."""
    from extract.records import read_records
    from graph.network import Graph

    with records.open(encoding="utf-8") as stream:
        graph = Graph.from_records(read_records(stream))
    plain = graph.to_networkx()
    began = time.process_time()
    if name == "inmaek":
        graph.write_html(out)
    else:
        from benchmarks.page import plain_pyvis

        plain_pyvis(graph, out)
    told = {
        "nodes": plain.number_of_nodes(),
        "edges": plain.number_of_edges(),
        "page_s": round(time.process_time() - began, 2),
        "page_mb": round(out.stat().st_size / 1e6, 2),
        "peak_mb": _peak(),
    }
    print(json.dumps(told))


def _peak() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as stream:
        return [json.loads(line) for line in stream if line.strip()]


def _write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def _run(*command: object) -> Any:
    """Return the JSON that a Python process prints: of its own, as peak memory is one of a process."""
    shown = subprocess.run(
        [sys.executable, *map(str, command)], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    return json.loads(shown.stdout)


def quality(records: list[dict[str, Any]], work: Path, *, typed: bool) -> dict[str, float | None]:
    """Return the figures of ``score.py``, with types where the reader has any."""
    found = _write(work / "found.jsonl", records)
    plain = _write(work / "plain.jsonl", [untyped(r) for r in records])
    gold = _write(work / "gold.jsonl", [untyped(r) for r in _lines(GOLD)])
    with_types = _run(EVAL / "score.py", GOLD, found, "--json")
    without = _run(EVAL / "score.py", gold, plain, "--json")
    pairs = without["relations"] if any(r["relations"] for r in records) else {}
    return {
        "entities_f1": with_types["entities"]["f1"],
        "names_f1": without["entities"]["f1"],
        "relations_f1": with_types["relations"]["f1"] if typed and pairs else None,
        "pairs_precision": pairs.get("p"),
        "pairs_f1": pairs.get("f1"),
    }


def measure(work: Path) -> list[dict[str, Any]]:
    """Run all readers and return a row each."""
    rows = []
    for name in READERS:
        out = work / f"{name}.jsonl"
        took = _run(__file__, "--step", name, out)
        records = _lines(out)
        rows.append({"reader": name} | took | quality(records, work, typed=True))
        if name != "inmaek without model":
            counted = quality([in_a_sentence(r) for r in records], work, typed=False)
            rows.append({"reader": f"{name} in a sentence"} | counted)
    for name in ("inmaek", "networkx + pyvis"):
        took = _run(__file__, "--page", name, work / "inmaek.jsonl", work / "page.html")
        rows.append({"reader": f"page: {name}"} | took)
    return rows


def main() -> int:
    """Measure, print a table and write the results."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--step", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--page", nargs=3, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.step:
        step(args.step[0], Path(args.step[1]))
        return 0
    if args.page:
        page(args.page[0], Path(args.page[1]), Path(args.page[2]))
        return 0
    if not GOLD.is_file():
        print(f"{GOLD} is not there: nothing to measure")
        return 0
    with tempfile.TemporaryDirectory() as work:
        rows = measure(Path(work))
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))
    told = {"load": round(os.getloadavg()[0], 1), "articles": len(_lines(DOCS)), "rows": rows}
    RESULTS.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

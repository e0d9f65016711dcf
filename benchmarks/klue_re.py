"""Measure relations against the pairs of KLUE-RE that have a counterpart among our types.

    python benchmarks/klue_re.py           one table; writes benchmarks/results/klue_re.json
    python benchmarks/klue_re.py --check   exit 1 where a no_relation pair is claimed too often

Each line of ``../shared/eval/klue-re.dev.jsonl`` has a sentence, two names and a label. A pair is
claimed where the two names stand in a relation that maps to a class. KLUE calls ``no_relation``
also what its annotators could not tell from the sentence; ours must leave those pairs alone.
Without the folder there is nothing to measure: the benchmark says so and exits 0.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

import inmaek
from extract.document import Article
from extract.records import Record
from inmaek.api import pipeline

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "klue_re.json"
#: The share of no_relation pairs that must be left alone.
LEAST_CLEAN = 0.97
POSTS = {"holds_position", "appointed_to", "resigned_from"}
KIN = {"per:spouse", "per:children", "per:parents", "per:siblings", "per:other_family"}
CLASSES = (
    "org:top_members/employees", "per:employee_of", "org:members", "org:member_of", "org:founded_by", "per:family",
)  # fmt: skip


def gold_class(label: str) -> str | None:
    """The class that a KLUE label counts as; kinship is one class, as our type is; None for what has no counterpart."""
    if label in KIN:
        return "per:family"
    return label if label in CLASSES else None


def claimed(record: Record, subject: str, object_: str) -> str | None:
    """The class that ``record`` claims of two names, given as they stand in the text; None for none."""
    text = record.text
    forms = {e.id: {e.name, *(text[m.start : m.end] for m in e.mentions)} for e in record.entities}
    first = {i for i, words in forms.items() if subject in words}
    second = {i for i, words in forms.items() if object_ in words}
    forward = {r.type for r in record.relations if r.head in first and r.tail in second}
    backward = {r.type for r in record.relations if r.tail in first and r.head in second}
    told = (
        ("per:family", "family_of" in forward | backward),
        ("org:founded_by", "founded" in backward),
        ("per:employee_of", bool(POSTS & forward)),
        ("org:top_members/employees", bool(POSTS & backward)),
        ("org:member_of", "part_of" in forward),
        ("org:members", "part_of" in backward),
    )
    return next((name for name, holds in told if holds), None)


def measure(lines: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return P, R, F1 and counts by class, and the share of no_relation pairs on which nothing is claimed."""
    read = pipeline().read
    right, found, wanted = Counter[str](), Counter[str](), Counter[str]()
    none = clean = 0
    for line in lines:
        record = read(Article(line["id"], line["text"]))
        guess = claimed(record, line["subject"]["text"], line["object"]["text"])
        label = gold_class(line["relation"])
        if line["relation"] == "no_relation":
            none, clean = none + 1, clean + (guess is None)
        if label:
            wanted[label] += 1
        if guess:
            found[guess] += 1
            right[guess] += guess == label
    classes = {c: _figures(right[c], found[c], wanted[c]) for c in CLASSES}
    classes["ALL"] = _figures(right.total(), found.total(), wanted.total())
    return {
        "inmaek": inmaek.__version__,
        "classes": classes,
        "no_relation": none,
        "clean": round(clean / none, 4) if none else None,
    }


def _figures(right: int, found: int, wanted: int) -> dict[str, float]:
    p, r = right / found if found else 0.0, right / wanted if wanted else 0.0
    f1 = 2 * p * r / (p + r) if p + r else 0.0
    return {
        "p": round(p, 4),
        "r": round(r, 4),
        "f1": round(f1, 4),
        "right": right,
        "found": found,
        "gold": wanted,
    }


def main() -> int:
    """Run the benchmark; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--shared", type=Path, default=HERE.parents[1] / "shared", help="folder of gold files"
    )
    parser.add_argument(
        "--check", action="store_true", help="fail where no_relation pairs are claimed too often"
    )
    args = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 110)
    path = args.shared / "eval" / "klue-re.dev.jsonl"
    if not path.exists():
        console.print(f"no {path}: nothing to measure")
        return 0
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line)
    results = measure(lines)
    table = Table(title="KLUE-RE, classes with a counterpart", title_justify="left")
    table.add_column("class")
    for column in ("p", "r", "f1", "right", "found", "gold"):
        table.add_column(column.upper(), justify="right")
    for name, row in results["classes"].items():
        table.add_row(
            name,
            *(f"{row[k]:.3f}" for k in ("p", "r", "f1")),
            *(str(row[k]) for k in ("right", "found", "gold")),
        )
    console.print(table)
    console.print(f"no_relation pairs left alone: {results['clean']:.4f} of {results['no_relation']}")
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return 1 if args.check and results["clean"] < LEAST_CLEAN else 0


if __name__ == "__main__":
    sys.exit(main())

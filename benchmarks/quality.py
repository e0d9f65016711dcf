"""Measure names, relations, status and dates against the gold files of ``../shared/eval``.

    python benchmarks/quality.py                  one table; writes benchmarks/results/quality.json
    python benchmarks/quality.py --by-phenomenon  also the suite, phenomenon by phenomenon
    python benchmarks/quality.py --check          exit 1 where a figure is below benchmarks/floors.json
    python benchmarks/quality.py --raise-floors   lift the floors to just under the figures measured

Scoring is left to ``score.py`` and ``score_ner.py`` of that folder. Without the folder there is
nothing to measure: the benchmark says so and exits 0.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

import inmaek

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "quality.json"
FLOORS = HERE / "floors.json"
#: A floor is set this far under the figure measured, so that harmless changes pass.
MARGIN = 0.01

Figures = dict[str, float]


class Task(NamedTuple):
    """A gold file and what to read for it; ``skip`` documents at its beginning are for tuning."""

    gold: str
    inputs: str
    skip: int = 0


RELATIONS = {
    "seeds": Task("eval/seeds.gold.jsonl", "seeds/*.txt"),
    "sentences": Task("eval/sentences.dev.gold.jsonl", "eval/sentences.dev.docs.jsonl"),
    "documents": Task("eval/documents.dev.gold.jsonl", "eval/documents.dev.docs.jsonl"),
    "suite": Task("eval/suite.dev.gold.jsonl", "eval/suite.dev.docs.jsonl"),
}
NAMES = {
    "ner": Task("eval/ner.dev.jsonl", "eval/ner.dev.jsonl", skip=1500),
    "news": Task("eval/news.dev.jsonl", "eval/news.dev.jsonl"),
}


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def _write_lines(path: Path, items: Iterable[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(item) + "\n" for item in items), encoding="utf-8")
    return path


def _score(scorer: Path, gold: Path, found: Path, *options: str) -> dict[str, Any]:
    command = [sys.executable, str(scorer), str(gold), str(found), "--json", *options]
    result: dict[str, Any] = json.loads(
        subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    )
    if result["missing_documents"]:
        raise ValueError(f"{gold}: {result['missing_documents']} documents were not read")
    return result


def _relation_figures(result: dict[str, Any]) -> Figures:
    """Flatten what score.py says: entities and relations P, R, F1, and right status and date."""
    figures = {
        f"{part}_{name}": result[part][name]
        for part in ("entities", "relations")
        for name in ("p", "r", "f1")
    }
    for part in ("status", "date"):
        if result[f"{part}_accuracy"] is not None:
            figures[part] = result[f"{part}_accuracy"]
    return figures


def _by_phenomenon(shared: Path, found: Path, folder: Path) -> dict[str, Figures]:
    task = RELATIONS["suite"]
    kinds: dict[str, set[str]] = defaultdict(set)
    for doc in _lines(shared / task.inputs):
        kinds[doc["phenomenon"]].add(doc["id"])
    gold = _lines(shared / task.gold)
    table = {}
    for kind, ids in sorted(kinds.items()):
        part = _write_lines(folder / "part.jsonl", (doc for doc in gold if doc["id"] in ids))
        table[kind] = _relation_figures(_score(shared / "eval/score.py", part, found))
    return table


def measure(shared: Path) -> dict[str, Any]:
    """Read all sets and return the figures: ``relations``, ``phenomena`` and ``names``."""
    relations: dict[str, Figures] = {}
    names: dict[str, dict[str, Figures]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name, task in RELATIONS.items():
            records = inmaek.extract(str(shared / task.inputs))
            found = _write_lines(folder / f"{name}.jsonl", (r.model_dump(mode="json") for r in records))
            relations[name] = _relation_figures(_score(shared / "eval/score.py", shared / task.gold, found))
        phenomena = _by_phenomenon(shared, folder / "suite.jsonl", folder)
        for name, task in NAMES.items():
            found = _write_lines(folder / f"{name}.jsonl", inmaek.names(str(shared / task.inputs)))
            scorer = shared / "eval/score_ner.py"
            result = _score(scorer, shared / task.gold, found, "--skip", str(task.skip))
            names[name] = {label: row for label, row in result.items() if isinstance(row, dict)}
    return {"inmaek": inmaek.__version__, "relations": relations, "phenomena": phenomena, "names": names}


def _flat(results: dict[str, Any]) -> Figures:
    """Return the figures that floors stand under, by name: ``seeds.relations_p``, ``news.PERSON``."""
    flat = {
        f"{name}.{key}": value for name, row in results["relations"].items() for key, value in row.items()
    }
    for name, rows in results["names"].items():
        flat |= {f"{name}.{label}": row["f1"] for label, row in rows.items()}
    return flat


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def print_relations(title: str, rows: dict[str, Figures], console: Console) -> None:
    """Print one line a set: P, R, F1 of entities and of relations, status, date."""
    columns = ("entities_p", "entities_r", "entities_f1", "relations_p", "relations_r", "relations_f1")
    table = Table(title=title, title_justify="left")
    table.add_column("set")
    for column in (*columns, "status", "date"):
        part, _, name = column.partition("_")
        table.add_column(f"{part[:3]}. {name.upper()}" if name else column, justify="right")
    for name, row in rows.items():
        table.add_row(name, *(_shown(row.get(column)) for column in (*columns, "status", "date")))
    console.print(table)


def print_names(rows: dict[str, dict[str, Figures]], console: Console) -> None:
    """Print P, R and F1 of each kind of name."""
    table = Table(title="names (exact span and label)", title_justify="left")
    for column in ("set", "label", "P", "R", "F1"):
        table.add_column(column, justify="left" if column in {"set", "label"} else "right")
    for name, labels in rows.items():
        for label, row in labels.items():
            table.add_row(name, label, *(_shown(row[key]) for key in ("p", "r", "f1")))
    console.print(table)


def below(flat: Figures, floors: Figures) -> list[str]:
    """Return a line for each figure that is under its floor, or is no longer measured."""
    return [
        f"{name}: {_shown(flat.get(name)) or 'not measured'} is below its floor {floor:.3f}"
        for name, floor in sorted(floors.items())
        if flat.get(name, -1.0) < floor
    ]


def raised(flat: Figures, floors: Figures) -> Figures:
    """Return the floors lifted to just under ``flat``; none ever sinks."""
    new = {name: round(max(value - MARGIN, 0.0), 3) for name, value in flat.items()}
    return dict(sorted((floors | {k: max(v, floors.get(k, 0.0)) for k, v in new.items()}).items()))


def _write_json(path: Path, value: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def main() -> int:
    """Run the benchmark; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--shared", type=Path, default=HERE.parents[1] / "shared", help="folder of gold files"
    )
    parser.add_argument("--by-phenomenon", action="store_true", help="also print the suite by phenomenon")
    parser.add_argument("--check", action="store_true", help="fail where a figure is below its floor")
    parser.add_argument("--raise-floors", action="store_true", help="lift the floors to the figures")
    args = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 110)
    if not (args.shared / "eval").is_dir():
        console.print(f"no gold files in {args.shared}: nothing to measure")
        return 0
    results = measure(args.shared)
    print_relations("relations", results["relations"], console)
    if args.by_phenomenon:
        print_relations("suite by phenomenon", results["phenomena"], console)
    print_names(results["names"], console)
    _write_json(RESULTS, results)
    flat = _flat(results)
    floors: Figures = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    if args.raise_floors:
        _write_json(FLOORS, raised(flat, floors))
    failures = below(flat, floors) if args.check else []
    for line in failures:
        console.print(line)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

"""Write docs/benchmarks.md: one table a benchmark, from the results that it left, with the command that makes it.

python benchmarks/report.py            write the page
python benchmarks/report.py --check    exit 1 where the page and benchmarks/results disagree
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
PAGE = HERE.parent / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Each table is what the command above it last left in `benchmarks/results`; this page is written by
`python benchmarks/report.py`. Gold files, articles and pairs are those of `../shared`, which the
project does not contain. Seconds are those of the machine at hand: two cores of a shared x86_64 server.
"""

Row = Sequence[object]
Table = tuple[Row, Iterable[Row]]


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _quality(found: Any) -> Iterator[Table]:
    parts = [f"{part}_{name}" for part in ("entities", "relations") for name in ("p", "r", "f1")]
    columns = [*parts, "status", "date"]
    heads = ["names P", "R", "F1", "relations P", "R", "F1", "status", "date"]
    for rows, what in ((found["relations"], "set"), (found["phenomena"], "phenomenon of the suite")):
        yield (what, *heads), ([name, *(_share(row.get(c)) for c in columns)] for name, row in rows.items())
    yield (
        ("set", "label", "P", "R", "F1"),
        (
            [name, label, *(_share(row[key]) for key in ("p", "r", "f1"))]
            for name, labels in found["names"].items()
            for label, row in labels.items()
        ),
    )


def _klue_re(found: Any) -> Iterator[Table]:
    yield (
        ("class", "P", "R", "F1", "right", "found", "gold"),
        (
            [name, *(_share(row[k]) for k in ("p", "r", "f1")), *(row[k] for k in ("right", "found", "gold"))]
            for name, row in found["classes"].items()
        ),
    )
    yield ("no_relation pairs", "left alone"), [(found["no_relation"], _share(found["clean"]))]


def _edges(lines: list[str]) -> Iterator[Table]:
    head, *rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    kind, verdict = head.index("type"), head.index("verdict")
    types = sorted({row[kind] for row in rows})
    counts = {t: [row[verdict] == "right" for row in rows if row[kind] == t] for t in types}
    yield (
        ("type", "read", "right"),
        [
            *((t, len(all_), sum(all_)) for t, all_ in counts.items()),
            ("all", len(rows), sum(map(sum, counts.values()))),
        ],
    )


def _speed(found: Any) -> Iterator[Table]:
    how = {"with_model": "with the model", "without_model": "without"}
    stages = list(found["with_model"]["stage_characters_per_s"])
    yield (
        ("characters/s", "all", "share of Kiwi", "up to names, share", *stages),
        [
            ("Kiwi alone", found["with_model"]["kiwi_characters_per_s"], "1", "", *("" for _ in stages)),
            *(
                (
                    name,
                    found[key]["characters_per_s"],
                    found[key]["share_of_kiwi"],
                    found[key]["share_of_kiwi_up_to_names"],
                    *(found[key]["stage_characters_per_s"].get(stage, "") for stage in stages),
                )
                for key, name in how.items()
            ),
        ],
    )
    yield (
        ("start-up, s", "of it processor, s", "memory, GB"),
        [[found["start_up_s"], found["start_up_processor_s"], found["memory_gb"]]],
    )


def _plain(found: Any) -> Iterator[Table]:
    """One row an entry of ``rows``, with whatever columns any of them has."""
    rows = [
        {f"{k} {kk}".strip(): vv for k, v in row.items() for kk, vv in _items(v)} for row in found["rows"]
    ]
    columns = list(dict.fromkeys(c for row in rows for c in row))
    yield columns, ([row.get(c) for c in columns] for row in rows)


def _peers(found: Any) -> Iterator[Table]:
    for pages in (False, True):
        yield from _plain({"rows": [row for row in found["rows"] if ("page_s" in row) is pages]})


def _items(value: Any) -> Iterable[tuple[str, Any]]:
    return value.items() if isinstance(value, dict) else [("", value)]


def _pairs(found: Any) -> Iterator[Table]:
    """One row a figure; those of a group stand under its name."""
    rows = [(f"{k} {kk}".strip(), vv) for k, v in found.items() for kk, vv in _items(v)]
    yield ("figure", "value"), rows


#: Title, command, file of results, and what makes tables of it.
SECTIONS: list[tuple[str, str, str, Callable[[Any], Iterator[Table]]]] = [
    ("Quality against gold", "python benchmarks/quality.py --by-phenomenon", "quality.json", _quality),
    ("KLUE-RE", "python benchmarks/klue_re.py", "klue_re.json", _klue_re),
    (
        "Edges of the corpus, read by hand",
        "inmaek build ../shared/corpus/news.jsonl -o out",
        "edges_read.tsv",
        _edges,
    ),
    ("Speed in one process", "python benchmarks/speed.py", "speed.json", _speed),
    ("Two processes beside one", "python benchmarks/speed.py --jobs 2", "jobs.json", _pairs),
    ("From 1,000 to 100,000 articles", "python benchmarks/scale.py", "scale.json", _plain),
    ("A cluster that loses a worker", "python benchmarks/cluster.py", "cluster.json", _pairs),
    ("Beside what one would pick instead", "python benchmarks/peers.py", "peers.json", _peers),
    ("The store at size", "python benchmarks/store.py", "store.json", _pairs),
    ("The page beside plain pyvis", "python benchmarks/page.py", "page.json", _plain),
]


def _line(cells: Iterable[object]) -> str:
    return "| " + " | ".join("" if cell is None else str(cell) for cell in cells) + " |"


def page() -> str:
    """Return the page as Markdown."""
    parts = [HEAD]
    for title, command, name, tables in SECTIONS:
        if not (RESULTS / name).exists():
            continue
        text = (RESULTS / name).read_text(encoding="utf-8")
        parts.append(f"## {title}\n\n    {command}\n")
        found = json.loads(text) if name.endswith(".json") else text.split("\n")
        for head, rows in tables(found):
            lines = [_line(head), _line(["---"] * len(head)), *map(_line, rows)]
            parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def main() -> int:
    """Write or check the page; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the page is old")
    if parser.parse_args().check:
        if PAGE.read_text(encoding="utf-8") == page():
            return 0
        print(f"{PAGE.name} is older than benchmarks/results: run python benchmarks/report.py")
        return 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Fit ``data/confidence.yml``: how sure each relation rule and each joined weight is.

    python data/calibrate.py [--shared ../shared]

Reads the gold files with relations there. A rule's factor is its precision, shrunk to that of all
rules where it fired seldom, by the mean weight that it gives. Rules are tuned on two documents of
three, where they look better than they are: the curve is fitted on the third one alone, and the
expected calibration error (Naeini et al. 2015, ten bins) is told of that third by five folds.
Facts that the gold calls optional count neither way. docs/adr/0003-confidence.md says why.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from extract.confidence import Confidence
from extract.document import Article
from extract.pipeline import Pipeline, record_of

DATA = Path(__file__).resolve().parent
SETS = ("sentences", "documents", "suite")
#: Facts of the prior that a rule's own are joined by, and the fewest facts that make a point of the curve.
PRIOR, FEWEST = 20, 40
BINS, FOLDS = 10, 5


class Judged(NamedTuple):
    """A fact that was found: the rule and weight of each statement, and whether the gold has it."""

    statements: tuple[tuple[str, float], ...]
    right: bool


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def _scorer(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("score", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def judge(shared: Path, pipeline: Pipeline) -> Iterator[tuple[int, Judged]]:
    """Yield every fact found that the gold files settle, with its document's number."""
    score = _scorer(shared / "eval/score.py")
    for name in SETS:
        docs = _lines(shared / f"eval/{name}.dev.docs.jsonl")
        gold = _lines(shared / f"eval/{name}.dev.gold.jsonl")
        for number, (doc, want) in enumerate(zip(docs, gold, strict=True)):
            article = Article(doc["id"], doc["text"], doc.get("title"), doc.get("published"))
            reading = pipeline.parse(article)
            record = record_of(reading).model_dump(mode="json")
            link = score.align(want, record)
            at = {e["name"]: i for i, e in enumerate(want["entities"])}
            keys = {
                score.key(r["type"], at[r["head"]], at[r["tail"]]): bool(r.get("optional"))
                for r in want["relations"]
            }
            for relation, fact in zip(record["relations"], reading.facts, strict=True):
                head, tail = link[relation["head"]], link[relation["tail"]]
                key = None if head is None or tail is None else score.key(relation["type"], head, tail)
                if key not in keys or not keys[key]:
                    yield number, Judged(fact.statements, key in keys)


def fit(tuned: Sequence[Judged], fresh: Sequence[Judged]) -> Confidence:
    """Return the factors that fit all facts, and the curve that then fits the ``fresh`` ones."""
    judged = [*tuned, *fresh]
    overall = sum(j.right for j in judged) / len(judged)
    by_rule: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for j in judged:
        for rule, weight in j.statements:
            by_rule[rule].append((weight, j.right))
    factors = {}
    for rule, seen in sorted(by_rule.items()):
        precision = (sum(right for _, right in seen) + PRIOR * overall) / (len(seen) + PRIOR)
        factors[rule] = round(precision / (sum(w for w, _ in seen) / len(seen)), 3)
    raw = Confidence(factors)
    return Confidence(factors, curve(sorted((confidence(j, raw), j.right) for j in fresh)))


def confidence(j: Judged, sure: Confidence) -> float:
    """The confidence of a fact by ``sure``."""
    return sure.joined(sure.weight(*s) for s in j.statements)


def curve(points: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """Return a rising curve through ``points`` (weight, right), sorted: neighbours pooled until it rises."""
    pools: list[list[float]] = []
    for start in range(0, len(points), FEWEST):
        part = points[start : start + FEWEST]
        pools.append([sum(x for x, _ in part), sum(y for _, y in part), len(part)])
        while len(pools) > 1 and pools[-2][1] / pools[-2][2] >= pools[-1][1] / pools[-1][2]:
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    return [(round(x / n, 3), round(y / n, 3)) for x, y, n in pools]


def error(told: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error: how far confidence and share right differ, over ten bins of confidence."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for c, right in told:
        bins[min(BINS - 1, int(c * BINS))].append((c, right))
    return sum(abs(sum(c for c, _ in b) - sum(r for _, r in b)) for b in bins.values()) / len(told)


def folds(tuned: Sequence[Judged], fresh: Sequence[Judged]) -> list[tuple[float, bool]]:
    """Each ``fresh`` fact's confidence by a fit that has not seen it, and whether it is right."""
    out = []
    for fold in range(FOLDS):
        sure = fit(tuned, [j for i, j in enumerate(fresh) if i % FOLDS != fold])
        out += [(confidence(j, sure), j.right) for j in fresh[fold::FOLDS]]
    return out


def main() -> int:
    """Fit, report and write; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--shared", type=Path, default=DATA.parents[1] / "shared", help="folder of gold files"
    )
    args = parser.parse_args()
    if not (args.shared / "eval").is_dir():
        print(f"no gold files in {args.shared}: nothing to fit on")
        return 0
    found = list(judge(args.shared, Pipeline(DATA)))
    tuned, fresh = ([j for number, j in found if (number % 3 == 2) is held] for held in (False, True))
    fitted = fit(tuned, fresh)
    plain = [(confidence(j, Confidence()), j.right) for j in fresh]
    print(
        f"{len(tuned)} facts of tuned documents, {len(fresh)} of others, {sum(j.right for j in fresh)} of them right"
    )
    print(
        f"expected calibration error there: {error(plain):.3f} before, {error(folds(tuned, fresh)):.3f} after"
    )
    head = "# How sure each relation rule and each joined weight is. Written by data/calibrate.py; see docs/adr/0003-confidence.md.\n"
    body = {"curve": [list(p) for p in fitted.curve], "rules": dict(fitted.rules)}
    text = yaml.safe_dump(body, allow_unicode=True, sort_keys=False, default_flow_style=None, width=110)
    (DATA / "confidence.yml").write_text(head + text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

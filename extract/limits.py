"""How much of one article is read: the settings of ``data/limits.yml``, and what is said when one is hit."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import yaml

from extract.gazetteer import DataError, Problem
from extract.readers.problem import InputProblem

_REMEDY = {
    "article": "split it, or raise `article` in limits.yml",
    "sentence": "check whether it is prose, or raise `sentence` in limits.yml",
    "matches": "split it, or raise `matches` in limits.yml",
}
_WHAT = {
    "article": "is longer than {limit:,} characters, the rest was not read",
    "sentence": "goes on for more than {limit:,} characters without the end of a sentence, it was cut at a space",
    "matches": "holds more than {limit:,} names, the rest was left out",
}


@dataclass(frozen=True)
class Limits:
    """Characters of an ``article`` and of a ``sentence``, and names (``matches``) of an article."""

    article: int = 200_000
    sentence: int = 5_000
    matches: int = 5_000

    def problem(self, doc_id: str, limit: str) -> InputProblem:
        """Return what is said when the article ``doc_id`` hits ``limit``, one of the fields."""
        return InputProblem(doc_id, _WHAT[limit].format(limit=getattr(self, limit)), _REMEDY[limit])


def load_limits(path: Path) -> Limits:
    """Read ``data/limits.yml``; a limit that it leaves out has its default.

    Raises:
        DataError: a setting is unknown or no positive whole number.
    """
    raw = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    known = {field.name for field in fields(Limits)}
    faults = [
        f"{name!r} is no limit (there are: {', '.join(sorted(known))})"
        if name not in known
        else f"{name}: {value!r} is no positive whole number"
        for name, value in raw.items()
        if name not in known or type(value) is not int or value < 1
    ]
    if faults:
        raise DataError([Problem(str(path), fault) for fault in faults])
    return Limits(**raw)

"""What the generated tables are made of: rows, and the decisions that people made about names."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from extract.gazetteer import COLUMNS, Entry, read_table

DATA = Path(__file__).parent
TABLES = DATA / "gazetteers"
DECISIONS = DATA / "gazetteers_src"
#: A Hangul name of at most so many syllables is taken for ambiguous unless ``guards.tsv`` frees it.
SHORT = 2


@dataclass
class Row:
    """One line of a table; ``forms`` maps each form to the reason why it is guarded, or to ""."""

    id: str
    name: str
    type: str
    forms: dict[str, str] = field(default_factory=dict)
    posts: list[str] = field(default_factory=list)
    valid: str = ""
    lineage: str = ""
    source: str = ""

    def line(self) -> str:
        """Return the row as a line of the table, in the order of ``COLUMNS``."""
        aliases = [f"?{f}" if why else f for f, why in self.forms.items() if why or f != self.name]
        reasons = "; ".join(sorted({why for why in self.forms.values() if why}))
        cells = {
            "id": self.id, "name": self.name, "type": self.type, "aliases": "|".join(aliases),
            "posts": "|".join(self.posts), "valid": self.valid, "lineage": self.lineage,
            "source": self.source, "reason": reasons,
        }  # fmt: skip
        return "\t".join(cells[c] for c in COLUMNS).rstrip("\t")


class Decisions:
    """The hand-made decisions, and the entries of the tables that are edited by hand."""

    def __init__(self, sources: Path, hand: list[Path]) -> None:
        self.sources = sources
        self.guards: dict[str, str] = {}
        self.free: set[str] = set()
        self.drop: set[str] = set()
        for form, verdict, reason in decided("guards.tsv"):
            if verdict == "guard":
                self.guards[form] = reason
            else:
                (self.free if verdict == "free" else self.drop).add(form)
        self.hand: dict[str, Entry] = {}
        self.by_form: dict[str, list[Entry]] = defaultdict(list)
        for path in hand:
            for entry in read_table(path):
                if isinstance(entry, Entry):
                    self.hand[entry.id] = entry
                    for form in entry.forms:
                        self.by_form[form].append(entry)

    def known(self, form: str, *types: str) -> bool:
        """Whether a table edited by hand already has ``form`` as one of ``types``."""
        return any(e.type in types for e in self.by_form.get(form, ()))

    def why(self, form: str, kind: str) -> str:
        """Why ``form`` is guarded as the name of a ``kind``, or ""."""
        if form in self.free:
            return ""
        if reason := self.guards.get(form):
            return reason
        if len(form) <= SHORT and kind != "PLACE":
            return "short: too many other readings"
        others = sorted({e.type for e in self.by_form.get(form, ()) if e.type != kind})
        return f"also the name of a {', '.join(others).lower()}" if others else ""

    def forms(self, names: list[str], kind: str) -> dict[str, str]:
        """Map ``names`` to the reasons for guarding them, dropping what is to be dropped."""
        return {n: self.why(n, kind) for n in dict.fromkeys(names) if n and n not in self.drop}


def decided(name: str) -> Iterator[tuple[str, str, str]]:
    """Yield the lines of a file of ``gazetteers_src`` as three cells, the missing ones empty."""
    with (DECISIONS / name).open(encoding="utf-8", newline="") as stream:
        for cells in csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            if cells and not cells[0].startswith("#"):
                form, verdict, reason = (*cells, "", "")[:3]
                yield form, verdict, reason

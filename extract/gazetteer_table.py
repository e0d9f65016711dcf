"""What an analyst does with gazetteers: look a form up, and add a row to a table of one's own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import fuzz, process

from extract.gazetteer import COLUMNS, DataError, Entry, Gazetteer, Problem, read_row, read_table
from extract.records import EntityType

#: The kind in an id, and the table that a new row goes to, by type.
KINDS = {
    EntityType.PERSON: ("person", "people"),
    EntityType.COMPANY: ("company", "companies"),
    EntityType.AGENCY: ("agency", "agencies"),
    EntityType.ORGANIZATION: ("org", "organizations"),
    EntityType.PLACE: ("place", "places"),
    EntityType.PROJECT: ("project", "projects_events"),
    EntityType.EVENT: ("event", "projects_events"),
}
#: Forms less like the one asked for than this (0..100) are no suggestion.
_LIKE = 60


def comparable(form: str) -> str:
    """A form as it is looked up: NFC (half-width forms widened), no spaces or middle dots, lower case."""
    return re.sub(r"[\s·‧ㆍ]", "", unicodedata.normalize("NFKC", form)).casefold()


@dataclass
class FormIndex:
    """Finds the entries of ``gazetteer`` by any form, however it is spaced, cased or composed."""

    gazetteer: Gazetteer
    _forms: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for form, entries in self.gazetteer.by_form.items():
            if entries:
                self._forms.setdefault(comparable(form), []).append(form)

    def find(self, form: str) -> list[Entry]:
        """Return the entries that have ``form``, or whose id it is."""
        by_id = self.gazetteer.entries.get(unicodedata.normalize("NFC", form.strip()))
        found = {by_id.id: by_id} if by_id else {}
        for known in self._forms.get(comparable(form), []):
            found |= {e.id: e for e in self.gazetteer.by_form[known]}
        return list(found.values())

    def like(self, form: str, most: int = 5) -> list[str]:
        """Return up to ``most`` known forms that look much like ``form``, the likest first."""
        near = process.extract(
            comparable(form), self._forms.keys(), scorer=fuzz.ratio, limit=most, score_cutoff=_LIKE
        )
        return [self._forms[key][0] for key, _, _ in near]


@dataclass(frozen=True)
class Addition:
    """A row to add. ``guarded`` are those of ``name`` and ``aliases`` that are also something else (``reason``)."""

    name: str
    type: EntityType
    aliases: Sequence[str] = ()
    guarded: Sequence[str] = ()
    posts: Sequence[str] = ()
    valid: str = ""
    lineage: Sequence[str] = ()
    source: str = ""
    reason: str = ""
    id: str = ""

    def row(self) -> dict[str, str]:
        """Return the cells of the row by column."""
        slug = "_".join(self.name.split())
        cells = {
            "id": self.id or f"{KINDS[self.type][0]}:{slug}",
            "name": self.name,
            "type": self.type.value,
            "aliases": "|".join(_marked(self.name, self.aliases, self.guarded)),
            "posts": "|".join(self.posts),
            "valid": self.valid,
            "lineage": "|".join(self.lineage),
            "source": self.source,
            "reason": self.reason,
        }
        return {k: unicodedata.normalize("NFC", v.strip()) for k, v in cells.items()}


def _marked(name: str, aliases: Sequence[str], guarded: Sequence[str]) -> list[str]:
    """The cell of aliases: those guarded with ``?`` before them, the name only if it is guarded."""
    forms = dict.fromkeys(
        [*([name] if name in guarded else []), *aliases, *(g for g in guarded if g != name)]
    )
    return [f"?{form}" if form in guarded else form for form in forms]


@dataclass(frozen=True)
class Added:
    """Where a row was added: the table and the line, from 1."""

    path: Path
    line: int
    entry: Entry

    @property
    def where(self) -> str:
        """``file:line``."""
        return f"{self.path}:{self.line}"


def add(
    folder: Path, addition: Addition, known: Gazetteer, *, table: str | None = None, replace: bool = False
) -> Added:
    """Append ``addition`` to a table of ``folder`` (the ``gazetteers`` of one's own data), which is made if absent.

    ``known`` are all gazetteers, those of ``folder`` included. ``replace`` allows the id of an entry
    of another folder, which the new row then replaces.

    Raises:
        DataError: with every fault of the row: cells that cannot be, an id or a form that is there
            already (with file and line), a post at an unknown body. Nothing is written then.
    """
    row = addition.row()
    path = folder / f"{table or KINDS[addition.type][1]}.tsv"
    where = f"{path}: {row['id']}"
    problems = [
        Problem(where, f"{column} {cell!r} holds a tab or a line break, which a table cannot")
        for column, cell in row.items()
        if re.search(r"[\t\r\n]", cell)
    ]
    entry = None
    for item in read_row(row, where):
        if isinstance(item, Problem):
            problems.append(item)
        else:
            entry = item
    if entry is not None:
        problems += _clashes(entry, known, folder, replace=replace)
    header, text = _existing(path)
    if header and (missing := [c for c in COLUMNS if row[c] and c not in header]):
        problems.append(
            Problem(f"{path}:1", f"the table has no column {', '.join(missing)}; add it to its header")
        )
    if problems or entry is None:
        raise DataError(problems)
    columns = header or list(COLUMNS)
    newline = "\r\n" if "\r\n" in text else "\n"
    if not header:
        text += newline.join(["\t".join(COLUMNS), ""])
    elif not text.endswith("\n"):
        text += newline
    line = text.count("\n") + 1
    folder.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(text + "\t".join(row[c] for c in columns) + newline, encoding="utf-8", newline="")
    part.replace(path)
    return Added(path, line, entry)


def _existing(path: Path) -> tuple[list[str], str]:
    """The header and the text of the table at ``path``, both empty where there is none."""
    if not path.exists():
        return [], ""
    problems = [item for item in read_table(path) if isinstance(item, Problem)]
    if problems:
        raise DataError(problems)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        text = stream.read()
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return next(lines, "").split("\t") if text.strip() else [], text


def _clashes(entry: Entry, known: Gazetteer, folder: Path, *, replace: bool) -> list[Problem]:
    """What ``entry`` has in common with entries already there, and what it refers to that is not."""
    problems = []
    old = known.entries.get(entry.id)
    own = old is not None and Path(old.where.rpartition(":")[0]).parent == folder
    if old and (own or not replace):
        remedy = "edit that line" if own else "give --id another one, or --replace to put yours in its place"
        problems.append(Problem(old.where, f"id {entry.id} is there already; {remedy}"))
    for form, guarded in entry.forms.items():
        for other in known.by_form.get(form, []):
            free = not guarded and not other.forms[form]
            if free and other.type is entry.type and other.id != entry.id:
                problems.append(
                    Problem(
                        other.where,
                        f"{form} is a form of {other.id} ({other.name}) already; add your aliases there, "
                        f"or where it is another one, guard it: --guard {form} --reason …",
                    )
                )
    targets = (*(p.body for p in entry.posts), *entry.lineage)
    problems += [
        Problem(entry.where, f"refers to {t}, which no table has") for t in targets if t not in known.entries
    ]
    return problems

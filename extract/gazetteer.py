"""Gazetteers: the tables of known names in ``data/gazetteers/*.tsv``.

A table is UTF-8, tab-separated, with the header ``COLUMNS``; ``#`` starts a comment
line; lists within a cell are parted by ``|``.

========== ============================================================================
``id``     unique over all tables, ``kind:slug`` (``krx:005930``, ``person:이재용``)
``name``   canonical name; also the first surface form unless ``aliases`` guards it
``type``   an entity type
``aliases`` further surface forms: short, old, Latin and Hanja forms. A form with ``?``
           before it is *guarded*: it is also a common word or another name, and counts
           only with context (a title, a second mention, the trained model); the canonical
           name is guarded by repeating it here as ``?name``
``posts``  of a person: ``title@body id``, optionally ``[from..until]``
``valid``  ``from..until`` (ISO dates, either may be empty): when the body had this name
``lineage`` ids of the bodies that followed it (renamed, split, merged)
``source`` where the facts come from (a key of ``data/NOTICE``)
``reason`` why a form is guarded; required where one is
========== ============================================================================
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from extract.records import EntityType

COLUMNS = ("id", "name", "type", "aliases", "posts", "valid", "lineage", "source", "reason")
_ID = re.compile(r"[a-z_]+:\S+")
_DATE = r"(?:\d{4}(?:-\d{2}(?:-\d{2})?)?)?"
_VALID = re.compile(rf"{_DATE}\.\.{_DATE}")
_POST = re.compile(rf"(?P<title>[^@|\[\]]+)@(?P<body>[^\[\]|]+?)(?:\[(?P<span>{_DATE}\.\.{_DATE})\])?")


@dataclass(frozen=True, slots=True)
class Post:
    """A post that a person holds or held: ``title`` at the body with id ``body``."""

    title: str
    body: str
    valid: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One known entity. ``forms`` maps each surface form to whether it is guarded."""

    id: str
    name: str
    type: EntityType
    forms: dict[str, bool]
    posts: tuple[Post, ...] = ()
    valid: str = ""
    lineage: tuple[str, ...] = ()
    source: str = ""
    reason: str = ""
    where: str = ""


@dataclass(frozen=True)
class Problem:
    """Something wrong in a data file: which file and line, what, and what to do."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class DataError(ValueError):
    """Data files that cannot be used; ``problems`` lists every one found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


@dataclass
class Gazetteer:
    """All entries of the tables, by id and by surface form."""

    entries: dict[str, Entry] = field(default_factory=dict)
    by_form: dict[str, list[Entry]] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """Add ``entry``; a later table's entry replaces an earlier one with its id."""
        if old := self.entries.get(entry.id):
            for form in old.forms:
                self.by_form[form].remove(old)
        self.entries[entry.id] = entry
        for form in entry.forms:
            self.by_form.setdefault(form, []).append(entry)


def read_row(row: dict[str, str], where: str) -> Iterator[Entry | Problem]:
    """Yield the entry of one row (cells by column), and a ``Problem`` at ``where`` for each thing wrong in it."""
    cell = {k: unicodedata.normalize("NFC", (row.get(k) or "").strip()) for k in COLUMNS}
    if not _ID.fullmatch(cell["id"]):
        yield Problem(where, f"id {cell['id']!r} is not of the form kind:slug")
    if not cell["name"]:
        yield Problem(where, "name is empty")
    if cell["type"] not in EntityType.__members__:
        yield Problem(where, f"type {cell['type']!r} is none of {', '.join(EntityType)}")
        return
    aliases = [a.strip() for a in cell["aliases"].split("|") if a.strip()]
    forms = {cell["name"]: False}
    for alias in aliases:
        form, guarded = alias.removeprefix("?").strip(), alias.startswith("?")
        if not form or (form in forms and not (guarded and form == cell["name"])):
            yield Problem(where, f"alias {alias!r} is empty or stands twice; delete one")
        forms[form] = guarded
    if any(forms.values()) and not cell["reason"]:
        yield Problem(where, "a form is guarded (?) but reason is empty; say what else it may mean")
    if cell["valid"] and not _VALID.fullmatch(cell["valid"]):
        yield Problem(where, f"valid {cell['valid']!r} is not from..until with ISO dates")
    posts = []
    for text in filter(None, cell["posts"].split("|")):
        if m := _POST.fullmatch(text.strip()):
            posts.append(Post(m["title"].strip(), m["body"].strip(), m["span"] or ""))
        else:
            yield Problem(where, f"post {text!r} is not title@body-id[from..until]")
    yield Entry(
        cell["id"], cell["name"], EntityType(cell["type"]), forms, tuple(posts), cell["valid"],
        tuple(filter(None, (x.strip() for x in cell["lineage"].split("|")))), cell["source"], cell["reason"], where,
    )  # fmt: skip


def read_table(path: Path) -> Iterator[Entry | Problem]:
    """Yield the entries of one table, and a ``Problem`` for each thing wrong in it."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = ((n, line) for n, line in enumerate(stream, 1) if line.strip() and not line.startswith("#"))
        first = next(lines, None)
        header = first[1].rstrip("\r\n").split("\t") if first else []
        if not {"id", "name", "type"} <= set(header) <= set(COLUMNS):
            yield Problem(f"{path}:1", f"header must be {' '.join(COLUMNS)} (tab-separated)")
            return
        for number, line in lines:
            cells = next(csv.reader([line.rstrip("\r\n")], delimiter="\t", quoting=csv.QUOTE_NONE))
            where = f"{path}:{number}"
            if len(cells) > len(header):
                yield Problem(where, f"{len(cells)} cells, the header has {len(header)}")
            else:
                yield from read_row(dict(zip(header, cells, strict=False)), where)


def load_gazetteers(folders: list[Path]) -> Gazetteer:
    """Read every ``*.tsv`` of ``folders`` in order; later folders win over earlier ones by id.

    Raises:
        DataError: with every problem of every table, if there is any.
    """
    gazetteer, problems = Gazetteer(), []
    for folder in folders:
        seen: dict[str, str] = {}
        for path in sorted(folder.glob("*.tsv")):
            for item in read_table(path):
                if isinstance(item, Problem):
                    problems.append(item)
                elif item.id in seen:
                    problems.append(Problem(item.where, f"id {item.id} is already at {seen[item.id]}"))
                else:
                    seen[item.id] = item.where
                    gazetteer.add(item)
    for entry in gazetteer.entries.values():
        targets = (*(p.body for p in entry.posts), *entry.lineage)
        problems += [
            Problem(entry.where, f"{entry.id} refers to {t}, which no table has")
            for t in targets
            if t not in gazetteer.entries
        ]
    if problems:
        raise DataError(problems)
    return gazetteer

"""A project's folder: its store, kept in step with the articles, the data and the files made of it."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from extract.document import Article
from extract.readers import InputProblem
from extract.records import Record
from graph.bulk import load
from graph.changes import Difference, compare, edges_now
from graph.decisions import FILE_NAME as DECISIONS
from graph.decisions import Decision, read_decisions
from graph.exports import write_all
from graph.ingest import digest
from graph.network import Graph
from graph.settle import settle
from graph.store import FILE_NAME, Store
from inmaek import partitions
from inmaek.data_state import refresh_state
from inmaek.paths import output

#: Makes records of articles in their order, None of None; it may take some articles ahead of the record it gives.
Read = Callable[[Iterator[Article | None]], Iterator[Record | None]]
#: What may be handed in of an article besides its id and text.
_GIVEN = ("title", "published", "source", "url")


@dataclass
class Changes:
    """Ids of the articles that a run added, replaced, read again, left alone and removed."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    @property
    def read(self) -> int:
        """How many of the given articles the store now holds."""
        return len(self.new) + len(self.changed) + len(self.same)


@contextmanager
def opened(
    out: Path, folders: Sequence[Path], *, model: bool = True, create: bool = False
) -> Iterator[Store]:
    """Open the store of ``out`` to write, its memory of the data folders up to date; settle it at the end.

    It is settled however the block ends, so that an interrupted run leaves a store that answers.
    A store that was made here and got no article is taken away again.
    """
    new = not (out / FILE_NAME).exists()
    store = Store.open(out, write=True, create=create)
    try:
        settle(store)
        refresh_state(store, folders, model=model)
        try:
            yield store
        finally:
            settle(store, decisions(out, folders))
    finally:
        empty = new and not store.count()
        store.close()
        if empty:
            (out / FILE_NAME).unlink(missing_ok=True)
            (out / f"{FILE_NAME}.wal").unlink(missing_ok=True)


def decisions(out: Path, folders: Sequence[Path]) -> list[Decision]:
    """Return the decisions that hold in the project ``out``: its own win over those of the data folders.

    Raises:
        graph.decisions.DecisionError: for a line that is none.
    """
    return read_decisions([*(folder / DECISIONS for folder in folders), out / DECISIONS])


def grow(store: Store, articles: Iterable[Article], read: Read) -> Iterator[tuple[str, str]]:
    """Put ``articles`` into ``store`` one by one; yield (id, ``new``, ``changed`` or ``same``) of each.

    An article that was handed in before, and that no change of data can affect, is not read again.
    """
    known = store.known()
    handed: deque[tuple[Article, str]] = deque()

    def to_read() -> Iterator[Article | None]:
        for article in articles:
            mark = input_hash(article)
            handed.append((article, mark))
            yield None if known.get(article.doc_id) == (mark, False) else article

    for record in read(to_read()):
        article, mark = handed.popleft()
        what = store.put(record, given=given_of(article), input_hash=mark) if record else "same"
        yield article.doc_id, what


def take_in(
    store: Store, path: str, mark: str, on_problem: Callable[[InputProblem], None]
) -> Iterator[tuple[str, str]]:
    """Put the records of ``path`` (see :func:`inmaek.partitions.read`) into ``store`` in bulk; yield as ``grow``.

    Articles that were read with data of another fingerprint than ``mark`` are kept as stale.
    """

    def tables() -> Iterator[tuple[pa.Table, bool]]:
        for loaded in partitions.read(path):
            if isinstance(loaded, InputProblem):
                on_problem(loaded)
            else:
                yield loaded.table, loaded.mark not in {None, mark}

    for steps in load(store, tables()):
        for doc_id in steps.pop("twice", []):
            what = f"the id {doc_id!r} stands a second time"
            on_problem(InputProblem(path, what, "give every article its own id"))
        for step, doc_ids in steps.items():
            yield from ((doc_id, step) for doc_id in doc_ids)


def input_hash(article: Article) -> str:
    """Return a hash of all that was handed in of ``article``."""
    return digest(article.text, article.title, article.published, article.source, article.url)


def given_of(article: Article) -> str:
    """Return the JSON of what was handed in of ``article`` beside its text."""
    fields = {name: getattr(article, name) for name in _GIVEN}
    return json.dumps({k: v for k, v in fields.items() if v is not None}, ensure_ascii=False)


def stale_articles(store: Store) -> Iterator[Article]:
    """Yield the articles that must be read again, as they were handed in."""
    ids = store.con.execute("SELECT doc FROM docs WHERE stale ORDER BY doc").fetchall()
    for (doc,) in ids:
        found = store.first("SELECT text, given, title, published, source, url FROM docs WHERE doc = ?", doc)
        if found:
            text, given, *own = found
            fields = dict(zip(_GIVEN, own, strict=True)) if given is None else json.loads(given)
            yield Article(doc, text, **fields)


def reread(store: Store, read: Read) -> Iterator[str]:
    """Read the stale articles of ``store`` again; yield the id of each."""
    handed: deque[Article] = deque()

    def to_read() -> Iterator[Article]:
        for article in stale_articles(store):
            handed.append(article)
            yield article

    for record in read(to_read()):
        article = handed.popleft()
        hash_ = store.known_hash(article.doc_id)
        if record:
            store.put(record, given=given_of(article) if hash_ else None, input_hash=hash_)
            yield article.doc_id


def difference(store: Store, act: Callable[[], Any]) -> Difference:
    """Return which edges ``act`` (which changes and settles ``store``) gains, loses and changes."""
    before = edges_now(store)
    act()
    return compare(before, edges_now(store))


def write_files(out: Path, graph: Graph) -> list[Path]:
    """Write the page, GraphML, tables and records of ``graph`` into ``out``, each whole or not at all."""
    files = write_all(graph, out)
    path = out / "records.jsonl"
    with output(str(path)) as stream:
        for record in graph.store.records():
            stream.write(record.model_dump_json() + "\n")
    return [*files, path]

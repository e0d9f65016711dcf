"""One DuckDB file a project: articles and all that was read from them.

Each article goes in or out in one transaction, so that a kill at any moment loses at most the
article in hand. What only the whole store can tell (identities, copies) is settled afterwards in
a transaction of its own, which the next run makes up for if it did not come to it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

import duckdb
import pyarrow as pa

from extract.records import Record
from graph.closing import Closing
from graph.ingest import Row, Rows, digest, rows, slim, storable, thicken

#: Name of the store within a project's folder.
FILE_NAME = "store.duckdb"
#: Layout of the tables. Older layouts are migrated from the records that they hold.
VERSION = 1
#: Relation types that hold in both directions.
SYMMETRIC = frozenset(
    ("met", "spoke_with", "signed_mou", "signed_loi", "signed_contract", "merges_with", "partners_with", "family_of")
)  # fmt: skip
#: Tables with a row for each thing of one article.
PARTS = ("entities", "mentions", "relations", "bands")
_BULK = 200
_HOLDER = re.compile(r"PID (\d+)")


class StoreError(RuntimeError):
    """A store that cannot be used; the message says why and what to do."""


class NoStoreError(StoreError):
    """There is no store where one was looked for."""


class StoreBusyError(StoreError):
    """Another process has the store; ``pid`` is its number where known."""

    def __init__(self, path: Path, pid: int | None) -> None:
        """Take the store's ``path`` and the ``pid`` of who holds it."""
        if pid == os.getpid():
            super().__init__(f"{path} is open in this process: close() that graph first")
        else:
            who = f"process {pid}" if pid else "another process"
            super().__init__(f"{path} is in use by {who}: wait until it is done, then try again")
        self.path = path
        self.pid = pid


class StoreVersionError(StoreError):
    """The store was written by a newer inmaek, or is none."""


class Store(Closing):
    """An open store. Use as a context manager, or :meth:`close` it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path | None, *, write: bool) -> None:
        """Wrap an open ``connection``; callers use :meth:`open` or :meth:`memory`."""
        self.con = connection
        self.path = path
        self.write = write

    @classmethod
    def memory(cls, *, symmetric: Collection[str] = SYMMETRIC) -> Self:
        """Return an empty store in memory."""
        store = cls(duckdb.connect(":memory:"), None, write=True)
        store._create(symmetric)
        return store

    @classmethod
    def open(cls, path: str | Path, *, write: bool = False, create: bool = False) -> Self:
        """Open the store ``path``: the file, or the folder that has one named ``store.duckdb``.

        ``write`` is for the one process that changes it, ``create`` makes a store that is not
        there. A store of an older version is migrated when it is opened to write.

        Raises:
            NoStoreError: where there is none.
            StoreBusyError: when another process writes to it, or reads it while this one would write.
            StoreVersionError: when it is of a newer version, or of an older one and not to be written.
        """
        path = Path(path)
        file = path if path.suffix == ".duckdb" else path / FILE_NAME
        new = not file.exists()
        if new and not (write and create):
            raise NoStoreError(f"{file}: there is no store here; make one with inmaek build … -o {path}")
        if new:
            file.parent.mkdir(parents=True, exist_ok=True)
        store = cls(_connect(file, write=write), file, write=write)
        try:
            if new or store._is_blank():
                store._create(SYMMETRIC)
            else:
                store._check_version()
        except BaseException:
            store.con.close()
            raise
        return store

    @cached_property
    def symmetric(self) -> frozenset[str]:
        """The relation types that hold in both directions."""
        rows = self.con.execute("SELECT value FROM meta WHERE key = 'symmetric'").fetchall()
        return frozenset(t for (t,) in rows)

    def close(self) -> None:
        """Close the store; what was committed stays."""
        self.con.close()

    # -- layout ------------------------------------------------------------------------------------

    def _is_blank(self) -> bool:
        """Say whether the file holds nothing yet: it was killed before its first commit."""
        return self.write and not self.con.execute("SELECT 1 FROM duckdb_tables()").fetchall()

    def _create(self, symmetric: Collection[str]) -> None:
        with self.transaction():
            self.con.execute(_sql("tables.sql"))
            self.con.execute(_sql("views.sql"))
            self.insert("meta", [("version", str(VERSION)), *(("symmetric", t) for t in sorted(symmetric))])

    def _check_version(self) -> None:
        try:
            found = self.first("SELECT value FROM meta WHERE key = 'version'")
            version = int(found[0]) if found else 0
        except (duckdb.Error, ValueError) as error:
            raise StoreVersionError(f"{self.path} is a DuckDB file, but no store of inmaek") from error
        if version > VERSION:
            raise StoreVersionError(
                f"{self.path} is of version {version}, this inmaek reads up to {VERSION}: update inmaek"
            )
        if version < VERSION:
            if not self.write:
                raise StoreVersionError(
                    f"{self.path} is of the older version {version}: run inmaek refresh on it once"
                )
            self._migrate()

    def _migrate(self) -> None:
        """Make all tables anew from the records of an older layout, in one transaction."""
        columns = {row[0] for row in self.con.execute("SELECT column_name FROM (DESCRIBE docs)").fetchall()}
        kept = [c for c in ("doc", "record", "text", "given", "input_hash", "added") if c in columns]
        old = self.con.execute(f"SELECT {', '.join(kept)} FROM docs ORDER BY doc").fetchall()
        symmetric = [
            t for (t,) in self.con.execute("SELECT value FROM meta WHERE key='symmetric'").fetchall()
        ]
        with self.transaction():
            for kind in ("view", "table"):
                names = self.con.execute(f"SELECT {kind}_name FROM duckdb_{kind}s() WHERE NOT internal")
                for (name,) in names.fetchall():
                    self.con.execute(f'DROP {kind} "{name}" CASCADE')
            self.con.execute(_sql("tables.sql"))
            self.con.execute(_sql("views.sql"))
            self.insert(
                "meta", [("version", str(VERSION)), *(("symmetric", t) for t in symmetric or SYMMETRIC)]
            )
            for row in old:
                doc = dict(zip(kept, row, strict=True))
                record = thicken(doc["record"], doc["text"])
                self._write(record, doc.get("given"), doc.get("input_hash"), doc.get("added"))

    # -- articles ----------------------------------------------------------------------------------

    def put(self, record: Record, *, given: str | None = None, input_hash: str | None = None) -> str:
        """Put one article in, whole or not at all; return ``same``, ``new`` or ``changed``.

        An article of the same id is replaced unless it is the same. ``given`` (JSON) and
        ``input_hash`` tell what was handed in, for :meth:`known` and for reading it again.
        """
        record = storable(record)
        hash_ = digest(slim(record), record.text)
        found = self.first(
            "SELECT record_hash, stale, input_hash, added FROM docs WHERE doc = ?", record.doc_id
        )
        if found and found[0] == hash_ and not found[1] and found[2] == input_hash:
            return "same"
        with self.transaction():
            if found:
                self.delete("= ?", record.doc_id)
            self._write(record, given, input_hash, found[3] if found else None)
        return ("same" if found[0] == hash_ else "changed") if found else "new"

    def put_all(self, records: Sequence[Record]) -> None:
        """Put ``records`` of different ids, none of which is there yet, in one transaction."""
        whole: Rows = {name: [] for name in ("docs", *PARTS, "pending")}
        for record in map(storable, records):
            for name, some in rows_of(record, None, None).items():
                whole[name] += some
        with self.transaction():
            for name, some in whole.items():
                self.insert(name, some)

    def remove(self, doc_id: str) -> bool:
        """Remove an article and all that only it says; False where there is none of this id."""
        if not self.first("SELECT 1 FROM docs WHERE doc = ?", doc_id):
            return False
        with self.transaction():
            self.delete("= ?", doc_id)
        return True

    def known(self) -> dict[str, tuple[str | None, bool]]:
        """Return article id → hash of what was handed in, and whether it must be read again."""
        rows = self.con.execute("SELECT doc, input_hash, stale FROM docs").fetchall()
        return {doc: (input_hash, stale) for doc, input_hash, stale in rows}

    def known_hash(self, doc_id: str) -> str | None:
        """Return the hash of what was handed in as ``doc_id``; None where only its record was."""
        found = self.first("SELECT input_hash FROM docs WHERE doc = ?", doc_id)
        return found[0] if found else None

    def records(self, docs: Collection[str] | None = None) -> Iterator[Record]:
        """Yield the records of the store (or of ``docs``) by article id."""
        every = (
            docs if docs is not None else [d for (d,) in self.con.execute("SELECT doc FROM docs").fetchall()]
        )
        ordered = sorted(every)
        for at in range(0, len(ordered), _BULK):
            query = "SELECT record, text FROM docs WHERE doc IN (SELECT unnest(?)) ORDER BY doc"
            for record, text in self.con.execute(query, [ordered[at : at + _BULK]]).fetchall():
                yield thicken(record, text)

    def count(self, table: str = "docs") -> int:
        """Return how many rows ``table`` has."""
        found = self.first(f"SELECT count(*) FROM {table}")
        return int(found[0]) if found else 0

    def first(self, query: str, *values: Any) -> tuple[Any, ...] | None:
        """Return the first row of the answer, or None; the answer is fetched whole, as DuckDB wants it."""
        rows = self.con.execute(query, list(values)).fetchall()
        return rows[0] if rows else None

    # -- rows --------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what the block does as one, or none of it."""
        self.con.execute("BEGIN")
        try:
            yield
        except BaseException:
            with suppress(duckdb.Error):
                self.con.execute("ROLLBACK")
            raise
        self.con.execute("COMMIT")

    def insert(self, table: str, some: Sequence[Row]) -> None:
        """Insert rows: a few as values, which is quicker, many through Arrow."""
        if len(some) > _BULK:
            types = self.schema(table)
            columns = [
                pa.array(list(c), type=f.type) for c, f in zip(zip(*some, strict=True), types, strict=True)
            ]
            batch = pa.table(columns, schema=types)
            self.con.register("_batch", batch)
            self.con.execute(f"INSERT INTO {table} SELECT * FROM _batch")
            self.con.unregister("_batch")
        elif some:
            row = f"({', '.join('?' * len(some[0]))})"
            values = ", ".join([row] * len(some))
            self.con.execute(f"INSERT INTO {table} VALUES {values}", [v for r in some for v in r])

    def schema(self, table: str) -> pa.Schema:
        """Return the names and Arrow types of the columns of ``table``."""
        return self.con.table(table).limit(0).to_arrow_table().schema

    def delete(self, which: str, *values: Any) -> None:
        """Delete the articles whose id is ``which`` (``= ?``, ``IN (SELECT …)``) of ``values``, within a transaction.

        Which names, identities and stories must be looked at again is noted.
        """
        con, some = self.con, list(values)
        con.execute(
            f"INSERT INTO pending SELECT DISTINCT 'facet', facet FROM entities WHERE doc {which}", some
        )
        con.execute(
            f"INSERT INTO pending SELECT DISTINCT 'node', node FROM entities WHERE doc {which} AND node IS NOT NULL",
            some,
        )
        for one, other in (("a", "b"), ("b", "a")):
            con.execute(f"INSERT INTO pending SELECT 'doc', {other} FROM copies WHERE {one} {which}", some)
        for one in ("a", "b"):
            con.execute(f"DELETE FROM copies WHERE {one} {which}", some)
        for table in (*PARTS, "docs"):
            con.execute(f"DELETE FROM {table} WHERE doc {which}", some)

    def _write(self, record: Record, given: str | None, input_hash: str | None, added: Any) -> None:
        for table, some in rows_of(record, given, input_hash, added).items():
            self.insert(table, some)


def rows_of(record: Record, given: str | None, input_hash: str | None, added: Any = None) -> Rows:
    """Return all rows of an article by table: see :meth:`Store.put`. ``added`` is when, by default now."""
    title, source, url = record.title, record.source, record.url
    said = slim(record)
    doc = (
        record.doc_id, title, source, url, record.published, record.text, said, given, input_hash,
        digest(said, record.text), None, False, added or datetime.now(UTC).replace(tzinfo=None),
    )  # fmt: skip
    return {"docs": [doc], **rows(record)}


def _sql(name: str) -> str:
    return files("graph").joinpath("sql", name).read_text("utf-8")


def _connect(file: Path, *, write: bool) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(file), read_only=not write)
    except (duckdb.IOException, duckdb.ConnectionException, duckdb.BinderException) as error:
        text = str(error)
        if "lock" in text.lower() or "different configuration" in text or "being used" in text:
            holder = _HOLDER.search(text)
            pid = int(holder[1]) if holder else os.getpid() if "configuration" in text else None
            raise StoreBusyError(file, pid) from error
        raise StoreVersionError(
            f"{file} is no store that this inmaek can read: {text.splitlines()[0]}"
        ) from error


def has_store(path: str | Path) -> bool:
    """Say whether the folder or file ``path`` is a store or holds one."""
    path = Path(path)
    return (path if path.suffix == ".duckdb" else path / FILE_NAME).is_file()


def in_chunks(items: Iterable[str], size: int = 1000) -> Iterator[list[str]]:
    """Yield ``items`` in lists of at most ``size``."""
    chunk: list[str] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk

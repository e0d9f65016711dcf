"""A folder of records as Parquet partitions: one file a block of articles, with what went wrong in its footer."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import pyarrow as pa
from pyarrow import parquet

from extract.readers import InputProblem
from extract.records import read_records
from graph.bulk import Handed, records_of, table_of
from graph.store import VERSION

#: The partitions of a folder in the order of the articles, and the table of what was not read well.
PLAN, FAILED = "partitions.json", "failed.csv"
_BATCH = 1000
_KEY = b"inmaek"


class Failure(NamedTuple):
    """An article, or a row that is none, that was not read (``skipped``) or not read whole."""

    doc_id: str
    where: str
    error: str
    remedy: str
    skipped: bool


class Footer(NamedTuple):
    """What a partition says of itself: its articles, failures, layout, and the fingerprint of the data used."""

    articles: int
    failed: list[Failure]
    mark: str
    version: int = VERSION


class Loaded(NamedTuple):
    """The table of a partition, and the fingerprint of the data it was read with, where known."""

    table: pa.Table
    mark: str | None


def write(stream: BinaryIO, table: pa.Table, footer: Footer) -> None:
    """Write a partition to ``stream``."""
    parquet.write_table(
        table.replace_schema_metadata({_KEY: json.dumps(footer, ensure_ascii=False)}),
        stream,
        compression="zstd",
    )


def footer_of(stream: BinaryIO) -> Footer:
    """Return the footer of the partition in ``stream``.

    Raises:
        ValueError: it is no partition of ours.
    """
    said = (parquet.read_schema(stream).metadata or {}).get(_KEY)
    if said is None:
        raise ValueError("is a Parquet table, but none of records")
    articles, failed, mark, version = json.loads(said)
    return Footer(articles, [Failure(*f) for f in failed], mark, version)


def read(path: str) -> Iterator[Loaded | InputProblem]:
    """Yield the tables of ``path``: a folder of partitions, or one file, of Parquet or of records as JSON Lines.

    A folder's plan says which of its partitions count; without a plan all do. One that is not there, or
    is none, comes as a problem. A path with a scheme (``s3://…``) is opened through fsspec.
    """
    for place, missing in _places(path):
        if missing:
            yield InputProblem(place, "is not there yet", "run the same inmaek extract --engine dask again")
            continue
        try:
            yield from _tables(place)
        except (pa.ArrowException, ValueError, OSError) as error:
            reason = " ".join(str(error).splitlines()[:1])
            yield InputProblem(place, f"cannot be read as records ({reason})", "write it again")


def _tables(place: str) -> Iterator[Loaded]:
    with open_binary(place) as stream:
        if place.endswith(".jsonl"):
            records = read_records(io.TextIOWrapper(stream, "utf-8"), place)
            while some := list(islice(records, _BATCH)):
                yield Loaded(table_of(map(Handed, some)), None)
            return
        footer = footer_of(stream)
        stream.seek(0)
        table = parquet.read_table(stream)
        if footer.version != VERSION:  # its rows are of another layout: make them anew
            handed = zip(
                records_of(table), table["given"].to_pylist(), table["input_hash"].to_pylist(), strict=True
            )
            table = table_of(Handed(*item) for item in handed)
        yield Loaded(table, footer.mark)


def _places(path: str) -> Iterator[tuple[str, bool]]:
    """Yield the files that ``path`` stands for, and whether each is missing."""
    names = _listing(path)
    if names is None:
        yield path, False
    elif PLAN in names:
        with open_binary(f"{path.rstrip('/')}/{PLAN}") as stream:
            planned = json.load(stream)["partitions"]
        yield from ((f"{path.rstrip('/')}/{name}", name not in names) for name in planned)
    else:
        some = sorted(n for n in names if n.endswith((".parquet", ".jsonl")) and not n.startswith("."))
        yield from ((f"{path.rstrip('/')}/{name}", False) for name in some)


def _listing(path: str) -> set[str] | None:
    """Return the names in the folder ``path``; None where it is no folder."""
    if "://" not in path:
        return {p.name for p in Path(path).iterdir()} if Path(path).is_dir() else None
    fs, inner = filesystem(path)
    return {p.rpartition("/")[2] for p in fs.ls(inner, detail=False)} if fs.isdir(inner) else None


def open_binary(path: str) -> BinaryIO:
    """Open a file, or whatever fsspec knows, to read."""
    if "://" not in path:
        return Path(path).open("rb")
    fs, inner = filesystem(path)
    stream: BinaryIO = fs.open(inner, "rb")
    return stream


def filesystem(path: str) -> tuple[Any, str]:
    """Return the fsspec file system of ``path``, and the path within it."""
    from fsspec.core import url_to_fs  # noqa: PLC0415 - comes with inmaek[dask]

    fs, inner = url_to_fs(path)
    return fs, inner

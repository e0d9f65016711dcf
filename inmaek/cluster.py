"""``inmaek extract --engine dask``: articles read by the workers of a Dask cluster, records written as partitions.

A partition is committed by one rename, and its name is made of all that it depends on: one that is there
need not be made again, by the next run or by the worker that takes over from a lost one.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from logging import ERROR
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple
from uuid import uuid4

from distributed import Client, KilledWorker, LocalCluster, as_completed

from extract.readers import InputProblem
from extract.readers.blocks import ENDINGS, Block, blocks, read_block
from extract.readers.files import Source, document_ids
from extract.readers.problem import UnreadableError
from extract.readers.tables import FIELDS
from graph.bulk import Handed, table_of
from graph.exports.tables import csv_text
from graph.ingest import digest
from graph.store import VERSION
from inmaek import api
from inmaek.data_state import fingerprint
from inmaek.partitions import FAILED, PLAN, Failure, Footer, filesystem, footer_of, write
from inmaek.paths import data_dir
from inmaek.project import given_of, input_hash

#: Articles in a partition unless asked otherwise: a minute of work, which is what a lost worker costs.
BLOCK = 1000
#: How often a task is tried again for an error of the storage.
_RETRIES = 2
_WAIT = 30
#: The pipeline of a process is for one thread at a time.
_alone = threading.Lock()


class ClusterError(RuntimeError):
    """A cluster that cannot be used: not reached, or its workers have other data than this process."""


class How(NamedTuple):
    """The options of reading, as for ``inmaek.api.extract``; ``mark`` is the fingerprint of the data."""

    mark: str
    data: tuple[str, ...] = ()
    model: bool = True
    columns: Mapping[str, str] | None = None
    published: str | None = None
    min_confidence: float = 0.0


class File(NamedTuple):
    """A table of articles, what its storage says of its content, and the beginning of its articles' ids."""

    path: str
    ending: str
    content: str
    doc_id: str


class Task(NamedTuple):
    """A block of articles and the partition to make of it."""

    file: File
    block: Block
    folder: str
    name: str

    @property
    def where(self) -> str:
        """The block as a person may look for it."""
        return f"{self.file.path}:{self.block.first + 1}"


class Partition(NamedTuple):
    """What became of a partition; ``made`` is False where it was there, or could not be made."""

    name: str
    articles: int
    failed: list[Failure]
    made: bool


def extract(
    inputs: Sequence[str],
    out: str,
    *,
    scheduler: str | None = None,
    workers: int | None = None,
    block: int = BLOCK,
    data: Sequence[str | Path] = (),
    model: bool = True,
    columns: Mapping[str, str] | None = None,
    published: str | None = None,
    min_confidence: float = 0.0,
) -> Iterator[Partition]:
    """Read the tables ``inputs`` into partitions of ``block`` articles in ``out``; yield each as it is done.

    What is wrong with inputs as a whole comes first, as a partition without a name.

    Inputs (.jsonl and .parquet files, folders and globs of them) and ``out`` are paths or URLs of fsspec that
    every worker can open. ``scheduler`` is the address of a running cluster, or the path of its scheduler
    file; without one ``workers`` processes of this machine are started (by default one a core). Other
    arguments as ``inmaek.api.extract``. When all is done, ``failed.csv`` in ``out`` tells what was not read.

    Raises:
        ClusterError: when the cluster cannot be reached, or a worker has other code or data.
    """
    folders = tuple(str(Path(folder).absolute()) for folder in data)
    how = How(_mark(folders, model=model), folders, model, columns, published, min_confidence)
    out = _absolute(out)
    with _client(scheduler, workers) as client:
        files, failed = _files([_absolute(i) for i in inputs])
        tasks, more = _plan(client, files, out, how, block)
        failed += more
        if failed:
            yield Partition("", 0, list(failed), made=False)
        fs, folder = filesystem(out)
        fs.makedirs(folder, exist_ok=True)
        with fs.open(f"{folder}/{PLAN}", "wb") as stream:
            stream.write(json.dumps({"partitions": [t.name for t in tasks]}, indent=1).encode())
        done: dict[str, Partition] = {}
        futures = dict(
            zip(client.map(make, tasks, how=how, pure=False, retries=_RETRIES), tasks, strict=True)
        )
        for future in as_completed(futures):
            partition = _outcome(future, futures[future])
            done[partition.name] = partition
            yield partition
        failed += [failure for task in tasks for failure in done[task.name].failed]
        with fs.open(f"{folder}/{FAILED}", "wb") as stream:
            stream.write(csv_text((failure._asdict() for failure in failed), Failure._fields).encode())
        for part in fs.glob(f"{folder}/.*.part"):
            fs.rm_file(part)


def make(task: Task, how: How) -> Partition:
    """Make the partition of ``task`` unless it is there; runs on a worker."""
    fs, folder = filesystem(task.folder)
    target = f"{folder}/{task.name}"
    if fs.exists(target):
        with fs.open(target, "rb") as stream:
            there = footer_of(stream)
        return Partition(task.name, there.articles, there.failed, made=False)
    if _mark(how.data, model=how.model) != how.mark:
        raise ClusterError("a worker has another inmaek or other data than the process that asks")
    with _alone:
        handed, failed = _read(task, how)
    part = f"{folder}/.{uuid4().hex}.part"
    with fs.open(part, "wb") as stream:
        write(stream, table_of(handed), Footer(len(handed), failed, how.mark))
    fs.mv(part, target)
    return Partition(task.name, len(handed), failed, made=True)


def _read(task: Task, how: How) -> tuple[list[Handed], list[Failure]]:
    """Read the articles of a block; whatever one of them does, the others are read."""
    pipeline = api.pipeline(how.data, model=how.model)
    columns = {f: f for f in FIELDS} | dict(how.columns or {})
    handed: dict[str, Handed] = {}
    failed: list[Failure] = []
    fs, path = filesystem(task.file.path)
    try:
        with fs.open(path, "rb") as stream:
            found = read_block(
                stream, task.file.ending, task.block, task.file.path, task.file.doc_id, columns, how.published
            )
            for where, item in found:
                if isinstance(item, InputProblem):
                    failed.append(Failure("", where, item.what, item.remedy, skipped=True))
                    continue
                if failed and failed[-1].where == where:  # its date alone was wrong
                    failed[-1] = failed[-1]._replace(doc_id=item.doc_id, skipped=False)
                if item.doc_id in handed:
                    failed.append(_twice(item.doc_id, where))
                    continue
                hit: list[InputProblem] = []
                try:
                    record = pipeline.read(item, hit.append)
                except Exception as error:  # noqa: BLE001 - told in the table; a run of days must not end for one article
                    what = f"{type(error).__name__}: {error}"
                    failed.append(Failure(item.doc_id, where, what, "report it with its text", skipped=True))
                    continue
                failed += [Failure(item.doc_id, where, p.what, p.remedy, skipped=False) for p in hit]
                record.relations = [r for r in record.relations if r.confidence >= how.min_confidence]
                handed[item.doc_id] = Handed(record, given_of(item), input_hash(item))
    except UnreadableError as error:
        failed.append(Failure("", task.where, error.what, error.remedy, skipped=True))
    except UnicodeDecodeError:
        what = "breaks off in the middle of a character"
        failed.append(Failure("", task.where, what, "save it as UTF-8", skipped=True))
    return list(handed.values()), failed


def _twice(doc_id: str, where: str) -> Failure:
    return Failure(
        doc_id,
        where,
        f"the id {doc_id!r} stands a second time",
        "give every article its own id",
        skipped=True,
    )


def _outcome(future: Any, task: Task) -> Partition:
    error = future.exception()
    if error is None:
        partition: Partition = future.result()
        return partition
    if isinstance(error, ClusterError):
        raise error
    lost = isinstance(error, KilledWorker)
    what = "workers died of it again and again" if lost else f"{type(error).__name__}: {error}"
    remedy = "give workers more memory or ask for smaller blocks, then run it again"
    return Partition(task.name, 0, [Failure("", task.where, what, remedy, skipped=True)], made=False)


# -- the plan --------------------------------------------------------------------------------------


def _files(inputs: Sequence[str]) -> tuple[list[File], list[Failure]]:
    """Return the tables that ``inputs`` stand for, sorted within each, and what is none."""
    found: dict[str, tuple[Source, str, str]] = {}
    failed = []
    for given in inputs:
        fs, inner = filesystem(given)
        folder = fs.isdir(inner)
        some = sorted(fs.find(inner) if folder else fs.glob(inner) if set(given) & set("*?[") else [inner])
        if not some or (some == [inner] and not fs.exists(inner)):
            failed.append(
                Failure("", given, "holds no file, or is not there", "check the name", skipped=True)
            )
            continue
        for path in some:
            relative = PurePosixPath(os.path.relpath(path, inner) if folder else path.rpartition("/")[2])
            if any(part.startswith(".") for part in relative.parts):
                continue
            if relative.suffix.lower() not in ENDINGS:
                what = f"the engine dask reads {' and '.join(ENDINGS)}"
                failed.append(Failure("", path, what, "save it as one of them", skipped=True))
                continue
            info = fs.info(path)
            said = [str(info.get(k)) for k in ("size", "mtime", "ETag", "etag", "generation", "LastModified")]
            source = Source(Path(path), Path(relative))
            found.setdefault(
                path, (source, (fs.unstrip_protocol(path) if "://" in given else path), digest(*said))
            )
    ids = document_ids([source for source, *_ in found.values()])
    return [File(url, s.ending, content, ids[s]) for s, url, content in found.values()], failed


def _plan(
    client: Client, files: Sequence[File], out: str, how: How, size: int
) -> tuple[list[Task], list[Failure]]:
    tasks: list[Task] = []
    failed = []
    outlines = client.gather(client.map(outline, files, size=size, pure=False, retries=_RETRIES))
    for file, found in zip(files, outlines, strict=True):
        if isinstance(found, InputProblem):
            failed.append(Failure("", found.where, found.what, found.remedy, skipped=True))
            continue
        tasks += [Task(file, block, out, _name(file, block, how)) for block in found]
    return tasks, failed


def outline(file: File, size: int) -> list[Block] | InputProblem:
    """Return the blocks of ``file``, or what is wrong with it; runs on a worker."""
    fs, path = filesystem(file.path)
    try:
        with fs.open(path, "rb") as stream:
            found = list(blocks(stream, file.ending, size))
    except UnreadableError as error:
        return error.at(file.path)
    return found or InputProblem(file.path, "holds no article", "leave it out, or fill it")


def _name(file: File, block: Block, how: How) -> str:
    """Return the name of a partition, which changes with all that its content depends on."""
    depends = digest(file.content, file.doc_id, repr(block), repr(how), str(VERSION))
    stem = re.sub(r"[^\w-]+", "_", file.doc_id)[:40]
    return f"{stem}-{block.first:09d}-{depends[:12]}.parquet"


def _absolute(path: str) -> str:
    return path if "://" in path else str(Path(path).absolute())


@lru_cache(maxsize=4)
def _mark(data: tuple[str, ...], *, model: bool) -> str:
    return fingerprint([data_dir(), *map(Path, data)], model=model)


@contextmanager
def _client(scheduler: str | None, workers: int | None) -> Iterator[Client]:
    """Connect to the cluster at ``scheduler``, or start one here that ends with the block."""
    if scheduler is None:
        local = LocalCluster(
            n_workers=workers or os.cpu_count() or 1,
            threads_per_worker=1,
            dashboard_address=None,
            silence_logs=ERROR,
        )
        with local, Client(local) as client:
            yield client
        return
    where = {"scheduler_file": scheduler} if Path(scheduler).is_file() else {"address": scheduler}
    try:
        client = Client(**where, timeout=_WAIT)
    except (OSError, ValueError) as error:
        raise ClusterError(f"no scheduler answers at {scheduler} ({error})") from error
    with client:
        yield client

"""Read articles from files, folders, globs and standard input.

Nothing that an input holds stops the others from being read: what is wrong with one comes
as an ``InputProblem`` among the articles.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from extract.document import Article
from extract.metadata import iso_date
from extract.readers.encoding import sniff
from extract.readers.files import Source, document_ids, find_sources
from extract.readers.pages import read_page, read_text
from extract.readers.problem import InputProblem, UnreadableError
from extract.readers.tables import (
    FIELDS,
    MAX_CELL,
    Columns,
    csv_rows,
    jsonl_rows,
    parquet_rows,
    read_table,
)

__all__ = ["InputProblem", "count_inputs", "read_articles"]

_FILES = {".txt": read_text, ".md": read_text, ".html": read_page, ".htm": read_page}
_TABLES = {".jsonl": jsonl_rows, ".csv": csv_rows, ".parquet": parquet_rows}
_SPOOL = 64 << 20
_PEEK_LINES = 20


def read_articles(
    inputs: Sequence[str | Path],
    *,
    columns: Mapping[str, str] | None = None,
    published: str | None = None,
) -> Iterator[Article | InputProblem]:
    """Yield the articles of ``inputs`` in order, and an ``InputProblem`` for what cannot be read.

    ``inputs`` are files (.txt .md .html .htm .jsonl .csv .parquet), folders (read with all below
    them), globs, or ``-`` for standard input (JSON Lines if it looks so, else one plain text).
    ``columns`` maps fields (id, title, text, published, url, source) to the names they have in
    tables: ``{"text": "body"}``. ``published`` is an ISO day, month or year for every article
    whose table gives none; it wins over the date in a page.

    ``Article.text`` is the decoded text as it stands, line ends included (of a page, the text
    extracted from it); only lone surrogates in JSON escapes become U+FFFD. Tables are read row by
    row. An id is the row's, or the file's name without its ending; ids are unique in a run.

    Raises:
        ValueError: ``columns`` names an unknown field or ``published`` is no date.
    """
    unknown = set(columns or {}) - set(FIELDS)
    if unknown:
        raise ValueError(f"unknown field {min(unknown)!r}: one of {', '.join(FIELDS)}")
    day = iso_date(published) if published is not None else None
    if published is not None and day is None:
        raise ValueError(f"{published!r} is no date: write it as 2025-10-01")
    return _read(inputs, {f: f for f in FIELDS} | dict(columns or {}), day)


def count_inputs(inputs: Sequence[str | Path]) -> int:
    """Return how many files ``inputs`` stand for (standard input is one), without opening them."""
    return sum(isinstance(found, Source) for found in find_sources(inputs))


def _read(
    inputs: Sequence[str | Path], columns: Columns, published: str | None
) -> Iterator[Article | InputProblem]:
    sources: list[Source] = []
    for found in find_sources(inputs):
        if isinstance(found, InputProblem):
            yield found
        elif found.path is None or found.ending in _FILES or found.ending in _TABLES:
            sources.append(found)
        else:
            what = f"has the ending {found.ending}, which is not read" if found.ending else "has no ending"
            yield InputProblem(str(found), what, f"save it as one of {' '.join([*_FILES, *_TABLES])}")
    ids = document_ids(sources)
    seen: set[str] = set()
    for source in sources:
        for place, article in _read_source(source, ids[source], columns, published):
            if isinstance(article, InputProblem):
                yield article
            elif article.doc_id in seen:
                what = f"the id {article.doc_id!r} stands a second time"
                yield InputProblem(place, what, "give every article its own id")
            else:
                seen.add(article.doc_id)
                yield article


def _read_source(
    source: Source, doc_id: str, columns: Columns, published: str | None
) -> Iterator[tuple[str, Article | InputProblem]]:
    where = str(source)
    try:
        with _opened(source) as stream:
            ending = source.ending if source.path is not None else _stdin_ending(stream)
            if ending in _FILES:
                yield where, _FILES[ending](stream, doc_id, published)
            else:
                empty = True
                for item in read_table(_TABLES[ending](stream, columns), where, doc_id, columns, published):
                    empty = False
                    yield item
                if empty:
                    yield where, InputProblem(where, "holds no article", "leave it out, or fill it")
    except UnreadableError as error:
        yield where, error.at(where)
    except UnicodeDecodeError:
        yield where, InputProblem(where, "breaks off in the middle of a character", "save it as UTF-8")
    except OSError as error:
        what = f"cannot be opened ({error.strerror or error})"
        yield where, InputProblem(where, what, "check the file and its permissions")


@contextmanager
def _opened(source: Source) -> Iterator[BinaryIO]:
    """Open a file; standard input is first copied to where it can be read twice."""
    if source.path is None:
        with tempfile.SpooledTemporaryFile(max_size=_SPOOL) as spool:
            shutil.copyfileobj(sys.stdin.buffer, spool)
            spool.seek(0)
            yield cast("BinaryIO", spool)
    elif not stat.S_ISREG(os.stat(source.path).st_mode):  # noqa: PTH116 - a pipe would hang
        raise UnreadableError("is no regular file", "copy it to a file")
    else:
        with source.path.open("rb") as stream:
            yield stream


def _stdin_ending(stream: BinaryIO) -> str:
    head = b"".join(stream.readline(MAX_CELL) for _ in range(_PEEK_LINES))
    stream.seek(0)
    lines = head.decode(sniff(head), errors="replace").split("\n")
    return ".jsonl" if any(map(_is_json_object, lines)) else ".txt"


def _is_json_object(line: str) -> bool:
    if not line.lstrip().startswith("{"):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False

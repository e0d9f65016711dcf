"""Large tables read in blocks of rows, each on its own: what comes out is as of reading the table whole."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import takewhile
from typing import BinaryIO, NamedTuple

from extract.document import Article
from extract.readers.encoding import SAMPLE, sniff
from extract.readers.problem import InputProblem
from extract.readers.tables import Columns, jsonl_rows, open_parquet, parquet_rows, read_table

#: Endings of the tables that can be read in blocks.
ENDINGS = (".jsonl", ".parquet")
_CHUNK = 4 << 20


class Block(NamedTuple):
    """``rows`` rows of a table, after the ``first`` so many; JSON Lines begin at the byte ``start``."""

    first: int
    rows: int
    start: int = 0
    encoding: str | None = None


def blocks(stream: BinaryIO, ending: str, size: int) -> Iterator[Block]:
    """Part the table in ``stream`` into blocks of ``size`` rows; none for an empty one.

    Raises:
        UnreadableError: it is no table.
    """
    if ending == ".parquet":
        for first in range(0, open_parquet(stream).metadata.num_rows, size):
            yield Block(first, size)
        return
    encoding = sniff(stream.read(SAMPLE))
    stream.seek(0)
    if encoding.startswith(("utf-16", "utf-32")):  # a line's end cannot be told from its bytes alone
        yield Block(0, sys.maxsize, 0, encoding)
        return
    first = start = lines = before = 0
    while chunk := stream.read(_CHUNK):
        at = chunk.find(b"\n")
        while at >= 0:
            lines += 1
            if lines - first == size:
                yield Block(first, size, start, encoding)
                first, start = lines, before + at + 1
            at = chunk.find(b"\n", at + 1)
        before += len(chunk)
    if before > start:
        yield Block(first, size, start, encoding)


def read_block(
    stream: BinaryIO,
    ending: str,
    block: Block,
    where: str,
    doc_id: str,
    columns: Columns,
    published: str | None,
) -> Iterator[tuple[str, Article | InputProblem]]:
    """Yield the articles of ``block``, or what is wrong with them; other arguments as ``read_table``.

    Raises:
        UnreadableError: none of many rows can be read, or the table is damaged.
        UnicodeDecodeError: it breaks off in the middle of a UTF-16 character.
    """
    if ending == ".parquet":
        rows = parquet_rows(stream, columns, block.first)
    else:
        stream.seek(block.start)
        rows = ((number + block.first, row) for number, row in jsonl_rows(stream, columns, block.encoding))
    rows = takewhile(lambda numbered: numbered[0] <= block.first + block.rows, rows)
    yield from read_table(rows, where, doc_id, columns, published)

"""Files that hold many articles, read row by row: JSON Lines, CSV and Parquet."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, BinaryIO, TextIO

from extract.document import Article
from extract.metadata import iso_date
from extract.readers.encoding import SAMPLE, sniff
from extract.readers.files import printable
from extract.readers.pages import has_text
from extract.readers.problem import InputProblem, UnreadableError

#: What a row may tell of an article; ``Columns`` maps each to the name it has in the table.
FIELDS = ("id", "title", "text", "published", "url", "source")
Columns = Mapping[str, str]
#: The number of a row's first line (of the row itself in Parquet), and its cells or what is wrong with it.
Row = tuple[int, Mapping[str, object] | UnreadableError]

#: A line or a cell above this many characters is not read.
MAX_CELL = 16 << 20
_BATCH = 256
#: A table none of whose first rows can be read is given up, rather than complained of row by row.
_HOPELESS = 100
_ESCAPED = re.compile("[\udc80-\udcff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_table(
    rows: Iterator[Row], where: str, doc_id: str, columns: Columns, published: str | None
) -> Iterator[tuple[str, Article | InputProblem]]:
    """Yield the article of each of the ``rows`` of the table ``where``, or what is wrong with it, and its place.

    ``published`` is the ISO date of articles whose row has none; ``doc_id`` begins the ids of those without one.

    Raises:
        UnreadableError: none of many rows can be read.
    """
    articles = problems = 0
    for number, row in rows:
        place = f"{where}:{number}"
        try:
            if isinstance(row, UnreadableError):
                raise row
            article = row_article(row, columns, default_id=f"{doc_id}:{number}")
        except UnreadableError as error:
            problems += 1
            yield place, error.at(place)
            if problems == _HOPELESS and not articles:
                raise UnreadableError(
                    f"none of its first {problems} rows can be read, the rest is left out",
                    "check its form and columns",
                ) from error
            continue
        articles += 1
        try:
            day = row_date(row, columns)
        except UnreadableError as error:
            day = None
            yield place, error.at(place)
        yield place, replace(article, published=day or published)


def jsonl_rows(stream: BinaryIO, columns: Columns, encoding: str | None = None) -> Iterator[Row]:  # noqa: ARG001 - rows may differ
    """Yield the objects of a JSON Lines ``stream``, blank lines left out.

    Where the ``encoding`` is given, reading starts where the stream stands, else at its beginning.

    Raises:
        UnreadableError: the whole stream is binary.
        UnicodeDecodeError: it breaks off in the middle of a UTF-16 character.
    """
    text = _text(stream, newline="\n", encoding=encoding)
    for number, line in enumerate(_lines(text), 1):
        if isinstance(line, UnreadableError):
            yield number, line
        elif line.strip():
            yield number, _object(line)


def csv_rows(stream: BinaryIO, columns: Columns) -> Iterator[Row]:
    """Yield the rows of a CSV ``stream`` with a header; commas, semicolons or tabs part the cells.

    Raises:
        UnreadableError: it is binary, or its header lacks a column that ``columns`` names.
        UnicodeDecodeError: it breaks off in the middle of a UTF-16 character.
    """
    text = _text(stream, newline="")
    csv.field_size_limit(MAX_CELL)  # the module's only way to set it
    head = text.readline(SAMPLE)
    text.seek(0)
    reader = csv.reader(text, delimiter=max(",\t;", key=head.count), strict=True)
    header: list[str] | None = None
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, UnreadableError(f"is no CSV row ({error})", "double the quotes within a quoted cell")
        else:
            if header is None:
                header = [cell.strip() for cell in cells]
                require(columns, header)
            elif any(cells):
                yield line, _cells(header, cells)
        line = reader.line_num + 1


def open_parquet(stream: BinaryIO) -> Any:
    """Return the ``pyarrow.parquet.ParquetFile`` of ``stream``.

    Raises:
        UnreadableError: it is no Parquet table.
    """
    from pyarrow import parquet  # noqa: PLC0415 - only Parquet needs it

    try:
        table = parquet.ParquetFile(stream)
        table.schema_arrow  # noqa: B018 - read now, to see that it can be
    except _damage() as error:
        raise UnreadableError("is no readable Parquet table", "write the table again") from error
    return table


def _damage() -> tuple[type[Exception], ...]:
    """Return what pyarrow raises for what it cannot read."""
    import pyarrow as pa  # noqa: PLC0415

    # of any value: an integer, a time or a time zone that Python has no room or name for
    return (pa.ArrowException, OSError, ValueError, ArithmeticError, LookupError)


def parquet_rows(stream: BinaryIO, columns: Columns, first: int = 0) -> Iterator[Row]:
    """Yield the rows of a Parquet ``stream``, without the ``first`` so many.

    Raises:
        UnreadableError: it is no Parquet table, is damaged, or lacks a column that ``columns`` names.
    """
    table, damage = open_parquet(stream), _damage()
    names = table.schema_arrow.names
    require(columns, names)
    number, group = 0, 0
    while group < table.num_row_groups and number + table.metadata.row_group(group).num_rows <= first:
        number += table.metadata.row_group(group).num_rows
        group += 1
    wanted = [n for n in columns.values() if n in names]
    batches = table.iter_batches(_BATCH, row_groups=range(group, table.num_row_groups), columns=wanted)
    while True:
        try:
            batch = next(batches, None)
        except damage as error:
            raise UnreadableError(f"is damaged after row {number}", "write the table again") from error
        if batch is None:
            return
        skipped = min(max(first - number, 0), batch.num_rows)
        number += skipped
        for i in range(skipped, batch.num_rows):
            number += 1
            try:
                yield number, batch.slice(i, 1).to_pylist()[0]
            except damage:
                yield number, UnreadableError("holds a value that cannot be read", "write the row again")


def require(columns: Columns, present: Collection[str]) -> None:
    """Raise ``UnreadableError`` if the text's column, or another one the user named, is not ``present``."""
    for field, name in columns.items():
        if name not in present and (field == "text" or name != field):
            raise _missing(field, name, present)


def row_article(row: Mapping[str, object], columns: Columns, default_id: str) -> Article:
    """Make an article of a row; its ``published`` is as in the table, see ``row_date``.

    Raises:
        UnreadableError: there is no text, or a cell holds what cannot be one.
    """
    name = columns["text"]
    if name not in row:
        raise _missing("text", name, row.keys())
    text = row[name]
    if not isinstance(text, str) and text is not None:
        raise UnreadableError(f"column {name!r} holds a {type(text).__name__}, not text", "write it as text")
    if text is None or not has_text(text):
        raise UnreadableError(f"column {name!r} is empty", "fill it, or leave the row out")
    cells = {field: _cell(row, columns[field]) for field in ("id", "title", "url", "source")}
    return Article(
        doc_id=cells["id"] or default_id,
        text=_SURROGATE.sub("\ufffd", text),
        title=cells["title"],
        source=cells["source"],
        url=cells["url"],
    )


def row_date(row: Mapping[str, object], columns: Columns) -> str | None:
    """Return the ISO date in a row's ``published`` column, None where the cell is empty.

    Raises:
        UnreadableError: the cell holds no date.
    """
    value = row.get(columns["published"])
    text = value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
    found = iso_date(text)
    if found is None and text.strip():
        raise UnreadableError(
            f"column {columns['published']!r} holds {printable(text[:40])!r}, which is no date "
            "(the article was read without one)",
            "write it as 2025-10-01",
        )
    return found


def _text(stream: BinaryIO, newline: str, encoding: str | None = None) -> TextIO:
    """Decode ``stream``; bytes that do not fit become lone surrogates, to be found row by row."""
    if encoding is None:
        encoding = sniff(stream.read(SAMPLE))
        stream.seek(0)
    return io.TextIOWrapper(stream, encoding, errors="surrogateescape", newline=newline)


def _lines(text: TextIO) -> Iterator[str | UnreadableError]:
    while True:
        line = text.readline(MAX_CELL)
        if not line:
            return
        if len(line) < MAX_CELL:
            yield line
            continue
        while line and not line.endswith("\n"):
            line = text.readline(MAX_CELL)
        yield UnreadableError(f"is longer than {MAX_CELL >> 20} million characters", "split it")


def _object(line: str) -> Mapping[str, object] | UnreadableError:
    if _ESCAPED.search(line):
        return _wrong_bytes()
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return UnreadableError("is no JSON", "write each article as one JSON object on one line")
    if not isinstance(row, dict):
        return UnreadableError("is no JSON object", 'write {"id": "...", "text": "..."}')
    return row


def _cells(header: list[str], cells: list[str]) -> Mapping[str, object] | UnreadableError:
    if any(cells[len(header) :]):
        what = f"has {len(cells)} cells where the header has {len(header)}"
        return UnreadableError(what, "quote the cells that hold the separator")
    if any(map(_ESCAPED.search, cells)):
        return _wrong_bytes()
    return dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=False))


def _wrong_bytes() -> UnreadableError:
    return UnreadableError("is not in the encoding of the rest of the file", "save the file as UTF-8")


def _missing(field: str, name: str, present: Collection[str]) -> UnreadableError:
    there = ", ".join(printable(str(p)[:30]) for p in list(present)[:12]) or "none"
    return UnreadableError(
        f"has no column {name!r}", f"say which column is the {field} (there are: {there}), as in {field}=NAME"
    )


def _cell(row: Mapping[str, object], name: str) -> str | None:
    value = row.get(name)
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a column of numbers with gaps
    if value is None or value != value:  # noqa: PLR0124 - NaN, a gap too
        return None
    if not isinstance(value, str | int | float | date):
        raise UnreadableError(f"column {name!r} holds a {type(value).__name__}", "write it as text")
    return " ".join(_SURROGATE.sub("\ufffd", str(value)).split()) or None

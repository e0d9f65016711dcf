"""A table read block by block gives what it gives read whole."""

from __future__ import annotations

import io
import json

import pyarrow as pa
import pytest
from pyarrow import parquet

from extract.readers import InputProblem, read_articles
from extract.readers.blocks import blocks, read_block
from extract.readers.tables import FIELDS

ROWS = [
    {"id": f"가{i}" if i % 3 else None, "text": f"{i}번째 기사의 글", "published": "2025-10-01"}
    for i in range(23)
]


def jsonl(encoding, end="\n"):
    lines = [json.dumps(row, ensure_ascii=False) for row in ROWS]
    lines[5:5] = ["", "not JSON"]
    return ("\n".join(lines) + end).encode(encoding)


def table(rows_in_a_group):
    stream = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(ROWS), stream, row_group_size=rows_in_a_group)
    return stream.getvalue()


TABLES = {
    "utf-8": (".jsonl", jsonl("utf-8")),
    "no line end": (".jsonl", jsonl("utf-8", "")),
    "mark": (".jsonl", jsonl("utf-8-sig")),
    "cp949": (".jsonl", jsonl("cp949")),
    "utf-16": (".jsonl", jsonl("utf-16")),
    "one group": (".parquet", table(100)),
    "many groups": (".parquet", table(4)),
}


@pytest.mark.parametrize("size", [1, 4, 23, 1000])
@pytest.mark.parametrize("name", TABLES)
def test_blocks_are_the_whole(tmp_path, name, size):
    ending, data = TABLES[name]
    path = tmp_path / f"기사{ending}"
    path.write_bytes(data)
    parts = list(blocks(io.BytesIO(data), ending, size))
    found = [
        item
        for block in parts
        for _, item in read_block(
            io.BytesIO(data), ending, block, str(path), "기사", {f: f for f in FIELDS}, None
        )
    ]
    assert found == list(read_articles([path]))
    assert any(isinstance(item, InputProblem) for item in found) == (ending == ".jsonl")
    if name != "utf-16":
        assert len(parts) == -(-(25 if ending == ".jsonl" else 23) // size)


def test_an_empty_table_has_no_block():
    assert list(blocks(io.BytesIO(b""), ".jsonl", 10)) == []

"""What holds for every input, however bad: a file gives articles or problems, an article gives a record."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from extract.document import Article
from extract.readers import InputProblem, read_articles
from extract.records import Record


def check_file(ending: str, data: bytes, folder: Path) -> None:
    """Read ``data`` as a file with ``ending`` in ``folder``: nothing raised, and something said."""
    path = folder / f"기사{ending}"
    path.write_bytes(data)
    found = list(read_articles([path]))
    assert found, "neither an article nor a problem"
    for item in found:
        if isinstance(item, InputProblem):
            assert len(str(item).splitlines()) == 1
            str(item).encode()
        else:
            assert item.text.strip()
            for field in (item.doc_id, item.text, item.title, item.url, item.source, item.published):
                (field or "").encode()


def check_story(text: str, read: Callable[[Article], Record]) -> None:
    """Read ``text``: the record is one of it, and survives being written and read again."""
    record = read(Article("기사", text, published="2025-03-04"))
    assert record.text == text
    ids = {entity.id for entity in record.entities}
    for entity in record.entities:
        for mention in entity.mentions:
            assert 0 <= mention.start < mention.end <= len(text)
    for relation in record.relations:
        assert {relation.head, relation.tail} <= ids
        assert relation.evidence
        assert all(0 <= span.start < span.end <= len(text) for span in relation.evidence)
    if not any("\ud800" <= c <= "\udfff" for c in text):
        assert Record.model_validate_json(record.model_dump_json()) == record

"""Files that hold one article: plain text, Markdown and HTML."""

from __future__ import annotations

import logging
import re
from typing import Any, BinaryIO

from extract.document import Article
from extract.metadata import iso_date
from extract.readers.encoding import decode
from extract.readers.problem import UnreadableError

#: A file above this many bytes is no article.
MAX_ARTICLE = 64 << 20
#: The HTML extractor refuses pages above this many bytes.
MAX_PAGE = 20 << 20
#: More attributes in one tag are no page: libxml2's time grows with the square of their number.
MAX_ATTRIBUTES = 2000
_QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")
_TAG = re.compile(r"<[A-Za-z]")


def read_text(stream: BinaryIO, doc_id: str, published: str | None) -> Article:
    """Return the text of ``stream`` as an article, character for character.

    Raises:
        UnreadableError: it is empty, binary, too large, or in no known encoding.
    """
    return Article(doc_id, _load(stream, MAX_ARTICLE), published=published)


def read_page(stream: BinaryIO, doc_id: str, published: str | None) -> Article:
    """Return the story of an HTML page, with what the page says of its title, date, site and address.

    The article's text is the text that was extracted; ``published`` wins over the page's date.

    Raises:
        UnreadableError: as ``read_text``, or no story was found in the page.
    """
    import trafilatura  # noqa: PLC0415 - takes a quarter of a second, and only pages need it

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it would log is reported here
    html = _load(stream, MAX_PAGE)
    if any(_attributes(piece) > MAX_ATTRIBUTES for piece in html.split(">")):
        raise UnreadableError(f"has a tag with over {MAX_ATTRIBUTES:,} attributes", "save its text as .txt")
    page: Any = trafilatura.bare_extraction(
        html,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"extensive_search": False},
    )
    if page is None or not has_text(page.text or ""):
        raise UnreadableError(
            "holds no article that can be told from the page around it", "save its text as .txt"
        )
    return Article(
        doc_id,
        page.text,
        title=page.title or None,
        published=published or iso_date(page.date or ""),
        source=page.sitename or page.hostname or None,
        url=page.url or None,
    )


def has_text(text: str) -> bool:
    """Tell whether anything in ``text`` can be seen."""
    return any(char.isprintable() and not char.isspace() for char in text)


def _attributes(piece: str) -> int:
    """Return how many attributes the tag may have that ``piece``, which stands before a ``>``, ends in."""
    if len(piece) <= 2 * MAX_ATTRIBUTES:
        return 0
    bare = _QUOTED.sub(" ", piece)
    tag = _TAG.search(bare)
    return len(bare[tag.start() :].split()) if tag else 0


def _load(stream: BinaryIO, limit: int) -> str:
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise UnreadableError(f"is larger than {limit >> 20} MB", "split it, one article a file")
    text = decode(data)
    if not has_text(text):
        raise UnreadableError("is empty", "leave it out, or put the article into it")
    return text

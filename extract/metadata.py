"""Find the title and the day of publication in an article that came without them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from extract.clean import DATE, Furniture, mark
from extract.document import Article, Mark
from extract.normalize import normalize

#: Where Korean news is dated; without daylight saving time, so no time zone database is needed.
_KOREA = timezone(timedelta(hours=9))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = re.compile(r"((?:19|20)\d\d)(?!\d)(?:\s?[.\-/년]\s?(\d{1,2})(?:\s?[.\-/월]\s?(\d{1,2})(?!\d))?)?")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_ENGLISH = re.compile(
    r"(?:[A-Z][a-z]{2,8},\s)?(?:(\d{1,2})\s)?([A-Z][a-z]{2})[a-z]*\.?\s(?:(\d{1,2}),\s?)?((?:19|20)\d\d)"
)
_WITH_ZONE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)")
_SENTENCE_END = re.compile(r"[가-힣a-z]\.[\"'”’)\]]*(?=\s|$|[가-힣])")
_IN_NAME = re.compile(r"(?:19|20)\d\d([-._]?)\d\d\1\d\d(?!\d)")
_DATE = re.compile(DATE)
_YEAR = "년"
_TAG = re.compile(r"\[[^\[\]]*\]|\([^()]*\)|\S+@\S+|https?://\S+")
_WORDS = re.compile(r"[^\W_]+")

#: Non-empty lines from the beginning and the end that may be about the article.
_HEAD_LINES, _FOOT_LINES = 12, 8
#: How many letters and digits may stand beside an unlabelled date: an outlet's name or a section.
_BESIDE_DATE = 8
_LONGEST_HEADING = 160
_SHORTEST_TITLE, _LONGEST_TITLE = 6, 110
#: How far into the story its own day is told.
_LEAD = 300


def iso_date(text: str) -> str | None:
    """Return the date at the beginning of ``text`` as an ISO day, month or year, None if there is none.

    Reads 2025-10-01, 2025.10.1, 2025/10/01, 20251001, 2025년 10월 1일, Oct. 1, 2025, 1 October 2025,
    2025-10, 2025년, with or without a time behind. A time with a zone is told in Korean time.
    """
    text = text.strip()
    zoned = _WITH_ZONE.match(text)
    if zoned:
        try:
            return datetime.fromisoformat(zoned.group()).astimezone(_KOREA).date().isoformat()
        except (ValueError, OverflowError):
            return None
    for pattern in (_COMPACT, _NUMBERS):
        match = pattern.match(text)
        if match:
            return _checked(*match.groups())
    match = _ENGLISH.match(text)
    if match and match[2].lower() in _MONTHS:
        return _checked(match[4], str(_MONTHS.index(match[2].lower()) + 1), match[1] or match[3])
    return None


def with_metadata(article: Article, furniture: Furniture) -> Article:
    """Return ``article`` with the title and the date that its text tells, where it has none.

    What is given stays. The date is taken from, in this order: a label (기사 입력, 승인, Published);
    a date on a line of its own, or beside no more than a byline, among the first lines; the
    beginning of the file's name; a date on the last line; a label of a change (수정); and from
    running text only if its first sentences say when that day it was (2025년 10월 1일 오후). The
    title is the first line of the text if it looks like a headline above a story.
    """
    if article.title and article.published:
        return article
    text = normalize(article.text).text
    marks = mark(text, article.title, furniture)
    story = _blanked(text, marks)
    days = filter(None, map(iso_date, _days(article.doc_id, text, story, marks, furniture)))
    return replace(
        article,
        title=article.title or _title(story),
        published=article.published or next(days, None),
    )


def _days(doc_id: str, text: str, story: str, marks: list[Mark], furniture: Furniture) -> Iterator[str]:
    """Yield what may be the day of publication, the surest first."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    heading = [line for line in lines[:_HEAD_LINES] if _is_heading(line)]
    for line in heading + [line for line in lines[-_FOOT_LINES:] if _is_heading(line)]:
        if match := furniture.published.search(line):
            yield match["date"] or match["before"]
    unlabelled = [line for line in heading if not furniture.updated.search(line)]
    yield from filter(None, map(_date_beside_little, unlabelled))
    if match := _IN_NAME.match(doc_id.rpartition("/")[2]):
        yield match.group()
    for m in marks:
        if m.kind == "furniture" and (match := _DATE.search(text, m.start, m.end)):
            yield match.group()
    if match := furniture.evident.search(story.lstrip()[:_LEAD]):
        yield match["date"]


def _is_heading(line: str) -> bool:
    return len(line) <= _LONGEST_HEADING and not _SENTENCE_END.search(line)


def _date_beside_little(line: str) -> str | None:
    """Return the date of a line that holds hardly more than it: an outlet, a reporter, an address."""
    match = _DATE.search(line)
    if match is None:
        return None
    rest = _TAG.sub("", line[: match.start()] + " " + line[match.end() :])
    letters = sum(map(len, _WORDS.findall(rest)))
    written_out = match.group().find(_YEAR) >= 0  # so may be part of a headline
    return match.group() if letters <= (0 if written_out else _BESIDE_DATE) else None


def _title(story: str) -> str | None:
    """Return the first line that is left of the text if it looks like a headline and a story follows."""
    first, _, below = story.strip().partition("\n")
    first = first.strip()
    is_headline = (
        _SHORTEST_TITLE <= len(first) <= _LONGEST_TITLE
        and not _SENTENCE_END.search(first)
        and _WORDS.search(first)
        and _SENTENCE_END.search(below)
    )
    return first if is_headline else None


def _blanked(text: str, marks: list[Mark]) -> str:
    """Return the text with everything that is marked blanked out, captions too."""
    pieces, start = [], 0
    for m in marks:
        pieces += [text[start : m.start], "\0" * (m.end - m.start)]
        start = m.end
    return re.sub(r"\0+", " ", "".join([*pieces, text[start:]]))


def _checked(year: str, month: str | None, day: str | None) -> str | None:
    """Return the ISO date if there is such a day, with what is known of it."""
    try:
        whole = date(int(year), int(month or 1), int(day or 1)).isoformat()
    except ValueError:
        return None
    return whole[: 10 if day else 7 if month else 4]

"""Posts told in lists: a career (``△환경처 과장 △기상청 차장``), and people who share a title (``카카오 정신아, 네이버 최수연 대표``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from extract.names.candidates import Candidate
from extract.phrases import Phrase, Token
from extract.positions import Position, told_posts
from extract.records import EntityType
from extract.titles import Titles

_BULLETS = frozenset("△▲▷▶◇◆")
#: A sentence with so many bullets is a list.
_FEWEST = 2


def career(phrases: Mapping[int, Phrase], topic: Sequence[Candidate], titles: Titles) -> Iterator[Position]:
    """Yield the posts of a career told with bullets.

    It is that of the one person named in the sentence, else of the one that the sentence before was about (``topic``).
    """
    tokens = [t for p in phrases.values() for t in p.tokens]
    if sum(t.text in _BULLETS for t in tokens) < _FEWEST:
        return
    lead = next(i for i, t in enumerate(tokens) if t.text in _BULLETS)
    people = [t for t in tokens if _is_person(t)]
    if not people and len(topic) == 1 and topic[0].type is EntityType.PERSON:
        holder = topic[0]
    elif len(people) == 1 and people[0].name and people[0] in tokens[: lead + 2]:
        holder = people[0].name
    else:
        return
    for row in _split(tokens, _BULLETS):
        for body, title in told_posts([t for t in row if not _is_person(t)], titles):
            if body is not None and row[-1].title:
                yield Position(holder, body, title, row[0].start, row[-1].end, "position.career", weight=0.8)


def shared_titles(phrases: Mapping[int, Phrase], titles: Titles) -> Iterator[Position]:
    """Yield the posts of the people in a list whose last member has the title of all (``카카오 정신아, 네이버 최수연 대표``)."""
    rows: list[list[Token]] = []
    for p in phrases.values():
        for row in _split(p.tokens, None):
            yield from _shared([*rows, row], titles)
            rows = [*rows, row] if _is_pair(row) or (rows and len(row) == 1 and _is_person(row[0])) else []
        if not p.chunk.comma or p.chunk.josa:
            rows = []


def _shared(rows: Sequence[list[Token]], titles: Titles) -> Iterator[Position]:
    last = rows[-1]
    if len(rows) > 1 and len(last) > 1 and _is_person(last[0]) and last[1].title:  # 가온당 A, B, C 의원
        yield from _of_one(rows, titles)
    if len(rows) < 2 or len(last) < 3 or not (_is_pair(last[:2]) and last[2].title):
        return
    for body, person in (row for row in rows[:-1] if len(row) == 2):
        if body.name and person.name and body.name.type in titles.bodies_of(last[2].text):
            yield Position(
                person.name, body.name, last[2].text, body.start, last[2].end, "position.shared", weight=0.8
            )


def _of_one(rows: Sequence[list[Token]], titles: Titles) -> Iterator[Position]:
    """The posts of a list of people, of whom the first is told with the body and the last with the title of all."""
    first = max(i for i, row in enumerate(rows[:-1]) if len(row) == 2)
    body, title = rows[first][0], rows[-1][1]
    if body.name and body.name.type in titles.bodies_of(title.text):
        for t in (rows[first][1], *(row[0] for row in rows[first + 1 :])):
            assert t.name is not None
            yield Position(
                t.name, body.name, title.text, body.start, title.end, "position.shared", weight=0.8
            )


def _split(tokens: Sequence[Token], marks: frozenset[str] | None) -> Iterator[list[Token]]:
    """The rows between ``marks``, or between list marks."""
    row: list[Token] = []
    for t in tokens:
        if t.text in marks if marks else t.listing:
            if row:
                yield row
            row = []
        else:
            row.append(t)
    if row:
        yield row


def _is_pair(row: Sequence[Token]) -> bool:
    return len(row) == 2 and bool(row[0].name) and not _is_person(row[0]) and _is_person(row[1])


def _is_person(t: Token) -> bool:
    return t.name is not None and t.name.type is EntityType.PERSON

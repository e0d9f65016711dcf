"""Posts told by apposition: ``최태원 SK그룹 회장``, ``오픈AI의 샘 올트먼 CEO``, ``누리칩스(대표 문가람)``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.names.candidates import Candidate
from extract.phrases import Phrase, Token
from extract.records import EntityType
from extract.syntax import Chunk, Form
from extract.titles import Titles

#: A title so many tokens behind the body still belongs to it (SK하이닉스 [AI 인프라 전략] 담당 사장).
_REACH = 6
#: A post in a bracket is no longer than this many characters.
_LONGEST_POST = 25


@dataclass(frozen=True, slots=True)
class Position:
    """``person`` is ``title`` at ``body`` (None where the phrase does not say); ``start``/``end`` is the phrase."""

    person: Candidate
    body: Candidate | None
    title: str
    start: int
    end: int
    rule: str


@dataclass(slots=True)
class _State:
    person: Candidate | None = None
    before: tuple[Candidate, ...] = ()
    after: tuple[Candidate, ...] = ()
    pending: tuple[tuple[Candidate, ...], str] | None = None
    gap: int = 0


def positions(
    phrases: dict[int, Phrase], chunks: Sequence[Chunk], titles: Titles, text: str
) -> Iterator[Position]:
    """Yield the posts that the noun phrases of a sentence tell; ``text`` is the article's."""
    for i, phrase in phrases.items():
        chunk = chunks[i]
        owners = [
            n
            for d in chunk.dependents
            if d in phrases and chunks[d].josa[-1:] == ("의",)
            for n in phrases[d].referents
        ]
        before = phrases.get(i - 1)
        near = (
            [n for n in before.referents if n.type is EntityType.PLACE]
            if before and before.chunk.josa[:1]
            else []
        )
        state = _State()
        for token in phrase.tokens:
            yield from _step(state, token, phrase, owners, near, titles)
        if state.pending and state.pending[0]:
            yield from _described(state.pending, chunk, chunks, phrases)
        yield from _aside(phrase, titles, text)


def _bodies(found: tuple[Candidate, ...], title: str, titles: Titles) -> list[Candidate]:
    """Of the bodies before a title those that can have it; the last, or all of a list."""
    core = _core(title, titles)
    kinds = titles.bodies_of(core)
    return [b for b in found if b.type in kinds][-1:]


def _place(near: list[Candidate], title: str, titles: Titles) -> Candidate | None:
    """The place right before a head of state or government (``일본에서 이시바 시게루 총리``)."""
    kinds = titles.bodies_of(_core(title, titles))
    return near[-1] if near and EntityType.PLACE in kinds and EntityType.ORGANIZATION not in kinds else None


def _core(title: str, titles: Titles) -> str:
    """A title without its suffix (``대표 내정자``: 대표)."""
    match = titles.pattern.match(title)
    return match["core"] if match else title


def _step(
    s: _State, token: Token, phrase: Phrase, owners: list[Candidate], near: list[Candidate], titles: Titles
) -> Iterator[Position]:
    chunk = phrase.chunk
    if token.name and token.name.type is EntityType.PERSON:
        if s.pending and s.pending[0]:
            bodies, title = s.pending
            for body in _bodies(bodies, title, titles):
                yield Position(token.name, body, title, chunk.start, chunk.end, "position.before")
        s.person, s.before, s.after, s.pending, s.gap = token.name, s.after, (), None, 0
    elif token.name:
        s.after = (*s.after, token.name) if s.gap <= 1 else (token.name,)
        s.gap = 0
    elif token.title:
        if s.person:
            own = _bodies(s.after, token.text, titles)
            holders: Sequence[Candidate] = own or (
                _bodies(s.before, token.text, titles) or _bodies(tuple(owners), token.text, titles)
                if not s.after
                else []
            )
            for body in holders:
                yield Position(s.person, body, token.text, chunk.start, chunk.end, "position.name")
            if not holders and not s.after:
                yield Position(
                    s.person,
                    _place(near, token.text, titles),
                    token.text,
                    chunk.start,
                    chunk.end,
                    "position.bare",
                )
        else:
            s.pending = (s.after or tuple(owners), token.text)
        s.after, s.gap = (), 0
    elif token.text == "등" or s.gap > _REACH:
        s.person, s.before, s.after, s.pending, s.gap = None, (), (), None, 0
    elif token.listing and s.person and not s.after:
        s.person = None
    else:
        s.gap += 1


def _described(
    pending: tuple[tuple[Candidate, ...], str],
    chunk: Chunk,
    chunks: Sequence[Chunk],
    phrases: dict[int, Phrase],
) -> Iterator[Position]:
    """``환경노동위원장인 김영주 의원``: a copula between the post and its holder; ``김영주는 위원장이다``."""
    if chunk.josa[:1] != ("COP",) or chunk.governor < 0:
        return
    copula = chunks[chunk.governor]
    bodies, title = pending
    people: list[Candidate] = []
    if copula.form is Form.ADNOMINAL and copula.governor in phrases:
        people = phrases[copula.governor].referents
    else:
        people = [
            n
            for d in copula.dependents
            if d in phrases and (chunks[d].topic or chunks[d].subject)
            for n in phrases[d].referents
        ]
    for person in people[:1]:
        if person.type is EntityType.PERSON:
            yield Position(
                person,
                bodies[-1],
                title,
                chunk.start,
                chunks[copula.governor].end if copula.governor >= 0 else copula.end,
                "position.copula",
            )


def _aside(phrase: Phrase, titles: Titles, text: str) -> Iterator[Position]:
    """``누리칩스(대표 문가람)``, ``문가람(누리칩스 대표)``: a bracket right behind a name."""
    for inner in phrase.chunk.aside:
        outer = max(
            (t.name for t in phrase.tokens if t.name and t.name.end <= inner.start),
            key=lambda n: n.end,
            default=None,
        )
        if outer is None or (inner.type is EntityType.PERSON) is (outer.type is EntityType.PERSON):
            continue
        opening = text.rfind("(", outer.end, inner.start)
        closing = text.find(")", inner.end)
        if opening != outer.end + (text[outer.end : outer.end + 1] == " ") or closing < 0:
            continue
        person, body = (inner, outer) if inner.type is EntityType.PERSON else (outer, inner)
        around = text[opening + 1 : inner.start] if inner is person else text[inner.end : closing]
        if (
            (m := titles.pattern.search(around))
            and len(around) < _LONGEST_POST
            and m["core"] not in titles.personal
        ):
            yield Position(person, body, m[0], phrase.chunk.start, closing + 1, "position.aside")

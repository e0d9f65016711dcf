"""Posts told by apposition: ``최태원 SK그룹 회장``, ``오픈AI의 샘 올트먼 CEO``, ``누리칩스(대표 문가람)``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.chunks import Chunk, Form
from extract.names.candidates import Candidate
from extract.phrases import Phrase, Token
from extract.records import EntityType
from extract.titles import Titles

#: A title so many tokens behind the body still belongs to it (SK하이닉스 [AI 인프라 전략] 담당 사장).
_REACH = 6
_AS = (("로",), ("으로",), ("로서",), ("으로서",))
_EMPLOYERS = frozenset((EntityType.COMPANY, EntityType.ORGANIZATION))
_THINGS = frozenset((EntityType.PROJECT, EntityType.EVENT))


@dataclass(frozen=True, slots=True)
class Position:
    """``person`` is ``title`` at ``body`` (None where the phrase does not say); ``start``/``end`` is the phrase.

    ``near`` are the places named before it in the sentence, the nearest first. ``same``: the body is that of
    someone told before (``같은 당 B 의원``). ``described``: other nouns stand before the title, and may well be
    the body's name (``B 아트홀 관장``).
    """

    person: Candidate
    body: Candidate | None
    title: str
    start: int
    end: int
    rule: str
    weight: float = 0.9
    near: tuple[Candidate, ...] = ()
    same: bool = False
    described: bool = False


@dataclass(slots=True)
class _State:
    person: Candidate | None = None
    fellows: tuple[Candidate, ...] = ()
    before: tuple[Candidate, ...] = ()
    after: tuple[Candidate, ...] = ()
    pending: tuple[tuple[Candidate, ...], str] | None = None
    gap: int = 0
    loose: bool = False
    described: bool = False


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a noun phrase: names in the genitive before it, places before it in the sentence."""

    chunk: Chunk
    owners: tuple[Candidate, ...] = ()
    near: tuple[Candidate, ...] = ()
    same: bool = False


def positions(
    phrases: dict[int, Phrase], chunks: Sequence[Chunk], titles: Titles, taking: frozenset[str]
) -> Iterator[Position]:
    """Yield the posts that the noun phrases of a sentence tell; ``taking`` are the verbs by which posts are taken or left."""
    places: list[Candidate] = []
    for i, phrase in phrases.items():
        chunk = chunks[i]
        owners = tuple(
            n
            for d in chunk.dependents
            if d in phrases and chunks[d].josa[-1:] == ("의",)
            for n in phrases[d].referents
        )
        same = any(chunks[d].lemma == "같" for d in chunk.dependents)
        same = same and bool(phrase.tokens) and phrase.tokens[0].text in titles.shared
        around = _Around(chunk, owners, tuple(reversed(places)), same)
        places += [n for n in chunk.names if n.type is EntityType.PLACE]
        state = _State()
        for token in phrase.tokens:
            yield from _step(state, token, around, titles)
        if state.pending and state.pending[0]:
            yield from _described(state.pending, chunk, chunks, phrases, titles)
        for outer, inner in phrase.asides:
            yield from _aside(outer, inner, around, titles)
            yield from _housed(outer, inner, phrase, titles)
        yield from _served(phrase, chunks, phrases, titles, taking)


def told_posts(
    tokens: Sequence[Token], titles: Titles, *, members: bool = False
) -> list[tuple[Candidate | None, str]]:
    """The posts in a noun phrase that names no holder (``가온은행 행장 겸 가온문화재단 이사장``): body and title of each.

    ``members``: those of a profession count as well (``법무법인 가온 변호사``).
    """
    out: list[tuple[Candidate | None, str]] = []
    bodies: list[Candidate] = []
    for t in tokens:
        if t.name and t.name.type is EntityType.PERSON:
            bodies = []
        elif t.name:
            bodies.append(t.name)
        elif t.title:
            found = _bodies(tuple(bodies), t.text, titles, adjacent=members)
            if found or not any(b.type in _THINGS for b in bodies):
                out.append((found[-1] if found else None, t.text))
            bodies = []
    return out


def _bodies(
    found: tuple[Candidate, ...], title: str, titles: Titles, *, adjacent: bool = False
) -> list[Candidate]:
    """Of the bodies before a title the last that can have it; one right before it may also have a member of a profession."""
    core = core_of(title, titles)
    kinds = titles.bodies_of(core)
    if adjacent and core in titles.personal:
        kinds |= _EMPLOYERS
    return [b for b in found if b.type in kinds][-1:]


def core_of(title: str, titles: Titles) -> str:
    """A title without its prefixes and suffix (``전 대표 내정자``: 대표)."""
    match = titles.pattern.search(title)
    return match["core"] if match else title


def _step(s: _State, token: Token, around: _Around, titles: Titles) -> Iterator[Position]:
    chunk = around.chunk
    owners = around.owners if not s.loose else ()
    if token.name and token.name.type is EntityType.PERSON:
        if s.pending and s.pending[0]:
            bodies, title = s.pending
            for body in _bodies(bodies, title, titles):
                yield Position(token.name, body, title, chunk.start, chunk.end, "position.before")
        if not s.gap and not s.after and (s.fellows or s.person):  # 가온은행의 A·B 대표, 가온당 A B 의원
            s.fellows, s.person = (*s.fellows, *((s.person,) if s.person else ())), token.name
            return
        s.fellows = ()
        s.person, s.before, s.after, s.pending, s.gap = token.name, s.after, (), None, 0
        s.described = False
    elif token.name:
        s.fellows = () if s.before else s.fellows
        s.after = (*s.after, token.name) if s.gap <= 1 else (token.name,)
        s.gap = 0
    elif token.title:
        if s.person:
            own = _bodies(s.after, token.text, titles, adjacent=s.gap == 0)
            if own and own[0].type is EntityType.PLACE:  # 가온전자 A 북미본부장
                own = [
                    b for b in _bodies(s.before, token.text, titles) if b.type is EntityType.COMPANY
                ] or own
            holders: Sequence[Candidate] = own or (
                _bodies(s.before, token.text, titles) or _bodies(owners, token.text, titles)
                if not s.after
                else []
            )
            for body in holders:
                for person in (*s.fellows, s.person):
                    yield Position(person, body, token.text, chunk.start, chunk.end, "position.name")
            if not holders and not s.after:
                yield Position(
                    s.person, None, token.text, chunk.start, chunk.end, "position.bare",
                    near=around.near, same=around.same, described=s.described,
                )  # fmt: skip
            s.fellows = ()
        else:
            s.pending = (s.after or owners, token.text)
        s.after, s.gap = (), 1
    elif token.text == "등" or s.gap > _REACH:
        s.person, s.before, s.after, s.pending, s.gap = None, (), (), None, 0
    elif token.listing and s.person and not s.after:
        s.fellows, s.person = ((*s.fellows, s.person) if not s.gap else ()), None
    else:
        s.gap += 1
        s.described = s.described or token.text not in titles.prefixes
        s.loose = s.loose or (s.person is None and len(token.text) > 1)


def _described(
    pending: tuple[tuple[Candidate, ...], str],
    chunk: Chunk,
    chunks: Sequence[Chunk],
    phrases: dict[int, Phrase],
    titles: Titles,
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
            for body in _bodies(bodies, title, titles, adjacent=True):
                yield Position(person, body, title, chunk.start, copula.end, "position.copula")


def _aside(outer: Candidate, inner: Sequence[Token], around: _Around, titles: Titles) -> Iterator[Position]:
    """``누리칩스(대표 문가람)``, ``문가람(54·전 누리칩스 대표)``, ``특별수사팀(팀장 문무일 대전지검장)``: a bracket behind a name."""
    chunk = around.chunk
    people = [t for t in inner if t.name and t.name.type is EntityType.PERSON]
    if outer.type is EntityType.PERSON:
        if not people:
            for body, title in told_posts(inner, titles, members=True):
                if body is not None:
                    yield Position(outer, body, title, chunk.start, chunk.end, "position.aside")
        return
    state = _State()
    for t in inner:
        yield from _step(state, t, _Around(chunk), titles)
    post = next((t.text for t in inner if t.title), None)
    first = next((t for t in inner if t.title or t.name), None)
    alone = len(people) == 1 and not any(t.name for t in inner if t not in people)
    if post and first and (first.title or alone) and core_of(post, titles) not in titles.personal:
        for t in people:
            assert t.name is not None
            yield Position(t.name, outer, post, chunk.start, chunk.end, "position.aside")


def _housed(outer: Candidate, inner: Sequence[Token], phrase: Phrase, titles: Titles) -> Iterator[Position]:
    """``문가람 대표(누리칩스)``: the body alone in a bracket behind its post."""
    told = next((t for t in phrase.tokens if t.title and 0 <= t.start - outer.end <= 1), None)
    if outer.type is not EntityType.PERSON or told is None or len(inner) != 1 or inner[0].name is None:
        return
    body = inner[0].name
    if body.type in titles.bodies_of(core_of(told.text, titles)) and body.type is not EntityType.PLACE:
        yield Position(outer, body, told.text, phrase.chunk.start, phrase.chunk.end, "position.aside")


def _served(
    phrase: Phrase,
    chunks: Sequence[Chunk],
    phrases: dict[int, Phrase],
    titles: Titles,
    taking: frozenset[str],
) -> Iterator[Position]:
    """``가온은행장 시절``, ``선대위 단장으로 공약을 만들었다``: what the subject was while it did something."""
    chunk, tokens = phrase.chunk, phrase.tokens
    if not tokens or any(t.name and t.name.type is EntityType.PERSON for t in tokens):
        return
    then = tokens[-1].text in titles.tenure
    if not then and not (tokens[-1].title and chunk.josa[:1] in _AS):
        return
    at = chunk
    while at.governor >= 0 and not (at.is_predicate and _person(at, chunks, phrases)):
        at = chunks[at.governor]
        other = at.voice == "passive" or at.lemma in taking or _has_object(at, chunks, phrases)
        if not then and at.is_predicate and other:
            return
    if person := at.is_predicate and _person(at, chunks, phrases):
        for body, title in told_posts(tokens, titles):
            if body is not None:
                yield Position(person, body, title, chunk.start, chunk.end, "position.served", weight=0.75)


def _person(pred: Chunk, chunks: Sequence[Chunk], phrases: dict[int, Phrase]) -> Candidate | None:
    """The one person who is the subject or topic of ``pred``."""
    found = [
        n
        for d in pred.dependents
        if d in phrases and (chunks[d].topic or chunks[d].subject)
        for n in phrases[d].referents
    ]
    return found[0] if len(found) == 1 and found[0].type is EntityType.PERSON else None


def _has_object(pred: Chunk, chunks: Sequence[Chunk], phrases: dict[int, Phrase]) -> bool:
    """Whether ``pred`` is done to a person (``B를 대표로 세웠다``: not its subject's post)."""
    return any(
        chunks[d].josa[:1] in (("을",), ("를",))
        and (
            any(n.type is EntityType.PERSON for n in phrases[d].referents) or chunks[d].head in ("그", "자신")
        )
        for d in pred.dependents
        if d in phrases
    )

"""What a noun phrase stands for: apposition, titles, lists, and nouns that only mention a name.

``샘 올트먼 오픈AI CEO`` stands for the person, ``SK그룹 사장단`` for SK그룹, ``삼성전자 주가`` for
neither; ``A·B 대표단`` for both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from extract.chunks import Chunk, Form, gapped
from extract.document import Morph
from extract.grammar import Grammar
from extract.names.candidates import Candidate
from extract.records import EntityType
from extract.titles import Titles

_BODIES = frozenset((EntityType.COMPANY, EntityType.AGENCY, EntityType.ORGANIZATION))
_LISTING = frozenset("·/‧ㆍ-–~")
#: A bracket opens at most so many characters before its first token (a space, the bracket, a quotation mark).
_GAP = 3
_HAPPENING = frozenset((EntityType.EVENT, EntityType.PROJECT))
_QUOTES = frozenset("“”‘’\"'「」『』《》〈〉<>")
_OPENING, _CLOSING = frozenset("([（［{"), frozenset(")]）］}")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a noun phrase: a name, a title, or another noun (``counts``: a number or its unit) or list mark."""

    text: str
    start: int
    end: int
    name: Candidate | None = None
    title: bool = False
    listing: bool = False
    counts: bool = False


@dataclass(slots=True)
class Phrase:
    """A noun phrase read: ``referents`` it stands for, names that only modify its head, and its tokens.

    ``asides`` are its brackets: the name or the name's title that one stands behind, and the tokens in it.
    """

    chunk: Chunk
    tokens: list[Token]
    referents: list[Candidate] = field(default_factory=list)
    modifiers: list[Candidate] = field(default_factory=list)
    asides: list[tuple[Candidate, list[Token]]] = field(default_factory=list)

    @property
    def tail(self) -> list[str]:
        """Texts of the tokens behind the last name."""
        out: list[str] = []
        for t in reversed(self.tokens):
            if t.name:
                break
            out.append(t.text)
        return out[::-1]


class PhraseReader:
    """Reads the noun phrases of a sentence."""

    def __init__(self, titles: Titles, grammar: Grammar, text: str, morphs: Sequence[Morph]) -> None:
        """``morphs`` are the sentence's, which the chunks index."""
        self._titles = titles
        self._grammar = grammar
        self._text = text
        self._morphs = morphs
        self._ends = {m.end for m in morphs}

    def read(self, chunk: Chunk) -> Phrase:
        """Return what ``chunk`` (not a predicate) stands for."""
        inner: list[list[Token]] = []
        phrase = Phrase(chunk, self._tokens(chunk, inner))
        for tokens in inner:
            if (outer := self._before_bracket(phrase.tokens, tokens[0].start)) is not None:
                phrase.asides.append((outer, tokens))
        for segment in self._segments(phrase.tokens):
            self._settle(segment, phrase)
        return phrase

    def _tokens(self, chunk: Chunk, inner: list[list[Token]]) -> list[Token]:
        """The tokens of ``chunk``; those of its brackets go to ``inner``, a list each."""
        outside: list[Token] = []
        out = outside
        names = {n.start: n for n in (*chunk.names, *chunk.aside)}
        done, depth = chunk.start, 0
        for m in self._morphs[chunk.first :]:
            if m.start >= chunk.end:
                break
            if m.tag == "SSO" and m.form in _OPENING:
                depth += 1
                if depth == 1:
                    out = []
                continue
            if m.tag == "SSC" and m.form in _CLOSING:
                depth -= 1
                if not depth:
                    inner += [out] if out else []
                    out = outside
                continue
            if (
                m.start < done
                or m.tag.startswith("J")
                or m.form in _QUOTES
                or (depth == 0 and m.i - self._morphs[0].i >= chunk.last)
            ):
                continue
            if n := names.get(m.start):
                out.append(Token(self._text[n.start : n.end], n.start, n.end, name=n))
                done = n.end
                if (end := max(n.title, self._fused_end(n))) > n.end:
                    start = self._title_start(n)
                    out.append(Token(self._text[start:end], start, end, title=True))
                    done = end
            elif t := self._title_at(m, chunk.end):
                out.append(t)
                done = t.end
            else:
                listing = m.tag in ("SP", "SS", "SO", "SW") and m.form in _LISTING
                counts = m.tag in ("SN", "NR", "NNB")
                out.append(Token(m.form, m.start, m.end, listing=listing, counts=counts))
                done = m.end
        return outside

    def _before_bracket(self, tokens: Sequence[Token], start: int) -> Candidate | None:
        """The name that a bracket with its first token at ``start`` stands behind, its title aside."""
        before = [t for t in tokens if t.end <= start]
        while before and before[-1].title:
            before.pop()
        gap = start - max((t.end for t in tokens if t.end <= start), default=start)
        return before[-1].name if before and gap <= _GAP else None

    def _fused_end(self, n: Candidate) -> int:
        """Where a title ends that shares the last letters of the name ``n`` of a body, 0 if there is none."""
        if n.type is EntityType.PERSON or n.title:
            return 0
        for f in self._titles.fused:
            start = n.end - f.keep
            end = start + len(f.title)
            if f.keep and n.type in f.types and self._text.startswith(f.title, start) and end in self._ends:
                suffix = self._titles.suffix.match(self._text, end)
                return suffix.end() if suffix and suffix.end() in self._ends else end
        return 0

    def _title_start(self, n: Candidate) -> int:
        """Where the title behind ``n`` starts; a fused one starts within the name."""
        for f in self._titles.fused:
            if f.keep and self._text.startswith(f.title, n.end - f.keep) and n.type in f.types:
                return n.end - f.keep
        return n.end + (self._text[n.end] == " ")

    def _title_at(self, m: Morph, end: int) -> Token | None:
        hit = self._titles.pattern.match(self._text, m.start)
        if not hit or hit.end() > end:
            return None
        stop = hit.end() if hit.end() in self._ends else hit.end("core")
        return Token(self._text[m.start : stop], m.start, stop, title=True) if stop in self._ends else None

    @staticmethod
    def _segments(tokens: list[Token]) -> list[list[Token]]:
        """Cut at list marks between names and behind 등."""
        out: list[list[Token]] = [[]]
        for i, t in enumerate(tokens):
            if t.listing and any(x.name for x in tokens[:i]) and any(x.name for x in tokens[i:]):
                out.append([])
                continue
            out[-1].append(t)
            if t.text == "등" and any(x.name for x in tokens[i:]):
                out.append([])
        return [s for s in out if s]

    def _settle(self, segment: list[Token], phrase: Phrase) -> None:
        named = [t.name for t in segment if t.name]
        if not named:
            return
        last = max(i for i, t in enumerate(segment) if t.name)
        rest = segment[last + 1 :]
        counted = _counts(rest, self._grammar)
        plain = counted or self._is_plain(rest, named[-1]) or self._classed(rest)
        people = [n for n in named if n.type is EntityType.PERSON]
        titled = bool(rest) and rest[-1].title and not counted
        if people and (plain or titled or self._acts(rest)):
            phrase.referents.append(people[-1])
            phrase.modifiers.extend(n for n in named if n is not people[-1])
        elif not people and plain and not titled:
            row = self._row(segment, last)
            phrase.referents.extend(row)
            phrase.modifiers.extend(n for n in named if n not in row)
        else:
            phrase.modifiers.extend(named)

    def _is_plain(self, rest: list[Token], name: Candidate) -> bool:
        """Whether what stands behind ``name`` stands for the same: titles, stand-ins (주주+총회), what something that happens is."""
        words = self._grammar.stand_ins
        kinds = self._grammar.kinds if name.type in _HAPPENING else frozenset[str]()
        return all(t.title or t.counts or t.text in words or t.text in kinds for t in rest) or (
            (whole := "".join(t.text for t in rest)) in words or whole in kinds
        )

    def _acts(self, rest: list[Token]) -> bool:
        """Whether the last word behind a person stands for one or several people."""
        return bool(rest) and (
            rest[-1].text in self._grammar.stand_ins or rest[-1].text in self._grammar.people
        )

    def _classed(self, rest: list[Token]) -> bool:
        """Whether what stands behind a list only says what its members are (``등 국내 기업 40여 곳``)."""
        common = [t for t in rest[1:] if not t.counts]
        return len(common) > 0 and rest[0].text == "등" and common[-1].text in self._grammar.classes

    @staticmethod
    def _row(segment: list[Token], last: int) -> list[Candidate]:
        """The last name, with the like ones right before it where spaces alone make the list (``삼성전자 LG전자 애플 등``)."""
        row: list[Candidate] = []
        for t in reversed(segment[: last + 1]):
            if t.name is None or (row and t.name.type is not row[0].type):
                break
            row.append(t.name)
        closed = segment[last + 1].text == "등" if last + 1 < len(segment) else False
        many = len(row) > 2 or (closed and len(row) > 1)
        return row[::-1] if many and row[0].type in _BODIES else row[:1]


def _counts(rest: Sequence[Token], grammar: Grammar) -> bool:
    """Whether what stands behind a name ends in a number of the like (``B 대표 두 사람``, ``C 등 4개 기업``)."""
    n = next((n for n, t in enumerate(rest) if t.text[0].isdigit() or t.text in grammar.numerals), len(rest))
    names = all(t.title or t.text in grammar.stand_ins for t in rest[:n])  # but not C 지분 5%
    return names and n < len(rest) and _counted(rest[n:], grammar)


def kind(name: Candidate) -> str:
    """``person``, ``body`` or ``thing``: what may stand in one list."""
    if name.type is EntityType.PERSON:
        return "person"
    return "thing" if name.type in (EntityType.PROJECT, EntityType.EVENT) else "body"


def listed(
    phrases: Mapping[int, Phrase], chunks: Sequence[Chunk], i: int, grammar: Grammar
) -> list[Candidate]:
    """Return what chunk ``i`` stands for together with the list before it (``A와 B가``, ``A, B를``)."""
    members = list(phrases[i].referents)
    if not members:
        return []
    locative = chunks[i].josa[:1] in (("에서",), ("에",), ("로",), ("으로",))
    first = _leftmost(chunks, i)
    members = [*_including(phrases, chunks, i, grammar), *members]
    if chunks[i].nouns[0].form in grammar.joint and chunks[i].names:  # B와 | 합작법인 C를
        return members
    at = _listing(chunks, first, grammar)
    while at >= 0 and at in phrases and phrases[at].referents and chunks[at].quote == chunks[i].quote:
        c = chunks[at]
        joined = (
            at < first - 1
            or (c.josa[:1] and c.josa[0] in grammar.coordination and len(c.josa) == 1 and not c.comma)
            or (not c.josa and c.comma)
        )
        same = {kind(n) for n in phrases[at].referents} == {kind(n) for n in members}
        places = {n.type is EntityType.PLACE for n in (*phrases[at].referents, *members)}
        apart = not c.josa and gapped(chunks, _leftmost(chunks, at), i)
        if not joined or apart or not same or (locative and len(places) > 1):
            break
        members = [*_including(phrases, chunks, at, grammar), *phrases[at].referents, *members]
        first = _leftmost(chunks, at)
        at = _listing(chunks, first, grammar)
    return list(dict.fromkeys(members))


def _listing(chunks: Sequence[Chunk], first: int, grammar: Grammar) -> int:
    """The chunk that may be the list member before chunk ``first``, behind a verb that lists (``A를 비롯해 B가``, ``A뿐 아니라 B도``)."""
    verb = chunks[first - 1] if first else None
    if verb and verb.form is Form.CONNECTIVE and verb.lemma in grammar.listing and verb.dependents:
        object_ = chunks[verb.dependents[-1]]
        if object_.i == first - 2 and object_.marked(grammar.listing[verb.lemma]):
            return object_.i
    return first - 1


def _including(
    phrases: Mapping[int, Phrase], chunks: Sequence[Chunk], i: int, grammar: Grammar
) -> list[Candidate]:
    """The members that a describing clause adds to the list in chunk ``i`` (``A를 비롯한 B, C``)."""
    verbs = [chunks[d] for d in chunks[i].dependents if chunks[d].lemma in grammar.listing]
    return [
        n
        for v in verbs
        for d in v.dependents
        if v.form is Form.ADNOMINAL and d in phrases and chunks[d].marked(grammar.listing[v.lemma or ""])
        for n in listed(phrases, chunks, d, grammar)
    ]


def close_lists(phrases: Mapping[int, Phrase], chunks: Sequence[Chunk], grammar: Grammar) -> None:
    """Let a phrase that counts the members of the list before it stand for them (``A와 B, 두 창업자가``, ``A를 비롯한 5개사가``)."""
    for i, phrase in phrases.items():
        if chunks[i].names or not phrase.tokens or not _counted(phrase.tokens, grammar):
            continue
        if members := _including(phrases, chunks, i, grammar):
            phrase.referents.extend(members)
            continue
        before = phrases.get(_leftmost(chunks, i) - 1)
        if before is None or before.chunk.josa or before.chunk.quote != chunks[i].quote:
            continue
        members = listed(phrases, chunks, before.chunk.i, grammar)
        if len(members) > 1 and grammar.numerals.get(phrase.tokens[0].text, len(members)) == len(members):
            phrase.referents.extend(members)


def _counted(tokens: Sequence[Token], grammar: Grammar) -> bool:
    """Whether ``tokens`` say how many there are of something, and nothing else (``두 수장``, ``5개사``)."""
    number = tokens[0].text[0].isdigit() or tokens[0].text in grammar.numerals
    return number and len(tokens) > 1 and (len(tokens) == 2 or all(t.counts for t in tokens[:-1]))


def _leftmost(chunks: Sequence[Chunk], i: int) -> int:
    """Index of the first chunk of what modifies chunk ``i`` (genitives, adnominal clauses), list members aside."""
    first = i
    for d in chunks[i].dependents:
        if d < i and not (chunks[d].comma and not chunks[d].josa and not chunks[d].is_predicate):
            first = min(first, _leftmost(chunks, d))
    return first

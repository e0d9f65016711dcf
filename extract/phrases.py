"""What a noun phrase stands for: apposition, titles, lists, and nouns that only mention a name.

``샘 올트먼 오픈AI CEO`` stands for the person, ``SK그룹 사장단`` for SK그룹, ``삼성전자 주가`` for
neither; ``A·B 대표단`` for both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from extract.document import Morph
from extract.grammar import Grammar
from extract.names.candidates import Candidate
from extract.names.patterns import FUSED_RULE
from extract.records import EntityType
from extract.syntax import Chunk
from extract.titles import Titles

_LISTING = frozenset("·/‧ㆍ-–~")
_OPENING, _CLOSING = frozenset("([（［{"), frozenset(")]）］}")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a noun phrase: a name, a title, or another noun or list mark."""

    text: str
    start: int
    end: int
    name: Candidate | None = None
    title: bool = False
    listing: bool = False


@dataclass(slots=True)
class Phrase:
    """A noun phrase read: ``referents`` it stands for, names that only modify its head, and its tokens."""

    chunk: Chunk
    tokens: list[Token]
    referents: list[Candidate] = field(default_factory=list)
    modifiers: list[Candidate] = field(default_factory=list)

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

    def read(self, chunk: Chunk) -> Phrase:
        """Return what ``chunk`` (not a predicate) stands for."""
        phrase = Phrase(chunk, self._tokens(chunk))
        for segment in self._segments(phrase.tokens):
            self._settle(segment, phrase)
        return phrase

    def _tokens(self, chunk: Chunk) -> list[Token]:
        out: list[Token] = []
        names = {n.start: n for n in chunk.names}
        done, depth = chunk.start, 0
        for m in self._morphs[chunk.first : chunk.last]:
            depth += (m.tag == "SSO" and m.form in _OPENING) - (m.tag == "SSC" and m.form in _CLOSING)
            if (
                depth > 0
                or (m.tag == "SSC" and m.form in _CLOSING)
                or m.start < done
                or m.tag.startswith("J")
            ):
                continue
            if n := names.get(m.start):
                out.append(Token(self._text[n.start : n.end], n.start, n.end, name=n))
                done = n.end
                if n.title > n.end:
                    start = self._title_start(n)
                    out.append(Token(self._text[start : n.title], start, n.title, title=True))
                    done = n.title
            elif t := self._title_at(m, chunk.end):
                out.append(t)
                done = t.end
            else:
                listing = m.tag in ("SP", "SS", "SO") and m.form in _LISTING
                out.append(Token(m.form, m.start, m.end, listing=listing))
                done = m.end
        return out

    def _title_start(self, n: Candidate) -> int:
        """Where the title behind ``n`` starts; a fused one starts within the name."""
        if n.rule == FUSED_RULE:
            for f in self._titles.fused:
                if self._text[n.end - f.keep : n.title] == f.title:
                    return n.end - f.keep
        return n.end + (self._text[n.end] == " ")

    def _title_at(self, m: Morph, end: int) -> Token | None:
        hit = self._titles.pattern.match(self._text, m.start)
        if not hit or hit.end() > end:
            return None
        ends = {x.end for x in self._morphs}
        stop = hit.end() if hit.end() in ends else hit.end("core")
        return Token(self._text[m.start : stop], m.start, stop, title=True) if stop in ends else None

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
        named = [t for t in segment if t.name]
        if not named:
            return
        last = max(i for i, t in enumerate(segment) if t.name)
        rest = segment[last + 1 :]
        plain = all(t.title or t.text in self._grammar.stand_ins or t.text.isdigit() for t in rest)
        people = [t.name for t in named if t.name and t.name.type is EntityType.PERSON]
        titled = bool(rest) and rest[-1].title
        if people and (plain or titled or (rest and rest[-1].text in self._grammar.stand_ins)):
            phrase.referents.append(people[-1])
            phrase.modifiers.extend(t.name for t in named if t.name and t.name is not people[-1])
        elif not people and plain and not titled and segment[last].name:
            head = segment[last].name
            assert head is not None
            phrase.referents.append(head)
            phrase.modifiers.extend(t.name for t in named if t.name and t.name is not head)
        else:
            phrase.modifiers.extend(t.name for t in named if t.name)


def kind(name: Candidate) -> str:
    """``person`` or ``body``: what may stand in one list."""
    return "person" if name.type is EntityType.PERSON else "body"


def listed(
    phrases: Mapping[int, Phrase], chunks: Sequence[Chunk], i: int, grammar: Grammar
) -> list[Candidate]:
    """Return what chunk ``i`` stands for together with the list before it (``A와 B가``, ``A, B를``)."""
    members = list(phrases[i].referents)
    if not members:
        return []
    locative = chunks[i].josa[:1] in (("에서",), ("에",), ("로",), ("으로",))
    at = _leftmost(chunks, i) - 1
    while at >= 0 and at in phrases and phrases[at].referents and chunks[at].quote == chunks[i].quote:
        c = chunks[at]
        joined = (c.josa[:1] and c.josa[0] in grammar.coordination and len(c.josa) == 1) or (
            not c.josa and c.comma
        )
        same = {kind(n) for n in phrases[at].referents} == {kind(n) for n in members}
        places = {n.type is EntityType.PLACE for n in (*phrases[at].referents, *members)}
        if not joined or not same or (locative and len(places) > 1):
            break
        members = [*phrases[at].referents, *members]
        at = _leftmost(chunks, at) - 1
    return members


def _leftmost(chunks: Sequence[Chunk], i: int) -> int:
    """Index of the first chunk of what modifies chunk ``i`` (genitives, adnominal clauses), list members aside."""
    first = i
    for d in chunks[i].dependents:
        if d < i and not (chunks[d].comma and not chunks[d].josa and not chunks[d].is_predicate):
            first = min(first, _leftmost(chunks, d))
    return first

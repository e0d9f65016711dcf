"""Noun phrases of an English sentence: names with their titles and coordination, and who holds which post.

``phrases`` turns a sentence and the mentions found in it into the encoded string that the
rules of ``extract/english_rules.py`` run over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from extract.english_rules import EnglishRules

_WORD = re.compile(r"(?:[A-Z]\.){2,}|['’]s\b|[$€£₩]?\w+(?:[.,'’&/-]\w+)*%?|[^\w\s]")
_LONGEST_TITLE = 5
_MODIFIERS = 3


class MentionLike(Protocol):
    """A place in the text that names an entity."""

    @property
    def start(self) -> int:
        """Where the mention starts in the text."""

    @property
    def end(self) -> int:
        """Where the mention ends in the text."""

    @property
    def type(self) -> str:
        """The entity type."""


@dataclass(frozen=True)
class Token:
    """A word, or a name with all mentions that stand at it, from ``start`` to ``end`` of the sentence."""

    text: str
    start: int
    end: int
    names: tuple[MentionLike, ...] = ()

    @property
    def person(self) -> bool:
        """Whether the token names a person."""
        return any(m.type == "PERSON" for m in self.names)

    @property
    def body(self) -> bool:
        """Whether the token names something in which one can hold a post."""
        return any(m.type in {"COMPANY", "ORGANIZATION", "AGENCY", "PLACE"} for m in self.names)


@dataclass(frozen=True)
class Post:
    """A post stated by a noun phrase: ``OpenAI CEO Sam Altman``."""

    person: Token
    body: Token
    title: str
    start: int
    end: int
    rule: str


@dataclass
class Sentence:
    """An encoded sentence. ``groups[n]`` are the names of the token ``⟨n⟩``, ``starts`` where each token is."""

    encoded: str
    tokens: list[Token]
    starts: list[int]
    groups: dict[str, tuple[Token, ...]]
    posts: list[Post] = field(default_factory=list)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the sentence that an encoded span stands for."""
        inside = [t for t, at in zip(self.tokens, self.starts, strict=True) if start <= at < end]
        return inside[0].start, inside[-1].end


def _tokens(sentence: str, offset: int, mentions: Sequence[MentionLike]) -> Iterator[Token]:
    at = 0
    for m in sorted(mentions, key=lambda m: (m.start, -m.end)):
        start, end = m.start - offset, m.end - offset
        if start < at or end > len(sentence):
            continue
        yield from (Token(w[0], w.start(), w.end()) for w in _WORD.finditer(sentence, at, start))
        names = tuple(x for x in mentions if (x.start, x.end) == (m.start, m.end))
        tail = re.compile(r"[a-z]+").match(sentence, end)
        at = tail.end() if tail else end
        yield Token(sentence[start:at], start, at, names)
    yield from (Token(w[0], w.start(), w.end()) for w in _WORD.finditer(sentence, at))


class _Parser:
    """Finds titles and appositions around the persons of a token list."""

    def __init__(self, sentence: str, tokens: list[Token], rules: EnglishRules) -> None:
        self.sentence, self.tokens, self.rules = sentence, tokens, rules
        self.posts: list[Post] = []

    def _lower(self, start: int, end: int) -> tuple[str, ...]:
        if start < 0 or end > len(self.tokens) or any(t.names for t in self.tokens[start:end]):
            return ("",)
        return tuple(t.text.lower() for t in self.tokens[start:end])

    def _title_before(self, i: int) -> int:
        """Return where the title that ends before token ``i`` starts, or ``i``."""
        for n in range(_LONGEST_TITLE, 0, -1):
            if self._lower(i - n, i) in self.rules.titles:
                more = (
                    self._title_before(i - n - 1)
                    if self._lower(i - n - 1, i - n) in {("and",), ("&",)}
                    else i
                )
                return more if more < i - n - 1 else i - n
        return i

    def _title_after(self, i: int) -> int:
        for n in range(_LONGEST_TITLE, 0, -1):
            if self._lower(i, i + n) in self.rules.titles:
                more = (
                    self._title_after(i + n + 1) if self._lower(i + n, i + n + 1) in {("and",), ("&",)} else i
                )
                return more if more > i + n + 1 else i + n
        return i

    def _text(self, start: int, end: int) -> str:
        return self.sentence[self.tokens[start].start : self.tokens[end - 1].end]

    def _post(self, person: int, body: int, title: tuple[int, int], rule: str) -> None:
        ends = (person, body, title[0], title[1] - 1)
        start, end = self.tokens[min(ends)].start, self.tokens[max(ends)].end
        self.posts.append(Post(self.tokens[person], self.tokens[body], self._text(*title), start, end, rule))

    def before(self, i: int) -> tuple[int, int | None]:
        """Absorb what stands before the person ``i``: return where the phrase starts, and an open title's start."""
        at = i - 1 if self._lower(i - 1, i) == (",",) and self._possessed(i - 1) else i
        title = self._title_before(at)
        if title == at:
            if self._lower(i - 1, i) in {("'s",), ("’s",)} and self.tokens[i - 2].body:
                return i - 2, None
            return i, None
        start = title
        while self._lower(start - 1, start)[0] in self.rules.title_modifiers:
            start -= 1
        body = start - 2 if self._lower(start - 1, start) in {("'s",), ("’s",)} else start - 1
        if body >= 0 and self.tokens[body].body:
            self._post(i, body, (title, at), "en.title.before")
            return body, None
        while start > 0 and self.tokens[start - 1].text in self.rules.demonyms:
            start -= 1
        return start, title

    def _possessed(self, comma: int) -> bool:
        """Whether ``X's chief executive,`` stands before the comma."""
        title = self._title_before(comma)
        return title < comma and self._lower(title - 1, title) in {("'s",), ("’s",)}

    def after(self, i: int, title: int | None) -> int:
        """Absorb what stands after the person ``i``, with its open ``title`` before; return the phrase's end."""
        linked = title is not None and self._lower(i + 1, i + 2) in {("of",), ("at",), ("from",)}
        body = self._body(i + 2) if linked else None
        if title is not None and body is not None:
            self._post(i, body, (title, self._title_after(title)), "en.title.of")
            return body + 1
        opening = self._lower(i + 1, i + 2)
        if opening not in {(",",), ("(",)}:
            return i + 1
        end = self._apposition(i)
        if end is None:
            return i + 1
        closing = self._lower(end, end + 1)
        return end + 1 if closing in {(",",), (")",)} and not self._coordinated(end) else end

    def _coordinated(self, comma: int) -> bool:
        """Whether a comma belongs to ``, and`` rather than to the apposition before it."""
        return self._lower(comma, comma + 1) == (",",) and self._lower(comma + 1, comma + 2) in {
            ("and",),
            ("&",),
        }

    def _body(self, i: int) -> int | None:
        """Return the token of the body named at ``i``, articles and its own description aside."""
        for at in range(i, min(i + 4, len(self.tokens))):
            if self.tokens[at].body:
                return at
            if self.tokens[at].names or self.tokens[at].text.lower() in self.rules.not_modifiers | {","}:
                return None
        return None

    def _apposition(self, i: int) -> int | None:
        """Read ``, [the] CEO of OpenAI`` or ``(OpenAI CEO)`` after person ``i``; return its end."""
        at = i + 2
        while self._lower(at, at + 1)[0] in self.rules.title_modifiers:
            at += 1
        if at < len(self.tokens) and self.tokens[at].body:
            start = at + 2 if self._lower(at + 1, at + 2) in {("'s",), ("’s",)} else at + 1
            title = self._title_after(start)
            names_other = title < len(self.tokens) and bool(self.tokens[title].names)
            if title > start and not names_other:
                self._post(i, at, (start, title), "en.title.apposition")
                return title
            return None
        title = self._title_after(at)
        if title == at or self._lower(title, title + 1) not in {("of",), ("at",), ("for",)}:
            return None
        body = self._body(title + 1)
        if body is None:
            return None
        self._post(i, body, (at, title), "en.title.apposition")
        if (
            self._lower(body + 1, body + 2) == ("and",)
            and body + 2 < len(self.tokens)
            and self.tokens[body + 2].body
        ):
            self._post(i, body + 2, (at, title), "en.title.apposition")
            return body + 3
        return body + 1

    def folded(self) -> list[Token]:
        """Return the tokens with each name and what belongs to it folded into one."""
        out: list[Token] = []
        spans: list[tuple[int, int]] = []
        i = 0
        while i < len(self.tokens):
            token, start, end = self.tokens[i], i, i + 1
            if token.person:
                start, title = self.before(i)
                end = self.after(i, title)
                between_commas = start < i and self._lower(i - 1, i) == self._lower(end, end + 1) == (",",)
                end += between_commas
            elif token.names:
                start, end = self._nouns(i)
            while spans and spans[-1][0] >= start and start < i:
                spans.pop()
                out.pop()
            first = self.tokens[start]
            out.append(Token(token.text, first.start, self.tokens[end - 1].end, token.names))
            spans.append((start, end))
            i = end
        return out

    def _nouns(self, i: int) -> tuple[int, int]:
        """Return the span of ``the city of Pohang`` or ``Jeonnam region`` around the name ``i``."""
        start, end = i, i + 1
        for n in (3, 2):
            if self._lower(i - n, i) in self.rules.nouns_before:
                start = i - n
                break
        for n in (2, 1):
            if self._lower(i + 1, i + 1 + n) in self.rules.nouns_after:
                end = i + 1 + n
                break
        return start, end


def _coordinated(tokens: list[Token], i: int, rules: EnglishRules) -> list[int]:
    """Return the names that ``tokens[i]`` is coordinated with, itself first: ``A, B and C``."""
    members, listed, at = [i], [i], i + 1
    while at < len(tokens):
        comma = tokens[at].text == ","
        if comma and at + 1 < len(tokens) and tokens[at + 1].names:
            listed.append(at + 1)
            at += 2
            continue
        name = _after_conjunction(tokens, at + comma, rules)
        if name is None:
            break
        if not tokens[name].names:
            return listed
        members = listed = [*listed, name]
        at = name + 1
    return members


def _after_conjunction(tokens: list[Token], at: int, rules: EnglishRules) -> int | None:
    """Return the name, or the word for others, that a conjunction at ``at`` adds; None where there is none."""
    for n in (3, 2, 1):
        if tuple(t.text.lower() for t in tokens[at : at + n]) in rules.conjunctions:
            for i in range(at + n, min(at + n + _MODIFIERS + 1, len(tokens))):
                if tokens[i].names or tokens[i].text.lower() in rules.others:
                    return i
                if not _modifier(tokens[i], rules):
                    return None
    return None


def _modifier(token: Token, rules: EnglishRules) -> bool:
    """Whether a word may describe the name after it: no verb, no preposition."""
    word = token.text.lower()
    return (
        word.isalpha()
        and word not in rules.not_modifiers
        and word not in rules.verbs
        and not word.endswith(("ed", "ing"))
    )


def phrases(sentence: str, offset: int, mentions: Sequence[MentionLike], rules: EnglishRules) -> Sentence:
    """Encode ``sentence``, which starts at ``offset`` of the text that ``mentions`` count in."""
    parser = _Parser(sentence, list(_tokens(sentence, offset, mentions)), rules)
    folded = parser.folded()
    tokens: list[Token] = []
    groups: dict[str, tuple[Token, ...]] = {}
    words: list[str] = []
    i = 0
    while i < len(folded):
        token = folded[i]
        if token.names:
            members = _coordinated(folded, i, rules)
            key = f"⟨{len(groups)}⟩"
            groups[key] = tuple(folded[m] for m in members)
            token = Token(key, token.start, folded[members[-1]].end)
            i = members[-1]
        tokens.append(token)
        words.append(token.text.replace("’", "'"))
        i += 1
    starts, at = [], 0
    for word in words:
        starts.append(at)
        at += len(word) + 1
    return Sentence(" ".join(words) + " ", tokens, starts, groups, parser.posts)

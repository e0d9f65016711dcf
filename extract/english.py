"""Relations of English clauses, such as stand in Korean articles beside the Korean text.

Forms and words are in ``data/relations_en.yml``. A form fits from its verb on; the verb's
subject is looked for to the left: directly, before ``who``, beyond an aside, or with the verb before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from extract.english_phrases import MentionLike, Sentence, Token, phrases
from extract.english_rules import EnglishRules, Form
from extract.records import Status
from extract.times import TimeExpr


@dataclass(frozen=True)
class Found:
    """One relation of one sentence; ``start`` and ``end`` are of its evidence, in the text's offsets."""

    type: str
    head: MentionLike
    tail: MentionLike
    status: Status
    rule: str
    start: int
    end: int
    title: str | None = None
    item: str | None = None
    date: TimeExpr | None = None


@dataclass(frozen=True)
class _Subject:
    """The names before a verb, where they are in the encoded sentence, and the auxiliaries of both verbs."""

    names: tuple[Token, ...]
    start: int
    auxiliary: str


def _subject(sentence: Sentence, verb: re.Match[str], rules: EnglishRules) -> _Subject | None:
    """Find the subject of ``verb``."""
    aux = rules.auxiliary.search(sentence.encoded, 0, verb.start())
    left = sentence.encoded[: aux.start() if aux else verb.start()]
    auxiliary = aux[0] if aux else ""
    for name, pattern in rules.subject:
        if not (match := pattern.search(left)):
            continue
        if name == "direct" and rules.preposition.search(left[: match.start()]):
            return None
        names = sentence.groups[match["g"]]
        return _Subject(names[-1:] if name == "relative" else names, match.start(), auxiliary)
    if not (shared := rules.shared.search(left)):
        return None
    before = [
        m
        for m in rules.predicate.finditer(left[: shared.start() + 1])
        if not rules.preposition.search(left[: m.start()])
    ]
    if not before:
        return None
    bare = verb["verb"].lower() in rules.bases and not auxiliary
    return _Subject(
        sentence.groups[before[-1]["g"]], before[-1].start(), before[-1]["aux"] if bare else auxiliary
    )


def _status(auxiliary: str, before: str, form: Form, rules: EnglishRules) -> Status:
    """Return the status that the words around a verb, and those ``before`` its subject, give it."""
    words = rules.done.sub("", auxiliary)
    for status, pattern in rules.status.items():
        outer = rules.before_subject.get(status)
        if pattern.search(words) or (outer and outer.search(before)):
            return status
    return form.status or Status.ACTUAL


def _mentions(names: Sequence[Token], types: frozenset[str]) -> list[MentionLike]:
    return [m for token in names for m in token.names if m.type in types]


def _pairs(
    roles: dict[str, tuple[Token, ...]], form: Form, rules: EnglishRules
) -> list[tuple[MentionLike, MentionLike]]:
    """Return who stands in the relation with whom."""
    types = rules.types[form.type]
    if "both" in roles:
        return list(combinations(_mentions(roles["both"], types["head"]), 2))
    pairs = product(
        _mentions(roles.get("head", ()), types["head"]), _mentions(roles.get("tail", ()), types["tail"])
    )
    return [(head, tail) for head, tail in pairs if (head.start, head.end) != (tail.start, tail.end)]


def _item(text: str, sentence: Sentence, match: re.Match[str], form: Form, rules: EnglishRules) -> str | None:
    """Return the words of the item, or None where the form has none or they are not of its kind.

    Raises:
        LookupError: where the item is not what the form is about (``build trust in Korea``).
    """
    if not match.groupdict().get("item"):
        return None
    start, end = sentence.span(*match.span("item"))
    item = rules.determiners.sub("", text[start:end])
    if form.item and not form.item.search(item):
        raise LookupError(item)
    return item


def _date(
    times: Sequence[TimeExpr], verb: int, text: str, offset: int, rules: EnglishRules
) -> TimeExpr | None:
    """Return the time nearest to ``verb`` (an offset of ``text``) in its clause, rather after it; no deadline."""
    times = [
        t for t in times if t.kind != "deadline" and not rules.saying.search(text[: max(0, t.start - offset)])
    ]
    after = [t for t in times if verb <= t.start - offset < len(text)]
    before = [t for t in times if 0 <= t.start - offset < verb]
    for t in [*after[:1], *before[-1:]]:
        between = text[verb : t.start - offset] if t.start - offset >= verb else text[t.end - offset : verb]
        if not rules.stops.search(between):
            return t
    return None


@dataclass(frozen=True)
class _Reader:
    """Reads one sentence with all forms."""

    text: str
    offset: int
    sentence: Sentence
    times: Sequence[TimeExpr]
    rules: EnglishRules

    def posts(self) -> Iterator[Found]:
        """Yield who holds which post by the titles beside names."""
        types = self.rules.types["holds_position"]
        for post in self.sentence.posts:
            heads, tails = _mentions([post.person], types["head"]), _mentions([post.body], types["tail"])
            for head, tail in product(heads, tails):
                yield Found(
                    "holds_position", head, tail, Status.ACTUAL, post.rule,
                    post.start + self.offset, post.end + self.offset, title=post.title,
                )  # fmt: skip

    def clauses(self) -> Iterator[Found]:
        """Yield what the forms find; of one type, the first form that fits at a word has it."""
        taken: set[tuple[str, int]] = set()
        for form in self.rules.forms:
            for match in form.pattern.finditer(self.sentence.encoded):
                if (form.type, match.start()) in taken or (form.unless and form.unless.search(match[0])):
                    continue
                found = list(self._read(form, match))
                if found:
                    taken.add((form.type, match.start()))
                yield from found

    def _read(self, form: Form, match: re.Match[str]) -> Iterator[Found]:
        roles = {r: self.sentence.groups[g] for r, g in match.groupdict().items() if r in _ROLES and g}
        start, auxiliary = match.start(), " ".join(self.sentence.encoded[: match.start()].split(" ")[-3:])
        if form.subject:
            subject = _subject(self.sentence, match, self.rules)
            if subject is None:
                return
            roles.setdefault(form.subject, subject.names)
            start, auxiliary = subject.start, f"{subject.auxiliary}{match['post']}"
        status = _status(auxiliary, self.sentence.encoded[:start], form, self.rules)
        try:
            item = _item(self.text, self.sentence, match, form, self.rules)
        except LookupError:
            return
        first, last = self.sentence.span(start, match.end())
        verb = self.sentence.span(*match.span("verb"))[0] if form.subject else first
        date = _date(self.times, verb, self.text, self.offset, self.rules)
        for head, tail in _pairs(roles, form, self.rules):
            yield Found(
                form.type, head, tail, status, form.rule, first + self.offset, last + self.offset,
                title=match.groupdict().get("title"), item=item, date=date,
            )  # fmt: skip


_ROLES = {"head", "tail", "both", "other"}
_ENGLISH = re.compile(r"[A-Za-z]{2,}\W{1,3}[A-Za-z]{2,}")


def find_english_relations(
    sentence: str,
    offset: int,
    mentions: Sequence[MentionLike],
    rules: EnglishRules,
    times: Sequence[TimeExpr] = (),
) -> list[Found]:
    """Find the relations that an English ``sentence`` states between the ``mentions`` in it.

    ``sentence`` starts at ``offset`` of the text in which ``mentions`` and ``times`` (from
    ``find_times``) count. Two mentions at one place (``the two companies``) both take part.
    Of two equal findings the first is kept.
    """
    inside = [m for m in mentions if offset <= m.start and m.end <= offset + len(sentence)]
    if len(inside) < 2 or not _ENGLISH.search(sentence):
        return []
    reader = _Reader(sentence, offset, phrases(sentence, offset, inside, rules), times, rules)
    kept: dict[tuple[str, int, int], Found] = {}
    place = {id(m): i for i, m in enumerate(inside)}
    for found in (*reader.posts(), *reader.clauses()):
        head, tail = place[id(found.head)], place[id(found.tail)]
        swapped = found.type in rules.symmetric and head > tail
        kept.setdefault((found.type, tail, head) if swapped else (found.type, head, tail), found)
    return list(kept.values())

"""Whether an event happened: read off its own endings and the words that govern it.

From the event outwards: its endings and auxiliaries, then each noun and predicate that it
hangs on, until a clause says something else. ``만날 계획이 없는 것으로 알려졌다``: 만날
(planned), 계획 (planned), 없는 (negated), 알려졌다 (a report changes nothing).
"""

from __future__ import annotations

from collections.abc import Sequence

from extract.grammar import Grammar
from extract.records import Status
from extract.syntax import Chunk, Form

_PAST = frozenset(("었", "았", "였", "엇", "앗"))
_FUTURE_ETM = frozenset(("ᆯ", "을"))
_NEGATION = frozenset(("않", "못하", "못", "안", "말"))


def is_past(chunk: Chunk) -> bool:
    """Whether the predicate has a past ending."""
    return any(tag == "EP" and form in _PAST for form, tag in chunk.tail) or any(
        tag == "ETM" and form in ("ᆫ", "은", "던") for form, tag in chunk.tail
    )


def combine(status: Status, new: Status) -> Status:
    """Apply the sense of an outer word to what the inner words said."""
    if status is Status.NEGATED:
        return status
    if new is Status.PLANNED and status is Status.ALLEGED:
        return status
    return new


def own_status(chunk: Chunk, grammar: Grammar, present: Status) -> Status:
    """Status by the predicate's own endings; ``present`` is that of a plain present tense."""
    forms = {form for form, _ in chunk.tail}
    if chunk.negated or forms & _NEGATION:
        return Status.NEGATED
    planned = any(grammar.status.endings.get(form) is Status.PLANNED for form, _ in chunk.tail)
    if not planned and ("기", "ETN") in chunk.tail and ("로", "JKB") in chunk.tail:
        planned = True
    if planned:
        return Status.PLANNED
    if any(tag == "ETM" and form in _FUTURE_ETM for form, tag in chunk.tail):
        return Status.PLANNED
    progressive = "있" in forms
    if (
        chunk.form in (Form.FINAL, Form.QUOTED)
        and not is_past(chunk)
        and not progressive
        and chunk.voice != "copula"
    ):
        return present
    return Status.ACTUAL


def governed_status(status: Status, anchor: Chunk, chunks: Sequence[Chunk], grammar: Grammar) -> Status:
    """Status after all that ``anchor`` hangs on; ``status`` is the event's own."""
    node, seen = anchor, {anchor.i}
    future = node.is_predicate and any(tag == "ETM" and form in _FUTURE_ETM for form, tag in node.tail)
    while node.governor >= 0 and node.governor not in seen:
        parent = chunks[node.governor]
        seen.add(parent.i)
        if not parent.is_predicate:
            step = _by_noun(node, parent, grammar, future=future)
            if step is False:
                break
            if isinstance(step, Status):
                status = combine(status, step)
        else:
            step = _by_predicate(node, parent, grammar)
            if step is False:
                break
            if isinstance(step, Status):
                status = combine(status, step)
        future = parent.is_predicate and any(
            tag == "ETM" and form in _FUTURE_ETM for form, tag in parent.tail
        )
        node = parent
    return status


def _by_noun(node: Chunk, noun: Chunk, grammar: Grammar, *, future: bool) -> Status | bool:
    """What a noun says of the clause or noun before it: a status, True to go on, False to stop."""
    if not noun.nouns or noun.names:
        return False
    first = noun.nouns[0].form
    if node.is_predicate and node.form is Form.ADNOMINAL:
        if first == "듯":
            return Status.ALLEGED
        if known := grammar.status.nouns.get(first) or grammar.status.nouns.get(noun.head):
            return known
        if first == "수" and future:
            return True
        return first in grammar.empty_nouns
    if known := grammar.status.nouns.get(noun.head) or grammar.status.nouns.get(first):
        return known
    return False


def _by_predicate(node: Chunk, pred: Chunk, grammar: Grammar) -> Status | bool:
    """What a predicate says of the clause or noun that hangs on it."""
    negated = pred.negated or any(form in _NEGATION for form, _ in pred.tail)
    if node.is_predicate:
        if node.form is Form.QUOTED:
            if pred.lemma in ("부인", "일축", "반박"):
                return Status.NEGATED
            return _outer_saying(pred, grammar)
        if node.form is Form.CONNECTIVE:
            return False
    lemma = pred.lemma or ""
    known = grammar.status.verbs.get(lemma)
    clausal = node.head in grammar.empty_nouns or node.head in grammar.status.nouns or node.is_predicate
    if known is Status.ALLEGED and lemma in ("같", "보이") and not clausal:
        return False
    if known:
        done = known is Status.PLANNED and is_past(pred) and lemma in ("앞두",)
        return (
            Status.NEGATED
            if negated and known is Status.PLANNED
            else True
            if negated and known is Status.NEGATED
            else True
            if done
            else known
        )
    if negated and (lemma in grammar.lights or clausal):
        return Status.NEGATED
    if lemma in ("이",):
        return True
    if lemma in grammar.saying:
        return True
    if lemma in grammar.lights:
        return (
            own_status(pred, grammar, Status.ACTUAL)
            if own_status(pred, grammar, Status.ACTUAL) is not Status.ACTUAL
            else True
        )
    return False


def _outer_saying(pred: Chunk, grammar: Grammar) -> Status | bool:
    known = grammar.status.verbs.get(pred.lemma or "")
    if known is Status.ALLEGED:
        return known
    return pred.lemma in grammar.saying

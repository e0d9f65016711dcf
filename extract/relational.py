"""Nouns that name a relation by themselves: ``삼성전자 자회사 하만``, ``이재용의 부친인 이건희``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extract.frames import Finding
from extract.names.candidates import Candidate
from extract.phrases import Phrase, Token
from extract.records import Status
from extract.rules import Relational, RelationType, Rules
from extract.syntax import Chunk, Clauses, Form


def relational(clauses: Clauses, phrases: dict[int, Phrase], rules: Rules) -> Iterator[Finding]:
    """Yield the relations that relational nouns of a sentence state."""
    for i, phrase in phrases.items():
        chunk = clauses.chunks[i]
        for at, end, kind, rule in _nouns(phrase.tokens, rules):
            owner = _owner(phrase.tokens[:at], chunk, clauses.chunks, phrases, rule)
            if owner is None:
                continue
            for other, weight in _others(phrase.tokens[end:], chunk, clauses.chunks, phrases, rule):
                if other is owner:
                    continue
                head, tail = (owner, other) if rule.owner == "head" else (other, owner)
                title = "".join(t.text for t in phrase.tokens[at:end]) if rule.titled else None
                span = (chunk.start, chunk.end)
                yield Finding(
                    kind.type,
                    head,
                    tail,
                    Status.ACTUAL,
                    rule.id,
                    rule.confidence * weight,
                    clauses.start,
                    clauses.end,
                    span,
                    title,
                )


def _nouns(tokens: list[Token], rules: Rules) -> Iterator[tuple[int, int, RelationType, Relational]]:
    """Relational nouns among ``tokens``: their range, longest first at each place."""
    at = 0
    while at < len(tokens):
        for n in (3, 2, 1):
            part = tokens[at : at + n]
            if (
                len(part) == n
                and not any(t.name for t in part)
                and (found := rules.relational.get("".join(t.text for t in part)))
            ):
                for kind, rule in found:
                    yield at, at + n, kind, rule
                at += n - 1
                break
        at += 1


def _owner(
    before: list[Token], chunk: Chunk, chunks: Sequence[Chunk], phrases: dict[int, Phrase], rule: Relational
) -> Candidate | None:
    names = [t for t in before if t.name]
    if names:
        last = names[-1]
        assert last.name is not None
        between = [t for t in before if t.start >= last.end]
        near = all(t.title or len(t.text) == 1 for t in between)
        return last.name if near and last.name.type in rule.owner_types and rule.juxtaposed else None
    genitive = [d for d in chunk.dependents if d in phrases and chunks[d].josa[-1:] == ("의",)]
    found = [n for d in genitive for n in phrases[d].referents if n.type in rule.owner_types]
    return found[-1] if found else None


def _others(
    after: list[Token], chunk: Chunk, chunks: Sequence[Chunk], phrases: dict[int, Phrase], rule: Relational
) -> Iterator[tuple[Candidate, float]]:
    inside = [t.name for t in after if t.name]
    if inside:
        if len(after) <= 4 and inside[0].type in rule.other_types:
            yield inside[0], 1.0
        return
    if after or chunk.governor < 0:
        return
    parent = chunks[chunk.governor]
    if chunk.josa[:1] == ("COP",) and parent.form is Form.ADNOMINAL and parent.governor in phrases:
        yield from ((n, 1.0) for n in phrases[parent.governor].referents[:1] if n.type in rule.other_types)
    elif chunk.josa[:1] == ("COP",):
        subjects = [d for d in parent.dependents if d in phrases and (chunks[d].topic or chunks[d].subject)]
        yield from (
            (n, 0.9) for d in subjects for n in phrases[d].referents[:1] if n.type in rule.other_types
        )

"""One list of names from all finders: the policy that settles who is right.

1. Finders vote: candidates for one stretch and type add up (independent evidence), and
   overlapping ones of the same type support each other by half their weight.
2. A guarded candidate (a form that is also a common word) counts only if another finder
   wants the same stretch, or if the article names the same entry by a free form.
3. Of overlapping candidates the longer wins where both are likely, else the likelier.
4. What is sure once is found everywhere in the article: the form is taken wherever it
   starts a word and a particle, a title or a space follows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from extract.document import Morph
from extract.names.candidates import Candidate
from extract.names.patterns import ANONYMOUS_RULE, SURNAME_RULE
from extract.records import EntityType

#: Below this a candidate is dropped; from the second on it is sure enough to vote for its form elsewhere.
ACCEPT, SURE = 0.5, 0.75
#: From this on a longer candidate beats a likelier shorter one.
LIKELY = 0.55
_BODIES = frozenset((EntityType.COMPANY, EntityType.AGENCY, EntityType.ORGANIZATION))
_HANGUL_OR_LATIN = re.compile(r"[가-힣A-Za-z0-9]")


def merge(text: str, morphs: list[Morph], candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the accepted, non-overlapping names of ``text``, in order."""
    pooled = _pool(_without_run_ons(_pool(candidates), text))
    free_ids = {i for c in pooled if not c.guarded for i in c.ids}
    full_surnames = {
        text[c.start]
        for c in pooled
        if c.type is EntityType.PERSON and c.end - c.start > 2 and c.score >= LIKELY
    }
    likely = []
    for c in pooled:
        score = c.score
        if (c.guarded and c.rule == SURNAME_RULE and text[c.start : c.end] in full_surnames) or (
            c.guarded and free_ids.intersection(c.ids)
        ):
            score = max(score, 0.7)
        if score >= ACCEPT:
            likely.append(replace(c, score=score))
    chosen = _select(likely)
    return _select([*chosen, *_echoes(text, morphs, chosen)])


def _pool(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Join the candidates for one stretch and type; the strongest names the rule."""
    groups: dict[tuple[int, int, EntityType], list[Candidate]] = defaultdict(list)
    for c in candidates:
        groups[c.start, c.end, c.type].append(c)
    out = []
    for same in groups.values():
        best = max(same, key=lambda c: (c.title > 0, c.score, c.rule))
        doubt = 1.0
        for c in {c.rule: c for c in same}.values():
            doubt *= 1 - c.score
        ids = tuple(sorted({i for c in same for i in c.ids}))
        out.append(
            replace(
                best,
                score=1 - doubt,
                ids=ids,
                guarded=all(c.guarded for c in same),
                title=max(c.title for c in same),
            )
        )
    return sorted(out, key=lambda c: (c.start, c.end, c.type))


def _without_run_ons(pooled: list[Candidate], text: str) -> list[Candidate]:
    """Cut what the model read as one person, project or body across known names, or behind a name that its title or a gazetteer settles (``김창한 크래프톤``)."""
    bodies = [c for c in pooled if c.ids and not c.guarded and c.type is not EntityType.PERSON]
    people = [c for c in pooled if c.type is EntityType.PERSON and not c.guarded]
    settled = {c.start: c.end for c in people if c.rule.startswith("title:name") or c.ids}
    titles = {c.start: c.title for c in people if c.rule == SURNAME_RULE}

    def cut(c: Candidate) -> Candidate | None:
        if c.rule == "model" and not c.ids and c.end <= titles.get(c.start, 0) and c.end > c.start + 1:
            return None  # 金위 of 金위원장: the surname and its title settle what it is
        if c.rule != "model" or c.ids or " " not in text[c.start : c.end]:
            return c
        inside = [b for b in bodies if c.start <= b.start and b.end <= c.end]
        if c.type is EntityType.PROJECT:
            return None if len(inside) > 1 else c
        if c.type in _BODIES:
            parts = {b.start for b in inside if b.type in _BODIES and b.end - b.start < c.end - c.start}
            return None if len(parts) > 1 else c
        if c.type is not EntityType.PERSON:
            return c
        end = min([settled.get(c.start, c.end), *(b.start for b in inside)])
        name = text[c.start : end].rstrip()
        return replace(c, end=c.start + len(name)) if name else None

    return [x for c in pooled if (x := cut(c)) is not None]


def _select(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Greedy choice of non-overlapping candidates: likely ones by length, then by score."""
    order = sorted(
        candidates,
        key=lambda c: (
            c.rule == ANONYMOUS_RULE,
            c.score < LIKELY,
            -(c.end - c.start),
            -c.score,
            c.start,
            c.type,
        ),
    )
    taken: list[Candidate] = []
    used: set[int] = set()
    for c in order:
        span = range(c.start, c.end)
        if used.isdisjoint(span):
            used.update(span)
            taken.append(c)
    return sorted(taken, key=lambda c: c.start)


def _echoes(text: str, morphs: list[Morph], chosen: list[Candidate]) -> Iterable[Candidate]:
    """Further places of the forms that were surely found: the document's vote."""
    ends = {m.end for m in morphs}
    nouns = {m.start for m in morphs if m.tag in ("NNG", "NNP", "XSN", "NNB")}
    sure: dict[str, Candidate] = {}
    for c in chosen:
        form = text[c.start : c.end]
        if c.score >= SURE and len(form) > 1 and (form not in sure or sure[form].score < c.score):
            sure[form] = c
    for form, c in sure.items():
        at = text.find(form)
        while at >= 0:
            end = at + len(form)
            starts_word = not at or not _HANGUL_OR_LATIN.match(text[at - 1])
            cut = (
                end >= len(text)
                or not _HANGUL_OR_LATIN.match(text[end])
                or (end in ends and end not in nouns)
            )
            if starts_word and cut and at != c.start:
                yield Candidate(at, end, c.type, "document", c.score - 0.05, c.ids)
            at = text.find(form, end)

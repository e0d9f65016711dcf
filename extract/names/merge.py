"""One list of names from all finders: the policy that settles who is right.

1. Candidates for one stretch and type are one. Where the trained model can say how probable that name is,
   the finder and the model together weigh it (``Trust``: how right such candidates were in articles that the
   model had not seen); where it cannot, the votes of the finders add up as independent evidence.
2. A guarded candidate (a form that is also a common word) counts only if another finder or the model wants
   the same stretch, or if the article names the same entry by a free form.
3. Of overlapping candidates the longer wins where both are likely, else the likelier.
4. What is sure once is found everywhere in the article: the form is taken wherever it starts a word and a
   particle, a title or a space follows, unless the model is sure that it is none there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from extract.document import Morph
from extract.names.abroad import FOREIGN_RULE, NATION_RULE
from extract.names.candidates import Candidate
from extract.names.joins import NATIONAL_RULE, PERSON_RULE, UNIT_RULE, YEAR_RULE
from extract.names.latin import LATIN_RULE
from extract.names.patterns import ANONYMOUS_RULE, FUSED_RULE, MISREAD_RULE, SURNAME_RULE
from extract.names.telling import (
    COMPOUND_RULE,
    DISTRICT_RULE,
    LEGAL_RULE,
    PARTS_RULE,
    SHORT_FORM_RULE,
    SLOT_RULE,
)
from extract.records import EntityType

#: Below this a candidate is dropped; from the second on it is sure enough to vote for its form elsewhere.
ACCEPT, SURE = 0.5, 0.75
#: From this on a longer candidate beats a likelier shorter one.
LIKELY = 0.55
#: What a form that a free one of the same entry vouches for weighs, at least.
VOUCHED = 0.7
#: What a type that no list gives to a listed form weighs of what it would.
OUTSIDE = 0.7
#: The model may waver between types: how much its being a name of another type counts, in articles and in single sentences.
LEANING, LEANING_ALONE = 0.25, 0.4
#: A rule that tells the type of a name hears the model as to whether it is a name of a kindred type, at this rate.
KINDRED = 0.9
#: The model is sure that there is no such name below this.
REFUSED = 0.02
#: Below this not even the article's only person of that surname makes a surname of a word before a title.
RULED_OUT = 0.001
Support = Callable[[int, int, EntityType], float | None]
_BODIES = frozenset((EntityType.COMPANY, EntityType.AGENCY, EntityType.ORGANIZATION))
#: What the model takes for one another where it does not know the name.
_KIN = _BODIES | {EntityType.PROJECT}
#: What stands behind a surname in place of a name.
_NAMELESS = frozenset(("모", "아무개"))
_HANGUL_OR_LATIN = re.compile(r"[가-힣A-Za-z0-9]")


@dataclass(frozen=True)
class Trust:
    """How right a kind of candidate is: ``floor + slope * p`` where the model says ``p``, 0 if that is below ``veto``."""

    floor: float
    slope: float
    veto: float = 0.0

    def weigh(self, p: float) -> float:
        """Return the weight of a candidate to which the model gives ``p``."""
        return 0.0 if p < self.veto else self.floor + self.slope * p


_TITLED = Trust(0.95, 0.03, veto=0.1)
_SURNAME = Trust(0.9, 0.08, veto=0.05)
_SETTLED = Trust(0.95, 0.03)
_JOINED = Trust(0.7, 0.28)
_GUESSED = Trust(0.55, 0.4)
_GUARDED = Trust(0.0, 0.85)
_MODEL = Trust(0.0, 1.0)
_LATIN = Trust(0.0, 0.55)  # the model has learnt from Korean
_LATIN_IN_KOREAN = Trust(0.0, 0.8)
_KNOWN = Trust(0.9, 0.1)
_KNOWN_PLACE = Trust(0.1, 0.88)
_RULES = {
    "cue": _GUESSED,
    "suffix": _GUESSED,
    "title:body": _GUESSED,
    "title:glued": _GUESSED,
    NATIONAL_RULE: _JOINED,
    PERSON_RULE: Trust(0.5, 0.48, veto=0.1),
    UNIT_RULE: _JOINED,
    YEAR_RULE: _SETTLED,
    SHORT_FORM_RULE: _SETTLED,
    FUSED_RULE: _GUESSED,
    SLOT_RULE: Trust(0.52, 0.43, veto=0.004),
    PARTS_RULE: Trust(0.3, 0.65),
    COMPOUND_RULE: Trust(0.6, 0.38),
    DISTRICT_RULE: Trust(0.8, 0.18),
    LEGAL_RULE: _SETTLED,
    MISREAD_RULE: _JOINED,
    NATION_RULE: _SETTLED,
    LATIN_RULE: Trust(0.85, 0.13),
    FOREIGN_RULE: _SETTLED,
    SURNAME_RULE: _SURNAME,
    ANONYMOUS_RULE: _SURNAME,
}


#: From this on the model is believed to have read a whole foreign name although part of it is a place.
_SURE_PERSON = 0.85
_GUESSES = frozenset(rule for rule, trust in _RULES.items() if trust is _GUESSED)
#: Names by which one that the model has read across them is cut.
_SETTLING = _GUESSES | {NATION_RULE}
#: Rules by which the text around a name or its ending tells its type.
_TELLING = _GUESSES | {SLOT_RULE, PARTS_RULE, COMPOUND_RULE}


def _trust(c: Candidate, text: str, *, listed: bool) -> Trust:
    """Return how ``c`` is weighed; ``listed`` tells whether being in the gazetteer is evidence by itself."""
    if c.rule == "model":
        if not text[c.start : c.end].isascii():
            return _MODEL
        return _LATIN_IN_KOREAN if "가" <= text[c.end : c.end + 1] <= "힣" else _LATIN
    if c.rule == SURNAME_RULE and "一" <= text[c.start] <= "鿿":
        return _SETTLED
    if found := _RULES.get(c.rule):
        return found
    if c.rule.startswith("title"):
        return _TITLED
    if c.guarded:
        return _GUARDED
    if not listed:
        return _MODEL
    return _KNOWN_PLACE if c.type is EntityType.PLACE else _KNOWN


def merge(
    text: str,
    morphs: list[Morph],
    candidates: Iterable[Candidate],
    support: Support | None = None,
    *,
    listed: bool = True,
    misread: Iterable[Candidate] = (),
) -> list[Candidate]:
    """Return the accepted, non-overlapping names of ``text``, in order.

    ``support`` is what the model says of a stretch and type; within ``misread`` it is not heard. ``listed`` says whether a form of the gazetteer
    counts although the model doubts it: in single sentences, which lists of news names do not fit, it does not.
    """
    found = list(candidates)
    whole = _without_run_ons(found, text)
    misread = {*misread, *found}.difference(whole)

    def heard(start: int, end: int, kind: EntityType) -> float | None:
        """What the model says, unless it has misread the stretch."""
        if support is None or (misread and any(m.start <= start and end <= m.end for m in misread)):
            return None
        return support(start, end, kind)

    pooled = _pool(whole, text, heard, listed=listed)
    free_ids = {i for c in pooled if not c.guarded for i in c.ids}
    full_surnames = {
        text[c.start]
        for c in pooled
        if c.type is EntityType.PERSON and c.end - c.start > 2 and c.score >= LIKELY
    }
    likely = []
    for c in pooled:
        score = c.score
        said = 1.0 if c.support is None else c.support
        named = c.rule == SURNAME_RULE and text[c.start : c.end] in full_surnames and said >= RULED_OUT
        if named or (c.guarded and said >= REFUSED and free_ids.intersection(c.ids)):
            score = max(score, VOUCHED)
        if score >= ACCEPT:
            likely.append(c if score == c.score else replace(c, score=score))
    chosen = _select(likely)
    echoes = (
        e
        for e in _echoes(text, morphs, chosen)
        if (p := heard(e.start, e.end, e.type)) is None or p >= REFUSED
    )
    return _select([*chosen, *echoes])


def _weigh(c: Candidate, text: str, p: float, said: dict[EntityType, float], *, listed: bool) -> float:
    """Weigh ``c``, to which the model gives ``p``; ``said`` is what it gives to each type where it wavers."""
    if said and c.rule in _TELLING and c.type in _KIN:
        p = max(p, KINDRED * sum(said[kind] for kind in _KIN))
    weight = _trust(c, text, listed=listed).weigh(p)
    if said and c.rule == "model":
        weight += (LEANING if listed else LEANING_ALONE) * (sum(said.values()) - p)
    return weight


def _pool(candidates: list[Candidate], text: str, support: Support, *, listed: bool) -> list[Candidate]:
    """Join the candidates for one stretch and type; the weightiest names the rule."""
    groups: dict[tuple[int, int, EntityType], list[Candidate]] = defaultdict(list)
    acting = {(c.start, c.end) for c in candidates if c.rule == DISTRICT_RULE and c.type is EntityType.AGENCY}
    for c in candidates:
        if c.type is EntityType.AGENCY or (c.start, c.end) not in acting:
            groups[c.start, c.end, c.type].append(c)
    listed_at = {(c.start, c.end): c.type for c in candidates if c.ids and not c.guarded} if listed else {}
    out = []
    for where, same in groups.items():
        p = support(*where)
        if p is None:
            weights = [c.score for c in same]
        else:
            said = {kind: support(*where[:2], kind) or 0.0 for kind in EntityType} if p < SURE else {}
            weights = [_weigh(c, text, p, said, listed=listed) for c in same]
        if listed_at.get(where[:2], where[2]) != where[2] and not any(c.ids for c in same):
            weights = [w * OUTSIDE for w in weights]
        best = max(zip(same, weights, strict=True), key=lambda x: (x[0].title > 0, x[1], x[0].rule))[0]
        doubt = 1.0
        for score in {c.rule: c.score for c in same}.values():
            doubt *= 1 - score
        out.append(
            replace(
                best,
                score=1 - doubt if p is None else max(weights),
                ids=tuple(sorted({i for c in same for i in c.ids})),
                guarded=all(c.guarded for c in same),
                title=max(c.title for c in same),
                support=p,
            )
        )
    return sorted(out, key=lambda c: (c.start, c.end, c.type))


def _without_run_ons(candidates: list[Candidate], text: str) -> list[Candidate]:
    """Cut what the model read as one person, project or body across known names, or behind a name that its title or a gazetteer settles (``김창한 크래프톤``)."""
    bodies = [
        c
        for c in candidates
        if c.type is not EntityType.PERSON and ((c.ids and not c.guarded) or c.rule in _SETTLING)
    ]
    people = [c for c in candidates if c.type is EntityType.PERSON and not c.guarded]
    settled = {c.start: c.end for c in people if c.rule.startswith("title:name") or c.ids}
    titled = [c for c in people if c.rule.startswith("title:name")]
    titles = {c.start: c.title for c in people if c.rule == SURNAME_RULE}
    titles |= {c.start: c.title for c in candidates if c.rule == FUSED_RULE}
    anonymous = {c.start for c in people if c.rule == ANONYMOUS_RULE}

    def cut(c: Candidate) -> Candidate | None:
        """Return the name ``c`` without a title or body that it swallowed; None where it is no name then."""
        if c.start in anonymous and c.rule != ANONYMOUS_RULE and text[c.start + 1 : c.end] in _NAMELESS:
            return None
        if c.rule == "model" and not c.ids and c.end <= titles.get(c.start, 0) and c.end > c.start + 1:
            return None  # 金위 of 金위원장, 전북 of 전북지사: what the title belongs to is settled
        if c.rule != "model" or c.ids or " " not in text[c.start : c.end]:
            return c
        inside = [b for b in bodies if c.start <= b.start and b.end <= c.end]
        if c.type is EntityType.PROJECT:
            return None if len(inside) > 1 else c
        if c.type in _BODIES:
            if any(c.start == p.start and p.end < c.end for p in titled):
                return None
            parts = {b.start for b in inside if b.type in _BODIES and b.end - b.start < c.end - c.start}
            return None if len(parts) > 1 else c
        if c.type is not EntityType.PERSON:
            return c
        if c.score >= _SURE_PERSON and all(b.type is EntityType.PLACE and b.start > c.start for b in inside):
            return c  # the last name of a foreigner is a place somewhere too (아니타 아난드)
        end = min([settled.get(c.start, c.end), *(b.start for b in inside)])
        name = text[c.start : end].rstrip()
        score = 1 - (1 - c.score) / 2  # surer than the whole, which was wrong
        return replace(c, end=c.start + len(name), score=score) if name else None

    return [x for c in candidates if (x := cut(c)) is not None]


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

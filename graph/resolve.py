"""Which facets are one identity: judgements on pairs made into groups that contradict none of them.

The outcome depends on the set of profiles alone, not on their order. Whatever is unsure stays
apart, and a group never holds two that were judged different: better two nodes than a false one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from graph.decisions import Decision, meant_by
from graph.judge import DIFFERENT, SAME, UNSURE, Judgement, Profile, Reason, best_names, judge
from graph.spelling import kind
from graph.words import words

#: How much surer one candidate must be than the next to be the one that is meant.
MARGIN = 0.1
Companions = Callable[[Collection[str]], Mapping[str, Collection[str]]]


@dataclass(frozen=True)
class Resolution:
    """``nodes`` gives each facet its identity; ``judgements`` are those on pairs with like names.

    ``ambiguous`` maps a bare facet to the identities that it may be: its articles must tell.
    """

    nodes: dict[str, str]
    judgements: list[Judgement]
    ambiguous: dict[str, list[str]] = field(default_factory=dict)


def resolve(
    profiles: Sequence[Profile],
    decisions: Sequence[Decision] = (),
    companions: Companions | None = None,
    pairs: Iterable[tuple[str, str]] | None = None,
) -> Resolution:
    """Give each of ``profiles`` (of different facets) an identity.

    ``companions`` is asked for the facets that appear beside the facets given, once and only
    for those whose names leave it open. ``pairs`` are the facets whose names may be the same,
    where that is known.
    """
    ordered = sorted(profiles, key=lambda p: p.facet)
    by_facet = {p.facet: p for p in ordered}
    known = candidates(ordered) if pairs is None else sorted(pairs)
    rivals = [(by_facet[a], by_facet[b]) for a, b in known]
    judged = {(p.facet, q.facet): judge(p, q) for p, q in rivals}
    open_ = {k for k, j in judged.items() if j.verdict == UNSURE}
    if open_ and companions:
        beside = companions({facet for pair in open_ for facet in pair})
        for p, q in rivals:
            if (p.facet, q.facet) in open_:
                near = beside.get(p.facet, ()), beside.get(q.facet, ())
                judged[p.facet, q.facet] = judge(p, q, near)
    decided = _decide(ordered, decisions)
    judged |= decided
    groups = _Groups(ordered, judged)
    ambiguous = groups.join(set(decided))
    nodes = groups.name()
    where = {f: [nodes[next(iter(g))] for g in options] for f, options in ambiguous.items()}
    return Resolution(nodes, sorted(groups.judged.values(), key=lambda j: (j.a, j.b)), where)


def candidates(profiles: Sequence[Profile]) -> list[tuple[str, str]]:
    """Return the pairs of facets whose names may be the same."""
    return [
        (p.facet, q.facet)
        for p in profiles
        for q in profiles
        if p.facet < q.facet
        and (p.kb_id is None or q.kb_id is None)
        and kind(p.type) == kind(q.type)
        and best_names(p, q)
    ]


def _decide(profiles: Sequence[Profile], decisions: Sequence[Decision]) -> dict[tuple[str, str], Judgement]:
    decided = {}
    for d in decisions:
        left = [p.facet for p in meant_by(d.a, profiles)]
        right = [p.facet for p in meant_by(d.b, profiles)]
        score = {SAME: 1.0, DIFFERENT: 0.0, UNSURE: (words().same + words().different) / 2}[d.verdict]
        for x in left:
            for y in right:
                if x != y:
                    a, b = sorted((x, y))
                    decided[a, b] = Judgement(a, b, d.verdict, score, (Reason(f"decision_{d.verdict}"),))
    return decided


def decided_on(decisions: Sequence[Decision], p: Profile, q: Profile) -> Judgement | None:
    """Return the analyst's word on two profiles, if there is one."""
    return next(iter(_decide([p, q], decisions).values()), None)


class _Groups:
    """Sets of facets that grow together as judgements allow."""

    def __init__(self, profiles: Sequence[Profile], judged: dict[tuple[str, str], Judgement]) -> None:
        self.profiles = {p.facet: p for p in profiles}
        self.judged = judged
        self._of = {p.facet: {p.facet} for p in profiles}
        self._apart: dict[str, set[str]] = defaultdict(set)
        self._links: dict[str, list[Judgement]] = defaultdict(list)
        for j in judged.values():
            if j.verdict == DIFFERENT:
                self._apart[j.a].add(j.b)
                self._apart[j.b].add(j.a)
            elif j.verdict == SAME:
                self._links[j.a].append(j)
                self._links[j.b].append(j)

    def join(self, decided: Collection[tuple[str, str]]) -> dict[str, list[frozenset[str]]]:
        """Join what is the same, the surest first; return the bare facets that several may claim."""
        links = sorted(
            (j for j in self.judged.values() if j.verdict == SAME), key=lambda j: (-j.score, j.a, j.b)
        )
        for j in links:
            if (j.a, j.b) in decided:
                self._unite(j, force=True)
        bare = {f for f, p in self.profiles.items() if p.bare}
        entries = self._torn_between_entries()
        for j in links:
            if not {j.a, j.b} & bare and not {j.a, j.b} & entries:
                self._unite(j)
        for j in links:
            if {j.a, j.b} <= bare:
                self._unite(j)
        ambiguous = {}
        for facet in sorted(bare | entries):
            options = self._options(facet)
            best = [s for s, _ in options]
            if options and (len(options) == 1 or best[0] - best[1] >= MARGIN):
                self._attach(facet, options[0][1])
            elif options:
                ambiguous[facet] = [group for _, group in options]
                self._mark_ambiguous(facet)
        return ambiguous

    def _torn_between_entries(self) -> set[str]:
        """Return the facets that are judged to be several gazetteer entries at once."""
        torn = set()
        for facet, links in self._links.items():
            entries = {o for j in links if self.profiles[o := j.b if j.a == facet else j.a].kb_id}
            if len(entries) > 1 and self.profiles[facet].kb_id is None:
                torn.add(facet)
        return torn

    def _options(self, facet: str) -> list[tuple[float, frozenset[str]]]:
        """Return the groups that ``facet`` (or what is one with it) is judged the same as, surest first."""
        own = self._of[facet]
        best: dict[frozenset[str], float] = {}
        for member in own:
            for j in self._links[member]:
                other = j.b if j.a == member else j.a
                group = self._of[other]
                if group is not own and self._may_join(own, group) and not self._is_bare(group):
                    key = frozenset(group)
                    best[key] = max(best.get(key, 0.0), j.score)
        return sorted(((s, g) for g, s in best.items()), key=lambda item: (-item[0], min(item[1])))

    def _is_bare(self, group: set[str]) -> bool:
        return all(self.profiles[f].bare for f in group)

    def _attach(self, facet: str, group: frozenset[str]) -> None:
        self._merge(self._of[facet], self._of[next(iter(group))])

    def _mark_ambiguous(self, facet: str) -> None:
        for j in self._links[facet]:
            if self._of[j.a] is not self._of[j.b]:
                reasons = (*j.reasons, Reason("ambiguous"))
                self.judged[j.a, j.b] = replace(j, verdict=UNSURE, reasons=reasons)

    def _unite(self, j: Judgement, *, force: bool = False) -> None:
        one, other = self._of[j.a], self._of[j.b]
        if one is other:
            return
        if force or self._may_join(one, other):
            self._merge(one, other)
        else:
            reasons = (*j.reasons, Reason("conflict"))
            self.judged[j.a, j.b] = replace(j, verdict=UNSURE, reasons=reasons)

    def _may_join(self, one: set[str], other: set[str]) -> bool:
        entries = {e for f in (*one, *other) if (e := self.profiles[f].kb_id)}
        mixed = {e for f in one if (e := self.profiles[f].kb_id)} and {
            e for f in other if (e := self.profiles[f].kb_id)
        }
        if mixed and len(entries) > 1:
            return False
        small, large = sorted((one, other), key=len)
        return not any(self._apart[f] & large for f in small)

    def _merge(self, one: set[str], other: set[str]) -> None:
        if one is not other:
            one |= other
            for f in other:
                self._of[f] = one

    def name(self) -> dict[str, str]:
        """Return facet → identity: a gazetteer id, else type and name, else the facet that tells it apart."""
        groups = {id(g): g for g in self._of.values()}
        bearers: dict[str, set[int]] = defaultdict(set)
        for key, group in groups.items():
            for f in group:
                bearers[self.profiles[f].base].add(key)
        nodes: dict[str, str] = {}
        for key, group in groups.items():
            entries = sorted(e for f in group if (e := self.profiles[f].kb_id))
            own = sorted(b for b in {self.profiles[f].base for f in group} if bearers[b] == {key})
            node = entries[0] if entries else own[0] if own else min(group)
            nodes |= dict.fromkeys(group, node)
        return nodes

"""Within one article: which names are the same thing.

Each rule below joins a name to an entity already there, from the surest evidence to the
weakest; what no rule joins stays apart. A false merge costs more than a missed one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Indel

from extract.gazetteer import Gazetteer
from extract.names.candidates import Candidate
from extract.names.patterns import ANONYMOUS_RULE, SURNAME_RULE
from extract.records import EntityType

#: Jamo similarity from which two spellings of one foreign name are the same (KOREAN-NLP: 0.05% false on surnames).
SAME_SPELLING = 0.70
#: A form longer than this means one thing in an article, whatever type its places suggest.
_TELLING = 2
_BODIES = frozenset((EntityType.COMPANY, EntityType.AGENCY, EntityType.ORGANIZATION))
_ALIAS = re.compile(
    r"\s?\((?:이하|약칭|옛|구|영문명)?\s?[‘'\"“<]?([A-Za-z가-힣][A-Za-z0-9가-힣&.·\- ]{0,40}?)[’'\"”>]?(?:[,;].*?)?\)"
)
_MEMBERS = ("그룹",)


@dataclass(slots=True)
class EntityCluster:
    """Names of one thing. ``titles`` are the titles that stood with it."""

    type: EntityType
    name: str
    names: list[Candidate] = field(default_factory=list)
    forms: set[str] = field(default_factory=set)
    ids: frozenset[str] = frozenset()
    titles: set[str] = field(default_factory=set)

    @property
    def kb_id(self) -> str | None:
        """The gazetteer entry it stands for if that is clear, else None."""
        return next(iter(self.ids)) if len(self.ids) == 1 else None


def squeeze(form: str) -> str:
    """A form for comparison: no spaces or middle dots, lower case."""
    return re.sub(r"[\s·‧ㆍ]", "", form).casefold()


def spelling_similarity(a: str, b: str) -> float:
    """Similarity in 0..1 of the letters (jamo) of two forms."""
    return Indel.normalized_similarity(unicodedata.normalize("NFD", a), unicodedata.normalize("NFD", b))


class Resolver:
    """Joins the names of one article; call :meth:`resolve` once per article."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def resolve(self, text: str, names: Sequence[Candidate]) -> list[EntityCluster]:
        """Return the entities of ``names``, in order of first mention; anonymous people are left out."""
        self.text = text
        self.clusters: list[EntityCluster] = []
        bare = [
            n
            for n in names
            if n.rule != SURNAME_RULE and n.type is EntityType.PERSON and n.end - n.start == 1
        ]
        full = [n for n in names if n.rule not in (SURNAME_RULE, ANONYMOUS_RULE) and n not in bare]
        for n in sorted(full, key=lambda n: (not n.ids, -(n.end - n.start), n.start)):
            self._place(n)
        self._aliases()
        self._short_people()
        self._short_bodies()
        self._spellings()
        for n in names:
            if n.rule == SURNAME_RULE:
                self._surname(n)
        for n in bare:
            self._bare_surname(n)
        for c in self.clusters:
            c.names.sort(key=lambda n: n.start)
        self.clusters.sort(key=lambda c: c.names[0].start)
        return self.clusters

    # -- same form, same entry ---------------------------------------------------------------------

    def _place(self, n: Candidate) -> None:
        form = self._form(n)
        key = squeeze(form)
        for c in self.clusters:
            same_entry = c.type is n.type and n.ids and c.ids & set(n.ids)
            if same_entry or (
                key in {squeeze(f) for f in c.forms} and (c.type is n.type or len(key) > _TELLING)
            ):
                if n.ids and c.ids & set(n.ids):
                    c.ids &= set(n.ids)
                self._add(c, n)
                return
        self.clusters.append(EntityCluster(n.type, form, [n], {form}, frozenset(n.ids)))

    def _form(self, n: Candidate) -> str:
        return self.text[n.start : n.end]

    def _add(self, c: EntityCluster, n: Candidate) -> None:
        c.names.append(n)
        c.forms.add(self._form(n))

    def _join(self, into: EntityCluster, other: EntityCluster) -> None:
        into.names.extend(other.names)
        into.forms |= other.forms
        into.ids = into.ids or other.ids
        into.titles |= other.titles
        self.clusters.remove(other)

    # -- A(B) --------------------------------------------------------------------------------------

    def _aliases(self) -> None:
        """``아마존웹서비스(AWS)``: a bracket right behind a name that holds another name of it."""
        by_end = {n.end: c for c in self.clusters for n in c.names}
        by_start = {n.start: (n, c) for c in self.clusters for n in c.names}
        for end, cluster in list(by_end.items()):
            if cluster not in self.clusters or not (m := _ALIAS.match(self.text, end)):
                continue
            found = by_start.get(m.start(1))
            if found and found[0].end == m.end(1) and found[1] is not cluster and found[1] in self.clusters:
                other = found[1]
                same_kind = other.type is cluster.type or {other.type, cluster.type} <= _BODIES
                if same_kind and not (cluster.ids and other.ids) and other.type is not EntityType.PLACE:
                    self._join(cluster, other)

    # -- short forms -------------------------------------------------------------------------------

    def _short_people(self) -> None:
        """``올트먼`` for ``샘 올트먼``, ``Altman`` for ``Sam Altman``."""
        people = [c for c in self.clusters if c.type is EntityType.PERSON]
        for c in people:
            if c not in self.clusters or any(" " in f for f in c.forms) or any(len(f) < 2 for f in c.forms):
                continue
            hosts = [
                h
                for h in people
                if h is not c
                and h in self.clusters
                and self._is_part(c, h)
                and not (c.ids and h.ids and not c.ids & h.ids)
            ]
            if len(hosts) == 1:
                self._join(hosts[0], c)

    @staticmethod
    def _is_part(short: EntityCluster, host: EntityCluster) -> bool:
        words = {w for f in host.forms if " " in f for w in (f.split()[0], f.split()[-1])}
        return any(
            f in words or any(spelling_similarity(f, w) >= SAME_SPELLING for w in words if len(w) > 2)
            for f in short.forms
        )

    def _short_bodies(self) -> None:
        """``삼성`` for ``삼성전자`` where the article has no other 삼성; ``이래`` for ``이래cs``."""
        for c in [c for c in self.clusters if c.type in _BODIES]:
            if c not in self.clusters:
                continue
            short = min(c.forms, key=len)
            longer = [
                h for h in self.clusters
                if h is not c and h.type is c.type and all(not f.endswith(_MEMBERS) for f in c.forms)
                and any(len(f) > len(short) and f.startswith(short) for f in h.forms) and len(short) > 1
            ]  # fmt: skip
            grouped = [h for h in longer if any(f == short + g for f in h.forms for g in _MEMBERS)]
            host = grouped[0] if grouped else longer[0] if len(longer) == 1 else None
            if host and (not c.ids or not host.ids or self._is_group(c)):
                self._join(host, c)

    def _is_group(self, c: EntityCluster) -> bool:
        """Whether it is known only as a business group, whose bare name often means its one member in the text."""
        return all(i.startswith("group:") for i in c.ids)

    def _spellings(self) -> None:
        """``샘 알트먼`` and ``샘 알트만``: the same number of words, each nearly the same letters."""
        people = [c for c in self.clusters if c.type is EntityType.PERSON and all(" " in f for f in c.forms)]
        for i, a in enumerate(people):
            for b in people[i + 1 :]:
                if (
                    a in self.clusters
                    and b in self.clusters
                    and not (a.ids and b.ids)
                    and self._spelled_alike(a, b)
                ):
                    self._join(a, b)

    @staticmethod
    def _spelled_alike(a: EntityCluster, b: EntityCluster) -> bool:
        for x in a.forms:
            for y in b.forms:
                xs, ys = x.split(), y.split()
                if (
                    len(xs) == len(ys)
                    and xs[0] == ys[0]
                    and all(spelling_similarity(p, q) >= SAME_SPELLING for p, q in zip(xs, ys, strict=True))
                ):
                    return True
        return False

    # -- surname and title -------------------------------------------------------------------------

    def _surname(self, n: Candidate) -> None:
        """``이 회장``: the person of that surname who had this title, else the one named last before it."""
        surname, title = self._form(n), self._title(n)
        hosts = [
            c
            for c in self.clusters
            if c.type is EntityType.PERSON and any(_surname_of(f, surname) for f in c.forms)
        ]
        titled = [c for c in hosts if any(_titles_agree(title, t) for t in c.titles)]
        pool = titled or [c for c in hosts if not c.titles] or ([] if len(hosts) > 1 else hosts)
        before = [c for c in pool if min(m.start for m in c.names) < n.start]
        pool = before or pool
        if len(pool) > 1:
            pool = sorted(
                pool, key=lambda c: max((m.start for m in c.names if m.start < n.start), default=-1)
            )[-1:]
        if pool and (len(hosts) == 1 or titled or not n.guarded):
            self._add_titled(pool[0], n)
            return
        form = self.text[n.start : n.title]
        same = next((c for c in self.clusters if form in c.forms), None)
        if same:
            self._add_titled(same, n)
        elif n.score >= 0.6 or not n.guarded:
            self.clusters.append(EntityCluster(EntityType.PERSON, form, [n], {form}, frozenset(), {title}))

    def _bare_surname(self, n: Candidate) -> None:
        """A surname with no title that we know: the one person of that surname, or nobody."""
        hosts = [
            c
            for c in self.clusters
            if c.type is EntityType.PERSON and any(_surname_of(f, self._form(n)) for f in c.forms)
        ]
        if len(hosts) == 1 and n.rule != ANONYMOUS_RULE:
            hosts[0].names.append(n)

    def _title(self, n: Candidate) -> str:
        return self.text[n.end : n.title].strip()

    def _add_titled(self, c: EntityCluster, n: Candidate) -> None:
        c.names.append(n)
        c.forms.add(self.text[n.start : n.title])
        c.titles.add(self._title(n))


def _surname_of(form: str, surname: str) -> bool:
    if " " in form:
        return form.rsplit(maxsplit=1)[-1] == surname
    return form.startswith(surname) and 2 <= len(form) - len(surname) + 1 <= 3 and len(form) > len(surname)


def _titles_agree(a: str, b: str) -> bool:
    """Whether one person may be called both: the shorter ends the longer (회장, 명예회장 do not agree)."""
    a, b = a.rsplit(maxsplit=1)[-1] if a else "", b.rsplit(maxsplit=1)[-1] if b else ""
    return a == b or (
        len(a) != len(b)
        and min(len(a), len(b)) > 1
        and (a.endswith(b) or b.endswith(a))
        and "회장" not in (a, b)
    )

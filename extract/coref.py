"""Within one article: which names are the same thing.

Each step joins a name to an entity already there, from the surest evidence to the weakest;
what no step joins stays apart. A false merge costs more than a missed one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.cluster import BODIES, EntityCluster, squeeze, takes_syllables
from extract.coref_people import PeopleResolver
from extract.gazetteer import Gazetteer
from extract.held_titles import TitleReader
from extract.morphemes import Analysis
from extract.names.candidates import Candidate
from extract.names.patterns import ANONYMOUS_RULE, SURNAME_RULE
from extract.names.shapes import NameShapes
from extract.records import EntityType
from extract.romanize import Romanisation
from extract.second_mentions import SecondMentions
from extract.titles import Titles

#: A form longer than this means one thing in an article, whatever type its places suggest.
_TELLING = 2
_MEMBERS = ("그룹",)
#: An abbreviation made of syllables of the full name (한은: 한국은행) is this long, and its full name longer.
_ABBREVIATION, _FULL = (2, 4), 4
_HANGUL = re.compile(r"[가-힣]+")


class Resolver:
    """Joins the names of one article; call :meth:`resolve` once per article."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        titles: Titles,
        romanisation: Romanisation,
        shapes: NameShapes,
    ) -> None:
        self._gazetteer = gazetteer
        self._titles = titles
        self._romanisation = romanisation
        self._shapes = shapes

    def resolve(self, text: str, analysis: Analysis, names: Sequence[Candidate]) -> list[EntityCluster]:
        """Return the entities of ``names``, in order of first mention; anonymous people are left out."""
        self.text = text
        self.clusters: list[EntityCluster] = []
        single = [
            n
            for n in names
            if n.rule == SURNAME_RULE or (n.type is EntityType.PERSON and n.end - n.start == 1)
        ]
        full = [n for n in names if n.rule != ANONYMOUS_RULE and n not in single]
        for n in sorted(full, key=lambda n: (not n.ids, -(n.end - n.start), n.start)):
            self._place(n)
        reader = TitleReader(self._titles, text, analysis.morphs, names)
        people = PeopleResolver(
            text, analysis.sentences, self.clusters, reader, self._titles, self._gazetteer
        )
        more = SecondMentions(text, analysis.morphs, names, self._titles, self._shapes.not_names)
        for cluster, n in more.aliases(self.clusters):
            self._join_alias(cluster, n)
        people.join_short()
        self._short_bodies()
        people.join_spellings()
        for cluster, n in (
            *more.last_names(self.clusters),
            *more.romanised(self.clusters, self._romanisation),
            *more.stems(self.clusters, [p for kind, p in self._shapes.suffixes.items() if kind in BODIES]),
        ):
            cluster.add(n, text[n.start : n.end])
        people.read_titles()
        people.place_surnames(sorted(single, key=lambda n: n.start))
        people.choose_entries()
        self._choose_bodies()
        for c in self.clusters:
            c.names.sort(key=lambda n: n.start)
            self._call(c)
        self.clusters.sort(key=lambda c: c.names[0].start)
        return self.clusters

    # -- same form, same entry ---------------------------------------------------------------------

    def _place(self, n: Candidate) -> None:
        form = self.text[n.start : n.end]
        key = squeeze(form)
        for c in self.clusters:
            same_entry = c.type is n.type and n.ids and c.ids & set(n.ids)
            if same_entry or (
                key in {squeeze(f) for f in c.forms} and (c.type is n.type or len(key) > _TELLING)
            ):
                if n.ids and c.ids & set(n.ids):
                    c.ids &= set(n.ids)
                c.add(n, form)
                return
        self.clusters.append(EntityCluster(n.type, form, [n], {form}, frozenset(n.ids)))

    def _join_alias(self, cluster: EntityCluster, n: Candidate) -> None:
        """``아마존웹서비스(AWS)``: ``n`` is another name of ``cluster``, with all that it is already."""
        other = next((c for c in self.clusters if n in c.names), None)
        if other is None:
            cluster.add(n, self.text[n.start : n.end])
        elif other is not cluster and cluster in self.clusters:
            same_kind = other.type is cluster.type or {other.type, cluster.type} <= BODIES
            if same_kind and cluster.may_be(other) and other.type is not EntityType.PLACE:
                cluster.absorb(other)
                self.clusters.remove(other)

    def _choose_bodies(self) -> None:
        """Of several gazetteer entries for one form keep the one whose own name it is (서울, not 서울시)."""
        for c in self.clusters:
            if len(c.ids) > 1 and c.type is not EntityType.PERSON:
                own = frozenset(i for i in c.ids if self._gazetteer.entries[i].name in c.forms)
                c.ids = own or c.ids

    def _call(self, c: EntityCluster) -> None:
        """Call ``c`` by its entry's own name if the text has it, else by a Korean form rather than an English one."""
        own = self._gazetteer.entries[c.kb_id].name if c.kb_id else ""
        if own in c.forms:
            c.name = own
        elif not _HANGUL.search(c.name):
            c.name = max(filter(_HANGUL.search, sorted(c.forms)), key=len, default=c.name)

    # -- short forms -------------------------------------------------------------------------------

    def _short_bodies(self) -> None:
        """``삼성`` for ``삼성전자`` where the article has no other 삼성; ``이래`` for ``이래cs``; ``한은`` for ``한국은행``.

        A unit goes to its body: ``대법원 1부`` to ``대법원``.
        """
        for c in [c for c in self.clusters if c.type in BODIES and not c.ids]:
            whole = {
                form for f in c.forms if f.endswith(self._shapes.units) and (form := f.rpartition(" ")[0])
            }
            host = next(
                (h for h in self.clusters if h.type is c.type and not whole.isdisjoint(h.forms)), None
            )
            if host is not None:
                host.absorb(c)
                self.clusters.remove(c)
        for c in [c for c in self.clusters if c.type in BODIES]:
            if c in self.clusters and (host := self._whole(c)):
                host.absorb(c)
                self.clusters.remove(c)

    def _whole(self, c: EntityCluster) -> EntityCluster | None:
        """The one body that ``c`` is a short form of, or None."""
        short = min(c.forms, key=len)
        if len(short) < 2 or any(f.endswith(_MEMBERS) for f in c.forms):
            return None
        group = self._is_group(c)
        longer = [
            h for h in self.clusters if h is not c and h.type is c.type and (h.ids or not group) and self._continues(c, h)
        ]  # fmt: skip
        if c.ids and not group:
            return None
        if grouped := [h for h in longer if any(f == short + g for f in h.forms for g in _MEMBERS)]:
            return grouped[0]
        if longer:
            return longer[0] if len(longer) == 1 else None
        spelt_out = [] if c.ids else list(self._spelt_out(c, short))
        shortest = min(spelt_out, key=lambda h: len(h.name), default=None)
        same = all(shortest and h.name.startswith(shortest.name) for h in spelt_out)
        return shortest if same else None

    def _continues(self, c: EntityCluster, h: EntityCluster) -> bool:
        """Whether a form of ``h`` is the shortest of ``c`` and more in one word, or a telling ending behind a space.

        What else stands behind a space is a unit of the body, a brand or a place, unless ``h`` is known.
        """
        short = min(c.forms, key=len)
        rests = [f[len(short) :] for f in h.forms if len(f) > len(short) and f.startswith(short)]
        endings = [p for kind, p in self._shapes.suffixes.items() if kind in BODIES]
        return any(
            h.ids or not rest.startswith(" ") or any(p.fullmatch(rest.strip()) for p in endings)
            for rest in rests
        )

    def _spelt_out(self, c: EntityCluster, short: str) -> Iterator[EntityCluster]:
        """Yield the bodies of whose name ``short`` is an abbreviation: 한은 of 한국은행."""
        if not (_ABBREVIATION[0] <= len(short) <= _ABBREVIATION[1]) or not _HANGUL.fullmatch(short):
            return
        for h in self.clusters:
            if h is not c and h.type in BODIES:
                forms = (f.replace(" ", "") for f in h.forms)
                if any(len(f) >= max(_FULL, len(short) + 2) and takes_syllables(short, f) for f in forms):
                    yield h

    def _is_group(self, c: EntityCluster) -> bool:
        """Whether it is known only as a business group, whose bare name often means its one member in the text."""
        return all(i.startswith("group:") for i in c.ids)

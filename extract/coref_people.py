"""Which mentions of people in an article are one person: surnames with titles, last names, spellings.

A surname with a title goes to the person of that surname whom the title fits best; of equals
to the one named nearest before, a sentence apart; what stays open is nobody. A false merge
costs more than a missed one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from extract.cluster import BODIES, EntityCluster, similar, sounds_alike
from extract.gazetteer import Gazetteer
from extract.held_titles import HeldTitle, TitleReader
from extract.morphemes import Sentence
from extract.names.candidates import Candidate
from extract.names.patterns import ANONYMOUS_RULE, SURNAME_RULE
from extract.records import EntityType
from extract.titles import Titles

#: How well a title fits somebody: said so of them; said so, but as a former post or a coming one; a post that the
#: gazetteers know; nothing is known of them; they have other titles.
EXACT, SAID, KNOWN, OPEN, OTHER = 4, 3, 2, 1, 0
#: Weight from which a surname with a title makes a person of its own.
_ALONE = 0.6
_HANGUL = re.compile(r"[가-힣]+")
_ANONYMOUS = re.compile(r"모(?:\s?\(|\s?씨|\s|군|양|모)")


class PeopleResolver:
    """Joins the people among ``clusters``, in place."""

    def __init__(
        self,
        text: str,
        sentences: Sequence[Sentence],
        clusters: list[EntityCluster],
        reader: TitleReader,
        titles: Titles,
        gazetteer: Gazetteer,
    ) -> None:
        self._text = text
        self._sentences = sentences
        self._starts = [s.start for s in sentences]
        self._clusters = clusters
        self._reader = reader
        self._titles = titles
        self._gazetteer = gazetteer

    def read_titles(self) -> None:
        """Note which titles the text gives to whom."""
        named = sorted(((n, c) for c in self._people() for n in c.names), key=lambda pair: pair[0].start)
        inside: dict[int, set[int]] = {}
        for n, c in named:
            c.titles.update(self._reader.of(n))
            inside.setdefault(self._sentence(n.start), set()).add(self._clusters.index(c))
        for i, people in inside.items():
            if len(people) == 1 and 0 <= i < len(self._sentences):
                s = self._sentences[i]
                self._clusters[people.pop()].gained.update(self._reader.gained(s.start, s.end))

    def choose_entries(self) -> None:
        """Of namesakes in the gazetteers keep those whose posts fit the titles and bodies of the article."""
        bodies = {i for c in self._clusters if c.type is not EntityType.PERSON for i in c.ids}
        for c in self._people():
            if len(c.ids) < 2:
                continue
            scores = {i: self._entry_fit(i, c, bodies) for i in c.ids}
            best = max(scores.values())
            if best > 0:
                c.ids = frozenset(i for i, score in scores.items() if score == best)

    def _entry_fit(self, entry_id: str, c: EntityCluster, bodies: set[str]) -> int:
        posts = self._gazetteer.entries[entry_id].posts
        fits = [
            (any(self._titles.agree(t.word, p.title) for t in c.titles | c.gained), p.body in bodies)
            for p in posts
        ]
        return max((titled + 2 * bodied if titled or bodied else 0 for titled, bodied in fits), default=0)

    def _people(self) -> list[EntityCluster]:
        return [c for c in self._clusters if c.type is EntityType.PERSON]

    def _sentence(self, at: int) -> int:
        return bisect_right(self._starts, at) - 1

    # -- last names and spellings ------------------------------------------------------------------

    def join_short(self) -> None:
        """``올트먼`` for ``샘 올트먼``, ``Altman`` for ``Sam Altman``, also where a finder took it for a body."""
        ends = {n.end for c in self._people() for n in c.names}
        for c in list(self._clusters):
            person = c.type is EntityType.PERSON
            if (not person and (c.ids or c.type not in BODIES)) or any(" " in f for f in c.forms):
                continue
            if person and any(len(f) < 2 for f in c.forms):
                continue
            if not person and not ends.isdisjoint(n.start - 1 for n in c.names):
                continue  # behind a first name it is the last name of that one (오스카 베르거)
            hosts = [h for h in self._people() if h is not c and c.may_be(h)]
            for loose in (False, True):
                found = [h for h in hosts if _is_part(c, h, loose=loose, last=not person)]
                if found:
                    if len(found) == 1 and c in self._clusters:
                        found[0].absorb(c)
                        self._clusters.remove(c)
                    break

    def join_spellings(self) -> None:
        """``샘 알트먼`` and ``샘 알트만``: the same number of words, each nearly the same letters."""
        people = [c for c in self._people() if all(" " in f for f in c.forms)]
        for i, a in enumerate(people):
            for b in people[i + 1 :]:
                both_there = a in self._clusters and b in self._clusters
                if both_there and not (a.ids and b.ids) and _spelled_alike(a, b):
                    a.absorb(b)
                    self._clusters.remove(b)

    # -- surname and title -------------------------------------------------------------------------

    def place_surnames(self, names: Iterable[Candidate]) -> None:
        """Give the surnames among ``names``, in text order, to the people they stand for."""
        for n in names:
            if n.rule == SURNAME_RULE:
                self._surname(n)
            else:
                self._bare_surname(n)

    def _hosts(self, surname: str) -> list[EntityCluster]:
        plain = self._titles.hanja_surnames.get(surname, surname)
        return [c for c in self._people() if any(surname_of(f, plain) for f in c.forms)]

    def _surname(self, n: Candidate) -> None:
        title = self._reader.of_surname(n)
        form = self._text[n.start : n.title]
        hosts = self._hosts(self._text[n.start : n.end])
        same_form = [c for c in self._people() if form in c.forms]
        if not hosts:
            if same_form:
                self._add(same_form[0], n, title)
            elif n.score >= _ALONE or not n.guarded:
                new = EntityCluster(EntityType.PERSON, form, [n], {form}, frozenset(), {title})
                self._clusters.append(new)
            return
        fits = {id(c): self._fit(title, c) for c in hosts}
        best = max(fits.values())
        if n.guarded and best < SAID and len(hosts) > 1:
            return
        host = self._nearest([c for c in hosts if fits[id(c)] == best], n.start)
        if host is not None and (best > OTHER or len(hosts) == 1):
            self._add(host, n, title)

    def _fit(self, title: HeldTitle, c: EntityCluster) -> int:
        """How well ``title`` fits the person ``c``."""
        agreeing = [t for t in c.titles if self._titles.agree(title.word, t.word)]
        if any(t.former == title.former for t in agreeing):
            return EXACT
        if agreeing or any(self._titles.agree(title.word, t.word) for t in c.gained):
            return SAID
        posts = [p for i in c.ids for p in self._gazetteer.entries[i].posts]
        if any(self._titles.agree(title.word, p.title) for p in posts):
            return KNOWN
        return OTHER if c.titles else OPEN

    def _nearest(self, pool: list[EntityCluster], at: int) -> EntityCluster | None:
        """The one of ``pool`` named last before ``at``; None where two are named in one sentence."""
        last = {id(c): max((n.start for n in c.names if n.start < at), default=-1) for c in pool}
        seen = [c for c in pool if last[id(c)] >= 0] or pool
        if len(seen) == 1:
            return seen[0]
        sentences = {id(c): self._sentence(last[id(c)]) for c in seen}
        latest = max(sentences.values())
        nearest = [c for c in seen if sentences[id(c)] == latest]
        return nearest[0] if len(nearest) == 1 and latest >= 0 else None

    def _bare_surname(self, n: Candidate) -> None:
        """A surname with no title that we know: the one person of that surname, or nobody."""
        hosts = self._hosts(self._text[n.start : n.end])
        if len(hosts) == 1 and n.rule != ANONYMOUS_RULE and not _ANONYMOUS.match(self._text, n.end):
            hosts[0].names.append(n)

    def _add(self, c: EntityCluster, n: Candidate, title: HeldTitle) -> None:
        c.add(n, self._text[n.start : n.title])
        c.titles.add(title)


def surname_of(form: str, surname: str) -> bool:
    """Whether ``surname`` is the surname of the full name ``form``: its last word, or its first syllables."""
    if " " in form:
        return form.rsplit(maxsplit=1)[-1] == surname
    return form.startswith(surname) and 1 <= len(form) - len(surname) <= 2


def _is_part(short: EntityCluster, host: EntityCluster, *, loose: bool, last: bool) -> bool:
    """Whether ``short`` is the last (or first) word of the name of ``host``, or, ``loose``, spelt nearly like its last."""
    whole = [f for f in host.forms if " " in f]
    words = {f.split()[-1] for f in whole} | (set() if last else {f.split()[0] for f in whole})
    if not loose:
        return not short.forms.isdisjoint(words)
    return any(
        similar(f, w) for f in short.forms for w in (f.split()[-1] for f in whole) if min(len(f), len(w)) > 2
    )


def _spelled_alike(a: EntityCluster, b: EntityCluster) -> bool:
    """Whether both are one name of several words: one word letter for letter or in all but the vowels, the others nearly."""
    for x in a.forms:
        for y in b.forms:
            pairs = list(zip(x.split(), y.split(), strict=False))
            if len(x.split()) == len(y.split()) and all(
                sounds_alike(p, q) or (i and similar(p, q)) for i, (p, q) in enumerate(pairs)
            ):
                return True
    return False

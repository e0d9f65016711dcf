"""Mentions that can be seen only once the entities of the article are known.

``AWS`` after ``아마존웹서비스(AWS)``, ``Huang`` after ``Jensen Huang``, ``Kim Seo-jun`` after
``김서준``, ``누리`` after ``누리모빌리티``: no finder of names knows them by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.cluster import BODIES, EntityCluster, takes_syllables
from extract.document import Morph
from extract.names.candidates import Candidate
from extract.records import EntityType
from extract.romanize import Romanisation
from extract.titles import Titles

ALIAS_RULE, PART_RULE, LATIN_RULE, STEM_RULE = "alias", "part", "romanised", "stem"
_SCORE = 0.8
#: A bracket right behind a name that holds another name of it; ``intro`` says so outright.
_BRACKET = re.compile(
    r"\s?\((?P<intro>이하|약칭|옛|구|영문명)?\s?[‘'\"“<]?(?P<name>[A-Za-z가-힣][A-Za-z0-9가-힣&.·\- ]{0,40}?)[’'\"”>]?(?:[,;][^()]*)?\)"
)
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9&.\- ]+")
_LETTER = re.compile(r"[가-힣A-Za-z0-9]")
_BOUND = ("J", "VCP", "XSN")
Found = tuple[EntityCluster, Candidate]


class SecondMentions:
    """Finds further mentions of the entities of one text where no name stands yet."""

    def __init__(
        self,
        text: str,
        morphs: Sequence[Morph],
        names: Sequence[Candidate],
        titles: Titles,
        not_names: frozenset[str],
    ) -> None:
        self._text = text
        self._tags: dict[int, str] = {}
        for m in morphs:
            self._tags.setdefault(m.start, m.tag)
        self._covered = {i for n in names for i in range(n.start, max(n.end, n.title))}
        self._at = {n.start: n for n in names}
        self._titles = titles
        self._not_names = not_names

    def aliases(self, clusters: Sequence[EntityCluster]) -> list[Found]:
        """Return the names in brackets behind the names of ``clusters``, and all further places of new ones."""
        out: list[Found] = []
        for c in list(clusters):
            for n in list(c.names):
                m = _BRACKET.match(self._text, n.end)
                if not m:
                    continue
                inside = self._at.get(m.start("name"))
                if inside and inside.end == m.end("name"):
                    if self._may_name(n, m):
                        out.append((c, inside))
                elif self._names_it(c, m):
                    out += ((c, found) for found in self._places(m["name"], c.type, ALIAS_RULE, n.start))
        return out

    def _may_name(self, n: Candidate, m: re.Match[str]) -> bool:
        """Whether the name in the bracket ``m`` behind ``n`` may be another of its, not its maker or who plays it."""
        outer, inner = self._text[n.start : n.end], m["name"]
        hangul = not (outer.isascii() or inner.isascii())
        short, full = sorted((inner, outer), key=len)
        return not hangul or bool(m["intro"]) or takes_syllables(short, full)

    def _names_it(self, c: EntityCluster, m: re.Match[str]) -> bool:
        """Whether the words in the bracket ``m``, which no finder takes for a name, are a name of ``c``."""
        name = m["name"]
        if name in self._not_names or self._titles.pattern.match(name) or len(name) < 2:
            return False
        if c.type is EntityType.PERSON:
            return bool(_LATIN.fullmatch(name)) and " " in name
        known = c.type in BODIES or c.type is EntityType.PROJECT
        return known and (bool(m["intro"]) or bool(_LATIN.fullmatch(name) and name[0].isupper()))

    def last_names(self, clusters: Sequence[EntityCluster]) -> Iterator[Found]:
        """Yield the last names of people of several words: ``황 CEO`` for 젠슨 황, ``Huang`` for Jensen Huang."""
        people = [c for c in clusters if c.type is EntityType.PERSON]
        owners: dict[str, set[int]] = {}
        for i, c in enumerate(people):
            for f in c.forms:
                if " " in f:
                    owners.setdefault(f.split()[-1], set()).add(i)
        for word, who in owners.items():
            if len(who) == 1 and word not in self._not_names and word not in self._titles.words:
                host = people[next(iter(who))]
                first = min(n.start for n in host.names)
                for n in self._places(word, EntityType.PERSON, PART_RULE, first):
                    if len(word) > 1 or self._before_title(n.end):
                        yield host, n

    def romanised(self, clusters: Sequence[EntityCluster], romanisation: Romanisation) -> Iterator[Found]:
        """Yield ``Kim Seo-jun`` for 김서준, and the surname alone where one person has it."""
        if not re.search(r"[A-Z][a-z]+\s[A-Z][a-z]", self._text):
            return
        people = [c for c in clusters if c.type is EntityType.PERSON]
        surnames: dict[str, list[EntityCluster]] = {}
        for c in people:
            for form in [f for f in c.forms if re.fullmatch(r"[가-힣]{3,4}", f)]:
                length = 2 if form[:2] in self._titles.compound_surnames else 1
                for m in romanisation.pattern(form, length).finditer(self._text):
                    if m[0][0].isupper():
                        surnames.setdefault(m["surname"] or m["last"], []).append(c)
                        if n := self._free(m.start(), m.end(), EntityType.PERSON, LATIN_RULE):
                            yield c, n
        for surname, hosts in surnames.items():
            if len({id(c) for c in hosts}) == 1:
                first = min(n.start for n in hosts[0].names)
                for n in self._places(surname, EntityType.PERSON, LATIN_RULE, first):
                    yield hosts[0], n

    def stems(
        self, clusters: Sequence[EntityCluster], suffixes: Sequence[re.Pattern[str]]
    ) -> Iterator[Found]:
        """Yield ``누리`` for 누리모빌리티: a body's name without its telling ending, where a particle follows."""
        for c in [c for c in clusters if c.type in BODIES and not c.ids]:
            stems = {f[: m.start()] for f in c.forms for p in suffixes if (m := p.search(f))}
            for stem in stems:
                if (
                    len(stem) < 2
                    or stem in self._not_names
                    or any(f.startswith(stem) for x in clusters if x is not c for f in x.forms)
                ):
                    continue
                for n in self._places(stem, c.type, STEM_RULE, c.names[0].end):
                    if self._tags.get(n.start) == "NNP":
                        yield c, n

    def _before_title(self, end: int) -> bool:
        return self._text[end : end + 1] == " " and bool(self._titles.pattern.match(self._text, end + 1))

    def _places(self, form: str, kind: EntityType, rule: str, first: int) -> Iterator[Candidate]:
        """Yield the free places of ``form`` as a word from ``first`` on, with a particle or nothing behind it."""
        at = self._text.find(form, first)
        while at >= 0:
            end = at + len(form)
            starts = not at or not _LETTER.match(self._text[at - 1])
            follows = self._text[end : end + 1]
            ends = not _LETTER.match(follows) or (
                not (form.isascii() and follows.isascii()) and self._tags.get(end, "").startswith(_BOUND)
            )
            if starts and ends and (n := self._free(at, end, kind, rule)):
                yield n
            at = self._text.find(form, end)

    def _free(self, start: int, end: int, kind: EntityType, rule: str) -> Candidate | None:
        span = range(start, end)
        if not self._covered.isdisjoint(span):
            return None
        self._covered.update(span)
        return Candidate(start, end, kind, rule, _SCORE)

"""Names that no gazetteer has, by how often articles name them, as rows to paste into a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extract.cluster import EntityCluster
from extract.gazetteer import COLUMNS
from extract.gazetteer_table import Addition, FormIndex, comparable
from extract.names.patterns import SURNAME_RULE
from extract.pipeline import Reading
from extract.records import EntityType

#: A context shows so many characters on each side; the first of so many articles are kept for a name.
_AROUND, _CONTEXTS = 30, 3
_POSITION = "holds_position"


@dataclass
class Suggestion:
    """An unknown name: in which articles, how often, as what, in which words around it."""

    name: str
    types: Counter[EntityType] = field(default_factory=Counter)
    forms: Counter[str] = field(default_factory=Counter)
    posts: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    articles: list[str] = field(default_factory=list)
    contexts: list[str] = field(default_factory=list)

    @property
    def mentions(self) -> int:
        """How often it was named."""
        return sum(self.forms.values())

    @property
    def type(self) -> EntityType:
        """What most articles take it for."""
        return min(self.types, key=lambda t: (-self.types[t], t))

    def row(self) -> str:
        """Return the row of a table, its cells in the order of ``COLUMNS``, without a line end."""
        aliases = [f for f, _ in self.forms.most_common() if f != self.name and "|" not in f]
        posts = [p for p, _ in self.posts.most_common()]
        cells = Addition(self.name, self.type, aliases, posts=posts).row()
        return "\t".join(cells[c] for c in COLUMNS)


def suggest(readings: Iterable[Reading], known: FormIndex) -> list[Suggestion]:
    """Return the names of ``readings`` that ``known`` lacks, those of most articles first."""
    found: dict[str, Suggestion] = {}
    for reading in readings:
        for i, cluster in enumerate(reading.clusters):
            forms = dict(_forms(reading, cluster))
            if cluster.ids or not forms or any(known.find(form) for form in forms):
                continue
            name = max(
                forms, key=lambda f: (len(f) if cluster.type is EntityType.PERSON else 0, forms[f], len(f), f)
            )
            one = found.setdefault(comparable(name), Suggestion(name))
            one.types[cluster.type] += 1
            one.forms.update(forms)
            one.rules.update(n.rule for n in cluster.names)
            one.articles.append(reading.article.doc_id)
            one.posts.update(_posts(reading, i))
            if len(one.contexts) < _CONTEXTS:
                one.contexts.append(_context(reading, cluster.names[0].start, cluster.names[0].end))
    return sorted(found.values(), key=lambda s: (-len(s.articles), -s.mentions, s.name))


def _forms(reading: Reading, cluster: EntityCluster) -> Iterator[tuple[str, int]]:
    """The spellings of a cluster with how often each stands there, titled surnames left out."""
    text = reading.normalized.text
    counted = Counter(
        " ".join(text[n.start : n.end].split()) for n in cluster.names if n.rule != SURNAME_RULE
    )
    yield from ((form, count) for form, count in counted.items() if len(form) > 1)


def _posts(reading: Reading, person: int) -> Iterator[str]:
    """The posts told of a person at bodies that the gazetteers know, as a table writes them."""
    for fact in reading.facts:
        if fact.type == _POSITION and fact.head == person:
            body, title = reading.clusters[fact.tail].kb_id, fact.told.title
            if body and title and not set("@|[]") & set(title):
                yield f"{title}@{body}"


def _context(reading: Reading, start: int, end: int) -> str:
    """The words around ``[start, end)`` on one line, the name itself in brackets."""
    text = reading.normalized.text
    line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    before = text[max(line_start, start - _AROUND) : start]
    after = text[end : min(end + _AROUND, line_end if line_end >= 0 else len(text))]
    return " ".join(f"{before}[{text[start:end]}]{after}".split())

"""The whole line from an article to its record."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, TypeVar

import yaml

from extract.amounts import AmountExpr, load_amounts
from extract.anaphora import Reference
from extract.attribute_words import load_attribute_words
from extract.clean import load_furniture, mark
from extract.cluster import EntityCluster
from extract.confidence import load_confidence
from extract.coref import Resolver
from extract.document import Article, Mark
from extract.english_rules import load_english
from extract.facts import Fact, SentenceReading
from extract.gazetteer import DataError, Problem, load_gazetteers
from extract.grammar import load_grammar
from extract.limits import load_limits
from extract.metadata import with_metadata
from extract.morphemes import Analysis, Analyzer
from extract.names.candidates import Candidate
from extract.names.model import STYLES, load_model
from extract.names.patterns import SURNAME_RULE
from extract.names.shapes import load_shapes
from extract.names.stage import NameFinder
from extract.normalize import Normalized, normalize
from extract.notices import Notices, load_notices
from extract.readers.problem import InputProblem
from extract.records import Amount, Entity, EntityType, Mention, Record, Relation, Span
from extract.relations import RelationFinder
from extract.romanize import load_romanisation
from extract.rules import load_rules
from extract.slow_patterns import FILES, slow_patterns
from extract.time_lexicon import load_times
from extract.titles import load_titles

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from extract.explain import Explanation

MODEL = "models/ner"
Words = TypeVar("Words")
#: What is called with each limit that an article hits; by default it is not told.
OnProblem = Callable[[InputProblem], object]
#: A text of one line and at most so many characters is a sentence, not an article.
SHORT = 200


class NameSpan(TypedDict):
    """One name in the given text, as ``inmaek ner`` writes it."""

    start: int
    end: int
    label: str


@dataclass
class Reading:
    """Everything that was read from one article; offsets count characters of ``normalized.text``."""

    article: Article
    normalized: Normalized
    marks: list[Mark]
    analysis: Analysis
    names: list[Candidate]
    clusters: list[EntityCluster]
    sentences: list[SentenceReading]
    facts: list[Fact]

    @property
    def doc(self) -> Doc:
        """The article as a spaCy ``Doc``, made anew each time."""
        from extract.spacy_doc import doc_of  # noqa: PLC0415 - half a second that no other stage needs

        return doc_of(self.normalized.text, self.analysis.morphs)


class Pipeline:
    """Reads articles. Build one a process: it holds a Kiwi, which does not pickle."""

    def __init__(self, data: Path | Sequence[Path], *, model: bool = True) -> None:
        """Load the words, rules and models of the folders ``data``; a later folder adds to the first.

        ``model=False`` leaves the trained NER out.

        Raises:
            DataError: with every problem of the data files.
        """
        folders = [data] if isinstance(data, Path) else list(data)
        words = partial(_load, folders)
        self.gazetteer = gazetteer = load_gazetteers([f / "gazetteers" for f in folders])
        self._titles = words(load_titles, "titles.yml")
        self._furniture = words(load_furniture, "furniture.yml")
        rules = load_rules([f / "relations" for f in folders])
        names = [
            form
            for e in gazetteer.entries.values()
            for form, guarded in e.forms.items()
            if not guarded and len(form) > 1
        ]
        self.limits = words(load_limits, "limits.yml")
        self.analyzer = Analyzer(names, longest=self.limits.sentence)
        ner = load_model(_last(folders, MODEL), gazetteer) if model else None
        shapes = words(load_shapes, "names.yml")
        self.finder = NameFinder(gazetteer, self._titles, shapes, ner)
        self._resolver = Resolver(
            gazetteer,
            self._titles,
            words(load_romanisation, "romanisation.yml"),
            shapes,
        )
        self._relations = RelationFinder(
            rules,
            words(load_grammar, "grammar.yml"),
            self._titles,
            words(load_times, "times.yml"),
            words(load_english, "relations_en.yml"),
            gazetteer,
            words(load_attribute_words, "attributes.yml"),
            words(load_amounts, "amounts.yml"),
            words(load_confidence, "confidence.yml"),
            Notices(words(load_notices, "notices.yml")),
        )

    @property
    def symmetric(self) -> frozenset[str]:
        """Names of the symmetric relation types."""
        return self._relations.rules.symmetric

    def parse(self, article: Article, on_problem: OnProblem = bool) -> Reading:
        """Run every stage on ``article``, as far as the limits go; ``on_problem`` gets each limit that it hits."""
        given = article.text
        article = with_metadata(replace(article, text=given[: self.limits.article]), self._furniture)
        normalized = normalize(article.text)
        text = normalized.text
        marks = mark(text, article.title, self._furniture)
        analysis = self.analyzer.analyze(text)
        names = self._within(
            given, article.doc_id, analysis, self.finder.find(text, analysis, marks), on_problem
        )
        clusters = self._resolver.resolve(text, analysis, names)
        sentences = list(self._relations.read(text, analysis, clusters, marks, article.published))
        facts = self._relations.facts(sentences, clusters)
        article = replace(article, text=given)
        return Reading(article, normalized, marks, analysis, names, clusters, sentences, facts)

    def _within(
        self, given: str, doc_id: str, analysis: Analysis, found: list[Candidate], on_problem: OnProblem
    ) -> list[Candidate]:
        """Return the names of ``found`` that the limits leave; tell ``on_problem`` of each limit that was hit."""
        names = found[: self.limits.matches]
        hit = {
            "article": len(given) > self.limits.article,
            "sentence": analysis.cut,
            "matches": found != names,
        }
        for limit in (name for name, is_hit in hit.items() if is_hit):
            on_problem(self.limits.problem(doc_id, limit))
        return names

    def read(self, article: Article, on_problem: OnProblem = bool) -> Record:
        """Return the record of ``article``; offsets index its text as given.

        ``on_problem`` is called for each limit that the article hits.
        """
        return record_of(self.parse(article, on_problem))

    def explain(self, text: str, published: str | None = None, on_problem: OnProblem = bool) -> Explanation:
        """Return how ``text``, of the ISO date ``published``, is read; see :class:`~extract.explain.Explanation`.

        ``on_problem`` is called for each limit that the text hits.
        """
        from extract.explain import Explanation  # noqa: PLC0415 - explain imports this module

        return Explanation(self.parse(Article("explain", text, published=published), on_problem))

    def rules(self) -> dict[str, str]:
        """Return the ids of all relation rules, each with its relation type; posts by apposition have none."""
        korean_rules = {r.id: t.type for t in self._relations.rules.types.values() for r in t.rules}
        return korean_rules | {f.rule: f.type for f in self._relations.english.forms}

    def analyze(self, text: str) -> Analysis:
        """Return the morphemes and sentences of NFC ``text``."""
        return self.analyzer.analyze(text)

    def names(self, article: Article, on_problem: OnProblem = bool) -> list[NameSpan]:
        """Return all name spans of ``article``, bare surnames without their title; offsets index its text as given.

        A single sentence is read the way KLUE labels such: each name counts, also ``정부`` and figures of fiction.
        ``on_problem`` is called for each limit that the article hits.
        """
        normalized = normalize(article.text[: self.limits.article])
        analysis = self.analyzer.analyze(normalized.text)
        style = STYLES[len(article.text) <= SHORT and "\n" not in article.text.strip()]
        found = self.finder.find(normalized.text, analysis, [], style)
        out = []
        for n in self._within(article.text, article.doc_id, analysis, found, on_problem):
            start, end = normalized.span_to_given(n.start, n.end)
            out.append(NameSpan(start=start, end=end, label=n.type.value))
        return out


def _last(folders: Sequence[Path], name: str) -> Path:
    """The file ``name`` of the last folder that has it, else of the first (whose absence is then reported)."""
    return next((f / name for f in reversed(folders) if (f / name).exists()), folders[0] / name)


def _load(folders: Sequence[Path], read: Callable[[Path], Words], name: str) -> Words:
    """Return what ``read`` makes of the file ``name``, told in one line where it is wrong.

    Raises:
        DataError: it is missing or wrong, or is of one's own folder with a pattern that may take for ever.
    """
    path = _last(folders, name)
    try:
        slow = slow_patterns(path) if name in FILES and path.parent != folders[0] else []
        if not slow:
            return read(path)
    except DataError:
        raise
    except (OSError, LookupError, TypeError, ValueError, AttributeError, re.error, yaml.YAMLError) as error:
        what = " ".join(f"{type(error).__name__}: {error}".split())
        raise DataError([Problem(str(path), what)]) from error
    raise DataError(slow)


def _references(reading: Reading) -> list[list[Reference]]:
    """For each cluster the words that stand for it (그, 양사)."""
    of = {(n.start, n.end): i for i, c in enumerate(reading.clusters) for n in c.names}
    out: list[list[Reference]] = [[] for _ in reading.clusters]
    for sentence in reading.sentences:
        for r in sentence.references:
            for i in dict.fromkeys(of[n.start, n.end] for n in r.referents):
                out[i].append(r)
    return out


def _amount(a: AmountExpr | None) -> Amount | None:
    return Amount(text=a.text, value=a.value, unit=a.unit) if a else None


def record_of(reading: Reading) -> Record:
    """Return the record of an article as read; offsets index its text as given."""
    to_given = reading.normalized.span_to_given
    article = reading.article
    entities = []
    referring = _references(reading)
    for i, c in enumerate(reading.clusters, 1):
        mentions = []
        for n in c.names:
            start, end = to_given(n.start, n.title if n.rule == SURNAME_RULE else n.end)
            mentions.append(Mention(start=start, end=end, rule=n.rule))
        for r in referring[i - 1]:
            start, end = to_given(r.start, r.end)
            mentions.append(Mention(start=start, end=end, rule=r.rule))
        mentions.sort(key=lambda m: m.start)
        entities.append(
            Entity(id=f"e{i}", name=c.name, type=EntityType(c.type), kb_id=c.kb_id, mentions=mentions)
        )
    relations = []
    for i, f in enumerate(reading.facts, 1):
        evidence = [Span(start=a, end=b) for a, b in (to_given(*e) for e in f.evidence)]
        relations.append(
            Relation(
                id=f"r{i}",
                type=f.type,
                head=f"e{f.head + 1}",
                tail=f"e{f.tail + 1}",
                status=f.status,
                date=f.told.date,
                title=f.told.title,
                item=f.told.item,
                amount=_amount(f.told.amount),
                quantity=_amount(f.told.quantity),
                place=None if f.told.place is None else f"e{f.told.place + 1}",
                topic=f.told.topic,
                attributed_to=f"e{said + 1}" if isinstance(said := f.told.attributed_to, int) else said,
                confidence=f.confidence,
                rule=f.rule,
                evidence=evidence,
            )
        )
    return Record(
        doc_id=article.doc_id, title=article.title, published=article.published, source=article.source, url=article.url,
        text=article.text, entities=entities, relations=relations,
    )  # fmt: skip

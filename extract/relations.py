"""Relations of one article: every sentence parsed, the rules run, and one relation kept a fact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extract import later_dates
from extract.amounts import AmountLexicon
from extract.anaphora import Discourse
from extract.attribute_words import AttributeWords
from extract.attributes import AttributeReader, Attributes
from extract.chunks import Clauses, SyntaxWords
from extract.cluster import EntityCluster
from extract.confidence import Confidence
from extract.context import Context
from extract.document import Mark
from extract.english_rules import EnglishRules
from extract.english_text import EnglishReader, is_english
from extract.facts import Fact, SentenceReading, joined
from extract.frames import Finding, SentenceFrames
from extract.gazetteer import Gazetteer
from extract.grammar import Grammar
from extract.morphemes import Analysis, Sentence
from extract.names.stage import skipped
from extract.notices import Notices
from extract.phrases import Phrase, PhraseReader, close_lists
from extract.positions import Position, positions
from extract.post_lists import career, shared_titles
from extract.posts import Posts
from extract.records import Status
from extract.relational import RelationalNouns
from extract.rules import Rules
from extract.syntax import parse
from extract.time_lexicon import TimeLexicon
from extract.times import TimeExpr, find_times, last_day, last_said
from extract.titles import Titles

POSITION = "holds_position"


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A Korean sentence before the rules run: its clauses, noun phrases, posts told by apposition, English and notices in it."""

    sentence: Sentence
    times: list[TimeExpr]
    clauses: Clauses
    phrases: dict[int, Phrase]
    positions: list[Position]
    said: list[Finding]


@dataclass
class RelationFinder:
    """Finds the relations of an article with the rules and words it is given."""

    rules: Rules
    grammar: Grammar
    titles: Titles
    times: TimeLexicon
    english: EnglishRules
    gazetteer: Gazetteer
    attributes: AttributeWords
    amounts: AmountLexicon
    confidence: Confidence
    notices: Notices

    def __post_init__(self) -> None:
        frames = [(t, f) for t in self.rules.types.values() for f in t.frames]
        posts = {
            t.type
            for t, f in frames
            if t.type != POSITION and "tail" in f.roles and "title" in f.roles["tail"].heads
        }
        self._taking = frozenset(w for t, f in frames if t.type in posts for w in (*f.verbs, *f.nouns))
        self._unless = {t.type: t.unless for t in self.rules.types.values() if t.unless}
        self._words = SyntaxWords(
            self.grammar,
            acts=frozenset(n.replace(" ", "") for _, f in frames if f.bare for n in f.nouns),
            verbal=frozenset(n.replace(" ", "") for _, f in frames for n in f.nouns),
        )

    def read(
        self,
        text: str,
        analysis: Analysis,
        clusters: Sequence[EntityCluster],
        marks: Sequence[Mark],
        published: str | None,
    ) -> Iterator[SentenceReading]:
        """Yield what each sentence of the story says."""
        entity = {(n.start, n.end): i for i, c in enumerate(clusters) for n in c.names}
        context = Context(Discourse(text, entity, self.grammar), self.grammar)
        posts = Posts(self.titles, self.gazetteer, clusters)
        parsed = list(self._parse(text, analysis, clusters, marks, published))
        for s in parsed:
            if isinstance(s, _Parsed):
                posts.learn(s.positions)
        attributes = AttributeReader(
            text, entity, published, self.rules, self.grammar, self.attributes, self.amounts
        )
        readings = []
        for s in parsed:
            reading = self._korean(text, s, context, posts) if isinstance(s, _Parsed) else s
            reading.told = attributes.read(reading)
            readings.append(reading)
        later_dates.carry(readings, published, context.discourse.id, self.grammar)
        yield from readings

    def _parse(
        self,
        text: str,
        analysis: Analysis,
        clusters: Sequence[EntityCluster],
        marks: Sequence[Mark],
        published: str | None,
    ) -> Iterator[_Parsed | SentenceReading]:
        """Yield each Korean sentence of the story parsed, and what each English one says."""
        names = sorted((n for c in clusters for n in c.names), key=lambda n: n.start)
        english = EnglishReader(
            text, {(n.start, n.end): i for i, c in enumerate(clusters) for n in c.names}, self.english
        )
        noticed = self.notices.find(text, names)
        day: str | None = None
        said_at: str | None = None
        at = 0
        for s in analysis.sentences:
            inside = []
            while at < len(names) and names[at].start < s.end:
                if names[at].start >= s.start:
                    inside.append(names[at])
                at += 1
            if skipped(s.start, s.start + 1, marks) and skipped(s.end - 1, s.end, marks):
                continue
            found = find_times(
                text[s.start : s.end], published, lexicon=self.times, previous_day=day, previous=said_at
            )
            day, said_at = last_day(found) or day, last_said(found) or said_at
            times = [replace(t, start=t.start + s.start, end=t.end + s.start) for t in found]
            said = english.read(s.start, s.end, inside, times)
            said += [f for f in noticed if s.start <= f.start < s.end]
            if is_english(text[s.start : s.end]):
                yield SentenceReading(s, Clauses(s.start, s.end, []), findings=said, times=times)
                continue
            morphs = analysis.morphs[s.first : s.last]
            clauses = parse(morphs, inside, s.start, s.end, self._words)
            reader = PhraseReader(self.titles, self.grammar, text, morphs)
            phrases = {c.i: reader.read(c) for c in clauses.chunks if not c.is_predicate}
            close_lists(phrases, clauses.chunks, self.grammar)
            told = [
                *positions(phrases, clauses.chunks, self.titles, self._taking),
                *shared_titles(phrases, self.titles),
            ]
            yield _Parsed(s, times, clauses, phrases, told, said)

    def _korean(self, text: str, s: _Parsed, context: Context, posts: Posts) -> SentenceReading:
        clauses, phrases = s.clauses, s.phrases
        topic = context.discourse.topic
        told = list(posts.completed(s.positions, topic, clauses, phrases))
        told += career(phrases, topic, self.titles)
        references = list(context.discourse.resolve(clauses, phrases))
        topic = context.discourse.topic
        frames = SentenceFrames(text, clauses, phrases, self.rules, self.grammar, topic, posts)
        nouns = RelationalNouns(clauses, phrases, self.rules, self.grammar, text, topic)
        findings = [*frames.find(), *nouns.find(), *s.said]
        findings += list(context.latecomers(clauses, phrases, findings))
        findings = list(self._most_telling(findings, context.discourse))
        context.advance(clauses, phrases, findings, told)
        return SentenceReading(s.sentence, clauses, told, findings, s.times, references, phrases)

    def _most_telling(self, findings: Sequence[Finding], discourse: Discourse) -> Iterator[Finding]:
        """Yield ``findings`` without those whose clause tells more of their pair."""

        def pair(f: Finding) -> set[int]:
            return {discourse.id(f.head), discourse.id(f.tail)}

        for f in findings:
            if f.head.type is f.tail.type and f.tail.type in self.rules.types[f.type].not_between:
                continue
            more = (g for g in findings if g.type in self._unless.get(f.type, ()) and pair(g) == pair(f))
            if not any(g.clause[0] < f.clause[1] and f.clause[0] < g.clause[1] for g in more):
                yield f

    def facts(self, readings: Sequence[SentenceReading], clusters: Sequence[EntityCluster]) -> list[Fact]:
        """Join what the sentences say to one fact a type and pair, the surest status first."""
        of = {(n.start, n.end): i for i, c in enumerate(clusters) for n in c.names}
        facts: dict[tuple[str, int, int], list[Fact]] = {}

        def add(fact: Fact) -> None:
            symmetric = fact.type in self.rules.symmetric
            pair = sorted((fact.head, fact.tail)) if symmetric else (fact.head, fact.tail)
            if fact.head != fact.tail:
                facts.setdefault((fact.type, pair[0], pair[1]), []).append(fact)

        for r in readings:
            span = (r.sentence.start, r.sentence.end)
            for p in r.positions:
                head = of[p.person.start, p.person.end]
                if p.body is not None:
                    tail, told = of[p.body.start, p.body.end], Attributes(title=p.title or None)
                    add(Fact(POSITION, head, tail, Status.ACTUAL, p.weight, p.rule, [span], told))
            for f, (status, told) in zip(r.findings, r.told, strict=True):
                head, tail = of[f.head.start, f.head.end], of[f.tail.start, f.tail.end]
                add(Fact(f.type, head, tail, status, f.confidence, f.rule, [span], told))
        return [joined(same, self.confidence) for same in facts.values()]

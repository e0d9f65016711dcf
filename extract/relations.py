"""Relations of one article: every sentence parsed, the rules run, and one relation kept a fact."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extract.attributes import Attributes, attributes
from extract.context import Context
from extract.coref import EntityCluster
from extract.document import Mark
from extract.english import find_english_relations
from extract.english_rules import EnglishRules
from extract.facts import Fact, SentenceReading, joined
from extract.frames import Finding, SentenceFrames
from extract.gazetteer import Gazetteer
from extract.grammar import Grammar
from extract.morphemes import Analysis, Sentence
from extract.names.candidates import Candidate
from extract.names.stage import skipped
from extract.phrases import Phrase, PhraseReader
from extract.positions import Position, positions
from extract.records import EntityType, Status
from extract.relational import relational
from extract.rules import Rules
from extract.syntax import Clauses, SyntaxWords, parse
from extract.time_lexicon import TimeLexicon
from extract.times import TimeExpr, find_times, last_day
from extract.titles import Titles

POSITION = "holds_position"
ENGLISH_CONFIDENCE = 0.8
_HEADS = frozenset((EntityType.COMPANY, EntityType.ORGANIZATION))


@dataclass
class RelationFinder:
    """Finds the relations of an article with the rules and words it is given."""

    rules: Rules
    grammar: Grammar
    titles: Titles
    times: TimeLexicon
    english: EnglishRules
    gazetteer: Gazetteer

    def __post_init__(self) -> None:
        frames = [(t, f) for t in self.rules.types.values() for f in t.frames]
        self._words = SyntaxWords(
            intransitive=frozenset(w for _, f in frames if f.intransitive for w in (*f.verbs, *f.nouns)),
            acts=frozenset(n.replace(" ", "") for _, f in frames if f.bare for n in f.nouns),
            additive=self.grammar.additive,
            floating=self.grammar.floating,
            bound=self.grammar.bound,
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
        names = sorted((n for c in clusters for n in c.names), key=lambda n: n.start)
        context = Context(text, entity, self.grammar)
        day: str | None = None
        at = 0
        for s in analysis.sentences:
            inside = []
            while at < len(names) and names[at].start < s.end:
                if names[at].start >= s.start:
                    inside.append(names[at])
                at += 1
            if skipped(s.start, s.start + 1, marks) and skipped(s.end - 1, s.end, marks):
                continue
            found = find_times(text[s.start : s.end], published, lexicon=self.times, previous_day=day)
            day = last_day(found) or day
            times = [replace(t, start=t.start + s.start, end=t.end + s.start) for t in found]
            if _is_english(text[s.start : s.end]):
                yield SentenceReading(
                    s,
                    Clauses(s.start, s.end, []),
                    findings=self._english(text, s, inside, times),
                    times=times,
                )
            else:
                yield self._korean(text, analysis, s, inside, context, times)

    def _korean(
        self,
        text: str,
        analysis: Analysis,
        s: Sentence,
        names: list[Candidate],
        context: Context,
        times: list[TimeExpr],
    ) -> SentenceReading:
        morphs = analysis.morphs[s.first : s.last]
        clauses = parse(morphs, names, s.start, s.end, self._words)
        reader = PhraseReader(self.titles, self.grammar, text, morphs)
        phrases: dict[int, Phrase] = {c.i: reader.read(c) for c in clauses.chunks if not c.is_predicate}
        context.resolve(clauses, phrases)
        frames = SentenceFrames(text, clauses, phrases, self.rules, self.grammar, context.topic)
        findings = [
            *frames.find(),
            *relational(clauses, phrases, self.rules),
            *context.latecomers(clauses, phrases),
        ]
        posts = list(positions(phrases, clauses.chunks, self.titles, text))
        context.advance(clauses, phrases, findings, posts)
        return SentenceReading(s, clauses, posts, findings, times)

    def _english(
        self, text: str, s: Sentence, names: list[Candidate], times: list[TimeExpr]
    ) -> list[Finding]:
        found = find_english_relations(text[s.start : s.end], s.start, names, self.english, times)
        by_place = {(n.start, n.end): n for n in names}
        return [
            Finding(
                f.type,
                by_place[f.head.start, f.head.end],
                by_place[f.tail.start, f.tail.end],
                f.status,
                f.rule,
                ENGLISH_CONFIDENCE,
                s.start,
                s.end,
                (f.start, f.end),
                f.title,
                f.item,
            )
            for f in found
        ]

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
                for tail, weight in self._bodies(p, head, of, clusters):
                    told = Attributes(title=p.title or None)
                    add(Fact(POSITION, head, tail, Status.ACTUAL, weight, p.rule, [span], told))
            for f in r.findings:
                head, tail = of[f.head.start, f.head.end], of[f.tail.start, f.tail.end]
                told = attributes(f, r.times)
                add(Fact(f.type, head, tail, f.status, f.confidence, f.rule, [span], told))
        return [joined(same) for same in facts.values()]

    def _bodies(
        self, p: Position, person: int, of: dict[tuple[int, int], int], clusters: Sequence[EntityCluster]
    ) -> Iterator[tuple[int, float]]:
        """The body of a post with how sure it is; one that the phrase leaves out is looked up or is the article's only one."""
        if p.body is not None:
            yield of[p.body.start, p.body.end], 0.9
            return
        match = self.titles.pattern.search(p.title)
        core = match["core"] if match else p.title
        entry = self.gazetteer.entries.get(clusters[person].kb_id or "")
        held = {post.body for post in entry.posts if post.title.endswith(core)} if entry else set()
        known = [i for i, c in enumerate(clusters) if c.ids & held]
        if known:
            yield known[0], 0.8
            return
        bodies = [i for i, c in enumerate(clusters) if c.type in _HEADS]
        if core in self.titles.heads and len(bodies) == 1:
            yield bodies[0], 0.6


def _is_english(sentence: str) -> bool:
    """Whether a sentence is written in Latin letters for the most part."""
    latin, hangul = len(re.findall(r"[A-Za-z]", sentence)), len(re.findall(r"[가-힣]", sentence))
    return latin > 4 * hangul and latin > 10

"""How often each relation rule fires on a corpus, so that dead and over-eager rules stand out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from extract.document import Article
from extract.pipeline import OnProblem, Pipeline, Reading

#: A rule that makes this share of its type's findings or more, of no fewer than ``_MANY``, is worth a look.
_EAGER = 0.75
_MANY = 20
_EXAMPLES = 3


@dataclass
class RuleUse:
    """One rule: its relation type, in how many sentences and articles it fired, and the first of those sentences.

    ``share`` is its part of all that its type's rules found; ``mark`` is ``dead`` for no hit,
    ``eager`` for a rule that makes most of many findings of its type, else empty.
    """

    rule: str
    type: str
    hits: int = 0
    articles: int = 0
    share: float = 0.0
    mark: str = ""
    examples: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Return the row as JSON-ready data."""
        return asdict(self)


def rule_uses(pipeline: Pipeline, articles: Iterable[Article], on_problem: OnProblem = bool) -> list[RuleUse]:
    """Read ``articles`` and return every rule with its hits: type by type, the most used first.

    ``on_problem`` is called for each limit that an article hits.
    """
    uses = {rule: RuleUse(rule, kind) for rule, kind in pipeline.rules().items()}
    for article in articles:
        _count(pipeline.parse(article, on_problem), uses)
    total: dict[str, int] = {}
    for use in uses.values():
        total[use.type] = total.get(use.type, 0) + use.hits
    rivals = [use.type for use in uses.values()]
    for use in uses.values():
        use.share = round(use.hits / total[use.type], 3) if total[use.type] else 0.0
        if not use.hits:
            use.mark = "dead"
        elif use.share >= _EAGER and use.hits >= _MANY and rivals.count(use.type) > 1:
            use.mark = "eager"
    return sorted(uses.values(), key=lambda use: (use.type, -use.hits, use.rule))


def _count(reading: Reading, uses: dict[str, RuleUse]) -> None:
    here: set[str] = set()
    for sentence in reading.sentences:
        fired = {f.rule: f.type for f in sentence.findings} | {
            p.rule: "holds_position" for p in sentence.positions
        }
        for rule, kind in fired.items():
            use = uses.setdefault(rule, RuleUse(rule, kind))
            use.hits += 1
            use.articles += rule not in here
            here.add(rule)
            if len(use.examples) < _EXAMPLES:
                span = slice(sentence.sentence.start, sentence.sentence.end)
                use.examples.append(" ".join(reading.normalized.text[span].split()))

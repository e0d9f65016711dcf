"""The words by which attributes are read: ``data/attributes.yml``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class AttributeWords:
    """See the comments in ``data/attributes.yml``."""

    topic_verbs: frozenset[str]
    topic_nouns: frozenset[str]
    topic_empty: frozenset[str]
    bound: frozenset[str]
    around: frozenset[str]
    papers: frozenset[str]
    continuing: tuple[str, ...]
    continuing_nouns: frozenset[str]
    continuing_particles: frozenset[str]
    briefings: frozenset[str]
    according: frozenset[str]
    unsaid: frozenset[str]


def load_attribute_words(path: Path) -> AttributeWords:
    """Read ``data/attributes.yml``.

    Raises:
        KeyError: a section is missing.
    """
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))

    def words(*keys: str) -> frozenset[str]:
        at: Any = raw
        for key in keys:
            at = at[key]
        return frozenset(at)

    return AttributeWords(
        topic_verbs=words("topic", "verbs"),
        topic_nouns=words("topic", "nouns"),
        topic_empty=words("topic", "empty"),
        bound=words("bound"),
        around=words("item", "around"),
        papers=words("item", "papers"),
        continuing=tuple(sorted(words("continues", "words"), key=len, reverse=True)),
        continuing_nouns=words("continues", "nouns"),
        continuing_particles=words("continues", "particles"),
        briefings=words("briefings"),
        according=words("according"),
        unsaid=words("unsaid"),
    )

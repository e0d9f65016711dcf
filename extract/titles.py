"""Titles of posts: the words of ``data/titles.yml`` as regular expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from extract.records import EntityType


@dataclass(frozen=True)
class Fused:
    """A title that shares ``keep`` characters with the end of its body's name (서울시장: 1)."""

    title: str
    keep: int
    types: tuple[EntityType, ...]
    open: bool = False


@dataclass(frozen=True)
class Titles:
    """The title words; ``bodies`` maps each to the entity types of bodies that have such a post."""

    bodies: dict[str, frozenset[EntityType]]
    heads: frozenset[str]
    compound: frozenset[str]
    personal: frozenset[str]
    fused: tuple[Fused, ...]
    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...]
    courtesy: tuple[str, ...]
    not_surnames: frozenset[str]
    surnames: frozenset[str]
    compound_surnames: frozenset[str]
    successive: tuple[str, ...]
    tenure: frozenset[str]
    shared: frozenset[str]
    deputies: tuple[str, ...]
    offices: tuple[str, ...]
    countries: frozenset[str]
    same: tuple[frozenset[str], ...]
    ranks: tuple[str, ...]
    former: frozenset[str]
    hanja_surnames: dict[str, str]

    @cached_property
    def words(self) -> frozenset[str]:
        """All title words."""
        return frozenset(self.bodies) | self.personal

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches one title with its suffix (``대표``, ``사무총장 내정자``) at a position."""
        suffixes = _alternatives(self.suffixes)
        compound = rf"(?:제?\d|[가-힣]{{2,4}})(?:{_alternatives(self.compound)})"
        return re.compile(rf"(?P<core>{_alternatives(self.words)}|{compound})(?P<suffix>\s?(?:{suffixes}))?")

    def bodies_of(self, core: str) -> frozenset[EntityType]:
        """Types of bodies that have the post ``core``; a compound has those of the title it ends with."""
        core = core.replace(" ", "")
        for start in range(len(core)):
            if found := self.bodies.get(core[start:]):
                return found
        return frozenset()

    def is_state(self, core: str) -> bool:
        """Whether ``core`` is the post of a head of state or government: of a place, but of no organization."""
        kinds = self.bodies_of(core)
        return EntityType.PLACE in kinds and not kinds & {EntityType.ORGANIZATION, EntityType.COMPANY}

    @cached_property
    def suffix(self) -> re.Pattern[str]:
        """Matches a word that stands behind a title (``후보``, ``내정자``)."""
        return re.compile(rf"\s?(?:{_alternatives(self.suffixes)})")

    def agree(self, a: str, b: str) -> bool:
        """Whether one person may bear both titles at once: ``국무총리`` and ``총리``, not ``부회장`` and ``회장``."""
        a, b = a.replace(" ", ""), b.replace(" ", "")
        if a == b:
            return True
        short, long = sorted((a, b), key=len)
        if any(short in group and long in group for group in self.same):
            return True
        extra = long.removesuffix(short)
        return bool(short) and extra != long and len(short) > 1 and not extra.endswith(self.ranks)

    @cached_property
    def prefix(self) -> re.Pattern[str]:
        """Matches the words that may stand before a title (``전``, ``신임``) and the space behind them."""
        return re.compile(rf"(?:{_alternatives(self.prefixes)})(?:\(.\))?\s")

    @cached_property
    def surname(self) -> str:
        """A regular expression for a Korean surname."""
        return _alternatives(self.compound_surnames | self.surnames)


def _alternatives(words: Iterable[str]) -> str:
    """Longest first; a space in a word may be absent in the text."""
    return "|".join(
        re.escape(w).replace(r"\ ", r"\s?") for w in sorted(set(words), key=lambda w: (-len(w), w))
    )


def load_titles(path: Path) -> Titles:
    """Read ``data/titles.yml``.

    Raises:
        KeyError, ValueError: a section is missing or an entity type is unknown.
    """
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    bodies: dict[str, set[EntityType]] = {}
    for group in raw["groups"].values():
        for word in group["titles"]:
            bodies.setdefault(word, set()).update(map(EntityType, group["bodies"]))
    fused = (
        Fused(f["title"], f["keep"], tuple(map(EntityType, f["types"])), f.get("open", False))
        for f in raw["fused"]
    )
    return Titles(
        bodies={w: frozenset(t) for w, t in bodies.items()},
        heads=frozenset(raw["heads"]),
        compound=frozenset(raw["compound"]),
        personal=frozenset(raw["personal"]),
        fused=tuple(sorted(fused, key=lambda f: -len(f.title))),
        prefixes=tuple(raw["prefixes"]),
        suffixes=tuple(raw["suffixes"]),
        courtesy=tuple(raw["courtesy"]),
        not_surnames=frozenset(raw["not_surnames"]),
        surnames=frozenset(raw["surnames"]),
        compound_surnames=frozenset(raw["compound_surnames"]),
        successive=tuple(raw["successive"]),
        tenure=frozenset(raw["tenure"]),
        shared=frozenset(raw["shared"]),
        offices=tuple(raw["offices"]),
        deputies=tuple(raw["deputies"]),
        countries=frozenset(raw["countries"]),
        same=tuple(frozenset(w.replace(" ", "") for w in group) for group in raw["same"]),
        ranks=tuple(raw["ranks"]),
        former=frozenset(raw["former"]),
        hanja_surnames=raw["hanja_surnames"],
    )

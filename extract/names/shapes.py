"""How names look: the word lists of ``data/names.yml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from extract.records import EntityType


@dataclass(frozen=True)
class NameShapes:
    """The word lists of ``data/names.yml``."""

    suffixes: dict[EntityType, re.Pattern[str]]
    cues: dict[str, EntityType]
    separable: frozenset[str]
    facilities: re.Pattern[str]
    tails: tuple[str, ...]
    units: tuple[str, ...]
    not_names: frozenset[str]
    national: re.Pattern[str]
    parts: re.Pattern[str]
    slots: dict[EntityType, re.Pattern[str]]
    nations: frozenset[str]
    acts: re.Pattern[str]
    kin: frozenset[str]
    legal: dict[EntityType, re.Pattern[str]]
    compounds: dict[EntityType, re.Pattern[str]]
    latin: dict[str, EntityType]


def load_shapes(path: Path) -> NameShapes:
    """Read ``data/names.yml``."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    suffixes = {
        EntityType(kind): re.compile(
            rf"(?:{'|'.join(sorted(map(re.escape, words), key=lambda w: (-len(w), w)))})$"
        )
        for kind, words in raw["suffixes"].items()
    }
    cues = {word: EntityType(kind) for kind, words in raw["cues"].items() for word in words}
    return NameShapes(
        suffixes,
        cues,
        frozenset(raw["place_heads"]),
        re.compile(raw["facilities"]),
        tuple(raw["tails"]),
        tuple(raw["units"]),
        frozenset((*raw["not_names"], *raw["suffixes"]["COMPANY"])),  # 엔터테인먼트 alone is a trade
        national=re.compile("|".join(sorted(raw["national"], key=lambda w: (-len(w), w)))),
        parts=re.compile(rf"[가-힣A-Za-z·]*?(?:{'|'.join(raw['parts'])})"),
        slots={EntityType(kind): re.compile("|".join(words)) for kind, words in raw["slots"].items()},
        nations=frozenset(raw["nations"]),
        acts=re.compile("|".join(raw["acts"])),
        kin=frozenset(raw["kin"]),
        legal={
            EntityType(kind): re.compile(rf"(?:{'|'.join(words)}) [가-힣A-Za-z]+")
            for kind, words in raw["legal"].items()
        },
        compounds={
            EntityType(kind): re.compile(rf".{{2,}}(?:{'|'.join(words)})")
            for kind, words in raw["compounds"].items()
        },
        latin={word: EntityType(kind) for kind, words in raw["latin"].items() for word in words},
    )

"""The closed-class words of the relation engine: ``data/grammar.yml``."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from extract.records import EntityType, Status

_GATHERINGS = {"gathering_nouns": "nouns", "gathering_verbs": "verbs", "seating_verbs": "seating"}


@dataclass(frozen=True)
class StatusWords:
    """Which words turn an event into a planned, alleged or negated one; see the comments in ``data/grammar.yml``.

    ``idioms`` maps a stem to the statuses of the nouns that it makes an idiom with.
    """

    nouns: dict[str, Status]
    suffixes: dict[str, Status]
    verbs: dict[str, Status]
    endings: dict[str, Status]
    idioms: dict[str, dict[str, Status]]
    clausal: frozenset[str]
    mistaken: frozenset[str]
    denying: frozenset[str]
    grading: frozenset[str]
    postponing: frozenset[str]
    excluding: frozenset[str]
    settling: frozenset[str]
    present: frozenset[str]
    sequential: frozenset[str]
    onward: frozenset[str]
    after: frozenset[str]
    timeless: frozenset[str]
    chances: frozenset[str]
    reports: frozenset[str]
    contents: frozenset[str]
    towards: frozenset[str]
    about: frozenset[str]

    @cached_property
    def negation(self) -> frozenset[str]:
        """The endings and auxiliaries that deny."""
        return frozenset(form for form, status in self.endings.items() if status is Status.NEGATED)


@dataclass(frozen=True)
class Anaphor:
    """What a word for parties named before stands for: ``count`` of them, of one of ``types``.

    An ``acting`` word does so only as a party of its clause; ``order`` is which one of the last two it is, 0 for none.
    """

    types: frozenset[EntityType]
    count: int
    acting: bool = False
    order: int = 0


@dataclass(frozen=True)
class Grammar:
    """``particles``, ``particle_verbs`` and ``voices`` map one to its class, ``listing`` a verb to its particles, ``numerals`` one to its count; see the comments in ``data/grammar.yml`` for the rest."""

    particles: dict[str, str]
    particle_verbs: dict[str, str]
    arguments: frozenset[str]
    tellers: frozenset[str]
    coordination: frozenset[str]
    listing: dict[str, frozenset[str]]
    numerals: dict[str, int]
    voices: dict[str, str]
    voice_verbs: frozenset[str]
    negative_adverbs: frozenset[str]
    quoting: frozenset[str]
    quoting_particles: frozenset[str]
    intending: frozenset[str]
    auxiliaries: frozenset[str]
    separating: frozenset[str]
    dating: frozenset[str]
    earliest: dict[str, frozenset[str]]
    past: frozenset[str]
    past_adnominal: frozenset[str]
    future_adnominal: frozenset[str]
    stand_ins: frozenset[str]
    kinds: frozenset[str]
    act_tails: frozenset[str]
    lights: frozenset[str]
    status: StatusWords
    saying: frozenset[str]
    additive: frozenset[str]
    floating: frozenset[str]
    bound: frozenset[str]
    temporal: frozenset[str]
    date_units: frozenset[str]
    heirs: frozenset[str]
    joint: frozenset[str]
    judging: frozenset[str]
    charges: frozenset[str]
    instead: frozenset[str]
    purposes: frozenset[str]
    classes: frozenset[str]
    makes: frozenset[str]
    means: frozenset[str]
    respective: frozenset[str]
    comparing: frozenset[str]
    joints: frozenset[str]
    arising: frozenset[str]
    made: frozenset[str]
    settings: frozenset[str]
    between: frozenset[str]
    along: frozenset[str]
    people: frozenset[str]
    persons: frozenset[str]
    siblings: frozenset[str]
    born: frozenset[str]
    uses: frozenset[str]
    orders: frozenset[str]
    leads: frozenset[str]
    bases: frozenset[str]
    currencies: frozenset[str]
    offers: frozenset[str]
    so: frozenset[str]
    speakers: frozenset[str]
    periods: frozenset[str]
    contrast: frozenset[str]
    empty_nouns: frozenset[str]
    clausal_nouns: frozenset[str]
    dues: frozenset[str]
    ceremonies: frozenset[str]
    payments: frozenset[str]
    holding: frozenset[str]
    anaphora: dict[str, Anaphor]
    bodies: dict[str, frozenset[str]]
    gathering_nouns: frozenset[str]
    gathering_verbs: frozenset[str]
    seating_verbs: frozenset[str]


def _classes(table: dict[str, list[str]]) -> dict[str, str]:
    return {word: cls for cls, words in table.items() for word in words}


def _by_word(table: dict[str, list[str]]) -> dict[str, Status]:
    return {word: Status(status) for status, words in table.items() for word in words}


def _idioms(table: dict[str, list[str]]) -> dict[str, dict[str, Status]]:
    out: dict[str, dict[str, Status]] = {}
    for words, status in _by_word(table).items():
        noun, stem = words.split()
        out.setdefault(stem, {})[noun] = status
    return out


def _word_sets(table: type[Any], raw: dict[str, Any]) -> dict[str, frozenset[str]]:
    """The sections of ``raw`` that are plain word lists, by the fields of ``table`` that want one."""
    wanted = (f.name for f in fields(table) if f.type == "frozenset[str]" and f.name not in _GATHERINGS)
    return {name: frozenset(raw[name]) for name in wanted}


def _status(raw: dict[str, Any]) -> StatusWords:
    return StatusWords(
        **_word_sets(StatusWords, raw),
        nouns=_by_word(raw["nouns"]),
        suffixes=_by_word(raw["suffixes"]),
        verbs=_by_word(raw["verbs"]),
        endings=_by_word(raw["endings"]),
        idioms=_idioms(raw["idioms"]),
    )


def _anaphora(rows: list[dict[str, Any]], numerals: dict[int, list[str]]) -> dict[str, Anaphor]:
    """The words of ``rows``, and their ``nouns`` behind each number (두 회사)."""
    out = {}
    for row in rows:
        types = frozenset(map(EntityType, row["types"]))
        for word in row.get("words", ()):
            out[word] = Anaphor(types, row["count"], row.get("acting", False), row.get("order", 0))
        for count, noun in ((c, n) for c in numerals for n in row.get("nouns", ())):
            for number in numerals[count]:
                out[f"{number} {noun}"] = out[number + noun] = Anaphor(types, count)
    return out


def load_grammar(path: Path) -> Grammar:
    """Read ``data/grammar.yml``.

    Raises:
        KeyError, ValueError: a section is missing or a status is unknown.
    """
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Grammar(
        **_word_sets(Grammar, raw),
        particles=_classes(raw["particles"]),
        particle_verbs=_classes(raw["particle_verbs"]),
        voices=_classes(raw["voices"]),
        earliest={stem: frozenset(endings) for stem, endings in raw["earliest"].items()},
        listing={verb: frozenset(particles) for verb, particles in raw["listing"].items()},
        numerals={word: count for count, words in raw["numerals"].items() for word in words},
        status=_status(raw["status"]),
        anaphora=_anaphora(raw["anaphora"], raw["numerals"]),
        bodies={word: frozenset(forms) for word, forms in raw["bodies"].items()},
        **{name: frozenset(raw["gatherings"][part]) for name, part in _GATHERINGS.items()},
    )

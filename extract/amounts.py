"""Sums of money, quantities and percentages of Korean and English news, with normalised units.

Words are in ``data/amounts.yml``; this module holds the grammar of numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from extract.gazetteer import DataError, Problem

AmountKind = Literal["money", "quantity", "percent"]

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,9})?"
_LEFT = r"(?<![A-Za-z\d])(?<!\d[.,:/-])"
_KEYS = {
    "money", "signs", "percent", "quantities", "small", "big", "english", "vague", "unsaid", "to", "approx", "per", "particles",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AmountExpr:
    """One amount, ``text[start:end]``.

    ``value`` counts in ``unit`` (an ISO 4217 currency, ``%``, ``장``, ``GW`` …); it is None
    for ranges and vague numbers (``수백 조원``). ``approx`` says that the text rounds or
    bounds it; ``per`` is what each of costs or holds that much (``대당 6만원``: ``대``).
    """

    start: int
    end: int
    text: str
    value: float | None
    unit: str | None
    kind: AmountKind
    approx: bool = False
    per: str | None = None


@dataclass(frozen=True)
class _Unit:
    """What a unit word stands for, and the guards that keep it from being read into other words."""

    name: str
    kind: AmountKind
    least: float = 0
    not_before: re.Pattern[str] | None = None
    counted: re.Pattern[str] | None = None

    def fits(self, value: float | None, text: str, end: int) -> bool:
        """Whether an amount that ends at ``end`` counts this unit, and is no age, rank or ordinal."""
        if self.not_before and self.not_before.match(text, end):
            return False
        if value is None or value >= self.least:
            return True
        return bool(self.counted and value % 10 and self.counted.match(text, end))


@dataclass(frozen=True)
class AmountLexicon:
    """The words of ``data/amounts.yml``, compiled; make one with ``load_amounts``."""

    pattern: re.Pattern[str]
    parts: re.Pattern[str]
    scales: Mapping[str, int]
    big: frozenset[str]
    units: Mapping[str, _Unit]
    per: re.Pattern[str]
    inside: str
    unsaid: str


def _any(words: Iterable[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(w).replace(r"\ ", r"\s?") for w in ordered) + ")" if ordered else "(?!)"


def _key(word: str) -> str:
    return re.sub(r"\s", "", word)


def _units(data: Mapping[str, Any]) -> tuple[dict[str, _Unit], list[str]]:
    """Return the units by their words, and the words that two units claim."""
    units: dict[str, _Unit] = {}
    twice: list[str] = []
    plain: tuple[tuple[AmountKind, str], ...] = (
        ("money", "money"),
        ("money", "signs"),
        ("percent", "percent"),
    )
    told = [(kind, name, {"words": words}) for kind, key in plain for name, words in data[key].items()]
    told += [("quantity", name, spec) for name, spec in data["quantities"].items()]
    for kind, name, spec in told:
        guards = (
            re.compile(rf"\s?{_any(spec[key])}") if key in spec else None for key in ("not_before", "counted")
        )
        not_before, counted = guards
        for word in map(_key, spec["words"]):
            if word in units:
                twice.append(word)
            units[word] = _Unit(name, kind, spec.get("least", 0), not_before, counted)
    return units, twice


def load_amounts(path: Path) -> AmountLexicon:
    """Read and compile ``data/amounts.yml``.

    Raises:
        DataError: where a key is missing or unknown, or a word stands for two units.
    """
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    problems = [Problem(str(path), f"{key} is missing") for key in sorted(_KEYS - set(data))]
    problems += [Problem(str(path), f"{key} is no key of this file") for key in sorted(set(data) - _KEYS)]
    units, twice = ({}, []) if problems else _units(data)
    problems += [Problem(str(path), f"{word} stands for two units") for word in twice]
    if problems:
        raise DataError(problems)
    small, big, approx, unsaid = _any(data["small"]), _any(data["big"]), data["approx"], data["unsaid"]
    inside = rf"{approx['inside']}?"
    scaled = rf"{_NUMBER}{inside}(?:\s?{small})?(?:\s?{big}{inside})?"
    count = (
        rf"(?:{_any(data['vague'])}\s?(?:{small}\s?{big}?|{big})"
        rf"|{scaled}(?:\s?{_NUMBER}{inside}(?:\s?{small})?\s?{big}{inside}){{0,3}}(?:(?<={big})\s?{_NUMBER}{inside}{small}?)?|{small}{{1,2}}{big})"
    )
    words = [w for key in ("money", "percent") for group in data[key].values() for w in group]
    words += [w for spec in data["quantities"].values() for w in spec["words"]]
    signs = _any(s for group in data["signs"].values() for s in group)
    english = _any(data["english"])
    end = rf"(?=(?:{_any(data['particles'])}|{_any(approx['after'])})*(?![가-힣A-Za-z]))"
    gloss = rf"(?:\((?:{_any(w for w in words if w.isascii())})\))?"
    to, after = _any(data["to"]), rf"(?:\s?{_any(approx['after'])}(?![A-Za-z]))?"
    before = rf"(?:(?P<before>{_any(approx['before'])})\s?)?"
    return AmountLexicon(
        pattern=re.compile(
            rf"{_LEFT}(?<![가-힣](?=[가-힣])){before}(?:(?P<sign>{signs})\s?(?P<sum>{_NUMBER}(?:\s?{english}(?![A-Za-z]))?)"
            rf"|(?P<from>{count}{to}\s?)?(?P<count>{count})(?:\s?(?P<english>{english})(?=\s))?"
            rf"(?:\s?(?P<unit>{_any(words)}){end}{gloss}|(?<={_any(unsaid['of'])}){end}(?!\s?{_any(unsaid['not_before'])})))"
            rf"(?P<after>{after})"
        ),
        parts=re.compile(rf"(?P<number>{_NUMBER})|(?P<scale>{small}|{big}|{english})"),
        scales={**data["small"], **data["big"], **data["english"]},
        big=frozenset(data["big"]) | frozenset(data["english"]),
        units=units,
        per=re.compile(rf"(?P<per>[가-힣A-Za-z]{{1,6}}){data['per']}\s?$"),
        inside=approx["inside"],
        unsaid=unsaid["unit"],
    )


def _value(count: str, lexicon: AmountLexicon) -> float | None:
    """Return the number that ``1조 4,000억``, ``8만5000``, ``3천만`` or ``500 billion`` is; None where it is vague."""
    total, current, started = 0.0, 0.0, False
    for part in lexicon.parts.finditer(count):
        if part["number"]:
            current, started = float(part["number"].replace(",", "")), True
        elif part["scale"] in lexicon.big:
            total, current = total + (current or 1.0) * lexicon.scales[part["scale"]], 0.0
        else:
            current = (current or 1.0) * lexicon.scales[part["scale"]]
    vague = not started and lexicon.parts.match(count) is None
    return None if vague else total + current


def find_amounts(text: str, lexicon: AmountLexicon) -> list[AmountExpr]:
    """Find the amounts of ``text`` (Unicode NFC), in order: ``5,000억 달러``, ``약 90만 장``, ``지분 50%``, ``$5 bn``."""
    found: list[AmountExpr] = []
    for match in lexicon.pattern.finditer(text):
        unit = lexicon.units[_key(match["unit"] or match["sign"] or lexicon.unsaid)]
        told = match["sum"] or f"{match['count']}{match['english'] or ''}"
        value = None if match["from"] else _value(told, lexicon)
        if not unit.fits(value, text, match.end()):
            continue
        per = lexicon.per.search(text[max(0, match.start() - 10) : match.start()])
        approx = bool(
            match["before"] or match["after"] or match["from"] or value is None or lexicon.inside in told
        )
        start, end = match.span()
        found.append(
            AmountExpr(start, end, match[0], value, unit.name, unit.kind, approx, per["per"] if per else None)
        )
    return found

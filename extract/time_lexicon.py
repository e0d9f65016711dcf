"""The words and forms of time expressions: ``data/times.yml``, compiled to regular expressions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from extract.gazetteer import DataError, Problem

Kind = Literal["point", "deadline", "start", "range"]

_NUMBERS = {
    "Y": r"(?:1[5-9]|20|21)\d\d", "Y2": r"(?:(?:1[5-9]|20|21)\d\d|\d\d)", "yy": r"\d\d",
    "M": r"(?:1[0-2]|0?[1-9])", "M2": r"(?:1[0-2]|0?[1-9])",
    "D": r"(?:3[01]|[12]\d|0?[1-9])", "D2": r"(?:3[01]|[12]\d|0?[1-9])",
    "Q": r"[1-4]", "N": r"\d{1,3}",
}  # fmt: skip
_SYNTAX = {"[": "(?:", "]": ")?", "(": "(?:", ")": ")", "|": "|", " ": r"[ \u00a0\n]?", "'": "['‘’]"}
_TOKEN = re.compile(r"\{(\w+)\}|(.)")
_LEFT = r"(?:(?<![가-힣])|(?=\d))(?<![A-Za-z\d-])(?<!\d[.,:/])"
_RIGHT = r"(?!(?<=[A-Za-z\d])[A-Za-z\d])"


@dataclass(frozen=True)
class TimeLexicon:
    """The words and compiled forms of ``data/times.yml``; make one with ``load_times``."""

    pattern: re.Pattern[str]
    slots: tuple[str, ...]
    words: Mapping[str, Mapping[str, int]]
    tail: re.Pattern[str]
    kinds: Mapping[Kind, tuple[re.Pattern[str], re.Pattern[str]]]
    not_after: re.Pattern[str]
    not_before: Mapping[str, re.Pattern[str]]
    one_day: re.Pattern[str]
    reporting: re.Pattern[str]
    since_day: re.Pattern[str]
    from_then: re.Pattern[str]

    def read(self, match: re.Match[str]) -> dict[str, int]:
        """Return what each slot of ``match`` says, by the slot's name."""
        out: dict[str, int] = {}
        for slot, text in zip(self.slots, match.groups(), strict=True):
            if slot and text is not None:
                words = self.words.get(slot)
                key = re.sub(r"\s", "", text)
                out[slot] = int(text) if words is None else words[key]
        return out


def _any(words: Iterable[Any]) -> str:
    """Return a pattern for any of ``words``, the longest first, with spaces that may be missing."""
    ordered = sorted((str(w) for w in words), key=len, reverse=True)
    return "(?:" + "|".join(re.escape(w).replace(r"\ ", r"\s?") for w in ordered) + ")" if ordered else "(?!)"


def _compile_forms(data: Mapping[str, Any], word_end: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Compile all forms to one pattern, and tell which slot each of its groups is."""
    slots: list[str] = []
    words: Mapping[str, Mapping[str, int]] = data["words"]

    def compiled(token: re.Match[str]) -> str:
        slot, char = token[1], token[2]
        if slot is None:
            return word_end if char == "$" else _SYNTAX.get(char, re.escape(char))
        slots.append(slot)
        return f"({_NUMBERS[slot] if slot in _NUMBERS else _any(words[slot])})"

    choices = []
    for form in data["forms"]:
        whole = re.sub(r"<(\w+)>", lambda m: data["parts"][m[1]], form)
        choices.append(_TOKEN.sub(compiled, whole))
    start = _start(w for group in words.values() for w in group)
    return re.compile(f"{start}{_LEFT}(?:{'|'.join(choices)}){_RIGHT}"), tuple(slots)


def _start(words: Iterable[str]) -> str:
    """Return a look-ahead for what forms begin with, by two letters: most places are passed without trying any form."""
    behind: dict[str, set[str]] = defaultdict(set)
    for word in words:
        behind[word[0]].add(word[1:2])
    alone = {first for first, seconds in behind.items() if "" in seconds} | set("지tQ'‘’")
    pairs = (
        f"{re.escape(first)}[{re.escape(''.join(sorted(seconds)))}]"
        for first, seconds in sorted(behind.items())
        if first not in alone
    )
    return rf"(?=[\d{re.escape(''.join(sorted(alone)))}]|{'|'.join(pairs)})"


def _problems(data: Mapping[str, Any], where: str) -> list[Problem]:
    out = [Problem(where, f"{key} is missing") for key in sorted(_KEYS - set(data))]
    out += [Problem(where, f"{key} is no key of this file") for key in sorted(set(data) - _KEYS)]
    for form in data.get("forms", ()):
        for part in re.findall(r"<(\w+)>", form):
            if part not in data.get("parts", {}):
                out.append(Problem(where, f"form {form!r}: <{part}> is not under parts"))
        for slot in re.findall(r"\{(\w+)\}", form):
            if slot not in _NUMBERS and slot not in data.get("words", {}):
                out.append(Problem(where, f"form {form!r}: {{{slot}}} is not under words"))
    return out


_KEYS = {
    "words", "parts", "forms", "tail", "kinds", "particles", "not_after", "not_before", "one_day", "reporting", "since_day", "from_then",
}  # fmt: skip


def load_times(path: Path) -> TimeLexicon:
    """Read and compile ``data/times.yml``.

    Raises:
        DataError: where a key is missing or unknown, or a form names a slot that is not there.
    """
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    if problems := _problems(data, str(path)):
        raise DataError(problems)
    end = rf"(?=(?:{_any(data['particles'])})?(?![가-힣]))"
    pattern, slots = _compile_forms(data, end)
    tail, reporting = data["tail"], data["reporting"]
    clock = rf"\d{{1,2}}{tail['hour']}(?:\s?\d{{1,2}}{tail['minute']})?"
    local = rf"(?:\s?\({_any(tail['local'])}\))?"
    part = _any(tail["daypart"])
    return TimeLexicon(
        pattern=pattern,
        slots=slots,
        words={
            slot: {re.sub(r"\s", "", w): n for w, n in words.items()} for slot, words in data["words"].items()
        },
        tail=re.compile(rf"{local}(?:\s?{part}(?:\s?{clock}|{end})|\s{clock})?{local}"),
        kinds={
            kind: (re.compile(rf"\s?{_any(w['after'])}"), re.compile(rf"(?<![A-Za-z]){_any(w['before'])}\s$"))
            for kind, w in data["kinds"].items()
        },
        not_after=re.compile(rf"(?<![가-힣]){_any(data['not_after'])}\s?$"),
        not_before={
            unit: re.compile(rf"\s?{_any(w['words'])}{end}|{_any(w['joined'])}")
            for unit, w in data["not_before"].items()
        },
        one_day=re.compile(rf"\s{_any(data['one_day'])}"),
        reporting=re.compile(
            rf"(?:에)?\s(?:{_any(reporting['fillers'])}\s){{0,4}}{_any(reporting['verbs'])}"
            rf"|\s[^\s,.]+(?:\s[^\s,.]+){{0,3}}\s{_any(reporting['sources'])}"
        ),
        since_day=re.compile(rf"\s?{_any(data['since_day'])}(?![가-힣])"),
        from_then=re.compile(rf"(?<![가-힣]){_any(data['from_then'])}\s$"),
    )

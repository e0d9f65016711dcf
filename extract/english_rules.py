"""The rules for English clauses: ``data/relations_en.yml``, compiled to patterns over encoded sentences.

An encoded sentence has one space after each token; each group of entities (``A and B``) is
the token ``⟨n⟩``, the rest are the words themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from extract.gazetteer import DataError, Problem
from extract.records import EntityType, Status

GROUP = r"⟨\d+⟩"
_PLAIN = r"(?![,.;:] )[^\s⟨⟩“”\"()]+"
_TOKEN = re.compile(r"\.\.|\*[\w-]+|[\[\]()|]|[^\s\[\]()|]+")
_ROLES = ("head", "tail", "both", "other")
_KEYS = {
    "types", "symmetric", "rules", "verbs", "auxiliary", "status", "before_subject", "alone", "subject", "shared",
    "prepositions", "titles", "title_modifiers", "demonyms", "place_nouns", "conjunctions", "not_modifiers",
    "determiners", "gap_stops", "others", "saying", "when", "people", "two",
}  # fmt: skip
_RULE_KEYS = {"type", "forms", "nominal", "unless", "item", "status"}


@dataclass(frozen=True)
class Form:
    """One form of a rule. ``subject`` is the role that stands before the verb; None for forms without a verb."""

    rule: str
    type: str
    pattern: re.Pattern[str]
    subject: str | None
    status: Status | None
    unless: re.Pattern[str] | None
    item: re.Pattern[str] | None


@dataclass(frozen=True)
class EnglishRules:
    """All rules and words of ``data/relations_en.yml``; make them with ``load_english``."""

    forms: tuple[Form, ...]
    types: Mapping[str, Mapping[str, frozenset[str]]]
    symmetric: frozenset[str]
    auxiliary: re.Pattern[str]
    status: Mapping[Status, re.Pattern[str]]
    done: re.Pattern[str]
    before_subject: Mapping[Status, re.Pattern[str]]
    subject: tuple[tuple[str, re.Pattern[str]], ...]
    shared: re.Pattern[str]
    predicate: re.Pattern[str]
    preposition: re.Pattern[str]
    titles: frozenset[tuple[str, ...]]
    title_modifiers: frozenset[str]
    demonyms: frozenset[str]
    nouns_before: frozenset[tuple[str, ...]]
    nouns_after: frozenset[tuple[str, ...]]
    conjunctions: frozenset[tuple[str, ...]]
    not_modifiers: frozenset[str]
    determiners: re.Pattern[str]
    verbs: frozenset[str]
    two_bodies: re.Pattern[str]
    two_people: re.Pattern[str]
    bases: frozenset[str]
    stops: re.Pattern[str]
    others: frozenset[str]
    saying: re.Pattern[str]


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + ")"


def _inflect(lemma: str) -> list[str]:
    """Return the regular forms of a verb; of ``team up`` and the like only the first word changes."""
    stem = lemma.removesuffix("e")
    if re.search(r"[^aeiou]y$", lemma):
        return [lemma, f"{lemma[:-1]}ies", f"{lemma[:-1]}ied", f"{lemma}ing"]
    s = "es" if re.search(r"(?:s|sh|ch|x|z)$", lemma) else "s"
    return [lemma, f"{lemma}{s}", f"{stem}ed", f"{stem}ing"]


def _words(entries: Iterable[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(e.lower().split()) for e in entries)


class _Compiler:
    """Turns the forms of the file into regular expressions."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.verbs: dict[str, list[str]] = dict(data["verbs"])
        self.titles = _any(data["titles"])
        self.alone = data["alone"]
        self.gap = rf"(?:(?!{_any(data['gap_stops'])} )(?:{_PLAIN}|{GROUP}) )"
        self.plain = rf"(?:(?!{_any(data['not_modifiers'])} ){_PLAIN} )"
        self.people = rf"(?:(?:{_PLAIN} ){{0,2}}{_any(data['people'])} (?:from|of|at) )?"
        self.modifiers = rf"{self.plain}{{0,4}}"

    def form(self, text: str, *, verbal: bool) -> tuple[str, str | None]:
        """Return the pattern of one form and the role of its subject.

        Raises:
            ValueError: where a verbal form has no subject or no verb, or brackets do not match.
        """
        tokens, subject, seen = _TOKEN.findall(text), None, set[str]()
        if verbal:
            subject = tokens.pop(0)
            if subject not in _ROLES or not tokens or not tokens[0].startswith("*"):
                raise ValueError("a form begins with a role and a *verb")
        pattern = "".join(self._token(token, seen) for token in tokens)
        if tokens[-1] == "item":  # nothing follows that would end it: run to the next preposition
            pattern = pattern[: pattern.rindex("(?P<item>")] + rf"(?P<item>{self.plain}{{1,6}})"
        if subject == "both":
            alone = self.alone if tokens[-1].startswith("*") else ""
            pattern += rf"{alone}(?!(?:{_PLAIN} ){{0,8}}with )"
        return pattern, subject

    def _token(self, word: str, seen: set[str]) -> str:
        simple = {"[": "(?:", "]": ")?", "(": "(?:", ")": ")", "|": "|", "..": f"{self.gap}{{0,6}}?"}
        if word in simple:
            return simple[word]
        if word.startswith("*"):
            forms = self.verbs.get(word[1:]) or _inflect(word[1:])
            return rf"(?P<verb>{_any(forms)}) (?P<post>(?:not |never )?(?:\w+ly |also )?)"
        if word in {*_ROLES, "item", "title"}:
            name = f"?P<{word}>" if word not in seen else "?:"
            seen.add(word)
            if word == "item":
                return rf"({name}{self.gap}{{1,9}}?)"
            if word == "title":
                return rf"(?:(?:a|an|the|its|new|co) )*({name}{self.titles}) "
            return rf"{self.people}{self.modifiers}({name}{GROUP}) "
        return f"{re.escape(word)} " if word in {"'s", ",", "."} else rf"(?:(?:a|an|the) )?{re.escape(word)} "


def _problems(data: Mapping[str, Any], where: str) -> Iterator[Problem]:
    for key in sorted(_KEYS ^ set(data)):
        yield Problem(where, f"{key} is {'no key of this file' if key in data else 'missing'}")
    for name, roles in data.get("types", {}).items():
        for wrong in {t for types in roles.values() for t in types} - set(EntityType):
            yield Problem(where, f"types.{name}: {wrong} is none of {', '.join(EntityType)}")
    for name, rule in data.get("rules", {}).items():
        if rule.get("type") not in data.get("types", {}):
            yield Problem(where, f"{name}: type {rule.get('type')!r} is not under types")
        for key in sorted(set(rule) - _RULE_KEYS):
            yield Problem(where, f"{name}: {key} is no key of a rule")


def _forms(data: Mapping[str, Any], where: str) -> Iterator[Form | Problem]:
    compiler = _Compiler(data)
    for name, rule in data["rules"].items():
        unless, item = (re.compile(rule[k], re.IGNORECASE) if k in rule else None for k in ("unless", "item"))
        status = Status(rule["status"]) if "status" in rule else None
        for text, verbal in [(t, True) for t in rule["forms"]] + [
            (t, False) for t in rule.get("nominal", ())
        ]:
            try:
                pattern, subject = compiler.form(text, verbal=verbal)
                compiled = re.compile(rf"(?<!\S){pattern}", re.IGNORECASE)
            except (ValueError, re.error) as error:
                yield Problem(where, f"{name}: form {text!r}: {error}")
            else:
                yield Form(name, rule["type"], compiled, subject, status, unless, item)


def load_english(path: Path) -> EnglishRules:
    """Read and compile ``data/relations_en.yml``.

    Raises:
        DataError: with every unknown or missing key, type and malformed form.
    """
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    problems = list(_problems(data, str(path)))
    forms = [] if problems else list(_forms(data, str(path)))
    problems += [f for f in forms if isinstance(f, Problem)]
    if problems:
        raise DataError(problems)
    aux = rf"(?:(?:{_any(data['auxiliary'])}|\w+ly|{data['when']}) )"
    lemmas = {
        t[1:] for r in data["rules"].values() for f in r["forms"] for t in _TOKEN.findall(f) if t[0] == "*"
    }
    verbs = frozenset(v for lemma in lemmas for v in data["verbs"].get(lemma) or _inflect(lemma))
    status = {Status(k): v for k, v in data["status"].items() if k != "done"}
    return EnglishRules(
        forms=tuple(f for f in forms if isinstance(f, Form)),
        types={t: {role: frozenset(v) for role, v in roles.items()} for t, roles in data["types"].items()},
        symmetric=frozenset(data["symmetric"]),
        auxiliary=re.compile(rf"(?<!\S){aux}*$", re.IGNORECASE),
        status={k: re.compile(rf"(?<!\S){v}(?!\S)", re.IGNORECASE) for k, v in status.items()},
        done=re.compile(rf"(?<!\S){data['status']['done']} ", re.IGNORECASE),
        before_subject={
            Status(k): re.compile(rf"(?<!\S){v}", re.IGNORECASE) for k, v in data["before_subject"].items()
        },
        subject=tuple(
            (name, re.compile(rf"{v.replace('#', f'(?P<g>{GROUP})')} $", re.IGNORECASE))
            for name, v in data["subject"].items()
        ),
        shared=re.compile(rf"(?<!\S){data['shared']} $", re.IGNORECASE),
        predicate=re.compile(
            rf"(?P<g>{GROUP}) (?:, [^,⟨⟩]*, |(?:, )?who )?(?P<aux>{aux}*)(?:{_any(verbs)}|[a-z]+ed|said) ",
            re.IGNORECASE,
        ),
        preposition=re.compile(
            rf"(?<!\S){_any(data['prepositions'])} (?:(?:the|a|an|its) )?$", re.IGNORECASE
        ),
        two_bodies=re.compile(rf"\b{_any(data['two']['bodies'])}\b", re.IGNORECASE),
        two_people=re.compile(rf"\b{_any(data['two']['people'])}\b", re.IGNORECASE),
        titles=_words(data["titles"]),
        title_modifiers=frozenset(data["title_modifiers"]),
        demonyms=frozenset(data["demonyms"]),
        nouns_before=_words(data["place_nouns"]["before"]),
        nouns_after=_words(data["place_nouns"]["after"]),
        conjunctions=_words(data["conjunctions"]),
        not_modifiers=frozenset(data["not_modifiers"]),
        determiners=re.compile(rf"^(?:{data['determiners']}\s)+", re.IGNORECASE),
        verbs=verbs,
        bases=frozenset((data["verbs"].get(lemma) or [lemma])[0] for lemma in lemmas),
        others=frozenset(data["others"]),
        saying=re.compile(rf"\b{_any(data['saying'])}\s(?:on\s)?$"),
        stops=re.compile(rf"\b{_any(data['gap_stops'])}\b|;"),
    )

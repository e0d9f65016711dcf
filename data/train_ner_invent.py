"""Texts with names that do not exist, for training the name model.

In copies of labelled texts names give way to invented ones of their kind, the same name always to the same and its
short forms to short forms; frames of ``train_ner_invent.yml`` are filled with invented names. The material is in that
file. Rows are dicts like those that ``train_ner_corpus.read`` reads: ``id``, ``text``, ``spans``.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from extract.titles import load_titles

FILE = Path(__file__).with_suffix(".yml")
Row = dict[str, Any]
#: What replaces ``[start, end)`` of a text, and the label if it is a name.
Edit = tuple[int, int, str, str | None]

_FIRST = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWEL = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_LAST = ".ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_GA, _HIH, _LASTS = ord("가"), ord("힣"), len(_LAST)
_RIEUL = _LAST.index("ㄹ")

#: Particles behind a consonant and behind a vowel, and what may stand behind them in the same word.
_PARTICLES = (
    ("은", "는", ""),
    ("이", "가", ""),
    ("을", "를", ""),
    ("과", "와", "의|는|도|만"),
    ("으로", "로", "부터|서|써|서는|의|는|도|만|까지"),
    ("이라", "라", "고|는|며|면|서|도|고는|는데|던"),
    ("이나", "나", "마"),
    ("이다", "다", ""),
    ("이며", "며", ""),
    ("이고", "고", ""),
    ("이란", "란", ""),
    ("이든", "든", "지"),
    ("이랑", "랑", ""),
    ("이었", "였", "다|고|던|으며|는데|지만"),
    ("이에요", "예요", ""),
    ("이자", "자", ""),
)
_PARTICLE = {
    form: (i, re.compile(rf"{form}(?:{tails})?(?![가-힣])" if tails else rf"{form}(?![가-힣])"))
    for i, (consonant, vowel, tails) in enumerate(_PARTICLES)
    for form in (consonant, vowel)
}
#: What may stand between a name and its particle: a closing mark, or a bracket.
_BETWEEN = re.compile(r"[’”'\"」》>]?(?:\([^()\n]{1,40}\))?[’”'\"」》>]?")
#: How letters and digits sound at their end: with a ㄹ, with another consonant.
_L_SOUND, _C_SOUND = frozenset("LRlr178"), frozenset("MNmn036kptbKPTB")
_CAPS_L, _CAPS_C = frozenset("LR"), frozenset("MN")

_PART = re.compile(r"<(\w+)>|\{([^{}]*)\}")
_SLOT = re.compile(r"\[([A-Z])(\d?)(-?)\]|\[([a-z]+)\]|\[([^][/]+)/([A-Z])\]")
_HANGUL = re.compile(r"[가-힣]+")
_KOREAN_NAME = re.compile(r"[가-힣]{2,4}")
SLOTS = {
    "C": "COMPANY",
    "P": "PERSON",
    "F": "PERSON",
    "A": "AGENCY",
    "O": "ORGANIZATION",
    "L": "PLACE",
    "J": "PROJECT",
    "E": "EVENT",
    "B": "ORGANIZATION",
}
#: How often a name of each type is replaced in a copy.
SHARES = {
    "COMPANY": 0.75,
    "PERSON": 0.7,
    "ORGANIZATION": 0.7,
    "AGENCY": 0.6,
    "PLACE": 0.08,
    "PROJECT": 0.15,
    "EVENT": 0.1,
}
#: How often a firm keeps the ending of its name; the others are called anything.
KEPT_ENDING = 0.6
#: How often a slot for a Korean takes a foreigner.
FOREIGN = 0.12
_STEM = "~"


def sound(word: str) -> tuple[bool, bool]:
    """Return whether ``word`` ends in a consonant when read aloud, and whether that is ㄹ."""
    last = word[-1:]
    if _GA <= ord(last or " ") <= _HIH:
        final = (ord(last) - _GA) % _LASTS
        return final > 0, final == _RIEUL
    capital = word.isupper()
    if last in (_CAPS_L if capital else _L_SOUND):
        return True, True
    return last in (_CAPS_C | frozenset("036") if capital else _C_SOUND), False


def agreed(particle: int, word: str) -> str:
    """Return the form of a particle (its number in ``_PARTICLES``) behind ``word``."""
    consonant, vowel, _ = _PARTICLES[particle]
    closed, rieul = sound(word)
    return consonant if closed and not (rieul and vowel == "로") else vowel


def particle_edit(text: str, start: int, end: int, new: str) -> Edit | None:
    """Return how the particle behind the name ``[start, end)`` changes when the name becomes ``new``."""
    between = _BETWEEN.match(text, end)
    at = between.end() if between else end
    for form, (number, pattern) in _PARTICLE.items():
        if pattern.match(text, at):
            old = text[start:end]
            if _HANGUL.fullmatch(old[-1:]) and agreed(number, old) != form:
                continue
            return at, at + len(form), agreed(number, new), None
    return None


def edited(text: str, edits: Iterable[Edit]) -> tuple[str, list[Row]]:
    """Return ``text`` with ``edits``, and the spans of those that are names; one that overlaps another is left out."""
    out, spans, at, length = [], [], 0, 0
    for start, end, new, label in sorted(edits, key=lambda e: e[:2]):
        if start < at:
            continue
        out += [text[at:start], new]
        length += start - at
        if label:
            spans.append({"start": length, "end": length + len(new), "label": label})
        length += len(new)
        at = end
    return "".join([*out, text[at:]]), spans


class Material:
    """What ``train_ner_invent.yml`` offers, and names made from it."""

    def __init__(self, path: Path = FILE) -> None:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        self.sounds: dict[str, str] = data["sounds"]
        self.parts: dict[str, list[str]] = {k: [str(w) for w in v] for k, v in data["parts"].items()}
        self.names: dict[str, list[tuple[int, str]]] = data["names"]
        self.words: dict[str, list[str]] = data["words"]
        self.frames: list[str] = data["frames"].splitlines()
        self.common = frozenset(data["common"])
        self.endings = {
            label: sorted(
                ((e, stem) for stem, some in groups.items() for word in some for e in self._each(word)),
                key=lambda pair: -len(pair[0]),
            )
            for label, groups in data["endings"].items()
        }
        titles = load_titles(path.with_name("titles.yml"))
        self.surnames = frozenset(titles.surnames)
        self.compound = tuple(self.parts["surname2"])

    def _each(self, word: str) -> list[str]:
        m = _PART.fullmatch(word)
        return self.parts[m[1]] if m else [word]

    @cached_property
    def _made(self) -> dict[str, Callable[[random.Random], str]]:
        return {
            "loan": self._loan,
            "latin": self._latin,
            "caps": lambda draw: "".join(
                draw.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=draw.choice((2, 2, 3)))
            ),
            "spelt": lambda draw: "".join(draw.choices(self.parts["letter"], k=draw.choice((2, 2, 3)))),
            "digits": self._digits,
        }

    def fill(self, pattern: str, draw: random.Random) -> str:
        """Put words into ``pattern`` until it asks for no more."""
        while m := _PART.search(pattern):
            if m[1] is None:
                word = draw.choice(m[2].split("|"))
            elif make := self._made.get(m[1]):
                word = make(draw)
            else:
                word = draw.choice(self.parts[m[1]])
            pattern = pattern[: m.start()] + word + pattern[m.end() :]
        return pattern

    def name(self, label: str, draw: random.Random) -> str:
        """Return an invented name of a type; ``~`` in it ends what stands for the whole."""
        weights, patterns = zip(*self.names[label], strict=True)
        return self.fill(draw.choices(patterns, weights)[0], draw)

    def ending(self, label: str, form: str) -> tuple[str, str] | None:
        """Return the ending of ``form`` and the part that makes stems before it."""
        found = self.endings.get(label, [])
        return next(((e, stem) for e, stem in found if form.endswith(e) and len(form) > len(e) + 1), None)

    def syllable(self, draw: random.Random) -> str:
        """Return a syllable of a foreign-sounding name."""
        first, vowel, last = (draw.choice(self.sounds[k]) for k in ("first", "vowel", "last"))
        number = (_FIRST.index(first) * len(_VOWEL) + _VOWEL.index(vowel)) * _LASTS + _LAST.index(last)
        return chr(_GA + number)

    def _loan(self, draw: random.Random) -> str:
        return "".join(self.syllable(draw) for _ in range(draw.choice((2, 2, 2, 3, 3, 3, 4))))

    def _latin(self, draw: random.Random) -> str:
        pairs = [
            draw.choice("bcdfghklmnprstvwz") + draw.choice("aeiou") for _ in range(draw.choice((2, 2, 3)))
        ]
        word = "".join(pairs) + draw.choice(("", "", "n", "x", "r", "l", "s"))
        return draw.choice((word.capitalize(), word.capitalize(), word.upper(), word))

    def _digits(self, draw: random.Random) -> str:
        word = self.fill(draw.choice(("<native>", "<english>", "<loan>", "<short>")), draw)
        number = draw.choice(
            ("1", "2", "3", "4", "5", "7", "8", "9", "21", "24", "365", "88", "101", "삼", "칠", "십", "백")
        )
        return draw.choice((word + number, word + number, number + word))


def _abbreviates(short: str, long: str) -> bool:
    """Whether the characters of ``short`` are in ``long`` in the same order, the first at its beginning."""
    rest = iter(long)
    return short[0] == long[0] and all(c in rest for c in short)


def _spread(stem: str, n: int) -> str:
    """Return ``n`` characters of ``stem``, the first of each of as many parts."""
    return "".join(stem[i * len(stem) // n] for i in range(n)) if n < len(stem) else stem


@dataclass
class _Body:
    """A body in an article: its name, in two parts, and what they became."""

    form: str
    stem: str
    new_stem: str
    ending: str
    new_ending: str


class Article:
    """Invents names for one article, consistently."""

    def __init__(self, material: Material, draw: random.Random, forms: Iterable[tuple[str, str]]) -> None:
        self._m, self._draw = material, draw
        self._bodies: list[_Body] = []
        self._people: dict[str, str] = {}
        self._new: dict[tuple[str, str], str | None] = {}
        full = sorted(set(forms), key=lambda f: (-len(f[0]), f))
        for form, label in full:
            self._new[form, label] = self._person(form) if label == "PERSON" else self._other(form, label)

    def __call__(self, form: str, label: str) -> str | None:
        """Return what stands for ``form``, None if it stays."""
        return self._new.get((form, label))

    def _kept(self, label: str) -> bool:
        return self._draw.random() >= SHARES[label]

    def _person(self, form: str) -> str | None:
        if not all(_HANGUL.fullmatch(t) for t in form.split(" ")):
            return None
        m, tokens = self._m, form.split(" ")
        surname = next((s for s in m.compound if form.startswith(s)), form[0])
        if len(tokens) == 1 and (
            form in m.surnames or (_KOREAN_NAME.fullmatch(form) and surname in m.surnames | set(m.compound))
        ):
            if len(surname) == len(form):
                return self._token("", form, "<surname>")
            new = self._token("", surname, "<surname>" if self._draw.random() > 0.1 else "<surname2>")
            given = self._token("given", form[len(surname) :], "<given>")
            return new + given if new != surname or given != form[len(surname) :] else None
        new = " ".join(
            self._token("foreign", t, "<family>" if i == len(tokens) - 1 else "<western>")
            for i, t in enumerate(tokens)
        )
        return new if new != form else None

    def _token(self, kind: str, token: str, pattern: str) -> str:
        """Return what stands for a part of a person's name: the same for the same part."""
        key = f"{kind}:{token}"
        if key not in self._people:
            self._people[key] = token if self._kept("PERSON") else self._m.fill(pattern, self._draw)
        return self._people[key]

    def _other(self, form: str, label: str) -> str | None:
        m, draw = self._m, self._draw
        head, space, rest = form.partition(" ")
        if space and label not in ("PROJECT", "EVENT"):
            new = self._new.get((head, label)) or self._other(head, label)
            return f"{new} {rest}" if new else None
        if form in m.common or not _HANGUL.search(form):
            return None if label != "COMPANY" or self._kept(label) else self._fresh(form, label)
        if label in ("PROJECT", "EVENT"):
            return None if self._kept(label) else m.name(label, draw).replace(_STEM, "")
        if (known := self._short(form)) is not None:
            return known or None
        found = m.ending(label, form)
        if found is None and label != "COMPANY":
            return None
        if found is None or (label == "COMPANY" and draw.random() >= KEPT_ENDING):
            return self._fresh(form, label)
        ending, part = found
        stem = form[: -len(ending)]
        known_stem = next((b for b in self._bodies if b.stem == stem), None)
        new = known_stem.new_stem if known_stem else stem if self._kept(label) else m.fill(f"<{part}>", draw)
        self._bodies.append(_Body(form, stem, new, ending, ending))
        return new + ending if new != stem else None

    def _fresh(self, form: str, label: str) -> str | None:
        """Give a firm any name; its stem is what its ending leaves, for short forms."""
        found = self._m.ending(label, form)
        ending = found[0] if found else ""
        stem = form[: len(form) - len(ending)]
        if known := next((b for b in self._bodies if b.stem == stem), None):
            return known.new_stem + ending if known.new_stem != stem else None
        if self._kept(label):
            self._bodies.append(_Body(form, stem, stem, ending, ending))
            return None
        new, _, behind = self._m.name(label, self._draw).partition(_STEM)
        self._bodies.append(_Body(form, stem, new, ending, behind))
        return new + behind

    def _short(self, form: str) -> str | None:
        """Return what stands for ``form`` as the short form of a longer name, "" if it stays, None if it is none."""
        for b in self._bodies:
            if len(form) >= len(b.form) or not _abbreviates(form, b.form):
                continue
            if b.new_stem == b.stem:
                return ""
            if form == b.stem:
                return b.new_stem
            n = next(
                (
                    n
                    for n in range(len(form) - 1, 0, -1)
                    if _abbreviates(form[:n], b.stem) and _is_part(form[n:], b.ending)
                ),
                0,
            )
            if not n:
                continue
            prefix = form[:n] == b.stem[:n]
            start = b.new_stem[:n] if prefix else _spread(b.new_stem, n)
            return start + (form[n:] if b.ending == b.new_ending else b.new_ending)
        return None


def _is_part(short: str, long: str) -> bool:
    rest = iter(long)
    return all(c in rest for c in short)


def invented(row: Row, material: Material, draw: random.Random) -> Row:
    """Return a copy of a labelled text in which many names are invented."""
    text: str = row["text"]
    spans = [(s["start"], s["end"], s["label"]) for s in row["spans"]]
    article = Article(material, draw, ((text[a:b], label) for a, b, label in spans if label in SHARES))
    edits: list[Edit] = []
    for start, end, label in spans:
        new = article(text[start:end], label)
        edits.append((start, end, text[start:end] if new is None else new, label))
        if new is not None and (particle := particle_edit(text, start, end, new)):
            edits.append(particle)
    text, found = edited(text, edits)
    return {"id": row["id"], "text": text, "spans": found}


def filled(frame: str, material: Material, draw: random.Random) -> Row:
    """Return a frame with its slots filled."""
    names: dict[str, str] = {}
    edits: list[Edit] = []
    for m in _SLOT.finditer(frame):
        kind, number, short, word, known, known_kind = m.groups()
        if known:
            new = known
            edits.append((m.start(), m.end(), new, SLOTS[known_kind]))
        elif word:
            if word not in material.words:
                continue
            new = material.fill(draw.choice(material.words[word]), draw)
            label = "COMPANY" if word == "big" else None
            end = m.end() + (not new and frame[m.end() : m.end() + 1] == " ")
            edits.append((m.start(), end, new, label))
        else:
            key = kind + number
            if key not in names:
                names[key] = _slot(kind, material, draw)
            whole = names[key].replace(_STEM, "")
            new = _short_form(kind, names[key], material) if short else whole
            edits.append((m.start(), m.end(), new, SLOTS[kind]))
        if particle := particle_edit(frame, m.start(), m.end(), new):
            edits.append(particle)
    text, spans = edited(frame, edits)
    return {"id": "frame", "text": text, "spans": spans}


def _slot(kind: str, material: Material, draw: random.Random) -> str:
    if kind == "P":
        return material.fill("<foreign>" if draw.random() < FOREIGN else "<korean>", draw)
    if kind in "FB":
        return material.fill("<foreign>" if kind == "F" else "<band>", draw)
    return material.name(SLOTS[kind], draw)


def _short_form(kind: str, name: str, material: Material) -> str:
    stem, _, ending = name.partition(_STEM)
    if kind in "PF":
        surname = next((s for s in material.compound if name.startswith(s)), name[0])
        return name.rsplit(" ", maxsplit=1)[-1] if " " in name else surname
    if kind == "C":
        return stem
    return f"{stem[:2]}위" if ending == "위원회" else stem + ending


def copies(rows: Sequence[Row], times: float, material: Material, seed: int) -> Iterator[Row]:
    """Yield ``times`` invented copies of each of ``rows``; a fraction is drawn from them."""
    draw = random.Random(seed)  # noqa: S311
    for i in range(int(times) + 1):
        share = min(1.0, times - i)
        for row in rows:
            if draw.random() < share:
                copy = invented(row, material, draw)
                yield {**copy, "id": f"{row['id']}/{seed}.{i}"}


def frames(times: int, material: Material, seed: int) -> Iterator[Row]:
    """Yield each frame filled ``times``."""
    draw = random.Random(seed)  # noqa: S311
    for i in range(times):
        for n, frame in enumerate(material.frames):
            yield {**filled(frame, material, draw), "id": f"frame{n}/{seed}.{i}"}

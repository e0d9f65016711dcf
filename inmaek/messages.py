"""What the command says, in Korean or English, from ``data/messages.yml``."""

from __future__ import annotations

import locale
import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import yaml

from inmaek.paths import data_dir

LANGUAGES = ("ko", "en")
OPTION = "--lang"


class Spoken(NamedTuple):
    """The language asked for, and the arguments without the option that asked."""

    language: str
    args: list[str]


class Messages:
    """The strings of one language by key; an unknown key is a ``KeyError``."""

    def __init__(self, language: str) -> None:
        self.language = language
        table = yaml.safe_load((data_dir() / "messages.yml").read_text(encoding="utf-8"))
        self._strings: dict[str, str] = {key: entry[language] for key, entry in table.items()}

    def __call__(self, key: str, **values: object) -> str:
        """Return the string for ``key`` with ``values`` filled in."""
        return self._strings[key].format(**values) if values else self._strings[key]

    def has(self, key: str) -> bool:
        """Say whether there is a string for ``key``."""
        return key in self._strings


def choose_language(args: Sequence[str], environ: Mapping[str, str] | None = None) -> Spoken:
    """Take ``--lang`` out of ``args``, wherever it stands before ``--``; else ask the surroundings.

    ``INMAEK_LANG`` counts next, then the locale; Korean unless one of them says otherwise.

    Raises:
        ValueError: for a language asked for by ``--lang`` that is not in ``LANGUAGES``.
    """
    rest, asked = [], None
    items = iter(args)
    for item in items:
        if item == "--":
            rest += [item, *items]
        elif item == OPTION:
            asked = next(items, "")
        elif item.startswith(f"{OPTION}="):
            asked = item.partition("=")[2]
        else:
            rest.append(item)
    if asked is not None and asked not in LANGUAGES:
        raise ValueError(f"{OPTION} {asked!r}: {' | '.join(LANGUAGES)}")
    return Spoken(asked or _surroundings(os.environ if environ is None else environ), rest)


def _surroundings(environ: Mapping[str, str]) -> str:
    """Return the language of ``INMAEK_LANG`` or the locale; a locale that names none is Korean."""
    if (wish := environ.get("INMAEK_LANG", "")) in LANGUAGES:
        return wish
    names = (environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    place = next(filter(None, names), None) or locale.getlocale()[0] or ""
    plain = place.split(".")[0].lower()
    return "ko" if plain in {"", "c", "posix"} or plain.startswith("ko") else "en"

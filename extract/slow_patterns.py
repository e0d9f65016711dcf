"""Refuses patterns of one's own that may take for ever: an endless repeat within an endless repeat, as ``(a+)+``.

Such a pattern tries every way to share a text out between the two repeats, and the ways double with
each character. Names in gazetteers and words in most files are taken by the letter; only the files
of :data:`FILES` hold patterns.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from re import _constants as kind  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import yaml

from extract.gazetteer import Problem

FILES = frozenset(("amounts.yml", "furniture.yml", "names.yml", "relations_en.yml", "times.yml"))
#: A repeat that may go on for more than this is as good as endless.
MANY = 100


def slow_patterns(path: Path) -> list[Problem]:
    """Return a problem for each pattern of the file ``path`` (one of :data:`FILES`) that may take for ever.

    Raises:
        OSError: it cannot be opened.
        yaml.YAMLError, UnicodeDecodeError: it is no YAML.
    """
    words = _strings(yaml.safe_load(path.read_text(encoding="utf-8")))
    return [
        Problem(
            str(path),
            f"the pattern {word!r} repeats a repeat and may take for ever; bound one, as in {{1,9}}",
        )
        for word in words
        if is_slow(word)
    ]


def is_slow(pattern: str) -> bool:
    """Say whether ``pattern`` has an endless repeat within an endless one; False for what is no pattern."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = _parser.parse(pattern)
    except (re.error, OverflowError, RecursionError):
        return False
    return _nested(parsed, within=False)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)


def _nested(parsed: Iterable[Any], *, within: bool) -> bool:
    for operation, argument in parsed:
        if operation in {kind.MAX_REPEAT, kind.MIN_REPEAT}:
            _, most, body = argument
            endless = most > MANY
            if (endless and within) or _nested(body, within=within or endless):
                return True
        elif any(_nested(part, within=within) for part in _parts(operation, argument)):
            return True
    return False


def _parts(operation: Any, argument: Any) -> Iterable[Any]:
    """Return the patterns within an operation that is no repeat; what is atomic never tries another way."""
    if operation is kind.BRANCH:
        return argument[1]  # type: ignore[no-any-return]
    if operation is kind.SUBPATTERN or operation in {kind.ASSERT, kind.ASSERT_NOT}:
        return (argument[-1],)
    return ()

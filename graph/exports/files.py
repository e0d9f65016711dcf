"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SURROGATES = re.compile(r"[\ud800-\udfff]")
_ENDS = re.compile("\r\n?")
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def utf8(text: str) -> str:
    """Return ``text`` with lone surrogates, which UTF-8 cannot hold, as U+FFFD."""
    return _SURROGATES.sub("\ufffd", text)


def utf8_within(value: Any) -> Any:
    """Return the JSON value ``value`` with :func:`utf8` done to each string but the keys."""
    if isinstance(value, str):
        return utf8(value)
    if isinstance(value, dict):
        return {k: utf8_within(v) for k, v in value.items()}
    return [utf8_within(v) for v in value] if isinstance(value, list) else value


def xml_text(text: str) -> str:
    """Return ``text`` without the characters that XML 1.0 forbids, and with its ends of lines."""
    return _ENDS.sub("\n", _NOT_XML.sub("", text))


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a path to write to; it takes the place of ``path`` when the block ends well.

    However the block ends — an error, Ctrl-C — ``path`` holds the old content or the
    new, never a part, and no other file is left behind. Missing folders are made.

    Raises:
        OSError: when the folder cannot be written to.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    os.close(handle)
    part = Path(name)
    try:
        yield part
        part.chmod(0o666 & ~_umask())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def write_text(path: Path, text: str) -> Path:
    """Write ``text`` to ``path`` as UTF-8, line ends as they are, whole or not at all; return ``path``."""
    with replacing(path) as part:
        part.write_text(utf8(text), encoding="utf-8", newline="")
    return path

"""From what the user named to the files to read, each with its document id."""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.normalize import normalize
from extract.readers.problem import InputProblem

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read. ``path`` None is standard input; ``relative`` is its path within the input."""

    path: Path | None
    relative: Path

    def __str__(self) -> str:
        return STDIN if self.path is None else printable(self.path)

    @property
    def ending(self) -> str:
        """The ending in small letters, with its dot."""
        return self.relative.suffix.lower()


def printable(path: str | Path) -> str:
    """Return a path as text that can be printed: in NFC, without the bytes that are no text."""
    return normalize(str(path)).text


def find_sources(inputs: Sequence[str | Path]) -> Iterator[Source | InputProblem]:
    """Yield every file that ``inputs`` (files, folders, globs, ``-``) stand for, each once.

    Files come in the order of the inputs, those of a folder or glob sorted. Hidden files and
    folders inside a folder are passed over. What is no file is an ``InputProblem``.
    """
    seen: set[str] = set()
    for given in inputs:
        for found in _expand(str(given)):
            if isinstance(found, Source):
                place = STDIN if found.path is None else os.path.abspath(found.path)  # noqa: PTH100 - folds ".."
                if place in seen:
                    continue
                seen.add(place)
            yield found


def document_ids(sources: Iterable[Source]) -> dict[Source, str]:
    """Name every source: by its stem or, where two share it, by more and more of its path."""
    ids: dict[Source, str] = {}
    taken: set[str] = set()
    pending = list(sources)
    names: tuple[Callable[[Source], str | Path], ...] = (
        lambda s: s.relative.stem,
        lambda s: s.relative.with_suffix("").as_posix(),
        lambda s: s.relative.as_posix(),
    )
    for name in names:
        candidates = {s: printable(name(s)) for s in pending}
        counts = Counter(candidates.values())
        chosen = {s: c for s, c in candidates.items() if counts[c] == 1 and c not in taken}
        ids |= chosen
        taken.update(chosen.values())
        pending = [s for s in pending if s not in chosen]
    return ids | {s: str(s) for s in pending}


def _expand(given: str) -> Iterator[Source | InputProblem]:
    path = Path(given)
    if given == STDIN:
        yield Source(None, Path("stdin"))
    elif not given or "\0" in given:
        yield InputProblem(repr(given), "is no file name", "check the name")
    elif os.path.lexists(path):
        yield from _files(path)
    elif glob.has_magic(given):
        matches = sorted(glob.iglob(given, recursive=True))  # noqa: PTH207 - pathlib refuses absolute patterns
        if not matches:
            yield InputProblem(printable(given), "matches no file", "check the pattern")
        for match in matches:
            yield from _files(Path(match))
    else:
        yield InputProblem(printable(given), "does not exist", "check the name")


def _files(path: Path) -> Iterator[Source | InputProblem]:
    if not path.is_dir():
        yield Source(path, Path(path.name))
        return
    refused: list[OSError] = []
    found: list[Path] = []
    for folder, subfolders, names in os.walk(path, onerror=refused.append):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        found.extend(Path(folder, name) for name in names if not name.startswith("."))
    for error in refused:
        where = printable(error.filename or path)
        yield InputProblem(where, f"cannot be opened ({error.strerror})", "check its permissions")
    if not found and not refused:
        yield InputProblem(printable(path), "holds no file", "put the articles into it")
    for file in sorted(found):
        yield Source(file, file.relative_to(path))

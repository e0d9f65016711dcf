"""Where the data folder is, and how output is opened."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

#: Folder for results where none is named.
DEFAULT_OUT = Path("inmaek-out")


class OutputError(OSError):
    """An output file or folder that cannot be written."""


def data_dir() -> Path:
    """Return the built-in data folder: inside the package when installed, beside it in a checkout.

    Raises:
        FileNotFoundError: where neither is there, as in a broken installation.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "data", package.parent / "data"):
        if (folder / "gazetteers").is_dir():
            return folder
    raise FileNotFoundError(f"no data folder in {package} or beside it; install inmaek again")


def samples_dir() -> Path:
    """Return the folder of sample articles that ``inmaek demo`` reads."""
    return data_dir() / "samples"


def check_writable(folder: Path) -> None:
    """Make ``folder`` (and its parents) and try to write into it.

    Raises:
        OutputError: saying why it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return
    except OSError as error:
        raise OutputError(f"{folder}: {error.strerror or error}") from error


@contextmanager
def output(path: str) -> Iterator[IO[str]]:
    """Open ``path`` for UTF-8 text, or standard output for ``-``.

    The file appears under its name only when the block ends well; on any exception, Ctrl-C
    included, nothing half-written stays behind.
    """
    if path == "-":
        yield sys.stdout
        sys.stdout.flush()
    else:
        from graph.exports.files import replacing  # noqa: PLC0415 - brings networkx with it

        with replacing(Path(path)) as part, part.open("w", encoding="utf-8", newline="\n") as stream:
            yield stream

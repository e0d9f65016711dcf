"""What every command does before its work: load the packages, and see that its output can be written."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

import typer

from inmaek.hidden import HiddenPackageError, check_own_packages, load_api
from inmaek.messages import Messages
from inmaek.paths import OutputError, check_writable
from inmaek.watch import MISUSED


def fail(message: str) -> NoReturn:
    """Say ``message`` on standard error and exit with the status of wrong use."""
    typer.echo(message, err=True)
    raise typer.Exit(MISUSED)


def check_packages() -> None:
    """Exit with status 2 where another file hides one of our packages; loads none of them."""
    try:
        check_own_packages()
    except HiddenPackageError as error:
        fail(str(error))


def front_door() -> Any:
    """Return ``inmaek.api``; exit with status 2 where another file hides one of our packages."""
    try:
        return load_api()
    except HiddenPackageError as error:
        fail(str(error))


def ready(say: Messages, folder: Path) -> None:
    """Say before the work starts that its output ``folder`` cannot be written, and exit with status 2."""
    try:
        check_writable(folder)
    except OutputError as error:
        fail(say("error.out", reason=error))


def ready_project(say: Messages, project: Path) -> None:
    """Do as :func:`ready` for a ``project`` that is there; of one that is not, whoever opens it tells."""
    if project.is_dir():
        ready(say, project)


def ready_file(say: Messages, path: str) -> None:
    """Do as :func:`ready` for an output file; ``-`` is standard output."""
    if path != "-":
        if Path(path).is_dir():
            fail(say("error.out", reason=say("error.is_folder", path=path)))
        ready(say, Path(path).parent)

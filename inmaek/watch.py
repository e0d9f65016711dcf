"""What the user sees while articles are read: progress, and one line for each input skipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any, Self, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from inmaek.messages import Messages

#: Exit statuses: some input was skipped or data is wrong; the command was used wrongly.
SKIPPED, MISUSED = 1, 2
Item = TypeVar("Item")


class Watch:
    """Counts articles on a progress line of a terminal's standard error, and collects problems.

    ``files`` is how many are to be read, as far as is known: one may hold many articles.
    Leaving the block says how many inputs were skipped and exits with status 1 if any was. Data
    files that cannot be used, said one line a fault, are status 2.
    """

    def __init__(self, say: Messages, files: int | None = None) -> None:
        self.problems: list[Any] = []
        self._say = say
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn(say("progress.count", count="{task.completed}")),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task(say("progress.loading"), total=files)

    def problem(self, problem: Any) -> None:
        """Say on one line of standard error that an input is skipped, and why."""
        self.problems.append(problem)
        self._tell(str(problem))

    def counted(self, items: Iterable[Item]) -> Iterator[Item]:
        """Pass ``items`` on, moving the progress line with each."""
        for count, item in enumerate(items, 1):
            total = self._progress.tasks[0].total
            more = total is not None and count > total
            self._progress.update(
                self._task,
                completed=count,
                description=self._say("progress.reading"),
                total=count if more else total,
            )
            yield item
        self._progress.stop()

    def _tell(self, line: str) -> None:
        self._progress.console.print(line, markup=False, highlight=False, emoji=False, soft_wrap=True)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()
        if self.problems:
            self._tell(self._say("skipped", count=len(self.problems)))
        if error is not None:
            self._explain(error)
        elif self.problems:
            raise typer.Exit(SKIPPED)

    def _explain(self, error: BaseException) -> None:
        """Turn the faults a user can mend into lines and an exit status; leave all others alone."""
        from extract.gazetteer import DataError  # noqa: PLC0415 - loaded by now, where it was raised
        from graph.decisions import DecisionError  # noqa: PLC0415
        from graph.store import StoreError  # noqa: PLC0415
        from inmaek.api import NoArticlesError  # noqa: PLC0415
        from inmaek.parallel import WorkerLostError  # noqa: PLC0415

        if isinstance(error, DataError):
            for fault in error.problems:
                self._tell(str(fault))
            raise typer.Exit(MISUSED) from error
        if isinstance(error, StoreError | DecisionError):
            self._tell(self._say("error.store", reason=error))
            raise typer.Exit(MISUSED) from error
        if isinstance(error, NoArticlesError):
            self._tell(self._say("error.no_articles"))
            raise typer.Exit(SKIPPED) from error
        if isinstance(error, WorkerLostError):
            self._tell(str(error))
            raise typer.Exit(MISUSED) from error
        if isinstance(error, (OSError, MemoryError, *_room())) and not isinstance(error, BrokenPipeError):
            reason = str(error).partition("\n")[0] or type(error).__name__
            self._tell(self._say("error.no_room", reason=reason))
            raise typer.Exit(MISUSED) from error


def _room() -> tuple[type[Exception], ...]:
    """Return what DuckDB raises where the disk is full or read-only, or the memory at its end."""
    import duckdb  # noqa: PLC0415 - loaded by now

    return (
        duckdb.IOException,
        duckdb.OutOfMemoryException,
        duckdb.FatalException,
        duckdb.TransactionException,  # a commit that did not fit
    )

"""``inmaek add``, ``refresh`` and ``remove``: a project's store, kept in step with articles and data."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inmaek.messages import Messages
from inmaek.options import (
    AsJson,
    Columns,
    Data,
    Inputs,
    Jobs,
    NoFiles,
    NoModel,
    OutFolder,
    Project,
    Published,
    reading,
)
from inmaek.paths import DEFAULT_OUT
from inmaek.start import fail, front_door, ready, ready_project
from inmaek.watch import Watch

if TYPE_CHECKING:
    from inmaek.api import Built


def grow(
    say: Messages,
    act: Callable[..., Built],
    inputs: Sequence[str],
    out: Path,
    how: Mapping[str, Any],
    *,
    as_json: bool,
) -> None:
    """Let ``act`` (``api.build_into`` or ``api.add``) put ``inputs`` into the project ``out``; tell what it found."""
    from extract.readers import count_inputs  # noqa: PLC0415
    from inmaek import show  # noqa: PLC0415

    ready(say, out)
    with Watch(say, count_inputs(inputs)) as watch:
        built = act(out, inputs, on_problem=watch.problem, on_article=watch.counted, **how)
        show.tell(built, watch.problems, say, as_json=as_json)


def add(
    ctx: typer.Context,
    inputs: Inputs,
    out: OutFolder = DEFAULT_OUT,
    published: Published = None,
    columns: Columns = None,
    data: Data = None,
    no_model: NoModel = False,
    no_files: NoFiles = False,
    jobs: Jobs = 1,
    as_json: AsJson = False,
) -> None:
    """Add articles to a project and bring its files up to date."""
    api = front_door()
    how = reading(ctx.obj, published, columns, data, no_model=no_model)
    how |= {"jobs": jobs, "files": not no_files}
    grow(ctx.obj, api.add, inputs, out, how, as_json=as_json)


def refresh(
    ctx: typer.Context,
    project: Project,
    data: Data = None,
    no_model: NoModel = False,
    no_files: NoFiles = False,
    jobs: Jobs = 1,
    as_json: AsJson = False,
) -> None:
    """Read again what changed names, rules or decisions can affect, and print the difference."""
    say, api = ctx.obj, front_door()
    ready_project(say, project)
    from inmaek import show  # noqa: PLC0415

    with Watch(say) as watch:
        built, found = api.refresh(
            project,
            data=data or (),
            model=not no_model,
            files=not no_files,
            on_problem=watch.problem,
            jobs=jobs,
            on_article=watch.counted,
        )
        if as_json:
            skipped = [str(problem) for problem in watch.problems]
            told = {"read_again": built.changes.changed, "skipped": skipped, **show.difference(found)}
            typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            show.print_difference(built, found, say)


def remove(
    ctx: typer.Context,
    project: Project,
    articles: Annotated[list[str], typer.Argument(help="arg.articles", metavar="ID", show_default=False)],
    no_files: NoFiles = False,
    as_json: AsJson = False,
) -> None:
    """Remove articles from a project, with all that only they say."""
    say, api = ctx.obj, front_door()
    ready_project(say, project)
    from inmaek import show  # noqa: PLC0415

    with Watch(say) as watch:
        try:
            built = api.remove(project, articles, files=not no_files)
        except api.UnknownArticleError as error:
            fail(say("error.unknown_article", reason=error))
        show.tell(built, watch.problems, say, as_json=as_json)

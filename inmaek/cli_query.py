"""``inmaek query``, ``why`` and ``review``: questions to a project's store, and the analyst's word."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inmaek.messages import Messages
from inmaek.options import AsJson, Project
from inmaek.questions import QUESTIONS, Question
from inmaek.start import fail, front_door, ready_file

if TYPE_CHECKING:
    import pandas as pd

    from graph.network import Graph

Names = Annotated[list[str] | None, typer.Argument(help="arg.names", metavar="NAME", show_default=False)]


def query(
    ctx: typer.Context,
    project: Project,
    question: Annotated[str, typer.Argument(help="arg.question", metavar="QUESTION", show_default=False)],
    names: Names = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="opt.since", show_default=False)] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="opt.until", show_default=False)] = None,
    status: Annotated[
        str | None, typer.Option(metavar="NAME", help="opt.status_one", show_default=False)
    ] = None,
    types: Annotated[
        list[str] | None, typer.Option("--type", metavar="NAME,...", help="opt.type", show_default=False)
    ] = None,
    by: Annotated[str | None, typer.Option(metavar="WAY", help="opt.by", show_default=False)] = None,
    hops: Annotated[int | None, typer.Option(min=1, help="opt.hops", show_default=False)] = None,
    max_hops: Annotated[int | None, typer.Option(min=1, help="opt.max_hops", show_default=False)] = None,
    top: Annotated[int | None, typer.Option(min=1, help="opt.top", show_default=False)] = None,
    plot: Annotated[
        str | None, typer.Option("--plot", metavar="FILE", help="opt.plot", show_default=False)
    ] = None,
    csv: Annotated[
        str | None, typer.Option("--csv", metavar="FILE", help="opt.csv", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ask the graph of a project."""
    say: Messages = ctx.obj
    if question not in QUESTIONS:
        fail(say("error.not_one_of", option="QUESTION", value=question, known=", ".join(QUESTIONS)))
    given = {
        "since": since,
        "until": until,
        "status": status,
        "types": [t.strip() for some in types for t in some.split(",")] if types else None,
        "by": by,
        "hops": hops,
        "max_hops": max_hops,
        "top": top,
    }
    asked = QUESTIONS[question]
    options = _options(say, question, asked, {k: v for k, v in given.items() if v is not None})
    least, most = asked.names
    if not least <= len(names or []) <= most:
        wanted = str(least) if least == most else f"{least}–{most}"
        fail(say("error.names", question=question, count=wanted))
    for path in filter(None, (plot, csv)):
        ready_file(say, path)
    if plot and not asked.plot:
        drawn = ", ".join(q for q, known in QUESTIONS.items() if known.plot)
        fail(say("error.not_one_of", option="--plot", value=question, known=drawn))
    front_door()
    with open_project(say, project) as graph:
        answer = _answer(say, asked, graph, names or [], options)
        if plot and asked.plot:
            _plot(say, asked.plot, answer, plot)
    _tell(say, answer, csv, as_json=as_json)


def _options(say: Messages, name: str, asked: Question, given: dict[str, Any]) -> dict[str, Any]:
    for option in given:
        if option not in asked.options:
            shown = "--" + {"types": "type"}.get(option, option).replace("_", "-")
            fail(say("error.no_option", question=name, option=shown))
    return given


def open_project(say: Messages, project: Path) -> Graph:
    """Return the graph of ``project``; exit with status 2 and a clear word where that cannot be."""
    from graph.network import Graph  # noqa: PLC0415
    from graph.store import StoreError  # noqa: PLC0415

    try:
        return Graph.open(project)
    except StoreError as error:
        fail(say("error.store", reason=error))


def _answer(
    say: Messages, asked: Question, graph: Graph, names: list[str], options: dict[str, Any]
) -> pd.DataFrame:
    import duckdb  # noqa: PLC0415

    from graph.lookup import AmbiguousNameError, UnknownNameError  # noqa: PLC0415
    from graph.paths import NoPathError  # noqa: PLC0415

    try:
        answer: pd.DataFrame = asked.ask(graph, names, options)
    except UnknownNameError as error:
        fail(say("error.unknown_name", name=error.name, like=", ".join(error.suggestions) or "–"))
    except AmbiguousNameError as error:
        listed = "".join(f"\n  {node}  ({text})" for node, text in error.described.items())
        fail(say("error.ambiguous_name", name=error.name, ids=listed))
    except (NoPathError, ValueError, duckdb.Error) as error:
        fail(str(error).splitlines()[0])
    return answer


def _plot(say: Messages, kind: str, answer: pd.DataFrame, path: str) -> None:
    from graph import plots  # noqa: PLC0415

    try:
        axes = plots.timeline(answer, lang=say.language) if kind == "timeline" else plots.co_meetings(answer)
    except plots.PlotError as error:
        fail(str(error))
    if figure := axes.get_figure(root=True):
        figure.savefig(path)


def _tell(say: Messages, answer: pd.DataFrame, csv: str | None, *, as_json: bool) -> None:
    square = list(answer.index) == list(answer.columns) and len(answer) > 0
    table = answer.reset_index(names="name") if square else answer
    if as_json:
        typer.echo(table.to_json(orient="records", force_ascii=False, indent=2, date_format="iso"))
    elif csv:
        from graph.exports.tables import csv_text  # noqa: PLC0415
        from inmaek.paths import output  # noqa: PLC0415

        plain = table.astype(object).where(table.notna(), None)
        rows = [dict(zip(table.columns, row, strict=True)) for row in plain.itertuples(index=False)]
        with output(csv) as stream:
            stream.write(csv_text(rows, list(table.columns)))
    else:
        from inmaek.show_answer import print_answer  # noqa: PLC0415

        print_answer(table, say)


def why(
    ctx: typer.Context,
    project: Project,
    one: Annotated[str, typer.Argument(help="arg.one", metavar="A", show_default=False)],
    other: Annotated[str, typer.Argument(help="arg.other", metavar="B", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Tell why two names are one or two."""
    import json  # noqa: PLC0415

    say: Messages = ctx.obj
    front_door()
    from graph.lookup import UnknownNameError  # noqa: PLC0415

    with open_project(say, project) as graph:
        try:
            judgement = graph.why(one, other)
        except UnknownNameError as error:
            fail(say("error.unknown_name", name=error.name, like=", ".join(error.suggestions) or "–"))
    if as_json:
        reasons = [reason.say(say.language) for reason in judgement.reasons]
        told = {"a": judgement.a, "b": judgement.b, "verdict": judgement.verdict, "score": judgement.score}
        typer.echo(json.dumps(told | {"reasons": reasons}, ensure_ascii=False, indent=2))
    else:
        typer.echo(judgement.say(say.language))


def review(
    ctx: typer.Context,
    project: Project,
    listed: Annotated[bool, typer.Option("--list", help="opt.list")] = False,
) -> None:
    """Walk through the pairs that were left unsure, and write the analyst's decisions."""
    say: Messages = ctx.obj
    front_door()
    from graph.why import unsure  # noqa: PLC0415

    with open_project(say, project) as graph:
        cases = unsure(graph.store)
    if listed or not cases:
        for case in cases:
            typer.echo(f"{case.a} [{case.judgement.a}] ? {case.b} [{case.judgement.b}]")
            typer.echo(f"  {case.judgement.say(say.language)}".replace("\n", "\n  "))
        if not cases:
            typer.echo(say("review.none"))
        return
    from inmaek.review import Review  # noqa: PLC0415

    api = front_door()
    decided = Review(cases, project, say).run()
    if decided:
        api.settle_decisions(project)
        typer.echo(say("review.done", count=decided))

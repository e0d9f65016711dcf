"""``inmaek gazetteer``: look names up, add one's own, ask why one is taken, and find those that are missing."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inmaek.options import AsJson, Columns, Data, Inputs, NoModel, OutFile, Published, reading
from inmaek.paths import data_dir, output
from inmaek.start import check_packages, fail, front_door, ready, ready_file
from inmaek.watch import SKIPPED, Watch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from extract.gazetteer import Gazetteer

gazetteer = typer.Typer(name="gazetteer", help="cmd.gazetteer", no_args_is_help=True)

Form = Annotated[str, typer.Argument(help="arg.form", metavar="NAME", show_default=False)]


class Kind(StrEnum):
    """The entity types, as a choice on the command line."""

    PERSON = "PERSON"
    COMPANY = "COMPANY"
    AGENCY = "AGENCY"
    ORGANIZATION = "ORGANIZATION"
    PLACE = "PLACE"
    PROJECT = "PROJECT"
    EVENT = "EVENT"


def _tables(folders: Iterable[Path]) -> Gazetteer:
    from extract.gazetteer import load_gazetteers  # noqa: PLC0415

    return load_gazetteers([data_dir() / "gazetteers", *(folder / "gazetteers" for folder in folders)])


def _json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


@gazetteer.command(help="cmd.gazetteer_add")
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="arg.new_name", metavar="NAME", show_default=False)],
    kind: Annotated[Kind, typer.Option("--type", help="opt.entry_type", show_default=False)],
    data: Annotated[
        Path, typer.Option("--data", metavar="DIR", help="opt.own_data", file_okay=False, show_default=False)
    ],
    alias: Annotated[list[str] | None, typer.Option(metavar="FORM", help="opt.alias")] = None,
    guard: Annotated[list[str] | None, typer.Option(metavar="FORM", help="opt.guard")] = None,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="opt.reason", show_default=False)] = "",
    post: Annotated[list[str] | None, typer.Option(metavar="TITLE@ID", help="opt.post")] = None,
    valid: Annotated[str, typer.Option(metavar="FROM..UNTIL", help="opt.valid", show_default=False)] = "",
    lineage: Annotated[list[str] | None, typer.Option(metavar="ID", help="opt.lineage")] = None,
    origin: Annotated[str, typer.Option(metavar="TEXT", help="opt.origin", show_default=False)] = "",
    row_id: Annotated[
        str, typer.Option("--id", metavar="KIND:SLUG", help="opt.row_id", show_default=False)
    ] = "",
    table: Annotated[str | None, typer.Option(metavar="NAME", help="opt.table", show_default=False)] = None,
    replace: Annotated[bool, typer.Option("--replace", help="opt.replace")] = False,
    as_json: AsJson = False,
) -> None:
    """Append a checked row to a table of one's own data folder."""
    say = ctx.obj
    check_packages()
    from extract.gazetteer_table import Addition  # noqa: PLC0415
    from extract.gazetteer_table import add as append  # noqa: PLC0415
    from extract.records import EntityType  # noqa: PLC0415

    if table is not None and Path(table).name != table:
        fail(say("error.table", value=table))
    folder = data / "gazetteers"
    addition = Addition(
        name, EntityType(kind.value), alias or (), guard or (), post or (), valid, lineage or (), origin, reason, row_id
    )  # fmt: skip
    with Watch(say):
        known = _tables([data])
        ready(say, folder)
        added = append(folder, addition, known, table=table, replace=replace)
    if as_json:
        _json({"id": added.entry.id, "path": str(added.path), "line": added.line})
    else:
        typer.echo(say("gazetteer.added", id=added.entry.id, where=added.where))


@gazetteer.command(help="cmd.gazetteer_find")
def find(ctx: typer.Context, name: Form, data: Data = None, as_json: AsJson = False) -> None:
    """Show the entries that have a form."""
    say = ctx.obj
    check_packages()
    from extract.gazetteer_table import FormIndex  # noqa: PLC0415
    from inmaek import show_gazetteer as show  # noqa: PLC0415

    with Watch(say):
        known = _tables(data or ())
    index = FormIndex(known)
    entries = index.find(name)
    if as_json:
        _json([show.entry_data(e) for e in entries])
    for entry in () if as_json else entries:
        typer.echo(show.entry_text(entry, known, say))
    if not entries:
        like = ", ".join(index.like(name)) or "–"
        typer.echo(say("gazetteer.unknown", name=name, like=like), err=True)
        raise typer.Exit(SKIPPED)


@gazetteer.command(help="cmd.gazetteer_why")
def why(
    ctx: typer.Context,
    name: Form,
    sentence: Annotated[
        str | None, typer.Argument(help="arg.sentence", metavar="SENTENCE", show_default=False)
    ] = None,
    data: Data = None,
    no_model: NoModel = False,
    as_json: AsJson = False,
) -> None:
    """Tell why a form is, or is not, taken for a name."""
    say, api = ctx.obj, front_door()
    from extract.why import why as reasons  # noqa: PLC0415
    from inmaek import show_gazetteer as show  # noqa: PLC0415

    with Watch(say):
        found = reasons(name, api.pipeline(data or (), model=not no_model), sentence)
    if as_json:
        _json(found.to_dict())
    else:
        for line in show.why_lines(found, say):
            typer.echo(line)


@gazetteer.command(help="cmd.gazetteer_suggest")
def suggest(
    ctx: typer.Context,
    inputs: Inputs,
    out: OutFile = "-",
    articles: Annotated[int, typer.Option("--at-least", min=1, metavar="N", help="opt.at_least")] = 1,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="opt.limit")] = 100,
    published: Published = None,
    columns: Columns = None,
    data: Data = None,
    no_model: NoModel = False,
    as_json: AsJson = False,
) -> None:
    """Write the names that no table has as rows to paste into one."""
    say, api = ctx.obj, front_door()
    from extract.gazetteer_table import FormIndex  # noqa: PLC0415
    from extract.suggest import suggest as missing  # noqa: PLC0415
    from inmaek import show_gazetteer as show  # noqa: PLC0415

    how = reading(say, published, columns, data, no_model=no_model)
    ready_file(say, out)
    with Watch(say, api.count_inputs(inputs)) as watch:
        pipeline = api.pipeline(how["data"], model=how["model"])
        read = api.articles(inputs, columns=how["columns"], published=published, on_problem=watch.problem)
        readings = (pipeline.parse(article, watch.problem) for article in watch.counted(read))
        found = missing(readings, FormIndex(pipeline.gazetteer))
        shown = [s for s in found if len(s.articles) >= articles][:limit]
        with output(out) as stream:
            if as_json:
                shapes = [show.suggestion_data(s) for s in shown]
                stream.write(json.dumps(shapes, ensure_ascii=False, indent=2) + "\n")
            else:
                stream.writelines(f"{line}\n" for line in show.suggestion_lines(shown, say))

"""The ``inmaek`` command: opens inputs and outputs, and leaves the work to ``inmaek.api``.

Help texts here are keys of ``data/messages.yml``; ``main`` puts in the language asked for.
Nothing heavy is imported before a command runs.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from inmaek import __version__
from inmaek.cli_cluster import build_from, extract_by_dask
from inmaek.cli_export import export
from inmaek.cli_gazetteer import gazetteer
from inmaek.cli_query import query, review, why
from inmaek.cli_rules import rules
from inmaek.cli_store import add, grow, refresh, remove
from inmaek.messages import LANGUAGES, Messages, choose_language
from inmaek.options import (
    AsJson,
    Block,
    Columns,
    Data,
    Engine,
    EngineName,
    FromRecords,
    Inputs,
    Jobs,
    MinConfidence,
    NoModel,
    OutFile,
    OutFolder,
    Published,
    Scheduler,
    SomeInputs,
    SomeJobs,
    reading,
)
from inmaek.paths import DEFAULT_OUT, data_dir, output, samples_dir
from inmaek.start import fail, front_door, ready_file
from inmaek.watch import MISUSED, SKIPPED, Watch

app = typer.Typer(name="inmaek", add_completion=False, no_args_is_help=True, rich_markup_mode="markdown")


def _lines(
    say: Messages,
    read: Callable[..., Iterator[Any]],
    inputs: Sequence[str],
    out: str,
    line: Callable[[Any], str],
) -> None:
    """Write a ``line`` to ``out`` for each thing that ``read`` yields of ``inputs``."""
    from extract.readers import count_inputs  # noqa: PLC0415

    ready_file(say, out)
    with Watch(say, count_inputs(inputs)) as watch, output(out) as stream:
        for found in watch.counted(read(inputs, on_problem=watch.problem)):
            stream.write(line(found) + "\n")


@app.command(help="cmd.build")
def build(
    ctx: typer.Context,
    inputs: SomeInputs = None,
    out: OutFolder = DEFAULT_OUT,
    records: FromRecords = None,
    published: Published = None,
    columns: Columns = None,
    data: Data = None,
    no_model: NoModel = False,
    min_confidence: MinConfidence = 0.0,
    jobs: Jobs = 1,
    as_json: AsJson = False,
) -> None:
    """Read articles, or take in their records, and write the graph: page, GraphML, tables and records."""
    say, api = ctx.obj, front_door()
    if bool(inputs) == bool(records):
        fail(say("error.inputs_or_from"))
    if records:
        build_from(say, api, records, out, data, min_confidence, no_model=no_model, as_json=as_json)
        return
    how = reading(say, published, columns, data, no_model=no_model)
    how |= {"min_confidence": min_confidence, "jobs": jobs}
    grow(say, api.build_into, inputs or [], out, how, as_json=as_json)


@app.command(help="cmd.extract")
def extract(
    ctx: typer.Context,
    inputs: Inputs,
    out: OutFile = "-",
    published: Published = None,
    columns: Columns = None,
    data: Data = None,
    no_model: NoModel = False,
    min_confidence: MinConfidence = 0.0,
    jobs: SomeJobs = None,
    engine: EngineName = Engine.LOCAL,
    scheduler: Scheduler = None,
    block: Block = 1000,
) -> None:
    """Write one record an article as JSON Lines, or partitions of them by a Dask cluster."""
    api = front_door()
    how = reading(ctx.obj, published, columns, data, no_model=no_model)
    how |= {"min_confidence": min_confidence}
    if engine is Engine.DASK:
        how |= {"scheduler": scheduler, "block": block, "workers": jobs}
        extract_by_dask(ctx.obj, inputs, out, how)
        return
    _lines(
        ctx.obj,
        partial(api.extract, **how, jobs=jobs or 1),
        inputs,
        out,
        lambda record: record.model_dump_json(),
    )


@app.command(help="cmd.ner")
def ner(
    ctx: typer.Context,
    inputs: Inputs,
    out: OutFile = "-",
    published: Published = None,
    columns: Columns = None,
    data: Data = None,
    no_model: NoModel = False,
    jobs: Jobs = 1,
) -> None:
    """Write every name span of each article as JSON Lines."""
    api = front_door()
    how = reading(ctx.obj, published, columns, data, no_model=no_model) | {"jobs": jobs}
    _lines(ctx.obj, partial(api.names, **how), inputs, out, partial(json.dumps, ensure_ascii=False))


@app.command(help="cmd.explain")
def explain(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="arg.text", show_default=False)],
    html: Annotated[str | None, typer.Option(metavar="FILE", help="opt.html", show_default=False)] = None,
    published: Published = None,
    data: Data = None,
    no_model: NoModel = False,
    as_json: AsJson = False,
) -> None:
    """Show how a sentence was read."""
    say = ctx.obj
    if html:
        ready_file(say, html)
    api = front_door()
    how = reading(say, published, None, data, no_model=no_model)
    del how["columns"]
    with Watch(say) as watch:
        given = sys.stdin.read() if text == "-" else text
        explanation = api.explain(given, on_problem=watch.problem, **how)
        if html:
            with output(html) as stream:
                stream.write(explanation.to_html())
        elif as_json:
            typer.echo(json.dumps(explanation.to_dict(), ensure_ascii=False, indent=2))
        else:
            from rich.console import Console  # noqa: PLC0415

            Console().print(explanation.to_rich())


@app.command("check-data", help="cmd.check_data")
def check_data(ctx: typer.Context, data: Data = None, as_json: AsJson = False) -> None:
    """Check names, titles and relation rules, and run the rules' own examples."""
    say = ctx.obj
    front_door()
    from extract.check import check_data as check  # noqa: PLC0415

    problems = [str(problem) for problem in check([data_dir(), *(data or [])])]
    if as_json:
        typer.echo(json.dumps({"problems": problems}, ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            typer.echo(problem, err=True)
        typer.echo(say("check.bad", count=len(problems)) if problems else say("check.good"))
    if problems:
        raise typer.Exit(SKIPPED)


@app.command(help="cmd.schema")
def schema(ctx: typer.Context, out: OutFile = "-") -> None:
    """Write the JSON Schema of a record."""
    ready_file(ctx.obj, out)
    front_door()
    from extract.records import Record  # noqa: PLC0415

    with output(out) as stream:
        stream.write(json.dumps(Record.model_json_schema(), ensure_ascii=False, indent=2) + "\n")


@app.command(help="cmd.demo")
def demo(
    ctx: typer.Context,
    out: OutFolder = Path("inmaek-demo"),
    no_model: NoModel = False,
    as_json: AsJson = False,
) -> None:
    """Build the graph of the sample articles and print what was found."""
    api = front_door()
    how = reading(ctx.obj, None, None, None, no_model=no_model)
    grow(ctx.obj, api.build_into, [str(samples_dir())], out, how, as_json=as_json)


app.command(help="cmd.rules")(rules)
app.command(help="cmd.export")(export)
app.add_typer(gazetteer)
app.command(help="cmd.add")(add)
app.command(help="cmd.refresh")(refresh)
app.command(help="cmd.remove")(remove)
app.command(help="cmd.query")(query)
app.command(help="cmd.why")(why)
app.command(help="cmd.review")(review)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"inmaek {__version__}")
        raise typer.Exit


@app.callback(help="app")
def _front(
    version: Annotated[
        bool, typer.Option("--version", help="opt.version", callback=_show_version, is_eager=True)
    ] = False,
    lang: Annotated[
        str | None, typer.Option(metavar="|".join(LANGUAGES), help="opt.lang", show_default=False)
    ] = None,
) -> None:
    """Hold the options of the whole command: one has a callback, ``choose_language`` took the other."""


def _translate(command: Any, say: Messages) -> None:
    """Put strings of ``say`` in place of the message keys of ``command`` and its subcommands."""
    command.help = say(command.help)
    command.rich_help_panel = say("panel.commands")
    own_help = command.get_help_option(typer.Context(command))
    own_help.help = "opt.help"
    for param in (*command.params, own_help):
        param.help = say(param.help)
        param.rich_help_panel = say(f"panel.{param.param_type_name}s")
    for child in getattr(command, "commands", {}).values():
        _translate(child, say)


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale: Korean cannot be written in C, nor all names in CP949."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def main(args: Sequence[str] | None = None) -> None:
    """Run the command with ``args`` (default: those of the process) and exit with its status.

    0 all went well, 1 some input was skipped or data is wrong, 2 wrong use, 130 interrupted.
    """
    _speak_utf8()
    try:
        language, rest = choose_language(sys.argv[1:] if args is None else args)
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise SystemExit(MISUSED) from error
    say = Messages(language)
    command = typer.main.get_command(app)
    _translate(command, say)
    command(rest, prog_name="inmaek", obj=say)

"""``inmaek rules``: every relation rule with its hits on a corpus."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from inmaek.messages import Messages
from inmaek.options import AsJson, Columns, Data, Inputs, NoModel, Published, reading
from inmaek.start import front_door
from inmaek.watch import Watch

if TYPE_CHECKING:
    from extract.rule_use import RuleUse

#: Columns that the numbers and lines of the table take, and the fewest that are left to the sentence.
_NUMBERS, _NARROW = 40, 20
_STYLES = {"dead": "dim", "eager": "yellow"}


def rules(
    ctx: typer.Context,
    inputs: Inputs,
    published: Published = None,
    columns: Columns = None,
    data: Data = None,
    no_model: NoModel = False,
    as_json: AsJson = False,
) -> None:
    """List every relation rule with its hits on the articles."""
    say, api = ctx.obj, front_door()
    how = reading(say, published, columns, data, no_model=no_model)
    with Watch(say, api.count_inputs(inputs)) as watch:
        uses = api.rule_uses(inputs, on_problem=watch.problem, on_article=watch.counted, **how)
        if as_json:
            typer.echo(json.dumps([use.to_dict() for use in uses], ensure_ascii=False, indent=2))
        else:
            _print(uses, say)


def _mark(use: RuleUse, say: Messages) -> str:
    return {"dead": say("rules.dead"), "eager": say("rules.eager")}.get(use.mark, "")


def _print(uses: Sequence[RuleUse], say: Messages) -> None:
    console = Console()
    table = Table(title=say("rules.title", rules=len(uses)), title_justify="left")
    table.add_column(say("rules.rule"), no_wrap=True)
    table.add_column(say("rules.hits"), justify="right", no_wrap=True)
    table.add_column(say("rules.articles"), justify="right", no_wrap=True)
    table.add_column(say("rules.share"), justify="right", no_wrap=True)
    table.add_column(say("table.sentence"))
    names = [Text(f"{use.rule} {_mark(use, say)}".strip()) for use in uses]
    room = max(_NARROW, console.width - max((name.cell_len for name in names), default=0) - _NUMBERS)
    for use, name, after in zip(uses, names, [*uses[1:], None], strict=True):
        example = Text(use.examples[0] if use.examples else "")
        example.truncate(room, overflow="ellipsis")
        table.add_row(
            name,
            str(use.hits),
            str(use.articles),
            f"{use.share:.0%}",
            example,
            style=_STYLES.get(use.mark),
            end_section=after is None or after.type != use.type,
        )
    console.print(table)
    dead = sum(use.mark == "dead" for use in uses)
    console.print(say("rules.summary", dead=dead, eager=sum(use.mark == "eager" for use in uses)))

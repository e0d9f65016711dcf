"""An answer of the graph as a table in the terminal."""

from __future__ import annotations

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from inmaek.messages import Messages
from inmaek.show import name_of

#: Columns that a reader of a terminal has no room for; ``--json`` and ``--csv`` have all.
HIDDEN = frozenset(
    ("url", "doc_id", "id", "ids", "head_id", "tail_id", "confidence", "source", "quantity", "amount", "place", "members")
)  # fmt: skip
LONGEST = 140
#: Terminals narrower than this show the sentence rather than the article's headline.
WIDE = 110


def print_answer(answer: pd.DataFrame, say: Messages) -> None:
    """Print ``answer`` without its empty columns and ids, and how many rows it has."""
    console = Console()
    narrow = {"article", "title", "path"} if console.width < WIDE else set()
    said = [c for c in answer.columns if c not in HIDDEN | narrow and answer[c].notna().any()]
    shown = said or list(answer.columns)
    table = Table(show_lines="evidence" in shown, expand="evidence" in shown)
    for column in shown:
        wide = column in {"evidence", "text"}
        heading = say(f"column.{column}") if say.has(f"column.{column}") else column
        table.add_column(heading, ratio=1 if wide else None, overflow="fold", min_width=24 if wide else None)
    for _, row in answer[shown].iterrows():
        table.add_row(*(Text(_cell(column, row[column], say)) for column in shown))
    if len(answer):
        console.print(table)
    console.print(say("rows", count=len(answer)))


def _cell(column: str, value: object, say: Messages) -> str:
    if value is None or (not isinstance(value, list) and pd.isna(value)):  # type: ignore[call-overload]
        return ""
    if column in {"type", "status"}:
        return name_of({"type": "relations", "status": "statuses"}[column], str(value), say)
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"

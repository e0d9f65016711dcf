"""Options that several commands share, and how those of reading become keyword arguments.

Help texts are keys of ``data/messages.yml``.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from inmaek.messages import Messages
from inmaek.start import fail


class Engine(StrEnum):
    """What reads the articles: this process and ``--jobs`` beside it, or a Dask cluster."""

    LOCAL = "local"
    DASK = "dask"


Inputs = Annotated[list[str], typer.Argument(help="arg.inputs", metavar="INPUT", show_default=False)]
SomeInputs = Annotated[
    list[str] | None, typer.Argument(help="arg.inputs", metavar="[INPUT]...", show_default=False)
]
FromRecords = Annotated[
    str | None, typer.Option("--from", metavar="RECORDS", help="opt.from", show_default=False)
]
OutFolder = Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="opt.out_folder")]
OutFile = Annotated[str, typer.Option("--out", "-o", metavar="FILE", help="opt.out_file")]
Published = Annotated[str | None, typer.Option(metavar="DATE", help="opt.published", show_default=False)]
Columns = Annotated[
    str | None, typer.Option(metavar="NAME=COLUMN,...", help="opt.columns", show_default=False)
]
Data = Annotated[
    list[Path] | None,
    typer.Option(metavar="DIR", help="opt.data", exists=True, file_okay=False, show_default=False),
]
NoModel = Annotated[bool, typer.Option("--no-model", help="opt.no_model")]
Project = Annotated[Path, typer.Argument(help="arg.project", metavar="OUT", show_default=False)]
NoFiles = Annotated[bool, typer.Option("--no-files", help="opt.no_files")]
MinConfidence = Annotated[float, typer.Option(min=0.0, max=1.0, help="opt.min_confidence")]
Jobs = Annotated[int, typer.Option("--jobs", "-j", metavar="N", min=1, help="opt.jobs")]
SomeJobs = Annotated[
    int | None, typer.Option("--jobs", "-j", metavar="N", min=1, help="opt.jobs", show_default="1")
]
EngineName = Annotated[Engine, typer.Option(help="opt.engine", case_sensitive=False)]
Scheduler = Annotated[str | None, typer.Option(metavar="ADDRESS", help="opt.scheduler", show_default=False)]
Block = Annotated[int, typer.Option(metavar="N", min=1, help="opt.block")]
AsJson = Annotated[bool, typer.Option("--json", help="opt.json")]


def reading(
    say: Messages, published: str | None, columns: str | None, data: list[Path] | None, *, no_model: bool
) -> dict[str, Any]:
    """Return the options of reading as keyword arguments; exit with status 2 where one is wrong."""
    from extract.metadata import iso_date  # noqa: PLC0415
    from extract.readers.tables import FIELDS  # noqa: PLC0415

    if published is not None and iso_date(published) is None:
        fail(say("error.published", value=published))
    mapping = {}
    for pair in filter(None, (columns or "").split(",")):
        name, _, column = (part.strip() for part in pair.partition("="))
        if name not in FIELDS or not column:
            fail(say("error.columns", value=pair, names=", ".join(FIELDS)))
        mapping[name] = column
    return {"published": published, "columns": mapping or None, "data": data or (), "model": not no_model}

"""``inmaek export``: the graph of a finished build, or a part of it, in any of the formats."""

from __future__ import annotations

import inspect
import json
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inmaek.messages import Messages
from inmaek.options import MinConfidence
from inmaek.start import fail, front_door, ready

if TYPE_CHECKING:
    import networkx as nx

    from graph.network import Graph


#: Where the files go, within the folder of the build: never over what the build wrote.
FOLDER = "export"


def export(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="arg.built", metavar="OUT", show_default=False)],
    formats: Annotated[list[str], typer.Option("--format", "-f", metavar="NAME,...", help="opt.format")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="opt.out_export", show_default=False)
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="opt.since", show_default=False)] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="opt.until", show_default=False)] = None,
    undated: Annotated[
        bool | None, typer.Option("--undated/--no-undated", help="opt.undated", show_default=False)
    ] = None,
    types: Annotated[
        list[str] | None, typer.Option("--type", metavar="NAME,...", help="opt.type", show_default=False)
    ] = None,
    entity_types: Annotated[
        list[str] | None,
        typer.Option("--entity-type", metavar="NAME,...", help="opt.entity_type", show_default=False),
    ] = None,
    statuses: Annotated[
        list[str] | None, typer.Option("--status", metavar="NAME,...", help="opt.status", show_default=False)
    ] = None,
    around: Annotated[
        str | None, typer.Option("--around", metavar="NAME", help="opt.around", show_default=False)
    ] = None,
    hops: Annotated[int, typer.Option(min=1, help="opt.hops")] = 1,
    sources: Annotated[
        list[str] | None, typer.Option("--source", metavar="NAME,...", help="opt.source", show_default=False)
    ] = None,
    min_articles: Annotated[int, typer.Option(min=1, help="opt.min_articles")] = 1,
    min_confidence: MinConfidence = 0.0,
    as_json: Annotated[bool, typer.Option("--json", help="opt.json")] = False,
) -> None:
    """Write the graph of a finished build, or the part that meets the conditions, in other formats."""
    say = ctx.obj
    front_door()
    from graph.exports import FORMATS  # noqa: PLC0415

    wanted = list(FORMATS) if formats == ["all"] else _among(say, "--format", formats, FORMATS)
    bounds = {"since": _date(say, "--since", since), "until": _date(say, "--until", until)}
    target = out or folder / FOLDER
    graph = _load(say, folder)
    ready(say, target)
    plain = graph.to_networkx()
    lists = {
        "entity_types": ("--entity-type", entity_types, {data["type"] for _, data in plain.nodes(data=True)}),
        "types": ("--type", types, {data["type"] for *_, data in plain.edges(data=True)}),
        "statuses": ("--status", statuses, {data["status"] for *_, data in plain.edges(data=True)}),
        "sources": ("--source", sources, _publishers(plain)),
    }
    conditions = {
        **bounds,
        **{name: _among(say, *asked) for name, asked in lists.items() if asked[1] is not None},
        "undated": undated,
        "min_articles": min_articles,
        "min_confidence": min_confidence,
    }
    part = _part(say, graph, around, hops, conditions)
    files = [path for name in wanted for path in part.export(name, target, lang=say.language)]
    _tell(say, part, files, as_json=as_json)


def _tell(say: Messages, part: Graph, files: list[Path], *, as_json: bool) -> None:
    plain = part.to_networkx()
    counts = {"entities": plain.number_of_nodes(), "relations": plain.number_of_edges()}
    if as_json:
        typer.echo(json.dumps(counts | {"files": [str(p) for p in files]}, ensure_ascii=False, indent=2))
        return
    typer.echo(say("export.chosen", **counts))
    for path in files:
        typer.echo(say("wrote", path=path))


def _load(say: Messages, folder: Path) -> Graph:
    """Return the graph of the store, else of the records, that a build left in ``folder``."""
    from extract.records import RecordError, read_records  # noqa: PLC0415
    from graph.build import DuplicateDocumentError  # noqa: PLC0415
    from graph.network import Graph  # noqa: PLC0415
    from graph.store import StoreError, has_store  # noqa: PLC0415

    if has_store(folder):
        try:
            return Graph.open(folder)
        except StoreError as error:
            fail(say("error.store", reason=error))
    path = folder / "records.jsonl"
    try:
        with path.open(encoding="utf-8") as stream:
            return Graph.from_records(read_records(stream, str(path)))
    except OSError as error:
        fail(say("error.no_build", path=path, reason=error.strerror or error))
    except (RecordError, DuplicateDocumentError, UnicodeDecodeError) as error:
        fail(say("error.records", path=path, reason=error))


def _part(say: Messages, graph: Graph, around: str | None, hops: int, conditions: dict[str, Any]) -> Graph:
    """Return ``graph`` itself where no condition is set, else the part that meets them all."""
    from graph.lookup import AmbiguousNameError, UnknownNameError  # noqa: PLC0415
    from graph.select import select  # noqa: PLC0415

    defaults = {name: p.default for name, p in inspect.signature(select).parameters.items()}
    asked = {name: value for name, value in conditions.items() if value != defaults[name]}
    try:
        return graph.select(around=around, **asked, **({} if around is None else {"hops": hops}))
    except UnknownNameError as error:
        fail(say("error.unknown_name", name=around, like=", ".join(error.suggestions) or "–"))
    except AmbiguousNameError as error:
        fail(say("error.ambiguous_name", name=around, ids=", ".join(error.candidates)))


def _among(say: Messages, option: str, given: Iterable[str] | None, known: Collection[str]) -> list[str]:
    """Return the names of the lists ``given``; exit with status 2 where one is not among ``known``."""
    names = [name.strip() for part in given or () for name in part.split(",") if name.strip()]
    for name in names:
        if name not in known:
            listed = ", ".join(known if isinstance(known, dict) else sorted(known)) or "–"
            fail(say("error.not_one_of", option=option, value=name, known=listed))
    return names


def _date(say: Messages, option: str, given: str | None) -> str | None:
    """Return the day, month or year ``given``; exit with status 2 where it is none."""
    from extract.metadata import iso_date  # noqa: PLC0415

    if given is not None and iso_date(given) is None:
        fail(say("error.date", option=option, value=given))
    return given


def _publishers(plain: nx.MultiDiGraph[str]) -> set[str]:
    events = (event for *_, data in plain.edges(data=True) for event in data["events"])
    return {event.source.publisher for event in events if event.source.publisher}

"""``inmaek extract --engine dask`` and ``inmaek build --from``: records in partitions, written and taken in."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typer

from inmaek.messages import Messages
from inmaek.start import fail, ready
from inmaek.watch import Watch


def extract_by_dask(say: Messages, inputs: Sequence[str], out: str, how: dict[str, Any]) -> None:
    """Write the records of ``inputs`` as partitions into the folder ``out``; tell what was not read."""
    if not all(find_spec(name) for name in ("dask", "distributed", "fsspec")):
        fail(say("error.no_dask"))
    if out == "-":
        fail(say("error.dask_out"))
    if "://" not in out:
        ready(say, Path(out))
    from inmaek import cluster  # noqa: PLC0415 - Dask, only where it is asked for
    from inmaek.partitions import FAILED  # noqa: PLC0415

    articles = made = 0
    with Watch(say) as watch:
        try:
            for partition in watch.counted(cluster.extract(inputs, out, **how)):
                articles += partition.articles
                made += partition.made
                for f in partition.failed:
                    watch.problem(f"{f.where}: {f.doc_id and f.doc_id + ': '}{f.error}; {f.remedy}")
        except cluster.ClusterError as error:
            fail(say("error.cluster", reason=error))
        typer.echo(say("dask.done", articles=articles, made=made, out=out, failed=FAILED))


def build_from(
    say: Messages,
    api: Any,
    records: str,
    out: Path,
    data: list[Path] | None,
    min_confidence: float,
    *,
    no_model: bool,
    as_json: bool,
) -> None:
    """Make ``out`` the project of ``records`` and say what is in it."""
    if "://" in records and not find_spec("fsspec"):
        fail(say("error.no_dask"))
    if "://" not in records and not Path(records).exists():
        fail(say("error.no_records", path=records))
    ready(say, out)
    from inmaek import show  # noqa: PLC0415

    with Watch(say) as watch:
        built = api.build_from(
            out,
            records,
            data=data or (),
            model=not no_model,
            min_confidence=min_confidence,
            on_problem=watch.problem,
            on_article=watch.counted,
        )
        show.tell(built, watch.problems, say, as_json=as_json)

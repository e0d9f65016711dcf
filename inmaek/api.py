"""The public functions: articles in, records, names or a graph out."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from extract.document import Article
from extract.pipeline import Pipeline
from extract.readers import InputProblem, count_inputs, read_articles
from extract.records import Record, write_records
from graph.exports import write_all
from graph.network import Graph
from inmaek.paths import data_dir, output

if TYPE_CHECKING:
    from extract.explain import Explanation

__all__ = [
    "Built",
    "InputWarning",
    "NoArticlesError",
    "articles",
    "build",
    "build_into",
    "count_inputs",
    "explain",
    "extract",
    "names",
    "pipeline",
    "read_text",
]

Inputs = str | Path | Sequence[str | Path]
Folders = str | Path | Sequence[str | Path]


class InputWarning(UserWarning):
    """An input that was skipped: which, why, and what to do about it."""


class NoArticlesError(ValueError):
    """None of the inputs holds an article that could be read."""


class Built(NamedTuple):
    """What ``build_into`` leaves: the graph, the files it wrote and the number of articles read."""

    graph: Graph
    files: list[Path]
    articles: int


def _warn(problem: InputProblem) -> None:
    warnings.warn(str(problem), InputWarning, stacklevel=3)


def _many(paths: Inputs) -> list[str | Path]:
    return [paths] if isinstance(paths, str | Path) else list(paths)


@lru_cache(maxsize=4)
def _load(folders: tuple[Path, ...], model: bool) -> Pipeline:
    return Pipeline(folders, model=model)


def pipeline(data: Folders = (), *, model: bool = True) -> Pipeline:
    """Return the reader of articles over the built-in data and the folders ``data``, which win.

    It is loaded once per process for each choice of data, which takes a few seconds.

    Raises:
        extract.gazetteer.DataError: listing every fault of the data files.
    """
    return _load((data_dir(), *(Path(folder) for folder in _many(data))), model=model)


def articles(
    inputs: Inputs,
    *,
    columns: Mapping[str, str] | None = None,
    published: str | None = None,
    on_problem: Callable[[InputProblem], None] = _warn,
) -> Iterator[Article]:
    """Yield the articles of ``inputs``; an input that cannot be read goes to ``on_problem``."""
    for item in read_articles(_many(inputs), columns=columns, published=published):
        if isinstance(item, InputProblem):
            on_problem(item)
        else:
            yield item


def extract(
    inputs: Inputs,
    *,
    data: Folders = (),
    model: bool = True,
    columns: Mapping[str, str] | None = None,
    published: str | None = None,
    on_problem: Callable[[InputProblem], None] = _warn,
) -> Iterator[Record]:
    """Yield one record an article: its entities and relations with their evidence.

    Args:
        inputs: files, folders or globs; ``-`` is standard input.
        data: folders of your own, laid out as the built-in data folder; they win over it.
        model: use the trained name model besides tables and title patterns.
        columns: which column of a table is which, ``{"text": "body"}``.
        published: the ISO date of articles; wins over what they say themselves.
        on_problem: called for each input skipped; by default an ``InputWarning``.
    """
    read = pipeline(data, model=model).read
    for article in articles(inputs, columns=columns, published=published, on_problem=on_problem):
        yield read(article)


def names(
    inputs: Inputs,
    *,
    data: Folders = (),
    model: bool = True,
    columns: Mapping[str, str] | None = None,
    published: str | None = None,
    on_problem: Callable[[InputProblem], None] = _warn,
) -> Iterator[dict[str, object]]:
    """Yield ``{"doc_id", "spans": [{"start", "end", "label"}]}`` an article; arguments as ``extract``."""
    find = pipeline(data, model=model).names
    for article in articles(inputs, columns=columns, published=published, on_problem=on_problem):
        yield {"doc_id": article.doc_id, "spans": find(article)}


def read_text(text: str, *, published: str | None = None, data: Folders = (), model: bool = True) -> Record:
    """Return the record of one article given as a string."""
    return pipeline(data, model=model).read(Article("text", text, published=published))


def explain(text: str, *, data: Folders = (), model: bool = True) -> Explanation:
    """Return how ``text`` was read: morphemes, names, clauses, rules that fired and their roles."""
    return pipeline(data, model=model).explain(text)


def build(
    inputs: Inputs,
    *,
    data: Folders = (),
    model: bool = True,
    columns: Mapping[str, str] | None = None,
    published: str | None = None,
    on_problem: Callable[[InputProblem], None] = _warn,
) -> Graph:
    """Return the graph of all articles of ``inputs``; arguments as ``extract``.

    Raises:
        NoArticlesError: when no article could be read.
    """
    records = extract(
        inputs, data=data, model=model, columns=columns, published=published, on_problem=on_problem
    )
    return Graph.from_records(_at_least_one(records))


def build_into(out: Path, records: Iterator[Record]) -> Built:
    """Write ``records.jsonl``, the graph's page, GraphML and tables of ``records`` into ``out``.

    Each file appears whole or not at all.

    Raises:
        NoArticlesError: when there is no record; nothing is written then.
    """
    path, count = out / "records.jsonl", 0
    with output(str(path)) as stream:

        def passing() -> Iterator[Record]:
            nonlocal count
            for record in _at_least_one(records):
                count += write_records([record], stream)
                yield record

        graph = Graph.from_records(passing())
        files = write_all(graph, out)
    return Built(graph, [*files, path], count)


def _at_least_one(records: Iterator[Record]) -> Iterator[Record]:
    record = None
    for record in records:
        yield record
    if record is None:
        raise NoArticlesError("none of the inputs holds an article that could be read")

"""The public functions: articles in, records, names or a graph out."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from extract.document import Article
from extract.pipeline import Pipeline
from extract.readers import InputProblem, count_inputs, read_articles
from extract.records import Record
from graph.changes import Difference
from graph.network import Graph
from graph.settle import settle
from graph.store import FILE_NAME as STORE
from graph.store import Store
from inmaek import parallel, project
from inmaek.data_state import fingerprint
from inmaek.paths import data_dir
from inmaek.project import Changes

if TYPE_CHECKING:
    from extract.explain import Explanation
    from extract.rule_use import RuleUse

__all__ = [
    "Built",
    "InputWarning",
    "NoArticlesError",
    "UnknownArticleError",
    "add",
    "articles",
    "build",
    "build_from",
    "build_into",
    "count_inputs",
    "explain",
    "extract",
    "names",
    "open_graph",
    "pipeline",
    "read_text",
    "refresh",
    "remove",
    "settle_decisions",
]

Inputs = str | Path | Sequence[str | Path]
Folders = str | Path | Sequence[str | Path]
#: An article's id, and what became of it: ``new``, ``changed`` or ``same``.
Step = tuple[str, str]


class InputWarning(UserWarning):
    """An input that was skipped: which, why, and what to do about it."""


class NoArticlesError(ValueError):
    """None of the inputs holds an article that could be read."""


class UnknownArticleError(LookupError):
    """The project has no article of an id."""


class Built(NamedTuple):
    """What a project is after a run: its graph, the files written, how many articles it holds, what changed."""

    graph: Graph
    files: list[Path]
    articles: int
    changes: Changes


def _warn(problem: InputProblem) -> None:
    warnings.warn(str(problem), InputWarning, stacklevel=3)


def _many(paths: Inputs) -> list[str | Path]:
    return [paths] if isinstance(paths, str | Path) else list(paths)


@lru_cache(maxsize=4)
def _load(folders: tuple[Path, ...], model: bool) -> Pipeline:
    return parallel.load(folders, model=model)


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
    min_confidence: float = 0.0,
    jobs: int = 1,
    on_problem: Callable[[InputProblem], None] = _warn,
) -> Iterator[Record]:
    """Yield one record an article: its entities and relations with their evidence.

    Args:
        inputs: files, folders or globs; ``-`` is standard input.
        data: folders of your own, laid out as the built-in data folder; they win over it.
        model: use the trained name model besides tables and title patterns.
        columns: which column of a table is which, ``{"text": "body"}``.
        published: the ISO date of articles; wins over what they say themselves.
        min_confidence: relations of less confidence (0 to 1) are left out.
        jobs: how many processes read; the records and their order are the same with any number.
        on_problem: called for each input skipped and each limit hit; by default an ``InputWarning``.
    """
    given = articles(inputs, columns=columns, published=published, on_problem=on_problem)
    one, folders = partial(pipeline, data, model=model), _folders(data)
    for record in parallel.each(given, parallel.record_of, one, folders, model, jobs, on_problem):
        record.relations = [r for r in record.relations if r.confidence >= min_confidence]
        yield record


def names(
    inputs: Inputs,
    *,
    data: Folders = (),
    model: bool = True,
    columns: Mapping[str, str] | None = None,
    published: str | None = None,
    jobs: int = 1,
    on_problem: Callable[[InputProblem], None] = _warn,
) -> Iterator[dict[str, object]]:
    """Yield ``{"doc_id", "spans": [{"start", "end", "label"}]}`` an article; arguments as ``extract``."""
    given = articles(inputs, columns=columns, published=published, on_problem=on_problem)
    one, folders = partial(pipeline, data, model=model), _folders(data)
    yield from parallel.each(given, parallel.names_of, one, folders, model, jobs, on_problem)


def read_text(
    text: str,
    *,
    published: str | None = None,
    data: Folders = (),
    model: bool = True,
    on_problem: Callable[[InputProblem], None] = _warn,
) -> Record:
    """Return the record of one article given as a string; arguments as ``extract``."""
    return pipeline(data, model=model).read(Article("text", text, published=published), on_problem)


def rule_uses(
    inputs: Inputs,
    *,
    data: Folders = (),
    model: bool = True,
    columns: Mapping[str, str] | None = None,
    published: str | None = None,
    on_problem: Callable[[InputProblem], None] = _warn,
    on_article: Callable[[Iterator[Article]], Iterable[Article]] = iter,
) -> list[RuleUse]:
    """Return every relation rule with its hits on the articles of ``inputs``; arguments as ``extract``.

    ``on_article`` may count the articles as they pass.
    """
    from extract.rule_use import rule_uses as count  # noqa: PLC0415 - for one command alone

    found = articles(inputs, columns=columns, published=published, on_problem=on_problem)
    return count(pipeline(data, model=model), on_article(found), on_problem)


def explain(
    text: str,
    *,
    published: str | None = None,
    data: Folders = (),
    model: bool = True,
    on_problem: Callable[[InputProblem], None] = _warn,
) -> Explanation:
    """Return how ``text`` was read: morphemes, names, clauses, rules that fired and their roles.

    ``published`` is the ISO date that ``이날`` and ``다음 달`` count from; ``on_problem`` as for ``extract``.
    """
    return pipeline(data, model=model).explain(text, published, on_problem)


def build(
    inputs: Inputs,
    *,
    data: Folders = (),
    model: bool = True,
    columns: Mapping[str, str] | None = None,
    published: str | None = None,
    jobs: int = 1,
    on_problem: Callable[[InputProblem], None] = _warn,
) -> Graph:
    """Return the graph of all articles of ``inputs``; arguments as ``extract``.

    Raises:
        NoArticlesError: when no article could be read.
    """
    records = extract(
        inputs, data=data, model=model, columns=columns, published=published, jobs=jobs, on_problem=on_problem
    )
    return Graph.from_records(_at_least_one(records))


def build_into(
    out: Path,
    inputs: Inputs,
    *,
    data: Folders = (),
    model: bool = True,
    columns: Mapping[str, str] | None = None,
    published: str | None = None,
    min_confidence: float = 0.0,
    jobs: int = 1,
    on_problem: Callable[[InputProblem], None] = _warn,
    on_article: Callable[[Iterator[Step]], Iterator[Step]] = iter,
) -> Built:
    """Make ``out`` the project of the articles of ``inputs``: its store, page, GraphML, tables and records.

    A store that is there is brought up to date: what is the same is not read again, what is not
    among the inputs goes. Each other file appears whole or not at all. Arguments as ``extract``;
    ``on_article`` is handed the steps, one an article, and passes them on. Facts of less than
    ``min_confidence`` stay in the store and the records; the page, GraphML and tables leave them out.

    Raises:
        NoArticlesError: when no article could be read; nothing is changed then.
        graph.store.StoreError: when the store cannot be written to.
    """
    given = articles(inputs, columns=columns, published=published, on_problem=on_problem)
    return _write(
        out,
        given,
        _many(data),
        model=model,
        jobs=jobs,
        on_problem=on_problem,
        on_article=on_article,
        only_these=True,
        min_confidence=min_confidence,
    )


def build_from(
    out: str | Path,
    records: str,
    *,
    data: Folders = (),
    model: bool = True,
    min_confidence: float = 0.0,
    on_problem: Callable[[InputProblem], None] = _warn,
    on_article: Callable[[Iterator[Step]], Iterator[Step]] = iter,
) -> Built:
    """Make ``out`` the project of ``records``, as ``build_into`` does of their articles, in bulk.

    ``records`` is a folder of partitions that ``inmaek extract --engine dask`` wrote, one of them, or a file
    of records as JSON Lines; a path or, with ``inmaek[dask]``, a URL. Articles that were read with other
    data than ``data`` and ``model`` are marked, for ``refresh`` to read again. Errors as ``build_into``.
    """
    out, folders = Path(out), _folders(data)
    changes = Changes()
    with project.opened(out, folders, model=model, create=True) as store:
        mark = fingerprint(folders, model=model)
        for doc_id, what in on_article(project.take_in(store, records, mark, on_problem)):
            getattr(changes, what).append(doc_id)
        if not changes.read:
            raise NoArticlesError("none of the records could be read")
        these = {*changes.new, *changes.changed, *changes.same}
        changes.removed = sorted(store.known().keys() - these)
        with store.transaction():
            store.delete("IN (SELECT unnest(?))", changes.removed)
    return _built(out, changes, files=True, min_confidence=min_confidence)


def add(
    out: str | Path,
    inputs: Inputs,
    *,
    data: Folders = (),
    model: bool = True,
    columns: Mapping[str, str] | None = None,
    published: str | None = None,
    files: bool = True,
    jobs: int = 1,
    on_problem: Callable[[InputProblem], None] = _warn,
    on_article: Callable[[Iterator[Step]], Iterator[Step]] = iter,
) -> Built:
    """Add the articles of ``inputs`` to the project ``out``, which is made where it is not there.

    The same article again changes nothing; one of the same id with another text replaces the old
    one. A kill at any moment loses at most the articles in hand: one, or some batches of ``jobs``. ``files=False`` leaves the page and
    tables as they were. Other arguments and errors as ``build_into``.
    """
    given = articles(inputs, columns=columns, published=published, on_problem=on_problem)
    return _write(
        Path(out),
        given,
        _many(data),
        model=model,
        jobs=jobs,
        on_problem=on_problem,
        on_article=on_article,
        files=files,
    )


def remove(out: str | Path, doc_ids: Sequence[str], *, data: Folders = (), files: bool = True) -> Built:
    """Remove articles from the project ``out``, and with them all that only they say.

    Raises:
        UnknownArticleError: naming the ids that are not there; nothing is removed then.
        graph.store.StoreError: when the store cannot be written to.
    """
    out, folders = Path(out), _folders(data)
    with project.opened(out, folders) as store:
        unknown = sorted(set(doc_ids) - store.known().keys())
        if unknown:
            raise UnknownArticleError(f"no article here has the id {', '.join(map(repr, unknown))}")
        changes = Changes(removed=[doc_id for doc_id in doc_ids if store.remove(doc_id)])
    return _built(out, changes, files=files)


def refresh(
    out: str | Path,
    *,
    data: Folders = (),
    model: bool = True,
    files: bool = True,
    on_problem: Callable[[InputProblem], None] = _warn,
    jobs: int = 1,
    on_article: Callable[[Iterator[str]], Iterator[str]] = iter,
) -> tuple[Built, Difference]:
    """Read again the articles that changed names, rules or decisions can affect; return what it changed.

    ``on_problem`` is called for each limit that one of them hits. Other arguments as ``build_into``.

    Raises:
        graph.store.StoreError: when the store cannot be written to.
    """
    out, folders = Path(out), _folders(data)
    changes = Changes()
    with project.opened(out, folders, model=model) as store, ExitStack() as reading:
        read = _reader(reading, data, on_problem, model=model, jobs=jobs)

        def again() -> None:
            steps = project.reread(store, read)
            changes.changed.extend(on_article(steps))
            settle(store, project.decisions(out, folders))

        found = project.difference(store, again)
    return _built(out, changes, files=files), found


def settle_decisions(out: str | Path, *, data: Folders = ()) -> Built:
    """Bring identities and files of the project ``out`` in line with its ``decisions.tsv``.

    Raises:
        graph.decisions.DecisionError: for a line that is none.
        graph.store.StoreError: when the store cannot be written to.
    """
    out, folders = Path(out), _folders(data)
    with Store.open(out, write=True) as store:
        settle(store, project.decisions(out, folders))
    return _built(out, Changes(), files=True)


def open_graph(out: str | Path) -> Graph:
    """Open the graph of the project ``out`` to ask it; close it to let others write.

    Raises:
        graph.store.StoreError: where there is no store, or it is being written to, or too new.
    """
    return Graph.open(out)


def _folders(data: Folders) -> tuple[Path, ...]:
    return (data_dir(), *(Path(folder) for folder in _many(data)))


def _write(
    out: Path,
    given: Iterator[Article],
    data: Sequence[str | Path],
    *,
    model: bool,
    jobs: int,
    on_problem: Callable[[InputProblem], None],
    on_article: Callable[[Iterator[Step]], Iterator[Step]],
    only_these: bool = False,
    files: bool = True,
    min_confidence: float = 0.0,
) -> Built:
    changes = Changes()
    with project.opened(out, _folders(data), model=model, create=True) as store, ExitStack() as reading:
        read = _reader(reading, data, on_problem, model=model, jobs=jobs)
        for doc_id, what in on_article(project.grow(store, given, read)):
            getattr(changes, what).append(doc_id)
        if not changes.read:
            raise NoArticlesError("none of the inputs holds an article that could be read")
        if only_these:
            these = {*changes.new, *changes.changed, *changes.same}
            changes.removed = [d for d in sorted(store.known().keys() - these) if store.remove(d)]
        for _ in project.reread(store, read):
            pass
    return _built(out, changes, files=files, min_confidence=min_confidence)


def _reader(
    reading: ExitStack,
    data: Folders,
    on_problem: Callable[[InputProblem], None],
    *,
    model: bool,
    jobs: int,
) -> project.Read:
    """Return what makes records of articles; leaving ``reading`` ends the processes that it starts."""

    def read(given: Iterator[Article | None]) -> Iterator[Record | None]:
        one = partial(pipeline, data, model=model)
        records = parallel.each(given, parallel.record_of, one, _folders(data), model, jobs, on_problem)
        return reading.enter_context(closing(records))

    return read


def _built(out: Path, changes: Changes, *, files: bool, min_confidence: float = 0.0) -> Built:
    graph = Graph.open(out)
    if min_confidence > 0:
        graph = graph.select(min_confidence=min_confidence)
    written = project.write_files(out, graph) if files else []
    return Built(graph, [*written, out / STORE], graph.store.count(), changes)


def _at_least_one(records: Iterator[Record]) -> Iterator[Record]:
    record = None
    for record in records:
        yield record
    if record is None:
        raise NoArticlesError("none of the inputs holds an article that could be read")

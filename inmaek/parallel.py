"""Reading in several processes, each with a Kiwi of its own; what comes out is as of one, in the same order."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from extract.document import Article
from extract.pipeline import Pipeline
from extract.readers import InputProblem

#: Articles handed to a process at once, and such batches waiting for each: memory stays the same however many there are.
_BATCH, _WAITING = 8, 3
_worker: list[Pipeline] = []

Answer = tuple[Any, list[InputProblem]]


class WorkerLostError(RuntimeError):
    """A process that read articles ended before its time: killed, or out of memory."""


def each(
    articles: Iterable[Article],
    task: Callable[[Pipeline, Article], Answer],
    one: Callable[[], Pipeline],
    folders: tuple[Path, ...],
    model: bool,
    jobs: int,
    on_problem: Callable[[InputProblem], None],
) -> Iterator[Any]:
    """Yield what ``task`` makes of each article, by the pipeline ``one`` returns or, past one, by ``jobs`` processes."""
    if jobs > 1:
        answers = in_processes(articles, task, folders=folders, model=model, jobs=jobs)
    else:
        reader = one()
        answers = (task(reader, article) for article in articles)
    for answer, problems in answers:
        for problem in problems:
            on_problem(problem)
        yield answer


def in_processes(
    articles: Iterable[Article],
    task: Callable[[Pipeline, Article], Answer],
    *,
    folders: tuple[Path, ...],
    model: bool,
    jobs: int,
) -> Iterator[Answer]:
    """Yield what ``task`` (a function of a module) makes of each article, in their order, by ``jobs`` processes.

    Raises:
        WorkerLostError: when one of them ends; what came before it was right.
    """
    given = iter(articles)
    pool = ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=_start, initargs=(folders, model)
    )
    waiting: deque[Future[list[Answer]]] = deque()
    try:
        while batch := list(islice(given, _BATCH)):
            waiting.append(pool.submit(_work, task, batch))
            if len(waiting) >= jobs * _WAITING:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool as error:
        raise WorkerLostError(
            "a process that reads articles was killed or ran out of memory; try fewer --jobs"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def record_of(pipeline: Pipeline, article: Article) -> Answer:
    """Return the record of ``article`` and the limits it hit."""
    hit: list[InputProblem] = []
    return pipeline.read(article, hit.append), hit


def names_of(pipeline: Pipeline, article: Article) -> Answer:
    """Return the names of ``article`` as ``inmaek ner`` writes them, and the limits it hit."""
    hit: list[InputProblem] = []
    return {"doc_id": article.doc_id, "spans": pipeline.names(article, hit.append)}, hit


def _start(folders: tuple[Path, ...], model: bool) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asked
    _worker.append(Pipeline(folders, model=model))


def _work(task: Callable[[Pipeline, Article], Answer], batch: list[Article]) -> list[Answer]:
    return [task(_worker[0], article) for article in batch]

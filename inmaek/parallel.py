"""Reading in several processes, each with a Kiwi of its own; what comes out is as of one, in the same order."""

from __future__ import annotations

import atexit
import gc
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from extract.document import Article
from extract.pipeline import Pipeline
from extract.readers import InputProblem

#: Articles handed to a process at once, and such batches waiting for each: memory stays the same however many there are.
BATCH, _WAITING = 8, 3
_worker: list[Pipeline] = []

Answer = tuple[Any, list[InputProblem]]
_NOTHING: Answer = (None, [])
#: How often the garbage collector looks: what an article leaves goes by itself, so the usual 700 takes a twentieth of the time.
_GC = (20_000, 50, 100)


class WorkerLostError(RuntimeError):
    """A process that read articles ended before its time: killed, or out of memory."""


def load(folders: tuple[Path, ...], *, model: bool) -> Pipeline:
    """Return the pipeline over ``folders``, whose tables the garbage collector need not go through again and again.

    The collector of this process also looks less often from then on.
    """
    loaded = Pipeline(folders, model=model)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GC)
    atexit.register(
        gc.unfreeze
    )  # or some libraries find their objects still there when Python ends, and say so
    return loaded


def each(
    given: Iterable[Article | None],
    task: Callable[[Pipeline, Article], Answer],
    one: Callable[[], Pipeline],
    folders: tuple[Path, ...],
    model: bool,
    jobs: int,
    on_problem: Callable[[InputProblem], object],
) -> Generator[Any, None, None]:
    """Yield what ``task`` makes of each article, by the pipeline ``one`` returns or, past one, by ``jobs`` processes.

    None among ``given`` gives None in its place. Nothing is loaded before the first article.
    """
    if jobs > 1:
        answers = in_processes(given, task, folders=folders, model=model, jobs=jobs)
    else:
        answers = _in_this(given, task, one)
    with closing(answers):
        for answer, problems in answers:
            for problem in problems:
                on_problem(problem)
            yield answer


def _in_this(
    given: Iterable[Article | None], task: Callable[[Pipeline, Article], Answer], one: Callable[[], Pipeline]
) -> Generator[Answer, None, None]:
    reader: Pipeline | None = None
    for article in given:
        if article is None:
            yield _NOTHING
        else:
            reader = reader or one()
            yield task(reader, article)


def in_processes(
    given: Iterable[Article | None],
    task: Callable[[Pipeline, Article], Answer],
    *,
    folders: tuple[Path, ...],
    model: bool,
    jobs: int,
) -> Generator[Answer, None, None]:
    """Yield what ``task`` (a function of a module) makes of each article, in their order, by ``jobs`` processes.

    Closing the generator ends the processes, once they are done with what they have in hand.

    Raises:
        WorkerLostError: when one of them ends; what came before it was right.
    """
    batches = iter(given)
    pool = ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=_start, initargs=(folders, model)
    )
    waiting: deque[Callable[[], list[Answer]]] = deque()
    try:
        while batch := list(islice(batches, BATCH)):
            waiting.append(_submit(pool, task, batch))
            if len(waiting) >= jobs * _WAITING:
                yield from waiting.popleft()()
        while waiting:
            yield from waiting.popleft()()
    except BrokenProcessPool as error:
        raise WorkerLostError(
            "a process that reads articles was killed or ran out of memory; try fewer --jobs"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _submit(
    pool: ProcessPoolExecutor, task: Callable[[Pipeline, Article], Answer], batch: list[Article | None]
) -> Callable[[], list[Answer]]:
    """Hand ``batch`` to a process where it holds an article; return what waits for the answers."""
    if not any(batch):
        return lambda: [_NOTHING] * len(batch)
    with _interrupts_held():
        return pool.submit(_work, task, batch).result


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back, so that a process started here is not hit by it before it can ignore it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


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
    _worker.append(load(folders, model=model))


def _work(task: Callable[[Pipeline, Article], Answer], batch: list[Article | None]) -> list[Answer]:
    return [_NOTHING if article is None else task(_worker[0], article) for article in batch]

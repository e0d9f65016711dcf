"""Throw what no article looks like at the readers and the pipeline, for as long as asked.

    python benchmarks/fuzz.py readers --seconds 600
    python benchmarks/fuzz.py pipeline --seconds 1200
    python benchmarks/fuzz.py bytes --seconds 300       # coverage-guided; needs `pip install atheris`

``bytes`` watches which lines of the readers an input reaches, and goes on from those that reach new
ones; what it prints as ``cov`` must grow. A failure is any exception, an answer that breaks a promise (offsets within the text, a record that
is no JSON), or an input that takes longer than ``--hang`` seconds. Each is printed once, with the
smallest input that Hypothesis finds; the exit status is then 1. Inputs that failed once are kept as
small generators in ``tests/extract/test_hard_knocks.py``.
"""

from __future__ import annotations

import argparse
import faulthandler
import io
import json
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy
from pyarrow import parquet

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

_EXAMPLES = 200  # of one round; each round has a seed of its own
#: The signal that ends a slow input is heard in Python alone; past this factor the process says where it hangs.
_DEAF = 10
_LONGEST_SHOWN = 1500


class HangError(Exception):
    """An input took too long."""


def _too_long(*_: object) -> None:
    raise HangError


def _timed(check: Callable[..., None], hang: float) -> Callable[..., None]:
    def run(*given: object) -> None:
        signal.setitimer(signal.ITIMER_REAL, hang)
        faulthandler.dump_traceback_later(hang * _DEAF, exit=True)
        try:
            check(*given)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            faulthandler.cancel_dump_traceback_later()

    return run


def _steps(error: BaseException) -> list[str]:
    """Return the lines of our code that ``error`` came through."""
    steps = [s for s in traceback.extract_tb(error.__traceback__) if s.filename.startswith(str(ROOT))]
    return [
        f"{Path(s.filename).relative_to(ROOT)}:{s.lineno} {s.name}" for s in steps if s.filename != __file__
    ]


def _place(error: BaseException) -> str:
    """Return what tells one failure from another: its kind and where it came from."""
    return f"{type(error).__name__} at {(_steps(error) or ['?'])[-1]}"


def _told(error: BaseException) -> str:
    return f"{_place(error)}: {str(error)[:200]!r}\n  " + "\n  ".join(_steps(error)[-8:])


def campaign(inputs: SearchStrategy[object], check: Callable[..., None], seconds: float, first: int) -> int:
    """Run rounds of ``check`` on ``inputs`` for ``seconds``; print each new failure; return how many."""
    failures: dict[str, str] = {}
    tried, smallest = 0, ""
    end = time.monotonic() + seconds
    number = first
    while time.monotonic() < end:

        @seed(number)
        @settings(
            max_examples=_EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
        )
        @given(inputs)
        def one_round(example: object) -> None:
            nonlocal tried, smallest
            if time.monotonic() > end:
                return
            tried += 1
            try:
                check(example)
            except Exception as error:
                if _place(error) not in failures:
                    smallest = ascii(example)[:_LONGEST_SHOWN]
                    raise

        try:
            one_round()
        except Exception as error:  # noqa: BLE001 - any is a finding
            failures[_place(error)] = smallest
            print(f"round {number}: {_told(error)}\n  smallest input: {smallest}", flush=True)
        number += 1
    summary = {"inputs": tried, "rounds": number - first, "seconds": seconds, "failures": sorted(failures)}
    print(json.dumps(summary, ensure_ascii=False, indent=2), flush=True)
    return len(failures)


def _seeds() -> dict[str, bytes]:
    """Return a small right file of each ending, for coverage to start from."""
    table = io.BytesIO()
    parquet.write_table(pa.table({"id": ["1"], "text": ["가람이 나루를 만났다."]}), table)
    return {
        ".txt": "[서울=한빛뉴스] 가람이 나루를 만났다.".encode(),
        ".jsonl": '{"id": "1", "text": "가람이 나루를 만났다.", "published": "2025-03-04"}\n'.encode(),
        ".csv": 'id,text,published\n1,"가람이, 나루를",2025-03-04\n'.encode(),
        ".parquet": table.getvalue(),
        ".html": f"<html><body><article>{'<p>가람이 나루를 만났다고 밝혔다.</p>' * 5}</article></body></html>".encode(),
    }


def coverage_guided(seconds: int, folder: Path) -> None:
    """Let atheris look for bytes that break the decoder and the readers of files; it exits the process."""
    import atheris

    # It sees only modules that it loads itself, so nothing here may have loaded the readers before.
    with atheris.instrument_imports(include=["extract.readers", "extract.metadata", "extract.normalize"]):
        from tests.fuzz.promises import check_file

    seeds = _seeds()
    endings = list(seeds)
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, (ending, data) in enumerate(seeds.items()):
        (corpus / ending[1:]).write_bytes(bytes([number]) + data)

    def one(data: bytes) -> None:
        if data:
            check_file(endings[data[0] % len(endings)], data[1:], folder)

    atheris.Setup(
        [
            sys.argv[0],
            f"-max_total_time={seconds}",
            f"-artifact_prefix={folder}/",
            "-timeout=20",
            "-rss_limit_mb=4096",
            "-print_final_stats=1",
            str(corpus),
        ],
        one,
    )
    atheris.Fuzz()


def main() -> None:
    """Run the campaign that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", choices=["readers", "pipeline", "bytes"])
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hang", type=float, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if asked.target == "bytes":
            coverage_guided(asked.seconds, folder)  # libFuzzer has its own clock
        from tests.fuzz.inputs import files, stories
        from tests.fuzz.promises import check_file, check_story

        signal.signal(signal.SIGALRM, _too_long)
        if asked.target == "readers":
            check = _timed(lambda given: check_file(*given, folder), asked.hang)
            found = campaign(files(), check, asked.seconds, asked.seed)
        else:
            from extract.pipeline import Pipeline

            read = Pipeline(ROOT / "data").read
            check = _timed(lambda given: check_story(given, read), asked.hang)
            found = campaign(stories(), check, asked.seconds, asked.seed)
    raise SystemExit(1 if found else 0)


if __name__ == "__main__":
    main()

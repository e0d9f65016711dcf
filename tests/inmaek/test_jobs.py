"""Several processes write what one writes, and one that is lost is told."""

from __future__ import annotations

import os
import signal

import pytest

from extract.document import Article
from inmaek import api, parallel
from inmaek.paths import data_dir, samples_dir


def lost(_pipeline, _article):
    os.kill(os.getpid(), signal.SIGTERM)


@pytest.mark.parametrize("what", [api.extract, api.names])
def test_two_processes_write_what_one_writes(monkeypatch, what):
    monkeypatch.setattr(parallel, "_BATCH", 3)
    one, two = (list(map(str, what(samples_dir(), model=False, jobs=jobs))) for jobs in (1, 2))
    assert len(one) > 6
    assert one == two


def test_a_lost_process_is_told():
    articles = [Article(str(i), "가람전자가 나루통신을 만났다.") for i in range(20)]
    with pytest.raises(parallel.WorkerLostError, match="--jobs"):
        list(parallel.in_processes(articles, lost, folders=(data_dir(),), model=False, jobs=1))

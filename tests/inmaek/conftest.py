from __future__ import annotations

import pytest

from inmaek import api
from inmaek.cli import main
from tests.inmaek.fakes import FakePipeline

MET = "이재명 대통령이 샘 올트먼을 만났다."


@pytest.fixture
def pipeline(monkeypatch):
    """Put the fake in place of the pipeline; return the data folders and options asked for."""
    asked = []

    def load(folders, model):
        asked.append((folders, model))
        return FakePipeline()

    monkeypatch.setattr(api, "_load", load)
    return asked


@pytest.fixture
def run(pipeline, capsys, monkeypatch):
    """Run the command in English; return its status, standard output and lines of standard error."""
    monkeypatch.setenv("INMAEK_LANG", "en")

    def _run(*args):
        with pytest.raises(SystemExit) as stop:
            main([str(arg) for arg in args])
        out, err = capsys.readouterr()
        return stop.value.code, out, err.splitlines()

    return _run


@pytest.fixture
def article(tmp_path):
    """Return a file with one article."""
    path = tmp_path / "기사.txt"
    path.write_text(MET, encoding="utf-8")
    return path

"""Every notebook runs from top to bottom, and is kept without output."""

from __future__ import annotations

import pytest

from tests.conftest import ROOT

nbformat = pytest.importorskip("nbformat", reason="notebooks need the dev extra")
nbclient = pytest.importorskip("nbclient", reason="notebooks need the dev extra")
pytest.importorskip("ipykernel", reason="notebooks need the dev extra")

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def test_there_is_a_notebook():
    assert NOTEBOOKS


def test_kept_without_output(notebook):
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)


def test_runs(notebook, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    resources = {"metadata": {"path": str(tmp_path)}}
    done = nbclient.NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources=resources
    ).execute()
    outputs = [output for cell in done.cells for output in cell.get("outputs", [])]
    assert any("text/html" in output.get("data", {}) for output in outputs)

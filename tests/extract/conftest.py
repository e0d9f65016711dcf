from __future__ import annotations

from pathlib import Path

import pytest

from extract.pipeline import Pipeline


@pytest.fixture(scope="session")
def pipeline(root: Path) -> Pipeline:
    """Return the pipeline over the project's own data, loaded once."""
    return Pipeline(root / "data")

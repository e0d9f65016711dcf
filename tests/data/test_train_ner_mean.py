"""The mean of name models: of equals it is the model itself, of others it lies between them by weight."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

FILE = Path(__file__).parents[2] / "data" / "train_ner_mean.py"


@pytest.fixture(scope="module")
def mix() -> ModuleType:
    spec = importlib.util.spec_from_file_location("train_ner_mean", FILE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def model(value: float) -> dict[str, np.ndarray]:
    return {
        "out": np.full((2, 3), value, dtype=np.float16),
        "vectors": np.array([[7]], dtype=np.int8),
        "bag": np.array([[127, -64], [0, 127]], dtype=np.int8),
        "bag_scale": np.full(2, value / 127, dtype=np.float16),
    }


def test_mean_of_equals(mix: ModuleType) -> None:
    found = mix.mean([(model(2.0), 1.0), (model(2.0), 3.0)])
    for key, value in model(2.0).items():
        assert np.allclose(found[key], value, rtol=1e-3), key
        assert found[key].dtype == value.dtype


def test_mean_by_weight(mix: ModuleType) -> None:
    found = mix.mean([(model(1.0), 3.0), (model(5.0), 1.0)])
    assert np.allclose(found["out"], 2.0)
    assert np.allclose(
        found["bag"][:, 1] * found["bag_scale"].astype(np.float32), [-64 / 127 * 2, 2.0], atol=0.02
    )
    assert found["vectors"].tolist() == [[7]]


def test_models_of_another_vocabulary(
    mix: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "features.txt.gz").write_text(name, encoding="utf-8")
    args = ["mean", f"{tmp_path / 'a'}=1", f"{tmp_path / 'b'}=1", "-o", str(tmp_path / "out")]
    monkeypatch.setattr(sys, "argv", args)
    assert mix.main() == 1
    assert not (tmp_path / "out").exists()

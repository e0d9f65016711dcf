"""Mix name models that share their vocabulary: the weighted mean of their weights.

    python data/train_ner_mean.py MODEL=WEIGHT MODEL=WEIGHT… -o data/models/ner

Models trained further from one start lie near each other, so that their mean is as good as an ensemble at the cost
of one (Wortsman et al., Model soups, 2022).
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from extract.names.model import FEATURES, WORDS

#: What the models must share; taken from the first.
SHARED = (FEATURES, WORDS, "meta.json", "lexicon.npz")
Weights = dict[str, NDArray[np.generic]]


def mean(models: list[tuple[Weights, float]]) -> Weights:
    """Return the mean of ``models``, each with its weight; feature vectors (int8 with a scale a row) are packed again."""
    total = sum(w for _, w in models)

    def mixed(value: Callable[[Weights], NDArray[np.generic]]) -> NDArray[np.float32]:
        return np.sum([value(m).astype(np.float32) * np.float32(w / total) for m, w in models], axis=0)

    first = models[0][0]
    plain = [k for k in first if not k.startswith(("bag", "vectors"))]
    out: Weights = {k: v for k, v in first.items() if k.startswith("vectors")}  # Kiwi's own, never trained
    out |= {k: mixed(lambda m, k=k: m[k]).astype(np.float16) for k in plain}  # type: ignore[misc]
    bag = mixed(lambda m: m["bag"].astype(np.float32) * m["bag_scale"].astype(np.float32)[:, None])
    scale = np.maximum(np.abs(bag).max(axis=1), 1e-8) / 127
    return out | {
        "bag": np.round(bag / scale[:, None]).astype(np.int8),
        "bag_scale": scale.astype(np.float16),
    }


def main() -> int:
    """Run the command line."""
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("models", nargs="+", metavar="MODEL=WEIGHT")
    ap.add_argument("-o", "--output", type=Path, required=True)
    args = ap.parse_args()
    parts = [m.rpartition("=") for m in args.models]
    folders = [Path(folder) for folder, _, _ in parts]
    for name in (FEATURES, WORDS, "meta.json"):
        if len({(f / name).read_bytes() for f in folders}) > 1:
            print(f"{name}: the models differ; only models with one start can be mixed", file=sys.stderr)
            return 1
    loaded = [
        (dict(np.load(f / "weights.npz")), float(w)) for f, (_, _, w) in zip(folders, parts, strict=True)
    ]
    args.output.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(args.output / "weights.npz", **mean(loaded))
    for name in SHARED:
        if folders[0].resolve() != args.output.resolve():
            shutil.copy(folders[0] / name, args.output / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Train the name model's own layers for single sentences.

    python data/train_ner_sentences.py MODEL --klue KLUE.jsonl --dev NER.jsonl

Single sentences are labelled in KLUE's way (docs/adr/0006-name-model.md), and there are many more of them than
articles: layers that see nothing else read them better. What a word gives to the layers stays that of ``MODEL``, which
also adds the names that KLUE's labels miss. Writes ``sentences.npz`` to ``MODEL``; needs torch besides the project.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from train_ner import FIRST, names, often, repaired
from train_ner_corpus import analyzer, read
from train_ner_net import Settings, code, fit, layers_of, packed, words_of

from extract.gazetteer import load_gazetteers
from extract.names.features import Extractor, Lexicon
from extract.names.model import ALONE, load_model
from extract.records import EntityType

#: How often each sentence of --dev, whose labels nobody projected, is seen in an epoch.
DEV_WEIGHT = 4
SETTINGS = Settings(hidden=160, layers=2, drop=0.45, epochs=10)


def main() -> None:
    """Read the sentences, train the layers, write them down."""
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("model", type=Path, help="folder of the model, as train_ner.py writes it")
    ap.add_argument("--klue", type=Path, required=True, help="sentences with projected konec labels")
    ap.add_argument("--dev", type=Path, required=True, help=f"konec labels; the first {FIRST} are trained on")
    ap.add_argument("--seed", type=int, default=13)
    ap.add_argument("--threads", type=int, default=2)
    args = ap.parse_args()
    torch.set_num_threads(args.threads)
    torch.use_deterministic_algorithms(mode=True)
    (args.model / ALONE).unlink(missing_ok=True)
    gazetteer = load_gazetteers([Path(__file__).with_name("gazetteers")])
    kiwi = analyzer(gazetteer)
    klue = sorted(read(args.klue, kiwi, "sentence"), key=lambda t: t.id)
    dev = read(args.dev, kiwi, "sentence", first=FIRST)
    teacher = load_model(args.model, gazetteer)
    for text in klue:
        found = names([teacher], text)  # to the teacher buildings are places
        text.label(repaired(text.gold, [n for n in found if n.label is not EntityType.PLACE]))
    words = words_of(args.model)
    extractor = Extractor(gazetteer, Lexicon.load(args.model / "lexicon.npz"))
    coded = {id(t): code(t, extractor, words) for t in (*klue, *dev)}
    sentences = [c for t in (*klue, *often(dev, DEV_WEIGHT)) for c in coded[id(t)]]
    net = fit(sentences, words, SETTINGS, args.seed, reading=args.model)
    stored: dict[str, np.ndarray] = {}
    for name, weights in layers_of(net).items():
        stored |= packed(weights, name) if weights.ndim > 1 else {name: weights.astype(np.float16)}
    np.savez_compressed(args.model / ALONE, layers=SETTINGS.layers, **stored)


if __name__ == "__main__":
    main()

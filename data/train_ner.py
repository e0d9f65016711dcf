"""Train the name model.

    python data/train_ner.py --klue KLUE.jsonl --dev NER.jsonl --news NEWS.jsonl \
        --corpus TEXTS.jsonl --lists FOLDER -o data/models/ner

Needs torch besides the project. Every random choice has a seed; the same input, library
versions and machine give the same model.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from train_ner_corpus import Span, Text, analyzer, read
from train_ner_net import Settings, Words, code, fit, write
from train_ner_words import lexicon, vectors

from extract.gazetteer import Gazetteer, load_gazetteers
from extract.names.features import Extractor
from extract.names.model import NameModel, load_model, predict_together

#: How often a document of each kind is seen in an epoch.
NEWS_WEIGHT, CORPUS_WEIGHT = 4, 1
#: Features seen less often than this are left out.
RARE = 3
DIMENSIONS = 96


@dataclass
class Data:
    """Everything that training reads, analysed."""

    klue: list[Text]
    news: list[Text]
    corpus: list[Text]
    held: list[Text]


def parse() -> argparse.Namespace:
    """Read the command line."""
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--klue", type=Path, required=True, help="sentences with projected konec labels")
    ap.add_argument("--dev", type=Path, help="sentences with konec labels; the first 1,500 are trained on")
    ap.add_argument("--news", type=Path, required=True, help="articles with our seven labels")
    ap.add_argument("--corpus", type=Path, help="articles without labels: the teachers label them")
    ap.add_argument(
        "--not-in",
        type=Path,
        action="append",
        default=[],
        help="leave the ids of this file out of the corpus",
    )
    ap.add_argument("--lists", type=Path, required=True, help="folder of the public name lists")
    ap.add_argument(
        "--held", type=int, default=0, help="keep so many articles of --news back and score on them"
    )
    ap.add_argument("--teachers", type=int, default=3)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("-o", "--output", type=Path, required=True)
    for f in fields(Settings):
        ap.add_argument(f"--{f.name.replace('_', '-')}", type=type(f.default), default=f.default)
    return ap.parse_args()


def load(args: argparse.Namespace, gazetteer: Gazetteer) -> Data:
    """Read and analyse the files that ``args`` names."""
    kiwi = analyzer(gazetteer)
    news = read(args.news, kiwi, "news")
    random.Random(7).shuffle(news)  # noqa: S311
    klue = read(args.klue, kiwi, "klue")
    if args.dev:
        klue += read(args.dev, kiwi, "klue")[:1500]
    skip = frozenset(t.id for path in args.not_in for t in read(path, kiwi, "news")) | {t.id for t in news}
    corpus = read(args.corpus, kiwi, "news", skip) if args.corpus else []
    return Data(klue, news[args.held :], corpus, news[: args.held])


def vocabulary(texts: list[Text], extractor: Extractor, dimensions: int) -> Words:
    """Return the features that occur often enough in ``texts``, and Kiwi's words."""
    count: Counter[str] = Counter()
    for sentence in (s for t in texts for s in t.units):
        for u, place in zip(sentence, extractor.places(sentence), strict=True):
            count.update(extractor.word(u.form, u.tag, u.surface))
            count.update(place)
    kept = sorted(f for f, n in count.items() if n >= RARE and "\n" not in f)
    forms, known = vectors(dimensions)
    table = np.concatenate([np.zeros((1, dimensions), dtype=np.float32), known])
    return Words({f: i for i, f in enumerate(kept, 1)}, {w: i for i, w in enumerate(forms, 1)}, table)


def figures(found: list[list[Span]], texts: list[Text]) -> str:
    """Return F1 by label, and of the first five labels together."""
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    for spans, text in zip(found, texts, strict=True):
        a, b = set(spans), set(text.gold)
        for counter, rest in ((right, a & b), (wrong, a - b), (missed, b - a)):
            for *_, label in rest:
                counter.update([label, "five"] if label not in ("PROJECT", "EVENT") else [label])
    f1 = {k: 2 * right[k] / (2 * right[k] + wrong[k] + missed[k]) for k in sorted(right + missed)}
    return "  ".join(f"{k} {v:.3f}" for k, v in f1.items())


def spans(models: list[NameModel], text: Text) -> list[Span]:
    """Return the names that ``models`` find together."""
    return [(n.start, n.end, n.label.value) for n in predict_together(models, text.morphs, text.text)]


def main() -> None:
    """Train the teachers, let them label the corpus, train the model on all."""
    args = parse()
    torch.set_num_threads(args.threads)
    torch.use_deterministic_algorithms(mode=True)
    settings = Settings(**{f.name: getattr(args, f.name) for f in fields(Settings)})
    gazetteer = load_gazetteers([Path(__file__).with_name("gazetteers")])
    data = load(args, gazetteer)
    names = lexicon(args.lists)
    extractor = Extractor(gazetteer, names)
    words = vocabulary([*data.klue, *data.news * NEWS_WEIGHT, *data.corpus], extractor, DIMENSIONS)
    labelled = [*data.klue, *data.news * NEWS_WEIGHT]

    def train(texts: list[Text], seed: int, folder: Path) -> NameModel:
        coded = {id(t): code(t, extractor, words) for t in texts}
        net = fit([coded[id(t)] for t in texts], words, replace(settings), seed)
        write(net, words, names, folder)
        model = load_model(folder, gazetteer)
        if data.held:
            print(figures([spans([model], t) for t in data.held], data.held), flush=True)
        return model

    if data.corpus:
        with tempfile.TemporaryDirectory() as scratch:
            teachers = [train(labelled, args.seed + i, Path(scratch)) for i in range(1, args.teachers + 1)]
        if data.held:
            print("together", figures([spans(teachers, t) for t in data.held], data.held), flush=True)
        for text in data.corpus:
            text.label(spans(teachers, text))
        labelled += data.corpus * CORPUS_WEIGHT
    train(labelled, args.seed, args.output)


if __name__ == "__main__":
    main()

"""Train the name model.

    python data/train_ner.py --klue KLUE.jsonl --dev NER.jsonl --news NEWS.jsonl \
        --corpus TEXTS.jsonl --lists FOLDER -o data/models/ner

Two teachers are trained first, each on one half of the labelled texts. Each adds to the other half of KLUE's
sentences the names that their labels miss, and together they label the texts without labels; the model that is
written learns from all of it. Needs torch besides the project. Every random choice has a seed; the same input,
library versions and machine give the same model.

``--invent N`` adds copies of the texts with names that do not exist and filled frames (``train_ner_invent.py``);
``--start MODEL`` trains a model further, which then is the teacher as well.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from train_ner_corpus import Span, Text, analysed, analyzer, ids, read
from train_ner_invent import Material, Row, copies, frames
from train_ner_net import KEPT, Settings, Words, code, fit, words_of, write
from train_ner_words import lexicon, vectors

from extract.gazetteer import Gazetteer, load_gazetteers
from extract.morphemes import Analyzer
from extract.names.features import Extractor, Lexicon
from extract.names.model import NameModel, load_model, predict_together
from extract.names.view import Name

#: How often a document of each kind is seen in an epoch.
NEWS_WEIGHT, DEV_WEIGHT, CORPUS_WEIGHT = 4, 1, 1
#: From this probability on a teacher's name is added where KLUE's labels have none.
SURE = 0.85
#: So many sentences of --dev are for training, the others are for tests.
FIRST = 1500
#: Features seen less often than this are left out.
RARE = 3
DIMENSIONS = 96
#: For each invented copy of an article of --news: copies of an article of --corpus and of a KLUE sentence, and how often
#: a frame is filled.
CORPUS_COPIES, KLUE_COPIES, FRAME_COPIES = 0.3, 0.06, 3


@dataclass
class Data:
    """Everything that training reads, analysed."""

    klue: list[Text]
    dev: list[Text]
    news: list[Text]
    corpus: list[Text]
    held: list[Text]
    kiwi: Analyzer


def parse() -> argparse.Namespace:
    """Read the command line."""
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--klue", type=Path, required=True, help="sentences with projected konec labels")
    ap.add_argument("--dev", type=Path, help=f"sentences with konec labels; the first {FIRST} are trained on")
    ap.add_argument("--news", type=Path, required=True, help="articles with our seven labels")
    ap.add_argument("--corpus", type=Path, help="articles without labels: the teachers label them")
    ap.add_argument(
        "--not-in",
        type=Path,
        action="append",
        default=[],
        help="leave the ids of this file out of the corpus",
    )
    ap.add_argument("--lists", type=Path, help="folder of the public name lists; not needed with --start")
    ap.add_argument("--start", type=Path, help="train the model of this folder further")
    ap.add_argument("--invent", type=float, default=0, help="so many copies of the news with invented names")
    ap.add_argument(
        "--held", type=int, default=0, help="keep so many articles of --news back and score on them"
    )
    ap.add_argument("--teachers", type=Path, help="keep the teachers in this folder, or take them from it")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("-o", "--output", type=Path, required=True)
    for f in fields(Settings):
        ap.add_argument(f"--{f.name.replace('_', '-')}", type=type(f.default), default=f.default)
    return ap.parse_args()


def load(args: argparse.Namespace, gazetteer: Gazetteer) -> Data:
    """Read and analyse the files that ``args`` names."""
    kiwi = analyzer(gazetteer)
    news = read(args.news, kiwi, "article")
    klue = sorted(read(args.klue, kiwi, "sentence"), key=lambda t: t.id)
    random.Random(5).shuffle(klue)  # noqa: S311
    random.Random(7).shuffle(news)  # noqa: S311
    dev = read(args.dev, kiwi, "sentence", first=FIRST) if args.dev else []
    skip = frozenset(i for path in (args.news, *args.not_in) for i in ids(path))
    corpus = read(args.corpus, kiwi, "article", skip) if args.corpus else []
    return Data(klue, dev, news[args.held :], corpus, news[: args.held], kiwi)


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


def names(models: list[NameModel], text: Text) -> list[Name]:
    """Return the names that ``models`` find together, as the style of ``text`` labels them."""
    return predict_together(models, text.morphs, text.text, text.style).names


def spans(found: list[Name]) -> list[Span]:
    """Return ``found`` without the probabilities."""
    return [(n.start, n.end, n.label.value) for n in found]


def repaired(gold: list[Span], found: list[Name]) -> list[Span]:
    """Return ``gold`` with the names added that a teacher is sure of and that touch none in ``gold``."""
    more = (n for n in found if n.probability >= SURE)
    return [*gold, *(s for s in spans(list(more)) if not any(s[0] < b and a < s[1] for a, b, _ in gold))]


def often(texts: list[Text], times: int) -> list[Text]:
    """Return ``texts``, each as many ``times``."""
    return [t for t in texts for _ in range(times)]


@dataclass
class Trainer:
    """Trains models that share lists and sizes."""

    gazetteer: Gazetteer
    lexicon: Lexicon
    settings: Settings
    seed: int
    held: list[Text]
    start: Path | None

    def train(self, texts: list[Text], folder: Path, early: Iterable[Text] = ()) -> NameModel:
        """Train a model on ``texts`` (some there more than once), write it to ``folder`` and read it.

        ``early`` are left out of the last epoch.
        """
        extractor = Extractor(self.gazetteer, self.lexicon)
        words = words_of(self.start) if self.start else vocabulary(texts, extractor, DIMENSIONS)
        coded = {id(t): code(t, extractor, words) for t in texts}
        before = [c for t in early for c in code(t, extractor, words)]
        net = fit(
            [c for t in texts for c in coded[id(t)]], words, self.settings, self.seed, self.start, before
        )
        write(net, words, self.lexicon, folder, 1 if self.start else KEPT)
        return self.read(folder)

    def read(self, folder: Path) -> NameModel:
        """Read the model in ``folder``, and print how it does on the texts held back, if there are any."""
        model = load_model(folder, self.gazetteer)
        if self.held:
            print(folder, figures([spans(names([model], t)) for t in self.held], self.held), flush=True)
        return model


def teach(trainer: Trainer, data: Data, folder: Path) -> None:
    """Repair KLUE's labels and label the corpus, with two teachers who each saw one half.

    Teachers that are in ``folder`` already are not trained again; a model to start from is the only teacher.
    """
    if trainer.start:
        teachers = [trainer.read(trainer.start)]
        _label(data, teachers)
        return
    halves = [[*data.klue[1 - i :: 2], *often(data.news[1 - i :: 2], NEWS_WEIGHT)] for i in (0, 1)]
    teachers = []
    for i, half in enumerate(halves):
        own = folder / f"teacher{i}"
        teachers.append(trainer.read(own) if own.exists() else trainer.train(half, own))
    _label(data, teachers)


def _label(data: Data, teachers: list[NameModel]) -> None:
    for i, text in enumerate(data.klue):
        text.label(repaired(text.gold, names([teachers[i % len(teachers)]], text)))
    for text in data.corpus:
        text.label(spans(names(teachers, text)))


def inventions(data: Data, times: float, seed: int) -> Iterator[Text]:
    """Yield copies of the texts with invented names, ``times`` of the news, and filled frames."""
    material = Material()
    made = {
        "article": [
            *copies(_rows(data.news), times, material, seed),
            *copies(_rows(data.corpus), times * CORPUS_COPIES, material, seed),
            *frames(round(times * FRAME_COPIES), material, seed),
        ],
        "sentence": list(copies(_rows(data.klue), times * KLUE_COPIES, material, seed)),
    }
    for style, lines in made.items():
        for text in analysed(lines, data.kiwi, style):
            text.exact()
            yield text


def _rows(texts: list[Text]) -> list[Row]:
    return [
        {
            "id": t.id,
            "text": t.text,
            "spans": [{"start": a, "end": b, "label": label} for a, b, label in sorted(t.gold)],
        }
        for t in texts
    ]


def main() -> None:
    """Train the teachers, let them label, train the model on all."""
    args = parse()
    torch.set_num_threads(args.threads)
    torch.use_deterministic_algorithms(mode=True)
    settings = Settings(**{f.name: getattr(args, f.name) for f in fields(Settings)})
    gazetteer = load_gazetteers([Path(__file__).with_name("gazetteers")])
    data = load(args, gazetteer)
    known = Lexicon.load(args.start / "lexicon.npz") if args.start else lexicon(args.lists)
    trainer = Trainer(gazetteer, known, settings, args.seed, data.held, args.start)
    with tempfile.TemporaryDirectory() as scratch:
        teach(trainer, data, args.teachers or Path(scratch))
    weights = ((data.klue, 1), (data.dev, DEV_WEIGHT), (data.news, NEWS_WEIGHT), (data.corpus, CORPUS_WEIGHT))
    texts = [t for each, weight in weights for t in often(each, weight)]
    # The last epoch is without them: how often an unknown word is a name is to be learnt from real news.
    invented = inventions(data, args.invent, args.seed) if args.invent else ()
    trainer.train(texts, args.output, invented)


if __name__ == "__main__":
    main()

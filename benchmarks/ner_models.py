"""Compare architectures for the name model on the same units, features and labels.

    python benchmarks/ner_models.py --klue … --dev … --news … --test-news … --lists … crf perceptron spacy_cnn bilstm_crf shipped

Trains each on the same texts (``shipped`` is only read), then prints a row of figures: F1 on articles
(``--test-news``: the first five types together, then each) and on the sentences of
``--dev`` from the 1,501st on, units a second on the articles in one thread, size and
loading time. Needs torch, python-crfsuite and spaCy besides the project.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite
import spacy
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import fix_random_seed, minibatch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "data"))
from train_ner import FIRST, NEWS_WEIGHT, Trainer, names, often
from train_ner import spans as spans_of
from train_ner_corpus import TAGS, Span, Text, analyzer, read
from train_ner_net import Settings
from train_ner_words import lexicon

from extract.gazetteer import Gazetteer, load_gazetteers
from extract.names.features import Extractor, Lexicon, Unit
from extract.names.model import load_model

ROOT = Path(__file__).resolve().parents[1]
Predict = Callable[[Text], list[Span]]


@dataclass
class Setting:
    """What every architecture is given."""

    klue: list[Text]
    news: list[Text]
    extractor: Extractor
    lexicon: Lexicon
    gazetteer: Gazetteer
    scratch: Path


def window(sentence: Sequence[Unit], extractor: Extractor) -> list[list[str]]:
    """Features of each unit and of its neighbours, for models that are linear in them."""
    words = [extractor.word(u.form, u.tag, u.surface) for u in sentence]
    places = extractor.places(sentence)
    out = []
    for i in range(len(sentence)):
        own = [*words[i], *places[i]]
        for offset in (-2, -1, 1, 2):
            j = i + offset
            if not 0 <= j < len(sentence):
                own.append(f"{offset}:end")
                continue
            near = words[j] if abs(offset) == 1 else words[j][:2]
            own += [f"{offset}:{f}" for f in (*near, *places[j])]
        for a, b in ((i - 1, i), (i, i + 1)):
            if a >= 0 and b < len(sentence):
                own.append(f"{a - i}w={sentence[a].surface}|{sentence[b].surface}")
                own.append(f"{a - i}t={sentence[a].tag}|{sentence[b].tag}")
        out.append(own)
    return out


def spans(sentence: Sequence[Unit], tags: Iterable[str]) -> list[Span]:
    """Read names off BIO tags."""
    out: list[Span] = []
    for u, tag in zip(sentence, tags, strict=True):
        if tag.startswith("I-") and out and out[-1][2] == tag[2:]:
            out[-1] = (out[-1][0], u.end, tag[2:])
        elif tag != "O":
            out.append((u.start, u.end, tag[2:]))
    return out


def linear(setting: Setting, algorithm: str, options: dict[str, float]) -> Predict:
    """A linear-chain model of python-crfsuite."""
    trainer = pycrfsuite.Trainer(algorithm=algorithm, params=options, verbose=False)
    for texts, weight in ((setting.klue, 1), (setting.news, NEWS_WEIGHT)):
        for text in texts:
            for sentence, tags in zip(text.units, text.tags, strict=True):
                items = pycrfsuite.ItemSequence(window(sentence, setting.extractor))
                for _ in range(weight):
                    trainer.append(items, [TAGS[t] for t in tags])
    path = setting.scratch / algorithm
    trainer.train(str(path))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))

    def predict(text: Text) -> list[Span]:
        return [x for s in text.units for x in spans(s, tagger.tag(window(s, setting.extractor)))]

    return predict


def crf(setting: Setting) -> Predict:
    """Conditional random field, L-BFGS with elastic net."""
    return linear(setting, "lbfgs", {"c1": 0.1, "c2": 0.01, "max_iterations": 80})


def perceptron(setting: Setting) -> Predict:
    """Structured averaged perceptron."""
    return linear(setting, "ap", {"max_iterations": 12})


def spacy_cnn(setting: Setting, width: int = 96, depth: int = 4, epochs: int = 3) -> Predict:
    """The tok2vec CNN of spaCy with its transition-based NER; tag and gazetteer hit as token attributes."""
    fix_random_seed(1)
    attrs = ["NORM", "PREFIX", "SUFFIX", "SHAPE", "TAG", "LEMMA"]
    nlp = spacy.blank("ko", config={"nlp": {"tokenizer": {"@tokenizers": "spacy.Tokenizer.v1"}}})
    model = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": {
            "@architectures": "spacy.Tok2Vec.v2",
            "embed": {
                "@architectures": "spacy.MultiHashEmbed.v2",
                "width": width,
                "attrs": attrs,
                "rows": [5000, 1000, 2500, 2500, 100, 200],
                "include_static_vectors": False,
            },
            "encode": {
                "@architectures": "spacy.MaxoutWindowEncoder.v2",
                "width": width,
                "depth": depth,
                "window_size": 1,
                "maxout_pieces": 3,
            },
        },
    }
    ner = nlp.add_pipe("ner", config={"model": model})

    def doc(sentence: Sequence[Unit]) -> Doc:
        hits = [
            ",".join(f for f in p if f.startswith("g=")) or "-" for p in setting.extractor.places(sentence)
        ]
        words, tags = [u.surface for u in sentence], [u.tag for u in sentence]
        # LEMMA is no lemma here: it is a free attribute that the embedding can read
        return Doc(nlp.vocab, words=words, spaces=[u.last for u in sentence], tags=tags, lemmas=hits)

    examples = []
    for texts, weight in ((setting.klue, 1), (setting.news, NEWS_WEIGHT)):
        for text in texts:
            for sentence, tags in zip(text.units, text.tags, strict=True):
                gold = doc(sentence)
                gold.set_ents(
                    [
                        spacy.tokens.Span(gold, a, b, label)
                        for a, b, label in token_spans([TAGS[t] for t in tags])
                    ]
                )
                examples += [Example(doc(sentence), gold)] * weight
    optimizer = nlp.initialize(lambda: examples[:2000])
    order = random.Random(1)
    for _ in range(epochs):
        order.shuffle(examples)
        for batch in minibatch(examples, 128):
            nlp.update(batch, drop=0.2, sgd=optimizer)
    nlp.to_disk(setting.scratch / "spacy")

    def predict(text: Text) -> list[Span]:
        docs = list(ner.pipe([doc(s) for s in text.units], batch_size=256))
        return [
            (s[e.start].start, s[e.end - 1].end, e.label_)
            for s, d in zip(text.units, docs, strict=True)
            for e in d.ents
        ]

    return predict


def token_spans(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return first token, token behind the last, and label of each name."""
    out: list[tuple[int, int, str]] = []
    for i, tag in enumerate(tags):
        if tag.startswith("I-"):
            out[-1] = (out[-1][0], i + 1, tag[2:])
        elif tag != "O":
            out.append((i, i + 1, tag[2:]))
    return out


def shipped(setting: Setting) -> Predict:
    """The model in ``data/models/ner``."""
    return _reader(ROOT / "data/models/ner", setting)


def bilstm_crf(setting: Setting) -> Predict:
    """The architecture that ships, without the teachers and the corpus."""
    trainer = Trainer(setting.gazetteer, setting.lexicon, Settings(), 1, [])
    trainer.train([*setting.klue, *often(setting.news, NEWS_WEIGHT)], setting.scratch / "bilstm")
    return _reader(setting.scratch / "bilstm", setting)


def _reader(folder: Path, setting: Setting) -> Predict:
    model = load_model(folder, setting.gazetteer)
    return lambda text: spans_of(names([model], text))


ALL = {f.__name__: f for f in (crf, perceptron, spacy_cnn, bilstm_crf, shipped)}


def f1(found: list[list[Span]], texts: list[Text], label: str | None = None) -> float:
    """F1 of strict spans of ``label``, or of all labels but PROJECT and EVENT."""
    count: Counter[str] = Counter()
    for spans_, text in zip(found, texts, strict=True):
        a, b = (
            {s for s in x if (s[2] == label if label else s[2] not in ("PROJECT", "EVENT"))}
            for x in (spans_, text.gold)
        )
        count.update(both=len(a & b), sum=len(a) + len(b))
    return 2 * count["both"] / max(1, count["sum"])


def main() -> None:
    """Print one row of a Markdown table for each architecture."""
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name in ("klue", "dev", "news", "test-news", "lists"):
        ap.add_argument(f"--{name}", type=Path, required=True)
    ap.add_argument("--first", type=int, help="train on so many sentences of --klue only")
    ap.add_argument("which", nargs="+", choices=sorted(ALL))
    args = ap.parse_args()
    gazetteer = load_gazetteers([ROOT / "data/gazetteers"])
    kiwi = analyzer(gazetteer)
    tests = read(args.test_news, kiwi, "article")
    dev = read(args.dev, kiwi, "sentence")
    cut = len(read(args.dev, kiwi, "sentence", first=FIRST))
    klue = read(args.klue, kiwi, "sentence", first=args.first) + dev[:cut]
    known = lexicon(args.lists)
    extractor = Extractor(gazetteer, known)
    columns = ("PERSON", "COMPANY", "AGENCY", "ORGANIZATION", "PLACE")
    print("| model | articles |", " | ".join(columns), "| sentences | training s | units/s |", flush=True)
    print("|---" * (len(columns) + 5) + "|")
    for name in args.which:
        with tempfile.TemporaryDirectory() as scratch:
            setting = Setting(
                klue, read(args.news, kiwi, "article"), extractor, known, gazetteer, Path(scratch)
            )
            began = time.perf_counter()
            predict = ALL[name](setting)
            took = time.perf_counter() - began
            found = [predict(t) for t in tests]
            began = time.perf_counter()
            for text in tests:
                predict(text)
            rate = sum(len(s) for t in tests for s in t.units) / (time.perf_counter() - began)
            each = " | ".join(f"{f1(found, tests, c):.3f}" for c in columns)
            rest = f1([predict(t) for t in dev[cut:]], dev[cut:])
            print(
                f"| {name} | {f1(found, tests):.3f} | {each} | {rest:.3f} | {took:.0f} | {rate:,.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()

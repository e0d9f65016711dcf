"""The trained name model: a bidirectional LSTM with a CRF on top, run by numpy alone.

The folder of a model holds ``weights.npz``, ``features.txt.gz`` (one feature a line, in the
order of the rows of ``bag``), ``words.txt.gz`` (``form<TAB>tag`` for the rows of
``vectors``), ``lexicon.npz`` and ``meta.json``; ``data/train_ner.py`` writes them.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extract.document import Morph
from extract.gazetteer import DataError, Gazetteer, Problem
from extract.names.features import Extractor, Lexicon, Unit, units
from extract.names.lstm import Array, Layer, Steps, ordered
from extract.names.view import Chain, View, forbidden

#: Sentences of more units than this are read in pieces: a step costs as much for one sentence as for several.
MAX_UNITS = 48
#: Tags of what a piece may end in: commas and endings.
_CLOSING = frozenset(("SP", "EC", "ETM", "SF", "SSC"))
FORMAT = 4
#: How many words at their places are kept with what they give to the first layer (92 MB), and how many
#: units are read at once at most.
KEPT, TOGETHER = 20_480, 8_192
#: The ways of labelling that a model has learnt: articles as inmaek labels them, single sentences as KLUE does.
STYLES = ("article", "sentence")
#: The file of the layers for single sentences; without it those for articles read them too.
ALONE = "sentences.npz"
#: Names of its texts, gzipped.
FEATURES, WORDS = "features.txt.gz", "words.txt.gz"


#: A unit as the model sees it: form, tag, surface, features of its place, style.
_Key = tuple[str, str, str, tuple[str, ...], int]


class _Table:
    """A table that was stored as int8 with one scale a row."""

    def __init__(self, weights: Any, name: str) -> None:
        self._cells = weights[name]
        self._scale = weights[f"{name}_scale"].astype(np.float32)[:, None]

    def __getitem__(self, rows: list[int]) -> Array:
        return np.asarray(self._cells[rows] * self._scale[rows], dtype=np.float32)


@dataclass(frozen=True)
class _Head:
    """What turns the words as read into scores of tags: LSTM layers, an output and the chain of tags."""

    layers: list[Layer]
    out: Array
    out_bias: Array
    chain: Chain

    @classmethod
    def of(cls, get: Callable[[str], Array], layers: int, tags: list[str]) -> _Head:
        """Return the head whose weights ``get`` gives by name."""
        no_start, no_step = forbidden(tags)
        return cls(
            [
                Layer.of(*(get(f"{name}{i}") for name in ("inward", "recurrent", "bias")))
                for i in range(layers)
            ],
            get("out"),
            get("out_bias"),
            Chain(tags, get("transitions") + no_step, get("begin") + no_start, get("finish")),
        )

    def scores(self, x: Array, gates: Array, steps: Steps) -> Array:
        """Return the score of each tag at each unit; ``gates``, those of ``x`` in order, are overwritten."""
        h = self.layers[0].run(gates, steps)
        for layer in self.layers[1:]:
            h = layer.run(ordered(layer.gates(h), steps.order), steps)
        return np.asarray(np.concatenate([h, x], axis=1) @ self.out + self.out_bias, dtype=np.float32)


class _Rows:
    """What the first layer reads of each word at each place, computed once and kept."""

    def __init__(self, width: int, cells: int) -> None:
        self._row: dict[_Key, int] = {}
        self._used = np.zeros(KEPT, dtype=np.int64)
        self.x = np.empty((KEPT, width), dtype=np.float32)
        self.gates = np.empty((2, 4, KEPT, cells), dtype=np.float32)

    def indices(
        self, keys: list[_Key], make: Callable[[list[_Key]], tuple[Array, Array]]
    ) -> NDArray[np.intp]:
        """Return the row of each of ``keys``, no more than ``KEPT``; ``make`` gives x and gates of new ones."""
        rows = list(map(self._row.get, keys))
        if None in rows:
            new = list(dict.fromkeys(k for k, row in zip(keys, rows, strict=True) if row is None))
            if len(self._row) + len(new) > KEPT:
                distinct = list(dict.fromkeys(keys))
                self._forget(min(KEPT // 2, KEPT - len(distinct)))
                new = [k for k in distinct if k not in self._row]
            first, last = len(self._row), len(self._row) + len(new)
            self.x[first:last], self.gates[:, :, first:last] = make(new)
            self._row.update(zip(new, range(first, last), strict=True))
            rows = list(map(self._row.__getitem__, keys))
        found = np.array(rows, dtype=np.intp)
        self._used += np.bincount(found, minlength=KEPT)
        return found

    def _forget(self, keep: int) -> None:
        """Forget all but the ``keep`` rows that were used most, of late above all."""
        keys = list(self._row)
        kept = np.sort(np.argsort(-self._used[: len(keys)], kind="stable")[:keep])
        self.x[:keep], self._used[:keep] = self.x[kept], self._used[kept] // 2
        self._used[keep:] = 0
        for d, gate in np.ndindex(self.gates.shape[:2]):
            self.gates[d, gate, :keep] = self.gates[d, gate, kept]
        self._row = {keys[i]: row for row, i in enumerate(kept.tolist())}


def _load_alone(path: Path, tags: list[str]) -> _Head:
    """Read the head for single sentences: matrices as int8 with one scale a row, the rest as float16."""
    with np.load(path) as stored:

        def get(name: str) -> Array:
            scale = stored[f"{name}_scale"][..., None] if f"{name}_scale" in stored.files else 1
            return np.asarray(stored[name] * np.float32(scale), dtype=np.float32)

        return _Head.of(get, int(stored["layers"]), tags)


def read_lines(path: Path) -> list[str]:
    """Return the lines of a gzipped text in UTF-8."""
    return gzip.decompress(path.read_bytes()).decode("utf-8").split("\n")


class NameModel:
    """Finds names in analysed text; see :func:`load_model`."""

    def __init__(self, folder: Path, gazetteer: Gazetteer) -> None:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        if meta["format"] != FORMAT:
            raise DataError(
                [Problem(str(folder), f"model format {meta['format']}, this program reads {FORMAT}")]
            )
        self.tags: list[str] = meta["tags"]
        self.extractor = Extractor(gazetteer, Lexicon.load(folder / "lexicon.npz"))
        self._feature = {name: i for i, name in enumerate(read_lines(folder / FEATURES))}
        self._word_row = {tuple(w.split("\t")): i for i, w in enumerate(read_lines(folder / WORDS))}
        with np.load(folder / "weights.npz") as weights:
            self._bag = _Table(weights, "bag")
            self._vectors = _Table(weights, "vectors")
            get = {k: weights[k].astype(np.float32) for k in weights.files if weights[k].dtype == np.float16}
        self._project, self._styles = get["project"], get["styles"]
        self._head = _Head.of(get.__getitem__, meta["layers"], self.tags)
        self._kept = _Rows(self._styles.shape[1], self._head.layers[0].bias.shape[-1])
        self._alone = _load_alone(folder / ALONE, self.tags) if (folder / ALONE).exists() else None
        self._word_features = lru_cache(maxsize=20_000)(self._read_word)

    def _read_word(self, form: str, tag: str, surface: str) -> tuple[list[int], int | None]:
        """Return the rows of the features of a word, and that of its vector."""
        features = list(self._rows_of(self.extractor.word(form, tag, surface)))
        row = self._word_row.get((form, tag))
        if row is None and tag[0] in "NSXU":
            row = next(
                (r for t in ("NNP", "NNG", "SL") if (r := self._word_row.get((surface, t))) is not None), None
            )
        return features, row

    def _rows_of(self, features: Iterable[str]) -> Iterator[int]:
        return (r for f in features if (r := self._feature.get(f)) is not None)

    def _read_units(self, keys: list[_Key]) -> tuple[Array, Array]:
        """Return what the first layer reads of each unit, and what that gives to its gates."""
        x = self._styles[[style for *_, style in keys]]
        features: list[list[int]] = []
        known: list[tuple[int, int]] = []
        for i, (form, tag, surface, place, _) in enumerate(keys):
            word, row = self._word_features(form, tag, surface)
            features.append([*word, *self._rows_of(place)])
            if row is not None:
                known.append((i, row))
        some = [i for i, rows in enumerate(features) if rows]
        if some:
            first = [0, *accumulate(len(features[i]) for i in some[:-1])]
            x[some] += np.add.reduceat(self._bag[[r for rows in features for r in rows]], first, axis=0)
        if known:
            at, rows = map(list, zip(*known, strict=True))
            x[at] += self._vectors[rows] @ self._project
        np.tanh(x, out=x)
        return x, self._head.layers[0].gates(x)

    def predict(self, sentences: Sequence[Sequence[Morph]], text: str, style: str = STYLES[0]) -> View:
        """Return what the model sees in a document.

        ``sentences`` are the morphemes of each sentence with offsets into ``text``;
        ``style``, one of ``STYLES``, says what is labelled and how.
        """
        return predict_together([self], sentences, text, style)

    def emissions(self, parts: list[list[Unit]], style: str) -> list[Array]:
        """Return for each sentence (the longest first) the score of each tag at each unit."""
        number = STYLES.index(style)
        keys = [
            (unit.form, unit.tag, unit.surface, place, number)
            for part in parts
            for unit, place in zip(part, self.extractor.places(part), strict=True)
        ]
        rows = self._kept.indices(keys, self._read_units)
        steps = Steps.of(parts)
        x = self._kept.x[rows]
        head = self._head_for(style)
        gates = (
            ordered(self._kept.gates, rows[steps.order])
            if head is self._head
            else ordered(head.layers[0].gates(x), steps.order)
        )
        scores = head.scores(x, gates, steps)
        return [scores[a:b] for a, b in pairwise(accumulate(map(len, parts), initial=0))]

    def chain(self, style: str) -> Chain:
        """Return the chain of tags that goes with the scores of ``style``."""
        return self._head_for(style).chain

    def _head_for(self, style: str) -> _Head:
        return self._alone if self._alone and style == STYLES[1] else self._head


def predict_together(
    models: Sequence[NameModel],
    sentences: Sequence[Sequence[Morph]],
    text: str,
    style: str = STYLES[0],
) -> View:
    """Return what ``models`` see together, their scores averaged; see :meth:`NameModel.predict`."""
    parts: list[list[Unit]] = []
    for sentence in sentences:
        parts += _pieces(units(sentence, text))
    parts.sort(key=len, reverse=True)
    several = [[s for some in _together(parts) for s in m.emissions(some, style)] for m in models]
    scores = several[0]
    if len(models) > 1:
        scores = [np.asarray(np.mean(each, axis=0), dtype=np.float32) for each in zip(*several, strict=True)]
    return View(Chain.mean([m.chain(style) for m in models]), parts, scores)


def _pieces(sentence: list[Unit]) -> Iterator[list[Unit]]:
    """Cut a long sentence behind commas and endings, so that its steps do not hold up the others'."""
    while len(sentence) > MAX_UNITS:
        ends = (i for i in range(MAX_UNITS, MAX_UNITS // 2, -1) if sentence[i - 1].tag in _CLOSING)
        cut = next(ends, MAX_UNITS)
        yield sentence[:cut]
        sentence = sentence[cut:]
    if sentence:
        yield sentence


def _together(parts: list[list[Unit]]) -> Iterator[list[list[Unit]]]:
    """Yield ``parts`` in order, as many together as the model reads at once."""
    first = units_so_far = 0
    for i, part in enumerate(parts):
        if units_so_far + len(part) > TOGETHER:
            yield parts[first:i]
            first, units_so_far = i, 0
        units_so_far += len(part)
    if parts:
        yield parts[first:]


def load_model(folder: Path, gazetteer: Gazetteer) -> NameModel:
    """Read the model of ``folder``; its gazetteer features come from ``gazetteer``.

    Raises:
        FileNotFoundError: if a file of the model is missing.
        DataError: if the model was written for another version of this program.
    """
    return NameModel(folder, gazetteer)

"""The trained name model: a bidirectional LSTM with a CRF on top, run by numpy alone.

The folder of a model holds ``weights.npz``, ``features.txt`` (one feature a line, in the
order of the rows of ``bag``), ``words.txt`` (``form<TAB>tag`` for the rows of
``vectors``), ``lexicon.npz`` and ``meta.json``; ``data/train_ner.py`` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from extract.document import Morph
from extract.gazetteer import DataError, Gazetteer, Problem
from extract.names.features import Extractor, Lexicon, Unit, units
from extract.records import EntityType

Array = NDArray[np.float32]
#: Sentences of more units than this are read in pieces, so that no input costs quadratic memory.
MAX_UNITS = 400
FORMAT = 3
_NEVER = -1e4
#: The ways of labelling that a model has learnt: articles as inmaek labels them, single sentences as KLUE does.
STYLES = ("article", "sentence")


class Name(NamedTuple):
    """A name ``[start, end)`` of the text as the model sees it, and how sure it is (0 to 1)."""

    start: int
    end: int
    label: EntityType
    probability: float


def _sigmoid(x: Array) -> Array:
    return np.asarray(0.5 * np.tanh(0.5 * x) + 0.5, dtype=np.float32)


def _rows(weights: Any, name: str) -> Array:
    """Return a table that was stored as int8 with one scale a row."""
    return np.asarray(weights[name] * weights[f"{name}_scale"].astype(np.float32)[:, None], dtype=np.float32)


@dataclass(frozen=True)
class _Layer:
    """One bidirectional LSTM layer: weights of both directions stacked on the first axis."""

    inward: Array
    recurrent: Array
    bias: Array

    def run(self, x: Array, order: NDArray[np.intp], widths: list[int], length: int) -> Array:
        """Return the hidden states of ``x`` (unit by feature), forwards and backwards side by side.

        ``order[direction]`` lists units step by step; step ``t`` has ``widths[t]`` of them.
        """
        hidden = self.recurrent.shape[1]
        out = np.empty((length, 2 * hidden), dtype=np.float32)
        gates_in = np.stack([(x @ self.inward[d] + self.bias[d])[order[d]] for d in (0, 1)])
        h = np.zeros((2, widths[0], hidden), dtype=np.float32)
        c = np.zeros_like(h)
        at = 0
        for n in widths:
            gates = gates_in[:, at : at + n] + h[:, :n] @ self.recurrent
            ifo = _sigmoid(gates[..., : 3 * hidden])
            c = ifo[..., hidden : 2 * hidden] * c[:, :n] + ifo[..., :hidden] * np.tanh(
                gates[..., 3 * hidden :]
            )
            h = ifo[..., 2 * hidden :] * np.tanh(c)
            out[order[0, at : at + n], :hidden] = h[0]
            out[order[1, at : at + n], hidden:] = h[1]
            at += n
        return out


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
        features = (folder / "features.txt").read_text(encoding="utf-8").split("\n")
        self._feature = {name: i for i, name in enumerate(features)}
        words = (folder / "words.txt").read_text(encoding="utf-8").split("\n")
        self._word_row = {tuple(w.split("\t")): i for i, w in enumerate(words)}
        with np.load(folder / "weights.npz") as weights:
            self._bag = _rows(weights, "bag")
            self._vectors = _rows(weights, "vectors")
            get = {k: weights[k].astype(np.float32) for k in weights.files if weights[k].dtype == np.float16}
        self._project, self._styles = get["project"], get["styles"]
        self._layers = [
            _Layer(get[f"inward{i}"], get[f"recurrent{i}"], get[f"bias{i}"]) for i in range(meta["layers"])
        ]
        self._out, self._out_bias = get["out"], get["out_bias"]
        no_start, no_step = forbidden(self.tags)
        self.transitions, self.begin, self.finish = (
            get["transitions"] + no_step,
            get["begin"] + no_start,
            get["finish"],
        )
        self._word_vector = lru_cache(maxsize=40_000)(self._make_word_vector)
        self._place_vector = lru_cache(maxsize=20_000)(self._make_place_vector)

    def _make_word_vector(self, form: str, tag: str, surface: str) -> Array:
        rows = [r for f in self.extractor.word(form, tag, surface) if (r := self._feature.get(f)) is not None]
        vector = self._bag[rows].sum(axis=0)
        row = self._word_row.get((form, tag))
        if row is None and tag[0] in "NSXU":
            row = next(
                (r for t in ("NNP", "NNG", "SL") if (r := self._word_row.get((surface, t))) is not None), None
            )
        if row is not None:
            vector = vector + self._vectors[row] @ self._project
        return np.asarray(vector, dtype=np.float32)

    def _make_place_vector(self, features: tuple[str, ...]) -> Array:
        rows = [r for f in features if (r := self._feature.get(f)) is not None]
        return np.asarray(self._bag[rows].sum(axis=0), dtype=np.float32)

    def predict(self, sentences: Sequence[Sequence[Morph]], text: str, style: str = STYLES[0]) -> View:
        """Return what the model sees in a document.

        ``sentences`` are the morphemes of each sentence with offsets into ``text``;
        ``style``, one of ``STYLES``, says what is labelled and how.
        """
        return predict_together([self], sentences, text, style)

    def emissions(self, parts: list[list[Unit]], style: str) -> list[Array]:
        """Return for each sentence (the longest first) the score of each tag at each unit."""
        rows: list[Array] = []
        for part in parts:
            for unit, place in zip(part, self.extractor.places(part), strict=True):
                rows.append(
                    self._word_vector(unit.form, unit.tag, unit.surface) + self._place_vector(tuple(place))
                )
        x = np.tanh(np.array(rows, dtype=np.float32) + self._styles[STYLES.index(style)])
        starts = np.cumsum([0, *map(len, parts)])
        lengths = np.diff(starts)
        widths = [int((lengths > t).sum()) for t in range(len(parts[0]))]
        ahead = [starts[:n] + t for t, n in enumerate(widths)]
        back = [starts[1 : n + 1] - 1 - t for t, n in enumerate(widths)]
        order = np.stack([np.concatenate(ahead), np.concatenate(back)])
        h = x
        for layer in self._layers:
            h = layer.run(h, order, widths, len(x))
        scores = np.concatenate([h, x], axis=1) @ self._out + self._out_bias
        return [scores[a:b] for a, b in pairwise(starts)]


def forbidden(tags: Sequence[str]) -> tuple[Array, Array]:
    """Return what to add to the scores of first tags, and of pairs of tags, that spell no names."""
    step = np.zeros((len(tags), len(tags)), dtype=np.float32)
    start = np.zeros(len(tags), dtype=np.float32)
    for i, tag in enumerate(tags):
        if tag.startswith("I-"):
            start[i] = _NEVER
            for j, before in enumerate(tags):
                if before == "O" or before[2:] != tag[2:]:
                    step[j, i] = _NEVER
    return start, step


def predict_together(
    models: Sequence[NameModel],
    sentences: Sequence[Sequence[Morph]],
    text: str,
    style: str = STYLES[0],
) -> View:
    """Return what ``models`` see together, their scores averaged; see :meth:`NameModel.predict`."""
    parts: list[list[Unit]] = []
    for sentence in sentences:
        found = units(sentence, text)
        parts += [found[i : i + MAX_UNITS] for i in range(0, len(found), MAX_UNITS)]
    parts.sort(key=len, reverse=True)
    several = [m.emissions(parts, style) for m in models] if parts else []
    scores = [np.asarray(np.mean(each, axis=0), dtype=np.float32) for each in zip(*several, strict=True)]
    return View(models, parts, scores)


class View:
    """What a model sees in a document: the likeliest names, and how probable any stretch is as a name."""

    def __init__(self, models: Sequence[NameModel], parts: list[list[Unit]], scores: list[Array]) -> None:
        """Decode ``scores`` of ``parts``; both lists run from the longest sentence to the shortest."""
        self.tags = models[0].tags
        self.transitions = np.mean([m.transitions for m in models], axis=0, dtype=np.float32)
        self.begin = np.mean([m.begin for m in models], axis=0, dtype=np.float32)
        self.finish = np.mean([m.finish for m in models], axis=0, dtype=np.float32)
        self.odds = np.exp(self.transitions)
        self._parts = parts
        #: The names, in order and without overlaps.
        self.names: list[Name] = self._decode(scores) if parts else []
        self._at = {u.start: (b, i) for b, part in enumerate(parts) for i, u in enumerate(part)}

    def probability(self, start: int, end: int, label: EntityType) -> float | None:
        """Return how probable it is that ``[start, end)`` is a name of type ``label``.

        None where the stretch does not begin and end with units, so that the model cannot say.
        """
        if (at := self._at.get(start)) is None:
            return None
        b, first = at
        part = self._parts[b]
        last = next((i for i in range(first, len(part)) if part[i].end >= end), None)
        if last is None or part[last].end != end:
            return None
        return self._probability(b, self.tags.index(f"B-{label}"), first, last)

    def _decode(self, scores: list[Array]) -> list[Name]:
        parts = self._parts
        count, length, n = len(parts), len(parts[0]), len(self.tags)
        emit = np.zeros((length, count, n), dtype=np.float32)
        mask = np.zeros((length, count), dtype=bool)
        for b, s in enumerate(scores):
            emit[: len(s), b] = s
            mask[: len(s), b] = True
        paths = self._viterbi(emit, mask)
        self._weight = np.exp(emit - emit.max(axis=2, keepdims=True))
        self._alpha, self._beta, self._scale = self._forward_backward(self._weight, mask)
        names: list[Name] = []
        for b, part in enumerate(parts):
            path = paths[: len(part), b].tolist()
            for first, last in _runs(path, self.tags):
                p = self._probability(b, path[first], first, last)
                label = EntityType(self.tags[path[first]][2:])
                names.append(Name(part[first].start, part[last].end, label, p))
        return sorted(names)

    def _viterbi(self, emit: Array, mask: NDArray[np.bool_]) -> NDArray[np.intp]:
        length, count, n = emit.shape
        back = np.tile(np.arange(n), (length, count, 1))
        best = emit[0] + self.begin
        for t in range(1, length):
            k = int(mask[t].sum())
            via = best[:k, :, None] + self.transitions
            back[t, :k] = via.argmax(axis=1)
            best[:k] = via.max(axis=1) + emit[t, :k]
        path = np.empty((length, count), dtype=np.intp)
        path[-1] = (best + self.finish).argmax(axis=1)
        each = np.arange(count)
        for t in range(length - 1, 0, -1):
            path[t - 1] = back[t, each, path[t]]
        return path

    def _forward_backward(self, weight: Array, mask: NDArray[np.bool_]) -> tuple[Array, Array, Array]:
        """Return scaled forward and backward values and the scale of each step."""
        length, count, _ = weight.shape
        alpha, beta = np.zeros_like(weight), np.zeros_like(weight)
        scale = np.ones((length, count), dtype=np.float32)
        step = weight[0] * np.exp(self.begin)
        for t in range(length):
            k = int(mask[t].sum())
            if t:
                step = (step[:k] @ self.odds) * weight[t, :k]
            scale[t, :k] = step.sum(axis=1)
            step = step / scale[t, :k, None]
            alpha[t, :k] = step
        last = mask.sum(axis=0) - 1
        finish = np.exp(self.finish)
        beta[last, np.arange(count)] = finish / (alpha[last, np.arange(count)] @ finish)[:, None]
        for t in range(length - 2, -1, -1):
            k = int(mask[t + 1].sum())
            beta[t, :k] = (weight[t + 1, :k] * beta[t + 1, :k]) @ self.odds.T / scale[t + 1, :k, None]
        return alpha, beta, scale

    def _probability(self, b: int, tag: int, first: int, last: int) -> float:
        """Return the probability that exactly the units ``first`` to ``last`` of part ``b`` are a name of this kind."""
        weight, beta, scale = self._weight[:, b], self._beta[:, b], self._scale[:, b]
        inside = self.tags.index(f"I-{self.tags[tag][2:]}")
        value, now = float(self._alpha[first, b, tag]), tag
        for t in range(first + 1, last + 1):
            value *= float(self.odds[now, inside] * weight[t, inside] / scale[t])
            now = inside
        if last + 1 == len(self._parts[b]):
            rest = float(beta[last, now])
        else:
            onward = self.odds[now] * weight[last + 1] * beta[last + 1] / scale[last + 1]
            rest = float(onward.sum() - onward[inside])
        return min(1.0, max(0.0, value * rest))


def _runs(path: list[int], tags: list[str]) -> list[tuple[int, int]]:
    """Return the first and last index of each name that ``path`` spells."""
    out: list[tuple[int, int]] = []
    for i, k in enumerate(path):
        if tags[k].startswith("B-"):
            out.append((i, i))
        elif tags[k].startswith("I-"):
            out[-1] = (out[-1][0], i)
    return out


def load_model(folder: Path, gazetteer: Gazetteer) -> NameModel:
    """Read the model of ``folder``; its gazetteer features come from ``gazetteer``.

    Raises:
        FileNotFoundError: if a file of the model is missing.
        DataError: if the model was written for another version of this program.
    """
    return NameModel(folder, gazetteer)

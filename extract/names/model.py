"""The trained name model: a bidirectional LSTM with a CRF on top, run by numpy alone.

The folder of a model holds ``weights.npz``, ``features.txt`` (one feature a line, in the
order of the rows of ``bag``), ``words.txt`` (``form<TAB>tag`` for the rows of
``vectors``), ``lexicon.npz`` and ``meta.json``; ``data/train_ner.py`` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
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
#: How many words at their places are kept with what they give to the first layer (57 MB), and how many
#: units are read at once at most.
KEPT, TOGETHER = 12_288, 8_192
#: After so many steps the sums over paths are brought back to 1, lest they leave the range of floats.
_RESCALE = 8
#: The ways of labelling that a model has learnt: articles as inmaek labels them, single sentences as KLUE does.
STYLES = ("article", "sentence")


class Name(NamedTuple):
    """A name ``[start, end)`` of the text as the model sees it, and how sure it is (0 to 1)."""

    start: int
    end: int
    label: EntityType
    probability: float


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
class _Steps:
    """In which order the units of several sentences (the longest first) are read, forwards and backwards at once.

    ``order[direction]`` lists the units step by step; step ``t`` has ``widths[t]`` of them, one a sentence.
    """

    order: NDArray[np.intp]
    widths: list[int]

    @classmethod
    def of(cls, parts: Sequence[Sequence[Unit]]) -> _Steps:
        """Return the steps of ``parts``, whose units are numbered one after the other."""
        lengths = np.array([len(part) for part in parts])
        ahead = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        back = np.repeat(lengths, lengths) - 1 - ahead
        order = np.stack([np.argsort(ahead, kind="stable"), np.argsort(back, kind="stable")])
        return cls(order, np.bincount(ahead).tolist())


@dataclass(frozen=True)
class _Layer:
    """One bidirectional LSTM layer: direction by gate (input, forget, output, candidate) by weights.

    The weights of the three sigmoid gates are halved, since sigmoid(x) = tanh(x / 2) / 2 + 1 / 2: one tanh does
    all gates. Apart, the gates' small matrices multiply faster than as one wide one.
    """

    inward: Array
    recurrent: Array
    bias: Array

    @classmethod
    def of(cls, *weights: Array) -> _Layer:
        """Return the layer with the inward and recurrent weights and the bias as trained, the gates side by side."""
        half = np.array([0.5, 0.5, 0.5, 1], dtype=np.float32)[:, None, None]
        return cls(
            *(np.stack(np.split(w.reshape(2, -1, w.shape[-1]), 4, axis=2), axis=1) * half for w in weights)
        )

    def gates(self, x: Array) -> Array:
        """Return what ``x`` (unit by feature) alone gives to the gates: direction by gate by unit by cell."""
        return np.asarray(x @ self.inward + self.bias, dtype=np.float32)

    def run(self, gates: Array, steps: _Steps) -> Array:
        """Return the hidden states, unit by feature, forwards and backwards side by side.

        ``gates`` are those of the units in the order of ``steps``; they are overwritten.
        """
        _, _, length, hidden = gates.shape
        h = np.empty((2, 1, length, hidden), dtype=np.float32)
        c = np.zeros((2, steps.widths[0], hidden), dtype=np.float32)
        fed = np.empty((2, 4, steps.widths[0], hidden), dtype=np.float32)
        before: Array | None = None
        at = 0
        for n in steps.widths:
            now, c = gates[:, :, at : at + n], c[:, :n]
            if before is not None:
                now += np.matmul(before[:, :, :n], self.recurrent, out=fed[:, :, :n])
            np.tanh(now, out=now)
            sigmoid, candidate = now[:, :3], now[:, 3]
            sigmoid *= 0.5
            sigmoid += 0.5
            c *= sigmoid[:, 1]
            candidate *= sigmoid[:, 0]
            c += candidate
            before = h[:, :, at : at + n]
            np.tanh(c, out=before[:, 0])
            before[:, 0] *= sigmoid[:, 2]
            at += n
        out = np.empty((length, 2 * hidden), dtype=np.float32)
        out[steps.order[0], :hidden] = h[0, 0]
        out[steps.order[1], hidden:] = h[1, 0]
        return out


def _ordered(gates: Array, order: NDArray[np.intp]) -> Array:
    """Return the units of ``gates`` in the ``order`` of each direction."""
    return np.stack([g.take(o, axis=1) for g, o in zip(gates, order, strict=True)])


class _Rows:
    """What the first layer reads of each word at each place, computed once and kept."""

    def __init__(self, width: int, cells: int) -> None:
        self._row: dict[_Key, int] = {}
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
                self._row.clear()
                new = list(dict.fromkeys(keys))
            first, last = len(self._row), len(self._row) + len(new)
            self.x[first:last], self.gates[:, :, first:last] = make(new)
            self._row.update(zip(new, range(first, last), strict=True))
            rows = list(map(self._row.get, keys))
        return np.array(rows, dtype=np.intp)


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
            self._bag = _Table(weights, "bag")
            self._vectors = _Table(weights, "vectors")
            get = {k: weights[k].astype(np.float32) for k in weights.files if weights[k].dtype == np.float16}
        self._project, self._styles = get["project"], get["styles"]
        self._layers = [
            _Layer.of(get[f"inward{i}"], get[f"recurrent{i}"], get[f"bias{i}"]) for i in range(meta["layers"])
        ]
        self._kept = _Rows(self._styles.shape[1], self._layers[0].bias.shape[-1])
        self._out, self._out_bias = get["out"], get["out_bias"]
        no_start, no_step = forbidden(self.tags)
        self.transitions, self.begin, self.finish = (
            get["transitions"] + no_step,
            get["begin"] + no_start,
            get["finish"],
        )
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
        return x, self._layers[0].gates(x)

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
            (unit.form, unit.tag, unit.surface, tuple(place), number)
            for part in parts
            for unit, place in zip(part, self.extractor.places(part), strict=True)
        ]
        rows = self._kept.indices(keys, self._read_units)
        steps = _Steps.of(parts)
        x = self._kept.x[rows]
        h = self._layers[0].run(_ordered(self._kept.gates, rows[steps.order]), steps)
        for layer in self._layers[1:]:
            h = layer.run(_ordered(layer.gates(h), steps.order), steps)
        scores = np.concatenate([h, x], axis=1) @ self._out + self._out_bias
        return [scores[a:b] for a, b in pairwise(accumulate(map(len, parts), initial=0))]


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
    several = [[s for some in _together(parts) for s in m.emissions(some, style)] for m in models]
    scores = [np.asarray(np.mean(each, axis=0), dtype=np.float32) for each in zip(*several, strict=True)]
    return View(models, parts, scores)


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


class View:
    """What a model sees in a document: the likeliest names, and how probable any stretch is as a name."""

    def __init__(self, models: Sequence[NameModel], parts: list[list[Unit]], scores: list[Array]) -> None:
        """Decode ``scores`` of ``parts``; both lists run from the longest sentence to the shortest."""
        self.tags = models[0].tags
        self.transitions, self.begin, self.finish = (
            np.asarray(np.mean(each, axis=0), dtype=np.float32)
            for each in zip(*((m.transitions, m.begin, m.finish) for m in models), strict=True)
        )
        self.odds = np.exp(self.transitions, dtype=np.float64)
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
        self._start = [0, *accumulate(map(len, parts))]
        steps = _Steps.of(parts)
        emit = np.concatenate(scores)
        self._weight = np.exp(emit - emit.max(axis=1, keepdims=True), dtype=np.float64)
        self._sums, self._log = self._sum_paths(steps)
        names: list[Name] = []
        for b, path in enumerate(self._best_paths(emit, steps)):
            part = parts[b]
            for first, last in _runs(path, self.tags):
                p = self._probability(b, path[first], first, last)
                label = EntityType(self.tags[path[first]][2:])
                names.append(Name(part[first].start, part[last].end, label, p))
        return sorted(names)

    def _best_paths(self, emit: Array, steps: _Steps) -> list[list[int]]:
        """Return the likeliest tags of each part (Viterbi)."""
        order, widths = steps.order[0], steps.widths
        # Tag by unit, in the order of the steps.
        best = np.empty((emit.shape[1], len(order)), dtype=np.float32)
        given = emit[order].T
        step = self.transitions[:, None, :]
        best[:, : widths[0]] = given[:, : widths[0]] + self.begin[:, None]
        via = np.empty((emit.shape[1], widths[0], emit.shape[1]), dtype=np.float32)
        at = 0
        for before, n in pairwise(widths):
            now = at + before
            np.add(best[:, at : at + n, None], step, out=via[:, :n])
            np.add(via[:, :n].max(axis=0).T, given[:, now : now + n], out=best[:, now : now + n])
            at = now
        paths: list[list[int]] = [[] for _ in range(widths[0])]
        # What the tags behind make of each tag.
        onward = np.repeat(self.finish[:, None], widths[0], axis=1)
        at = len(order)
        for n in reversed(widths):
            at -= n
            chosen = (best[:, at : at + n] + onward[:, :n]).argmax(axis=0)
            onward[:, :n] = self.transitions[:, chosen]
            for path, tag in zip(paths, chosen.tolist(), strict=False):
                path.append(tag)
        return [path[::-1] for path in paths]

    def _sum_paths(self, steps: _Steps) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the summed weight of the paths up to each unit and from it on, and the log of its scale.

        Both are direction by unit (by tag); the unit's own weight is in both sums.
        """
        order, widths = steps.order, steps.widths
        sums, log = self._weight[order], np.zeros(order.shape)
        step = np.stack([self.odds, self.odds.T])
        sums[:, : widths[0]] *= np.exp([self.begin, self.finish], dtype=np.float64)[:, None]
        at = 0
        for t, (before, n) in enumerate(pairwise(widths)):
            now = at + before
            here, scale = sums[:, now : now + n], log[:, now : now + n]
            here *= sums[:, at : at + n] @ step
            scale[:] = log[:, at : at + n]
            if t % _RESCALE == 0:
                total = here.sum(axis=2)
                here /= total[..., None]
                scale += np.log(total)
            at = now
        by_unit, log_by_unit = np.empty_like(sums), np.empty_like(log)
        for d in (0, 1):
            by_unit[d, order[d]], log_by_unit[d, order[d]] = sums[d], log[d]
        return by_unit, log_by_unit

    def _probability(self, b: int, tag: int, first: int, last: int) -> float:
        """Return the probability that exactly the units ``first`` to ``last`` of part ``b`` are a name of this kind."""
        start, stop = self._start[b], self._start[b + 1]
        inside, now = self.tags.index(f"I-{self.tags[tag][2:]}"), tag
        value, log = self._sums[0, start + first, tag], self._log[0, start + first]
        for t in range(start + first + 1, start + last + 1):
            value *= self.odds[now, inside] * self._weight[t, inside]
            now = inside
        if start + last + 1 == stop:
            rest = np.exp(self.finish[now], dtype=np.float64)
        else:
            onward = self.odds[now] * self._sums[1, start + last + 1]
            rest = onward.sum() - onward[inside]
            log += self._log[1, start + last + 1]
        every = self._sums[1, start] @ np.exp(self.begin, dtype=np.float64)
        return min(1.0, max(0.0, float(value * rest / every * np.exp(log - self._log[1, start]))))


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

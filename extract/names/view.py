"""What the name model sees in a document: the likeliest names and their probabilities, by a linear-chain CRF."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extract.names.features import Unit
from extract.names.lstm import Array, Steps
from extract.records import EntityType

_NEVER = -1e4
#: After so many steps the sums over paths are brought back to 1, lest they leave the range of floats.
_RESCALE = 8


class Name(NamedTuple):
    """A name ``[start, end)`` of the text as the model sees it, and how sure it is (0 to 1)."""

    start: int
    end: int
    label: EntityType
    probability: float


class Chain(NamedTuple):
    """The tags, and the scores of pairs of them, of the first and of the last tag of a sentence."""

    tags: list[str]
    transitions: Array
    begin: Array
    finish: Array

    @classmethod
    def mean(cls, chains: Sequence[Chain]) -> Chain:
        """Return the mean of ``chains``, which have the same tags."""
        scores = zip(*(chain[1:] for chain in chains), strict=True)
        return cls(chains[0].tags, *(np.asarray(np.mean(each, axis=0), dtype=np.float32) for each in scores))


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


class View:
    """What a model sees in a document: the likeliest names, and how probable any stretch is as a name."""

    def __init__(self, chain: Chain, parts: list[list[Unit]], scores: list[Array]) -> None:
        """Decode ``scores`` of ``parts``; both lists run from the longest sentence to the shortest."""
        self.tags, self.transitions, self.begin, self.finish = chain
        self.odds = np.exp(self.transitions, dtype=np.float64)
        #: The tag inside a name for the one that begins it, and where a name of each type begins.
        self._inside = [self.tags.index(f"I-{t[2:]}") if t[0] != "O" else 0 for t in self.tags]
        self._is_begin = np.array([t.startswith("B-") for t in self.tags])
        self._begins = {EntityType(t[2:]): i for i, t in enumerate(self.tags) if t.startswith("B-")}
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
        last = first
        while part[last].end < end:
            last += 1
            if last == len(part):
                return None
        if part[last].end != end:
            return None
        return self._probability(b, self._begins[label], first, last)

    def _decode(self, scores: list[Array]) -> list[Name]:
        parts = self._parts
        self._start = [0, *accumulate(map(len, parts))]
        steps = Steps.of(parts)
        emit = np.concatenate(scores)
        self._weight = np.exp(emit - emit.max(axis=1, keepdims=True), dtype=np.float64)
        self._sums, self._log = self._sum_paths(steps)
        # What the paths that do not go on with the name at a unit weigh, by the tag before it.
        onward = self.odds.T.copy()
        onward[self._inside, range(len(self.tags))] = 0
        self._rest = self._sums[1] @ onward
        self._end = np.exp(self.finish, dtype=np.float64)
        self._every = self._sums[1, self._start[:-1]] @ np.exp(self.begin, dtype=np.float64)
        tags = self._best_tags(emit, steps)
        names: list[Name] = []
        for at in np.flatnonzero(self._is_begin[tags]).tolist():
            b = bisect_right(self._start, at) - 1
            first = last = at - self._start[b]
            part, tag = parts[b], int(tags[at])
            inside = self._inside[tag]
            while last + 1 < len(part) and tags[self._start[b] + last + 1] == inside:
                last += 1
            label = EntityType(self.tags[tag][2:])
            p = self._probability(b, tag, first, last)
            names.append(Name(part[first].start, part[last].end, label, p))
        return sorted(names)

    def _best_tags(self, emit: Array, steps: Steps) -> NDArray[np.intp]:
        """Return the likeliest tag of each unit (Viterbi)."""
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
        chosen = np.empty(len(order), dtype=np.intp)
        # What the tags behind make of each tag.
        onward = np.repeat(self.finish[:, None], widths[0], axis=1)
        at = len(order)
        for n in reversed(widths):
            at -= n
            here = (best[:, at : at + n] + onward[:, :n]).argmax(axis=0, out=chosen[at : at + n])
            onward[:, :n] = self.transitions[:, here]
        tags = np.empty_like(chosen)
        tags[order] = chosen
        return tags

    def _sum_paths(self, steps: Steps) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
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
        inside, now = self._inside[tag], tag
        value: float = self._sums.item(0, start + first, tag)
        log: float = self._log.item(0, start + first)
        for t in range(start + first + 1, start + last + 1):
            value *= self.odds.item(now, inside) * self._weight.item(t, inside)
            now = inside
        after = start + last + 1
        rest: float
        if after == stop:
            rest = self._end.item(now)
        else:
            rest = self._rest.item(after, now)
            log += self._log.item(1, after)
        every: float = self._every.item(b)
        return min(1.0, max(0.0, value * rest / every * math.exp(log - self._log.item(1, start))))

"""The bidirectional LSTM of the name model, run by numpy for several sentences at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extract.names.features import Unit

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Steps:
    """In which order the units of several sentences (the longest first) are read, forwards and backwards at once.

    ``order[direction]`` lists the units step by step; step ``t`` has ``widths[t]`` of them, one a sentence.
    """

    order: NDArray[np.intp]
    widths: list[int]

    @classmethod
    def of(cls, parts: Sequence[Sequence[Unit]]) -> Steps:
        """Return the steps of ``parts``, whose units are numbered one after the other."""
        lengths = np.array([len(part) for part in parts])
        ahead = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        back = np.repeat(lengths, lengths) - 1 - ahead
        order = np.stack([np.argsort(ahead, kind="stable"), np.argsort(back, kind="stable")])
        return cls(order, np.bincount(ahead).tolist())


@dataclass(frozen=True)
class Layer:
    """One bidirectional LSTM layer: direction by gate (input, forget, output, candidate) by weights.

    The weights of the three sigmoid gates are halved, since sigmoid(x) = tanh(x / 2) / 2 + 1 / 2: one tanh does
    all gates. Apart, the gates' small matrices multiply faster than as one wide one.
    """

    inward: Array
    recurrent: Array
    bias: Array

    @classmethod
    def of(cls, *weights: Array) -> Layer:
        """Return the layer with the inward and recurrent weights and the bias as trained, the gates side by side."""
        half = np.array([0.5, 0.5, 0.5, 1], dtype=np.float32)[:, None, None]
        return cls(
            *(np.stack(np.split(w.reshape(2, -1, w.shape[-1]), 4, axis=2), axis=1) * half for w in weights)
        )

    def gates(self, x: Array) -> Array:
        """Return what ``x`` (unit by feature) alone gives to the gates: direction by gate by unit by cell."""
        return np.asarray(x @ self.inward + self.bias, dtype=np.float32)

    def run(self, gates: Array, steps: Steps) -> Array:
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


def ordered(gates: Array, order: NDArray[np.intp]) -> Array:
    """Return the units of ``gates`` in the ``order`` of each direction."""
    directions, kinds, _, cells = gates.shape
    out = np.empty((directions, kinds, order.shape[1], cells), dtype=np.float32)
    for g, o, into in zip(gates, order, out, strict=True):
        np.take(g, o, axis=1, out=into, mode="clip")  # any other mode buffers the whole output
    return out

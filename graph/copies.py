"""Copies of one story: wire copy that several outlets print, whole, cut short or lightly edited.

MinHash with banding (Broder 1997; Leskovec, Rajaraman, Ullman, *Mining of Massive Datasets*, ch. 3)
finds the few articles that may be copies; their shared shingles are then counted exactly.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable, Mapping

import networkx as nx
import numpy as np
from numpy.typing import NDArray

#: Letters in a shingle; spaces and punctuation do not count.
SHINGLE = 6
#: 24 bands of 3 rows find a pair that shares half of its shingles with probability .96.
BANDS, ROWS = 24, 3
#: Two texts are copies when the shorter has this share of its shingles from the longer …
SHARE = 0.75
#: … and the shorter is not a mere quotation: this share of the longer's shingles.
LEAST = 0.4
#: Texts with fewer letters are copies only if they are equal.
SHORT = 80

_NOT_LETTERS = re.compile(r"[\W_]+")
_PRIME = (1 << 61) - 1
_random = np.random.default_rng(20251001)
_A = _random.integers(1, 1 << 31, size=(BANDS * ROWS, 1), dtype=np.uint64)
_B = _random.integers(0, 1 << 60, size=(BANDS * ROWS, 1), dtype=np.uint64)


def letters(text: str) -> str:
    """Return the letters and digits of ``text`` alone, in NFKC and lower case."""
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", text).casefold())


def shingles(text: str) -> NDArray[np.uint64]:
    """Return the different shingles of ``text`` as sorted hashes; one for a short text."""
    plain = letters(text)
    if len(plain) < SHORT:
        return np.array([zlib.crc32(plain.encode("utf-8", "surrogatepass"))], dtype=np.uint64)
    codes = np.frombuffer(plain.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    mixed = np.zeros(len(codes) - SHINGLE + 1, dtype=np.uint64)
    for i in range(SHINGLE):
        mixed = mixed * np.uint64(1_000_003) ^ codes[i : len(codes) - SHINGLE + 1 + i]
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0x9E3779B97F4A7C15)
    return np.unique(mixed >> np.uint64(32))


def bands(text: str) -> list[int]:
    """Return the MinHash bands of ``text``: two texts that share one may be copies."""
    found = shingles(text)
    lowest = ((found[None, :] * _A + _B) % np.uint64(_PRIME)).min(axis=1).reshape(BANDS, ROWS)
    return [zlib.crc32(row.tobytes()) for row in lowest]


def shared(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> float:
    """Return which share of the shorter's shingles the two texts have in common; 0 for no copies."""
    common = len(np.intersect1d(one, other, assume_unique=True))
    short, long = sorted((len(one), len(other)))
    share = common / short
    return share if share >= SHARE and common >= LEAST * long else 0.0


def stories(docs: Iterable[str], pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Return the story of each of ``docs``: the least id among the copies that ``pairs`` link it to."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(docs)
    graph.add_edges_from(pairs)
    return {doc: min(group) for group in nx.connected_components(graph) for doc in group}

"""What the name model knows of words before it is trained: Kiwi's vectors and public name lists."""

from __future__ import annotations

import csv
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import kiwipiepy_model
import numpy as np
from kiwipiepy import Kiwi
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from extract.names.features import LEXICON_BITS, Lexicon, key

#: Kiwi's model has vectors of 256 dimensions; similarity to more anchors than that gives them back.
ANCHORS, TINY = 400, 0.01
COMMON = 20_000
_CLASSES = {
    "full": "Q5",
    "firm": "Q4830453 Q891723 Q6881511",
    "body": "Q43229 Q3918 Q7278 Q9842 Q9826 Q149566 Q7075",
    "group": "Q476028 Q215380",
    "place": (
        "Q34442 Q928830 Q94993988 Q55488 Q3024240 Q728937 Q1115575 Q486972 Q8502 Q515 Q532 Q3957 Q1549591 "
        "Q22808403 Q4022 Q1093829 Q1081138 Q210272"
    ),
    "work": (
        "Q11424 Q7889 Q5398426 Q7725634 Q15416 Q134556 Q21198342 Q105543609 Q47461344 Q63952888 Q482994 "
        "Q7397 Q35127 Q3305213 Q1366112 Q3231690"
    ),
}
_LIST_OF = {q: name for name, ids in _CLASSES.items() for q in ids.split()}
_BIT = {name: 1 << i for i, name in enumerate(LEXICON_BITS)}


def vectors(dimensions: int) -> tuple[list[tuple[str, str]], NDArray[np.float32]]:
    """Return the words ``(form, tag)`` of Kiwi's language model and their vectors.

    Kiwi tells similarities only; from those to random anchors the vectors follow up to a
    rotation, of which the ``dimensions`` principal ones are kept.
    """
    kiwi = Kiwi(num_workers=1)
    everything = kiwi.most_similar_morphemes(("사람", "NNG"), top_n=1_000_000)
    words = sorted((m.id, m.form, str(m.tag).partition("-")[0]) for m in everything if m.score >= -1)
    row = {number: i for i, (number, _, _) in enumerate(words)}
    anchors = random.Random(1).sample([number for number, _, _ in words[:COMMON]], ANCHORS)  # noqa: S311
    similar = np.zeros((len(words), ANCHORS))
    for j, anchor in enumerate(anchors):
        for m in kiwi.most_similar_morphemes(anchor, top_n=1_000_000):
            if m.id in row:
                similar[row[m.id], j] = m.score
        similar[row[anchor], j] = 1
    gram = similar[[row[a] for a in anchors]]
    values, basis = np.linalg.eigh((gram + gram.T) / 2)
    top = values > TINY
    found = similar @ basis[:, top] / np.sqrt(values[top])
    found -= found[:COMMON].mean(axis=0)
    axes = np.linalg.svd(found[: 2 * COMMON], full_matrices=False)[2][:dimensions]
    axes *= np.sign(axes.sum(axis=1, keepdims=True))
    found = found @ axes.T
    found /= np.sqrt(found.std(axis=0))  # evens out the leading dimensions, yet keeps their order
    found /= np.sqrt((found**2).mean())
    first: dict[tuple[str, str], int] = {}
    for i, (_, form, kind) in enumerate(words):
        if form and not re.search(r"[\t\n\r]", form):
            first.setdefault((form, kind), i)
    return list(first), found[list(first.values())].astype(np.float32)


def _lines(path: Path) -> list[str]:
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _mark(masks: defaultdict[int, int], names: Iterable[str], bit: str) -> None:
    for name in names:
        if len(name) > 1:
            masks[key(name)] |= _BIT[bit]


def lexicon(lists: Path) -> Lexicon:
    """Build the lexicon from Kiwi's ``multi.dict`` and the lists derived from mecab-ko-dic in ``lists``."""
    masks: defaultdict[int, int] = defaultdict(int)
    parts: Counter[str] = Counter()
    for line in _lines(Path(kiwipiepy_model.__file__).with_name("multi.dict")):
        form, _, rest = line.partition("\t")
        for q in re.findall(r"# .*?(Q\d+)", rest):
            if name := _LIST_OF.get(q):
                masks[key(form)] |= _BIT[name]
                if name == "full":
                    parts.update(set(form.split()))
    _mark(masks, (part for part, count in parts.items() if count > 1), "part")
    surnames, given = _korean_names(lists, masks)
    people = _lines(lists / "people/mecab-ko-dic_person_all.txt")
    _mark(masks, (p for p in people if not (p[0] in surnames and p[1:] in given)), "part")
    _mark(masks, _lines(lists / "places/mecab-ko-dic_place.txt"), "place")
    _mark(masks, _lines(lists / "companies/mecab-ko-dic_NNP_other.txt"), "other")
    return Lexicon(masks)


def _korean_names(lists: Path, masks: defaultdict[int, int]) -> tuple[set[str], set[str]]:
    """Add Korean surnames and given names to ``masks`` and return them."""

    def table(name: str) -> list[dict[str, str]]:
        with (lists / "people" / name).open(encoding="utf-8") as stream:
            return list(csv.DictReader(stream, delimiter="\t"))

    rows = table("derived_surname_counts.tsv")
    surnames = {r["surname"] for r in rows if int(r["n_mp_ceo_exec"]) or int(r["n_mecab3"]) >= 50}
    rows = table("derived_given_name_counts.tsv")
    given = {r["given"] for r in rows if len(r["given"]) == 2}
    for name in surnames:
        masks[key(name)] |= _BIT["surname"]
    for r in rows:
        if int(r["n_distinct_mecab_fullnames"]) > 1:
            masks[key(r["given"])] |= _BIT["given"]
    return surnames, given

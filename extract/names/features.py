"""What the name model sees of a sentence: its units and their features.

A *unit* is a Kiwi morpheme, or several that share characters as one, or one of two
pieces where a name regularly ends inside a morpheme (``금융위원장`` is 금융 + 위 + 원장).
Features are strings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from zlib import crc32

import numpy as np

from extract.document import Morph
from extract.gazetteer import Gazetteer

#: Bits of a lexicon entry: what kind of list the form stands in.
LEXICON_BITS = ("full", "part", "given", "surname", "place", "other", "firm", "body", "work", "group")
_GIVEN, _SURNAME = 1 << LEXICON_BITS.index("given"), 1 << LEXICON_BITS.index("surname")
#: Lists of whole names.
_WHOLE = ~(_GIVEN | _SURNAME)
#: A match in the gazetteer or the lexicon spans at most so many units.
MAX_UNITS = 8
#: A name may end before these: 금융위|원장, 국|회|의원 is 국회|의원, 서울시|장, 박|모.
_HEADS = re.compile(r"(?:(?<=위)원장|(?<!위)(?<=.)장|(?<=.)의원)$")
_UNNAMED = re.compile(r"(?<=^.)모$")
#: Countries named side by side in one morpheme: 한·미·일.
_SIDE_BY_SIDE = re.compile(r".(?:[·ㆍ・-].)+")
#: A title of so few characters that begins a word is a title, and no name is inside it.
_BARE_TITLE = 3
#: Words that the dictionary keeps together hold several names at times: 서울 코엑스, 로스앤젤레스(LA).
_PARTED, _PARTS = re.compile(r"[\s()]"), re.compile(r"[^\s()]+|[()]")
_SHORT_NAME, _LONG_NAME = 3, 4
#: Pairs of characters inside a word are features up to this place.
_INNER = 6
_SCRIPTS = ((0xAC00, 0xD7A4, "h"), (0x4E00, 0xA000, "k"), (0xF900, 0xFB00, "k"))
#: Tags of morphemes that names are made of begin with one of these.
_NOMINAL = frozenset("NSXU")
#: A match does not go on behind the second unit across a morpheme that is not nominal.
_BRIDGE = 2


@dataclass(slots=True)
class Unit:
    """A stretch ``[start, end)`` of the text that a name never ends inside of.

    ``form`` and ``tag`` are Kiwi's (of the first morpheme), ``surface`` is what the text
    says; ``first`` and ``last`` tell whether the unit begins or ends a space-parted word,
    ``oov`` that Kiwi does not know it.
    """

    form: str
    tag: str
    surface: str
    start: int
    end: int
    first: bool
    last: bool
    oov: bool


def _cut(surface: str, tag: str, first: bool) -> int:
    """Return the offset at which a morpheme is to be cut, 0 for none."""
    n = len(surface)
    if tag == "NNP" and (m := _UNNAMED.search(surface)):
        return m.start()
    if (tag == "NNG" and (not first or n > _BARE_TITLE)) or (tag == "NNP" and n > _BARE_TITLE):
        return m.start() if (m := _HEADS.search(surface)) else 0
    return 0


@lru_cache(maxsize=10_000)
def _pieces(surface: str, tag: str, first: bool) -> list[tuple[int, int]]:
    """Part a morpheme into the stretches of ``surface`` that names begin and end with."""
    if tag.startswith("NNP") and _SIDE_BY_SIDE.fullmatch(surface):
        return [(i, i + 1) for i in range(len(surface))]
    if not _PARTED.search(surface):
        cut = _cut(surface, tag, first)
        return [(0, cut), (cut, len(surface))] if cut else [(0, len(surface))]
    return [m.span() for m in _PARTS.finditer(surface)]


#: What a morpheme of one character is parted into.
_ONE = [(0, 1)]


def units(morphs: Sequence[Morph], text: str) -> list[Unit]:
    """Return the units of one sentence, in order, without overlaps."""
    out: list[Unit] = []
    stop = 0
    for m in morphs:
        start, end = m.start, m.end
        if start < stop:
            if end > stop:
                u = out[-1]
                u.end = stop = end
                u.surface = text[u.start : end]
            continue
        surface, tag, stop = text[start:end], m.tag, end
        first = not start or text[start - 1].isspace()
        pieces = _ONE if end - start == 1 else _pieces(surface, tag, first)
        if len(pieces) == 1 and pieces[0][1] - pieces[0][0] == end - start:
            out.append(Unit(m.form, tag, surface, start, end, first, last=False, oov=m.oov))
            continue
        for a, b in pieces:
            at, piece = start + a, surface[a:b]
            starts = first if not a else text[at - 1].isspace()
            out.append(Unit(piece, tag, piece, at, start + b, starts, last=False, oov=m.oov))
        stop = out[-1].end if out else 0
    length = len(text)
    for u in out:
        u.last = u.end >= length or text[u.end].isspace()
    return out


def key(form: str) -> int:
    """Return the 32-bit key of ``form`` in the lexicon; spaces do not count."""
    return crc32(form.replace(" ", "").encode())


class Lexicon:
    """Which public name lists a form stands in; the lists are kept as hashes only."""

    def __init__(self, masks: Mapping[int, int]) -> None:
        self.masks = masks

    @classmethod
    def load(cls, path: Path) -> Lexicon:
        """Read the ``.npz`` file that ``data/train_ner.py`` writes."""
        with np.load(path) as arrays:
            keys = np.cumsum(arrays["gaps"], dtype=np.uint64)
            return cls(dict(zip(keys.tolist(), arrays["masks"].tolist(), strict=True)))

    def save(self, path: Path) -> None:
        """Write the lexicon: sorted keys as gaps, so that they pack well."""
        keys = np.array(sorted(self.masks), dtype=np.uint64)
        masks = np.array([self.masks[k] for k in keys.tolist()], dtype=np.uint16)
        np.savez_compressed(path, gaps=np.diff(keys, prepend=np.uint64(0)).astype(np.uint32), masks=masks)


class _Scripts(dict[int, str]):
    """What stands for each character in a ``shape``."""

    def __missing__(self, code: int) -> str:
        c = chr(code)
        if c.isdigit():
            s = "0"
        elif c.isascii() and c.isalpha():
            s = "A" if c.isupper() else "a"
        else:
            s = next((script for low, high, script in _SCRIPTS if low <= code < high), c)
        self[code] = s
        return s


_SCRIPT_OF = _Scripts()


def shape(surface: str) -> str:
    """Return the script pattern of ``surface``, runs of one script made one: ``LG전자`` is ``Ah``."""
    return "".join(script for script, _ in groupby(surface.translate(_SCRIPT_OF)))[:6]


@lru_cache(maxsize=1 << len(LEXICON_BITS))
def _mask_names(mask: int) -> list[str]:
    return [name for i, name in enumerate(LEXICON_BITS) if mask >> i & 1]


@lru_cache(maxsize=1 << len(LEXICON_BITS))
def _listed(mask: int) -> list[str]:
    return [f"x={name}" for name in _mask_names(mask)]


class Extractor:
    """Makes features; holds the gazetteer and the lexicon.

    ``word(unit)`` are the features of the word itself, ``places(units)`` those that
    depend on neighbours: where it stands in its word and in names that lists know.
    """

    def __init__(self, gazetteer: Gazetteer, lexicon: Lexicon) -> None:
        self.masks = lexicon.masks
        self.known: dict[str, str] = {}
        #: The keys of ``known``, by which most of what is not known is passed.
        self._known_keys: set[int] = set()
        for form, entries in gazetteer.by_form.items():
            if entries:
                types = sorted({e.type.value for e in entries})
                guard = "?" if all(e.forms[form] for e in entries) else ""
                self.known[form.replace(" ", "")] = guard + "+".join(types)
                self._known_keys.add(key(form))

    def word(self, form: str, tag: str, surface: str) -> list[str]:
        """Return the features of a word by itself."""
        n = len(surface)
        mask_of = self.masks.get
        out = [
            f"w={surface}",
            f"t={tag}",
            f"p1={surface[:1]}",
            f"s1={surface[-1:]}",
            f"sh={shape(surface)}",
            f"n={min(n, 6)}",
        ]
        if form != surface:
            out.append(f"f={form}")
        if n > 1:
            out += [f"p2={surface[:2]}", f"s2={surface[-2:]}"]
        if n >= _SHORT_NAME:
            out.append(f"s3={surface[-3:]}")
            out += [f"c={surface[i : i + 2]}" for i in range(1, min(n - 2, _INNER))]
        out += _listed(mask_of(key(surface), 0))
        if _SHORT_NAME <= n <= _LONG_NAME and tag[0] in "NU":
            head = mask_of(key(surface[:1]), 0) & _SURNAME > 0
            given = mask_of(key(surface[1:]), 0) & _GIVEN > 0
            out.append(f"kn={head:d}{given:d}")
        return out

    def places(self, sentence: Sequence[Unit]) -> list[tuple[str, ...]]:
        """Return for each unit the features of its place."""
        out: list[tuple[str, ...]] = [_BORDERS[u.first, u.last, u.oov] for u in sentence]
        self._mark(sentence, out)
        return out

    def _mark(self, sentence: Sequence[Unit], out: list[tuple[str, ...]]) -> None:
        """Add B/I/E/S features for the longest match of each list kind that starts at a unit."""
        n = len(sentence)
        known_keys, mask_of = self._known_keys, self.masks.get
        surfaces = [u.surface if " " not in u.surface else u.surface.replace(" ", "") for u in sentence]
        encoded = [s.encode() for s in surfaces]
        nominal = [u.tag[0] in _NOMINAL for u in sentence]
        until_known = until_list = 0
        for i, u in enumerate(sentence):
            if not nominal[i] and not u.first:
                continue
            # The key of what has been joined so far.
            joined, best, listed, label, mask = 0, 0, 0, "", 0
            for j in range(i, min(n, i + MAX_UNITS)):
                joined = crc32(encoded[j], joined)
                listable = j >= until_known and joined in known_keys
                if listable and (found := self.known.get("".join(surfaces[i : j + 1]))):
                    best, label = j + 1, found
                if j > i and j >= until_list and (bits := mask_of(joined, 0) & _WHOLE):
                    listed, mask = j + 1, bits
                if not nominal[j] and j - i >= _BRIDGE:
                    break
            if best > until_known:
                _span(out, i, best, f"g={label}")
                until_known = best
            if listed > until_list:
                for name in _mask_names(mask):
                    _span(out, i, listed, f"l={name}")
                until_list = listed


def _border(*, first: bool, last: bool, oov: bool) -> str:
    return "b=" + "BI"[not first] + "EI"[not last] + "?" * oov


_BORDERS = {
    (first, last, oov): (_border(first=first, last=last, oov=oov),)
    for first in (False, True)
    for last in (False, True)
    for oov in (False, True)
}


def _span(out: list[tuple[str, ...]], start: int, end: int, name: str) -> None:
    if end - start == 1:
        out[start] += (f"{name}/S",)
        return
    for i in range(start, end):
        out[i] += (f"{name}/{'B' if i == start else 'E' if i == end - 1 else 'I'}",)

"""The sentences that the name model is trained on: read, analysed, labelled as inmaek labels.

KLUE's sentences come with the ~150 labels of konec; ``ours`` maps them to the seven types.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from extract.document import Morph
from extract.gazetteer import Gazetteer
from extract.morphemes import Analyzer
from extract.names.features import Unit, units
from extract.records import EntityType
from extract.titles import Titles, load_titles

Span = tuple[int, int, str]
TAGS = ["O", *(f"{p}-{t.value}" for t in EntityType for p in "BI")]

_MEDIA, _ROAD = "OGG_MEDIA", "AF_ROAD"
_TYPES = {
    "COMPANY": ("OGG_ECONOMY", "OGG_FOOD", "OGG_HOTEL", _MEDIA),
    "AGENCY": ("OGG_POLITICS", "OGG_LAW", "OGG_MILITARY"),
    "PLACE": ("AF_BUILDING", _ROAD, "AF_CULTURAL_ASSET"),
    "PROJECT": (
        *("AFA_VIDEO", "AFA_MUSIC", "AFA_DOCUMENT", "AFA_PERFORMANCE", "AFW_OTHER_PRODUCTS"),
        *("AFW_SERVICE_PRODUCTS", "TMI_SERVICE", "TMI_SW", "TMI_PROJECT"),
    ),
    "EVENT": ("EV_FESTIVAL", "EV_WAR_REVOLUTION", "EV_ACTIVITY"),
}
_FINE = {fine: kind for kind, names in _TYPES.items() for fine in names}
_PREFIX = {"PS": "PERSON", "LC": "PLACE", "OGG": "ORGANIZATION"}
#: konec's "politics" are state bodies and parties.
_PARTY = re.compile(r"(?!소방당).+당|.*민주연합|더민주|친박|친이|비박")
#: Bodies without a name of their own.
_BARE = frozenset(("정부", "당국", "재판부"))
#: Sports and other events count only when they have a name: 결승 does not, 브라질 월드컵 does.
_MAYBE_EVENTS = frozenset(("EV_SPORTS", "EV_OTHERS"))
_NAMED_EVENT = re.compile(r".* .*|.{5,}")
#: What stands behind a surname (김씨, 김모) or behind the letter of a person without a name (A씨, A(36)).
_BEHIND_SURNAME = frozenset(("씨", "모", "군", "양"))
_BEHIND_LETTER = re.compile(r"\(\d|씨|군|양")
#: One-syllable words before a title that are not surnames, besides those of ``titles.yml``.
_NOT_SURNAMES = frozenset("전두한현당고하")
_FORMER = frozenset(("전", "현", "신임", "신"))


@dataclass
class Text:
    """One document: its sentences as units, and the names in it."""

    id: str
    text: str
    style: str
    morphs: list[list[Morph]]
    units: list[list[Unit]]
    gold: list[Span]
    tags: list[list[int]] = field(default_factory=list)

    def label(self, gold: list[Span]) -> None:
        """Take ``gold`` as the names; those that end inside a unit are left out."""
        self.gold = gold
        self.tags = [tag(sentence, gold) for sentence in self.units]

    def exact(self) -> None:
        """Leave out the sentences with names that end inside a unit, whose tags would say that there is no name."""
        kept = []
        for i, (sentence, tags) in enumerate(zip(self.units, self.tags, strict=True)):
            inside = [
                s for s in self.gold if sentence and sentence[0].start < s[1] and s[0] < sentence[-1].end
            ]
            if sum(TAGS[t].startswith("B") for t in tags) == len(inside):
                kept.append(i)
        self.morphs, self.units, self.tags = (
            [each[i] for i in kept] for each in (self.morphs, self.units, self.tags)
        )


def ours(label: str, form: str, style: str) -> str | None:
    """Return the type that inmaek gives to what konec labels so, None where it is no name.

    In single sentences konec's view stays: parties are political bodies, news media are no firms, roads no
    places, and bare ``정부`` is a name.
    """
    if label in EntityType.__members__:
        return label
    if label in _MAYBE_EVENTS:
        return "EVENT" if _NAMED_EVENT.fullmatch(form) else None
    kind = _FINE.get(label) or next((t for p, t in _PREFIX.items() if label.startswith(p)), None)
    if style == "sentence":
        return "ORGANIZATION" if label == _MEDIA else None if label == _ROAD else kind
    if kind == "AGENCY":
        if form in _BARE:
            return None
        return "ORGANIZATION" if _PARTY.fullmatch(form) else kind
    return kind


def tag(sentence: list[Unit], gold: list[Span]) -> list[int]:
    """Return the index in ``TAGS`` of each unit."""
    out = [0] * len(sentence)
    starts = {u.start: i for i, u in enumerate(sentence)}
    ends = {u.end: i for i, u in enumerate(sentence)}
    for start, end, label in sorted(gold, key=lambda s: s[0] - s[1]):
        first, last = starts.get(start), ends.get(end)
        if first is None or last is None or last < first or any(out[first : last + 1]):
            continue
        inside = TAGS.index(f"I-{label}")
        out[first : last + 1] = [inside - 1] + [inside] * (last - first)
    return out


def bare_surnames(sentence: list[Unit], text: str, titles: Titles) -> list[Span]:
    """Return the one-syllable personal names that the projection of KLUE's labels leaves out."""
    out = []
    for i, u in enumerate(sentence[:-1]):
        if len(u.surface) != 1:
            continue
        if u.surface.isascii() and u.surface.isupper():
            alone = not text[u.start - 1 : u.start].isalnum()
            found = alone and u.tag == "SL" and bool(_BEHIND_LETTER.match(text, u.end))
        else:
            found = u.first and u.surface in titles.surnames and _surname(sentence, i, titles)
        if found:
            out.append((u.start, u.end, "PERSON"))
    return out


def _surname(sentence: list[Unit], i: int, titles: Titles) -> bool:
    """Whether a title or ``씨`` follows the surname-like unit ``i``, so that it is one."""
    u, behind = sentence[i], sentence[i + 1]
    doubtful = u.surface in _NOT_SURNAMES or u.surface in titles.not_surnames
    if behind.surface in _BEHIND_SURNAME and behind.tag.startswith("N") and not doubtful:
        return True
    former = behind.last and behind.surface in _FORMER
    if not u.last or u.tag[0] not in "NMI" or (doubtful and not (former and behind.surface == u.surface)):
        return False
    joined = ""
    for w in sentence[i + 1 + former : i + 4 + former]:
        joined += w.surface
        if joined in titles.words:
            return True
        if w.last:
            return False
    return False


def analyzer(gazetteer: Gazetteer) -> Analyzer:
    """Return a Kiwi that knows the names which the pipeline's Kiwi knows."""
    forms = (f for e in gazetteer.entries.values() for f, guarded in e.forms.items() if not guarded)
    return Analyzer(f for f in forms if len(f) > 1)


def labels(row: dict[str, Any], sentences: list[list[Unit]], style: str, titles: Titles) -> list[Span]:
    """Return the names of one line of a labelled file, as its ``style`` wants them."""
    text: str = row["text"]
    labelled = row.get("spans") or row.get("konec") or []
    found = ((s["start"], s["end"], ours(s["label"], text[s["start"] : s["end"]], style)) for s in labelled)
    gold = [(a, b, label) for a, b, label in found if label]
    if style == "sentence":
        more = [s for sentence in sentences for s in bare_surnames(sentence, text, titles)]
        gold += [(a, b, label) for a, b, label in more if not any(c < b and a < d for c, d, _ in gold)]
    return gold


def rows(path: Path, first: int | None = None) -> list[dict[str, Any]]:
    """Return the ``first`` lines of a JSONL file, all for None."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in islice(lines, first) if line.strip()]


def ids(path: Path) -> set[str]:
    """Return the ids of the texts in a JSONL file."""
    return {row["id"] for row in rows(path)}


def read(
    path: Path,
    kiwi: Analyzer,
    style: str,
    skip: frozenset[str] = frozenset(),
    first: int | None = None,
) -> list[Text]:
    """Read the ``first`` lines (all for None) of ``id``, ``text`` and ``spans`` or ``konec``, without the ids ``skip``.

    ``style`` says how names are labelled there, see ``STYLES``; a line whose labels are ``null`` has not
    been labelled and is left out.
    """
    labelled = (row for row in rows(path, first) if row.get("konec", []) is not None)
    return list(analysed((row for row in labelled if row["id"] not in skip), kiwi, style))


def analysed(lines: Iterable[dict[str, Any]], kiwi: Analyzer, style: str) -> Iterator[Text]:
    """Yield the texts of ``lines``, analysed and labelled as ``style`` wants it."""
    titles = load_titles(Path(__file__).with_name("titles.yml"))
    for row in lines:
        text: str = row["text"]
        found = kiwi.analyze(text)
        morphs = [found.morphs[s.first : s.last] for s in found.sentences]
        sentences = [units(s, text) for s in morphs]
        document = Text(row["id"], text, style, morphs, sentences, [])
        document.label(labels(row, sentences, style, titles))
        yield document

"""Mark what is not the story: buttons, bylines, captions, credits, lists of other articles.

Nothing is deleted. The text is read line by line: a line made of known units alone (a button,
a date with its label, a byline, a credit …) is marked whole; of other lines, the dateline in
front and the units behind the last sentence. The words are in ``data/furniture.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from extract.document import Mark

_HANGUL = "가-힣"  # within [ ]
_EMAIL = r"[\w.+-]{1,40}@[\w-]{1,40}(?:\.[\w-]{1,20}){1,4}"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DAY = (
    r"(?:(?:19|20)\d\d(?:\s?[.\-/]\s?|년\s?)(?:1[0-2]|0?[1-9])(?:\s?[.\-/]\s?|월\s?)(?:3[01]|[12]\d|0?[1-9])(?!\d)"
    rf"(?:일|\.(?!\d))?|{_MONTH}\s\d{{1,2}},\s?(?:19|20)\d\d|\d{{1,2}}\s{_MONTH}\s(?:19|20)\d\d)"
)
_TIME = (
    r"\s{0,2}(?:(?:[가-힣]{2}|[AP]M)\s?)?(?:T|\b)\d{1,2}\s?[:시]\s?\d\d(?::\d\d|분)?(?:\s?[AaPp]\.?[Mm]\.?)?"
)
#: A full date, with the weekday and the time behind it where they stand.
DATE = rf"{_DAY}(?:\s?\([{_HANGUL}]{{1,3}}\)|\s[{_HANGUL}]요일)?(?:{_TIME})?"

_OPEN, _SHUT = r"[\[(<【〈]", r"[\])>】〉]"
_INNER = r"[^\[\]()<>【】〈〉\n]"
_SEPARATORS = frozenset("|·•ㆍ,/:;~<>[](){}【】〈〉「」▶▷►▲△☞■□◆◇●○※*?!.\"'“”‘’…–—-")
_SENTENCE = re.compile(r"(?:[가-힣][다요죠까음함됨]|[a-z]{2})[.?!][\"'”’)\]]*(?=\s|$|[가-힣\"“‘])")
_TRIANGLES = re.compile(r"[▲△▼]")
_BRACKET_LINE = re.compile(rf"{_OPEN}{_INNER}{{4,60}}{_SHUT}")
_ENGLISH_BYLINE = rf"[Bb]y (?:[A-Z][\w.'-]+\s?){{2,4}}(?:{_OPEN}?{_EMAIL}{_SHUT}?)?"
_PATTERN_SECTIONS = frozenset({"furniture", "crossreferences", "related"})
#: A date is a unit only beside others or alone on its line, and is then marked as furniture.
_DATE_KIND = "date"
_CAPTION_SENTENCES = 2
#: Behind a sentence a button this short alone may be the writer's word (추천.)
_SHORTEST_WORD = 3
_LONGEST_TAIL = 400
_LONGEST_CAPTION = 300
_LONGEST_LIST = 12
_SHORTEST_REPEAT = 20


@dataclass(frozen=True, eq=False)
class Furniture:
    """The words of ``data/furniture.yml`` as compiled patterns."""

    units: tuple[tuple[str, re.Pattern[str]], ...]
    anywhere: tuple[tuple[str, re.Pattern[str]], ...]
    front: re.Pattern[str]
    tail: re.Pattern[str]
    related: re.Pattern[str]
    published: re.Pattern[str]
    updated: re.Pattern[str]
    evident: re.Pattern[str]


def load_furniture(path: Path) -> Furniture:
    """Read ``data/furniture.yml``.

    Raises:
        OSError, KeyError, yaml.YAMLError, re.error: the file, a section of it or a pattern is wrong.
    """
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    words = {section: _words(raw[section]) for section in raw if section not in _PATTERN_SECTIONS}
    published = (
        rf"(?<![{_HANGUL}A-Za-z])(?:{words['published_labels']})\s?[:|]?\s?(?P<date>{DATE})"
        rf"|(?P<before>{DATE})\s?(?:{words['published_behind']})(?!\s?[:|]?\s?\d)"
    )
    updated = rf"(?:{words['updated_labels']})\s?[:|]?\s?(?P<date>{DATE})"
    button = rf"(?:{words['buttons']})[?.!]?(?:\s?[(:]?\s?\d[\d,]*\)?)?(?![\w+])"
    furniture = [
        *(p.replace("{email}", _EMAIL).replace("{date}", DATE) for p in raw["furniture"]),
        rf"(?:{words['published_labels']}|{words['updated_labels']})\s?[:|]?\s?{DATE}",
        button,
        rf"(?:{words['sections']})(?!\w)",
    ]
    byline = _byline(words)
    tag = (
        rf"{_OPEN}(?:{_INNER}{{0,40}}(?:(?:{words['roles']})(?![{_HANGUL}])|{_EMAIL}){_INNER}{{0,40}}"
        rf"|[{_HANGUL}A-Za-z·]{{2,12}}\s?=\s?{_INNER}{{2,20}}){_SHUT}"
    )
    abroad = rf"[A-Z][A-Z.\s-]{{2,30}}(?:,\s{_MONTH}\s\d{{1,2}})?\s?\([A-Z][\w\s]{{1,20}}\)\s?(?:—|–|--?)"
    bracketed, bare = _credit(words)
    return Furniture(
        units=(
            *(("furniture", re.compile(p)) for p in furniture),
            ("byline", re.compile(rf"{byline}(?:\s?{_OPEN}?{_EMAIL}{_SHUT}?)?")),
            (
                "byline",
                re.compile(
                    rf"(?:[{_HANGUL}]{{2,10}}\s?){{0,2}}{_OPEN}?{_EMAIL}{_SHUT}?|{tag}|{_ENGLISH_BYLINE}"
                ),
            ),
            ("credit", re.compile(rf"{bracketed}|{bare}")),
            (_DATE_KIND, re.compile(DATE)),
        ),
        anywhere=(
            ("related", re.compile("|".join(raw["crossreferences"]))),
            ("byline", re.compile(rf"(?<=[.?!\"”’)\]\s]){byline}\s?{_OPEN}?{_EMAIL}{_SHUT}?")),
            ("credit", re.compile(bracketed)),
        ),
        front=re.compile(rf"{tag}(?:\s?{byline}\s?=)?|{byline}\s?=(?=\s)|{abroad}"),
        tail=re.compile(
            rf"(?<=[.?!…\"'”’)\]])(?![\"'”’)\]])|(?=[\[(<【〈/ⓒ©▶▷►※|])|(?<=\s)(?=(?:{words['pictures']})[\s{_HANGUL}]{{0,3}}[=:])"
        ),
        related=re.compile(rf"[\[<【▶▷►■●◆☞\s]*(?:{'|'.join(raw['related'])})[\]>】:\s]*"),
        published=re.compile(published),
        updated=re.compile(updated),
        evident=re.compile(rf"(?P<date>{_DAY})\s?(?:{words['evident_after']})"),
    )


def mark(text: str, title: str | None, furniture: Furniture) -> list[Mark]:
    """Return the stretches of ``text`` (in NFC) that are not the story, in order, none overlapping.

    ``title`` is the article's title where it is known: a line with it is the story once, then
    a ``repeat``. What a caption or a whole line says counts once too: the second is a ``repeat``.
    """
    lines = [match.span() for match in re.finditer(r"\S(?:[^\n]*\S)?", text)]
    last = max((i for i, span in enumerate(lines) if _SENTENCE.search(text, *span)), default=-1)
    heading = (title or "").strip()
    marks: list[Mark] = []
    seen: set[str] = set()
    listed = _LONGEST_LIST  # lines since the head of a list of other articles
    for i, (start, end) in enumerate(lines):
        line = text[start:end]
        if line == heading:
            found = []
        elif furniture.related.fullmatch(line):
            found, listed = [Mark(0, len(line), "related")], -1
        else:
            found = _line_marks(line, furniture, in_list=_in_list(text, lines, i))
            if not found and i > last >= 0 and _BRACKET_LINE.fullmatch(line):
                found = [Mark(0, len(line), "byline")]  # the outlet's name below the story
        if listed < _LONGEST_LIST and not found and not _SENTENCE.search(line):
            found = [Mark(0, len(line), "related")]
        listed = listed + 1 if _covers(found, line) else _LONGEST_LIST
        said = " ".join(_story(line, found).split())
        if said in seen:
            found = [Mark(0, len(line), "repeat")]
        elif line == heading or len(said) >= _SHORTEST_REPEAT:
            seen.add(said)
        marks += [Mark(start + m.start, start + m.end, m.kind) for m in found]
    return marks


# The lines of an article are looked at twice: for its title and date, and for its story.
@lru_cache(maxsize=64)
def _line_marks(line: str, furniture: Furniture, *, in_list: bool) -> list[Mark]:
    """Return the marks of one line, with offsets into it."""
    whole = _units(line, 0, furniture)
    if whole:
        return _runs(whole, 0, len(line))
    front = furniture.front.match(line)
    found = [Mark(0, front.end(), "byline")] if front else []
    start = front.end() if front else 0
    tail = _tail(line, start, furniture)
    end = tail[0].start if tail else len(line)
    body = line[start:end].strip()
    pictured = any(m.kind == "credit" for m in tail) or (_TRIANGLES.match(body) and not in_list)
    if pictured and _is_caption(body):
        at = line.index(body, start)
        return [*found, Mark(at, at + len(body), "caption"), *tail]
    for kind, pattern in furniture.anywhere:
        found += [Mark(*match.span(), kind) for match in pattern.finditer(line, start, end)]
    return _apart(found) + tail


def _apart(found: list[Mark]) -> list[Mark]:
    """Return the marks in order, without those that begin within an earlier one."""
    apart: list[Mark] = []
    for m in sorted(found, key=lambda m: m.start):
        if not apart or m.start >= apart[-1].end:
            apart.append(m)
    return apart


def _units(line: str, start: int, furniture: Furniture, passed: set[int] | None = None) -> list[Mark]:
    """Return the units that ``line`` is made of from ``start`` on, none if anything else is there.

    ``passed`` collects the places come through; reaching one that is in it already gives none.
    """
    units: list[Mark] = []
    passed = set() if passed is None else passed
    while start < len(line):
        if start in passed:
            return []
        passed.add(start)
        matches = [(m.end(), kind) for kind, p in furniture.units if (m := p.match(line, start))]
        end, kind = max(matches, default=(start, ""))
        if end > start:
            units.append(Mark(start, end, kind))
            start = end
        elif line[start].isspace() or line[start] in _SEPARATORS:
            start += 1
        else:
            return []
    return units


def _tail(line: str, start: int, furniture: Furniture) -> list[Mark]:
    """Return the longest run of units at the end of ``line`` that begins behind ``start``."""
    passed: set[int] = set()  # what came of a place once comes of it again: not time by the square
    for match in furniture.tail.finditer(line, max(start, len(line) - _LONGEST_TAIL)):
        units = _units(line, match.start(), furniture, passed)
        if any(unit.kind != _DATE_KIND and unit.end - unit.start > _SHORTEST_WORD for unit in units):
            gap = len(line[match.start() :]) - len(line[match.start() :].lstrip())
            return _runs(units, match.start() + gap, len(line))
    return []


def _runs(units: list[Mark], start: int, end: int) -> list[Mark]:
    """Join neighbours of one kind, and let the first begin at ``start`` and the last stop at ``end``."""
    runs: list[Mark] = []
    for unit in units:
        kind = "furniture" if unit.kind == _DATE_KIND else unit.kind
        if runs and runs[-1].kind == kind:
            runs[-1] = Mark(runs[-1].start, unit.end, kind)
        else:
            runs.append(Mark(unit.start if runs else start, unit.end, kind))
    return [*runs[:-1], Mark(runs[-1].start, end, runs[-1].kind)]


def _is_caption(body: str) -> bool:
    """Tell whether what stands before a credit is no more than a caption says."""
    return (
        0 < len(body) <= _LONGEST_CAPTION
        and len(_SENTENCE.findall(body)) <= _CAPTION_SENTENCES
        and len(_TRIANGLES.findall(body)) <= 1
    )


def _in_list(text: str, lines: list[tuple[int, int]], i: int) -> bool:
    """Tell whether a line beside line ``i`` begins with the same sign."""
    around = lines[max(i - 1, 0) : i] + lines[i + 1 : i + 2]
    return any(text[start] == text[lines[i][0]] for start, _ in around)


def _covers(found: list[Mark], line: str) -> bool:
    """Tell whether nothing of ``line`` is left to read."""
    return not _story(line, found).strip()


def _story(line: str, found: list[Mark]) -> str:
    """Return what of ``line`` is read: all but the marks that are no caption."""
    pieces, start = [], 0
    for m in found:
        if m.kind != "caption":
            pieces.append(line[start : m.start])
            start = m.end
    return "".join([*pieces, line[start:]])


def _words(words: Iterable[str]) -> str:
    """Return an alternation, the longest first; a space in a word may be absent in the text."""
    return "|".join(re.escape(w).replace(r"\ ", r"\s?") for w in sorted(words, key=lambda w: (-len(w), w)))


def _byline(words: dict[str, str]) -> str:
    """Return the pattern of names with a reporter's role: ``뉴욕=홍길동/김철수 산업부 기자``."""
    label = (
        rf"(?:(?:{words['credits']})(?:[·/](?:{words['credits']}))*\s?[=·\s]\s?|[{_HANGUL}]{{2,10}}\s?=\s?)"
    )
    person = rf"{label}?[{_HANGUL}]{{2,4}}"
    desk = rf"(?:[{_HANGUL}A-Za-z0-9]{{2,10}}\s{{1,2}}){{0,2}}"
    return (
        rf"{person}(?:\s{{0,2}}[/·,ㆍ]\s{{0,2}}{person}){{0,7}}\s{{0,3}}{desk}"
        rf"[{_HANGUL}]{{0,6}}(?:{words['roles']})(?![{_HANGUL}])"
    )


def _credit(words: dict[str, str]) -> tuple[str, str]:
    """Return the patterns of a picture's credit: in brackets, and bare."""
    given = words["provided"]
    source = rf"(?:{words['pictures']}|{given})(?:\s?(?:{given}))?\s?[=:]\s?"
    agency = rf"(?:{words['agencies']})(?:[=/](?:{words['agencies']}))?"
    name = r"[^\s\[\]()<>/.]{1,20}(?:\s[^\s\[\]()<>/.]{1,12}){0,2}(?<!다)"
    bracketed = rf"{_OPEN}\s?{_INNER}{{0,20}}?{source}{_INNER}{{1,60}}{_SHUT}"
    bare = "|".join(
        [
            rf"{_OPEN}{_INNER}{{1,30}}\s?(?:{given})(?:[.·/]{_INNER}{{0,30}})?{_SHUT}",
            rf"/?\s?{source}{name}",
            rf"/\s?{agency}(?:\s?(?:{given}))?",
            rf"{agency}\s?(?:{given})",
            rf"[ⓒ©]\s?{agency}(?:\s[^.\n\[\]]{{1,20}})?",
        ]
    )
    return bracketed, bare

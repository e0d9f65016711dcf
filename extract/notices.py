"""Personnel pages and death notices, which tell by lists and not by sentences.

``[인사] 한빛청 ◇과장급 전보 ▲데이터과장 문가람``, ``문도현씨 별세, 문가람(누리칩스 대표)씨 부친상``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from extract.frames import Finding
from extract.names.candidates import Candidate
from extract.records import EntityType, Status

MOVE_RULE, KIN_RULE = "notice.move", "notice.kin"
_WEIGHT = 0.9
_BODIES = frozenset((EntityType.COMPANY, EntityType.AGENCY, EntityType.ORGANIZATION))
#: A longer item is prose.
_LONGEST = 60
_PROSE = re.compile(r"(?:다|요|음|함)[.”\"]|다$")
_AROUND = " \t·,:-()[]"


@dataclass(frozen=True)
class NoticeWords:
    """The words of ``data/notices.yml`` as patterns; ``mourning`` maps one to the kinship."""

    cell: re.Pattern[str]
    tag: re.Pattern[str]
    move: re.Pattern[str]
    passing: re.Pattern[str]
    mourned: re.Pattern[str]
    mourning: dict[str, str]


def load_notices(path: Path) -> NoticeWords:
    """Read ``data/notices.yml``.

    Raises:
        KeyError: a section is missing.
    """
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    mourned = "|".join(sorted(raw["mourning"], key=lambda w: (-len(w), w)))
    return NoticeWords(
        cell=re.compile(rf"[^\n{re.escape(raw['marks'])}]+"),
        tag=re.compile(rf"\s*[\[<(](?:{'|'.join(raw['tags'])})[\]>)]"),
        move=re.compile(rf"\s*(?:{'|'.join(raw['moves'])})(?:[·∙및\s]|{'|'.join(raw['moves'])})*\s*$"),
        passing=re.compile(rf"\s?(?:씨|옹|여사|목사|신부|스님)?\s?(?:{'|'.join(raw['passing'])})[,·=\s]"),
        mourned=re.compile(mourned),
        mourning=raw["mourning"],
    )


@dataclass
class _Page:
    """Where a personnel page stands: the body, the rank of the heading, and whether it is about posts taken."""

    body: Candidate | None = None
    rank: str = ""
    open: bool = False
    moving: bool = False


@dataclass(frozen=True)
class Notices:
    """Reads the notices of an article."""

    words: NoticeWords

    def find(self, text: str, names: Sequence[Candidate]) -> list[Finding]:
        """Return what the notices in NFC ``text`` tell of its ``names``, which are in order."""
        return [*self._moves(text, names), *self._deaths(text, names)]

    # -- personnel pages -------------------------------------------------------------------------

    def _moves(self, text: str, names: Sequence[Candidate]) -> Iterator[Finding]:
        page = _Page()
        for cell in self.words.cell.finditer(text):
            said = cell[0].strip()
            inside = [n for n in names if cell.start() <= n.start and n.end <= cell.end()]
            people = [n for n in inside if n.type is EntityType.PERSON]
            if not said:
                continue
            if len(said) > _LONGEST or _PROSE.search(said):
                page = _Page()
            elif not people:
                self._heading(page, cell[0], cell.start(), [n for n in inside if n.type in _BODIES])
            elif page.body and (page.open or page.moving):
                for person in people:
                    title = self._title(text, cell, people, person) or page.rank or None
                    span = (person.start, person.end)
                    yield Finding(
                        "appointed_to",
                        person,
                        page.body,
                        Status.ACTUAL,
                        MOVE_RULE,
                        _WEIGHT,
                        *span,
                        span,
                        title,
                    )

    def _heading(self, page: _Page, said: str, start: int, bodies: Sequence[Candidate]) -> None:
        """Take a heading into account: the tag of a page, a body, a rank and what kind of move."""
        if tag := self.words.tag.match(said):
            page.open, page.body, page.rank = True, None, ""
            said, start = said[tag.end() :], start + tag.end()
        at = start + len(said) - len(said.lstrip())
        if first := next((b for b in bodies if b.start == at), None):
            page.body, page.rank = first, ""
            said = said[first.end - start :]
        move = self.words.move.search(said)
        page.moving = page.moving or move is not None
        rank = (said[: move.start()] if move else said).strip(_AROUND)
        page.rank = rank or page.rank

    @staticmethod
    def _title(text: str, cell: re.Match[str], people: Sequence[Candidate], person: Candidate) -> str:
        """The post beside a person: what stands between the last one and this one, or behind the only one."""
        before = [p for p in people if p.end <= person.start]
        title = text[before[-1].end if before else cell.start() : person.start].strip(_AROUND)
        if not title and len(people) == 1:
            title = text[person.end : cell.end()].strip(_AROUND)
        return title

    # -- death notices ---------------------------------------------------------------------------

    def _deaths(self, text: str, names: Sequence[Candidate]) -> Iterator[Finding]:
        people = [n for n in names if n.type is EntityType.PERSON]
        for m in self.words.passing.finditer(text):
            dead = next((p for p in people if p.end == _before_bracket(text, m.start())), None)
            if dead is None:
                continue
            line = text.find("\n", m.end())
            at = m.end()
            for kin in self.words.mourned.finditer(text, at, line if line >= 0 else len(text)):
                for mourner in (p for p in people if at <= p.start and p.end <= kin.start()):
                    if text.count("(", at, mourner.start) > text.count(")", at, mourner.start):
                        continue  # where the mourner works
                    span = (m.start(), kin.end())
                    yield Finding(
                        "family_of", dead, mourner, Status.ACTUAL, KIN_RULE, _WEIGHT, mourner.start, mourner.end,
                        span, self.words.mourning[kin[0]],
                    )  # fmt: skip
                at = kin.end()


def _before_bracket(text: str, end: int) -> int:
    """``end``, or where the bracket begins that ends there (``문도현(전 교사) 씨 별세``)."""
    opening = text.rfind("(", 0, end)
    return len(text[:opening].rstrip()) if text[end - 1 : end] == ")" and opening > 0 else end

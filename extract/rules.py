"""Relation rules: the files ``data/relations/*.yml``, one relation type each.

A file has ``type``, ``symmetric``, ``present`` (the status of a plain present tense), ``occasion``,
``tells`` and

``frames``    a predicate and what may fill its roles (see :class:`Frame`)
``relational`` nouns that name a relation by themselves (자회사, 장남; see :class:`Relational`)

Every rule has examples with the relations they give, and counter-examples that give none
of its type; ``inmaek check-data`` runs them.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from extract.gazetteer import DataError, Problem
from extract.records import EntityType, Status

_ACTORS = (
    EntityType.PERSON,
    EntityType.COMPANY,
    EntityType.AGENCY,
    EntityType.ORGANIZATION,
    EntityType.PLACE,
)


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Example(_Model):
    """A text and the ``[head, type, tail, status]`` rows that it must give (surface forms of names)."""

    text: str
    gives: list[tuple[str, str, str, Status]]
    published: str | None = None


class Role(_Model):
    """What may fill a role: particle classes or particles, entity types, and head nouns.

    The particle class ``owner`` takes whose the object is (``B의 기판을``), ``maker`` whose the subject is
    (``A의 배터리가``), ``led`` who is behind the round of money named (``A가 주도한 투자를``); ``accused`` the subject of the clause that gives the reason (``A가 값을 짰다며``), ``caught`` what a clause within the event names with 에 (``B에 헬기를 넘기는 계약을``). ``heads``: the name may modify one of these nouns (``한국델파이 지분을``); ``title`` as a
    head means any title. ``inherit``: a subject may come from another clause or sentence.
    ``implied``: a post that the clause does not name is the one that the article tells of its holder.
    """

    particles: tuple[str, ...] = ()
    types: tuple[EntityType, ...] = _ACTORS
    heads: tuple[str, ...] = ()
    inherit: bool = False
    implied: bool = False


class Frame(_Model):
    """A predicate and its roles.

    ``verbs`` are stems (만나); ``nouns`` are event nouns, alone (``A와 B의 회동``), with 하다, or
    with a verb of ``lights`` (default: those of ``data/grammar.yml``). ``voice`` says which voices count.
    ``gap`` is the role that the noun after an adnominal clause fills, in order of preference.
    ``between``: where the event has names of both classes, those are its parties, and nothing else (``A는 [B를] [C와] 합병했다``).
    ``fused``: nouns that hold the tail in themselves (방한: 한국); the article must name it elsewhere.
    ``group``: with one role open, the members of the other relate to each other; ``table``: those of a list in the
    tail do so always (a meal with A and B). ``leads``: what is done next must be one of these (``찾아가 이야기를 나눴다``).
    ``adverbs``: one of these must stand before the predicate (함께 만들다). ``follows``: the tail must stand behind the head. ``once``: it is no habit (``강판을 만드는 A``). ``needs``: the clause must have a noun phrase of that class (``dative|goal``: of either) with one of these head nouns
    or, for an entity type, a name of that type; ``described``: the noun that the clause describes must be one of these.
    ``not_under``: acts on the event of which nothing follows (``사퇴를 촉구했다``). ``verbless``: told in a headline that has no act, only the phrases
    of the roles (``새 대표에 B``).
    ``bare``: whether the noun counts with no verb at its side. ``item``: the class of the phrase that
    is the item.
    """

    id: str
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    lights: tuple[str, ...] = ()
    voice: tuple[str, ...] = ("active", "copula")
    roles: dict[str, Role]
    gap: tuple[str, ...] = ("head", "tail")
    between: tuple[str, ...] = ()
    fused: dict[str, str] = {}
    group: bool = False
    table: bool = False
    leads: tuple[str, ...] = ()
    bare: bool = True
    adverbs: tuple[str, ...] = ()
    follows: bool = False
    not_under: tuple[str, ...] = ()
    verbless: bool = False
    once: bool = False
    needs: dict[str, tuple[str, ...]] = {}
    excludes: dict[str, tuple[str, ...]] = {}
    item: str | None = None
    status: Status | None = None
    present: Status | None = None
    confidence: Annotated[float, Field(gt=0, le=1)] = 0.9
    examples: Annotated[list[Example], Field(min_length=1)]
    counter: Annotated[list[str], Field(alias="not")] = []

    @model_validator(mode="after")
    def _whole(self) -> Frame:
        if not self.verbs and not self.nouns and not self.verbless:
            raise ValueError(f"{self.id}: give verbs or nouns")
        if not {"head", "tail"} >= set(self.roles) or "head" not in self.roles:
            raise ValueError(f"{self.id}: roles are head and tail")
        if "tail" not in self.roles and not self.group and not self.fused:
            raise ValueError(f"{self.id}: a frame without tail must be a group, or its nouns fused")
        return self


class Relational(_Model):
    """Nouns between two names: ``X의 N Y``, ``X N인 Y``, ``Y는 X의 N이다``.

    ``owner`` is the role of X, the one that the noun belongs to; the other role is Y's.
    ``titled``: the noun is kept as the relation's title. ``between``: words that may stand between X and the noun.
    ``implied``: X may go unsaid, and is then the subject of the clause. ``single``: only the first of a list is Y.
    ``owners``: each member of a list before it is an X (``X와 Z의 합작사 Y``).
    ``group``: the noun closes a list of those it relates to each other (``X와 Y 형제``).
    """

    id: str
    nouns: tuple[str, ...]
    owner: str = "tail"
    owner_types: tuple[EntityType, ...]
    other_types: tuple[EntityType, ...]
    titled: bool = False
    juxtaposed: bool = True
    between: tuple[str, ...] = ()
    implied: bool = False
    single: bool = False
    owners: bool = False
    group: bool = False
    confidence: Annotated[float, Field(gt=0, le=1)] = 0.85
    examples: Annotated[list[Example], Field(min_length=1)]
    counter: Annotated[list[str], Field(alias="not")] = []


class RelationType(_Model):
    """One file of ``data/relations``.

    ``occasion``: an event of the type is where things are said and agreed (a meeting, a visit),
    so that what is planned there (``만나 협력하기로 했다``) does not put off the event itself.
    ``unless``: types that say more of a pair in the same clause, and leave no edge of this one.
    ``not_between``: two names of one of these types do not relate so.
    ``tells``: which attributes are looked for besides date, title and what a frame calls its item.
    """

    type: str
    symmetric: bool = False
    occasion: bool = False
    unless: tuple[str, ...] = ()
    not_between: tuple[EntityType, ...] = ()
    tells: tuple[Literal["item", "amount", "quantity", "place", "topic"], ...] = ()
    present: Status = Status.PLANNED
    frames: tuple[Frame, ...] = ()
    relational: tuple[Relational, ...] = ()

    @property
    def rules(self) -> tuple[Frame | Relational, ...]:
        """All rules of the type."""
        return (*self.frames, *self.relational)


class Rules(_Model):
    """All relation types, with frames indexed by stem and by event noun."""

    types: dict[str, RelationType]
    by_verb: dict[str, list[tuple[RelationType, Frame]]]
    by_noun: dict[str, list[tuple[RelationType, Frame]]]
    verbless: list[tuple[RelationType, Frame]]
    relational: dict[str, list[tuple[RelationType, Relational]]]

    @property
    def symmetric(self) -> frozenset[str]:
        """Names of the symmetric types."""
        return frozenset(t.type for t in self.types.values() if t.symmetric)


def load_rules(folders: Iterable[Path]) -> Rules:
    """Read ``*.yml`` of each folder; a type in a later folder adds its rules to the earlier one's.

    Raises:
        DataError: with every problem of every file.
    """
    problems: list[Problem] = []
    types: dict[str, RelationType] = {}
    ids: dict[str, str] = {}
    for path in [p for folder in folders for p in sorted(folder.glob("*.yml"))]:
        try:
            raw: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
            new = RelationType.model_validate(raw)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problems.append(
                Problem(
                    f"{path}:{mark.line + 1 if mark else 1}", f"no YAML: {getattr(error, 'problem', error)}"
                )
            )
            continue
        except ValidationError as error:
            problems.extend(
                Problem(str(path), f"{'.'.join(map(str, e['loc']))}: {e['msg']}") for e in error.errors()
            )
            continue
        for rule in new.rules:
            if rule.id in ids:
                problems.append(Problem(str(path), f"rule {rule.id} is already in {ids[rule.id]}"))
            ids[rule.id] = str(path)
        if old := types.get(new.type):
            new = old.model_copy(
                update={"frames": old.frames + new.frames, "relational": old.relational + new.relational}
            )
        types[new.type] = new
    if problems:
        raise DataError(problems)
    return index(types)


def index(types: dict[str, RelationType]) -> Rules:
    """Index ``types`` by predicate, so that only rules that can match are tried."""
    rules = Rules(types=types, by_verb={}, by_noun={}, verbless=[], relational={})
    for t in types.values():
        for frame in t.frames:
            if frame.verbless:
                rules.verbless.append((t, frame))
            for verb in frame.verbs:
                rules.by_verb.setdefault(verb, []).append((t, frame))
            for noun in frame.nouns:
                rules.by_noun.setdefault(noun.replace(" ", ""), []).append((t, frame))
        for r in t.relational:
            for noun in r.nouns:
                rules.relational.setdefault(noun.replace(" ", ""), []).append((t, r))
    return rules

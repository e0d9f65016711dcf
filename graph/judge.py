"""Whether two names of different articles are one: small pieces of evidence, each with its reason.

Every function returns :class:`Evidence` (what it adds to the score, and why in words) or None.
The weights and the words are in ``data/identity.yml``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from graph.names import normalise, surface
from graph.spelling import (
    BODIES,
    is_hangul,
    is_korean_person,
    is_latin,
    kind,
    may_be_spelt,
    name_key,
    similarity,
    sound,
)
from graph.words import words

SAME, DIFFERENT, UNSURE = "same", "different", "unsure"
#: Jamo similarity from which two spellings of a foreign name are one (measured: .05% false).
SAME_SPELLING = 0.70
#: Bodies that are spelt so much alike may be one: nobody but the analyst can tell.
LIKE_BODIES = 0.85
#: Years between two articles from which another body may mean a new job.
NEW_JOB = 2
#: So many names beside both are more than chance.
MANY = 3
_SHORT = 2
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Post:
    """A post in the gazetteer: ``body`` is the id of the body, ``valid`` its ``from..until``."""

    title: str
    body: str
    valid: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """All that articles say of one facet (see :func:`graph.ingest.facet`), and the gazetteer of its entry."""

    facet: str
    names: tuple[str, ...]
    type: str
    kb_id: str | None = None
    bodies: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    years: tuple[int, int] | None = None
    posts: tuple[Post, ...] = ()
    lineage: frozenset[str] = frozenset()
    seen: bool = True

    @property
    def base(self) -> str:
        """The facet without bodies: type and name."""
        return self.facet.partition("@")[0]

    @property
    def bare(self) -> bool:
        """Whether articles say nothing but the name."""
        return self.kb_id is None and not self.bodies

    @property
    def local(self) -> bool:
        """Whether it is a surname and a title, which say nobody outside their article."""
        return "@doc:" in self.facet


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, as a key of ``data/identity.yml`` and what fills its braces."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)

    def say(self, lang: str = "ko") -> str:
        """Return the reason in words, in Korean (ko) or English (en)."""
        return words().reasons[self.code][lang].format(**self.values)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence: ``weight`` is added to the score."""

    weight: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether ``a`` and ``b`` (facets) are one: ``same``, ``different`` or ``unsure``; score 0 to 1."""

    a: str
    b: str
    verdict: str
    score: float
    reasons: tuple[Reason, ...]

    def say(self, lang: str = "ko") -> str:
        """Return verdict, score and reasons in words, in Korean (ko) or English (en)."""
        verdict = words().verdicts[self.verdict][lang]
        return "\n".join(
            [f"{verdict} ({self.score:.2f})", *(f"- {reason.say(lang)}" for reason in self.reasons)]
        )

    def __str__(self) -> str:
        return self.say()


def _piece(code: str, **values: Any) -> Evidence:
    return Evidence(words().weights.get(code, 0.0), Reason(code, values))


# -- names -----------------------------------------------------------------------------------------


@lru_cache(maxsize=65536)
def compare_names(a: str, b: str, type_: str) -> Evidence | None:
    """Return what the spelling of two names of one kind says; None where it speaks against one."""
    key_a, key_b = name_key(a, type_), name_key(b, type_)
    if key_a == key_b:
        return _equal(a, key_a, type_)
    if type_ == "PERSON":
        return _people(surface(a), surface(b))
    if is_hangul(a) != is_hangul(b):
        sounds = sound(key_a), sound(key_b)
        return _piece("latin_one_word", a=a, b=b) if sounds[0] == sounds[1] and len(sounds[0]) > 2 else None
    if key_a.startswith(key_b) or key_b.startswith(key_a) or type_ == "PLACE":
        return None
    ratio = similarity(key_a, key_b)
    alike = ratio >= LIKE_BODIES and sound(key_a) == sound(key_b) and min(len(key_a), len(key_b)) > 3
    return _piece("like", a=a, b=b, ratio=ratio) if alike else None


def _equal(name: str, key: str, type_: str) -> Evidence | None:
    if type_ == "PERSON":
        return _piece("same_name", name=name) if len(key) > 1 else None
    return _piece("short_body" if len(key) <= _SHORT and type_ != "PLACE" else "same_body", name=name)


def _people(a: str, b: str) -> Evidence | None:
    korean = is_korean_person(normalise(a)), is_korean_person(normalise(b))
    if all(korean):
        return None
    for hangul, latin in ((a, b), (b, a)):
        if is_hangul(hangul) and is_latin(latin):
            return _hangul_and_latin(hangul, latin)
    if any(korean) and " " not in a + b:
        return None
    return _foreign(a.split(), b.split())


def _hangul_and_latin(hangul: str, latin: str) -> Evidence | None:
    if is_korean_person(normalise(hangul)):
        alike = may_be_spelt(normalise(hangul), latin)
        return _piece("latin_korean", a=hangul, b=latin) if alike else None
    ours, theirs = hangul.split(), latin.replace("-", " ").split()
    if len(ours) == len(theirs) > 1 and all(sound(x) == sound(y) for x, y in zip(ours, theirs, strict=True)):
        return _piece("latin", a=hangul, b=latin) if len(sound("".join(ours))) > 3 else None
    if len(ours) == 1 < len(theirs) and sound(hangul) == sound("".join(theirs)) and len(sound(hangul)) > 3:
        return _piece("latin", a=hangul, b=latin)
    if min(len(ours), len(theirs)) == 1 and sound(ours[-1]) == sound(theirs[-1]) and len(sound(ours[-1])) > 2:
        code = "latin_one_word" if len(ours) == len(theirs) else "surname_only"
        return _piece(code, a=hangul, b=latin)
    return None


def _foreign(a: list[str], b: list[str]) -> Evidence | None:
    """Compare two foreign names written in the same letters."""
    ratios = [similarity(x, y) for x, y in zip(a, b, strict=False)]
    whole = " ".join(a), " ".join(b)
    if len(a) == len(b):
        firm = min(ratios) >= SAME_SPELLING and is_hangul(whole[0]) and min(map(len, whole)) > _SHORT
        return _piece("spelling", a=whole[0], b=whole[1], ratio=min(ratios)) if firm else None
    last = similarity(a[-1], b[-1])
    if min(len(a), len(b)) == 1 and last >= SAME_SPELLING and min(len(a[-1]), len(b[-1])) > 1:
        return _piece("surname_only", a=whole[0], b=whole[1])
    joined = similarity("".join(a), "".join(b))
    close = joined >= LIKE_BODIES and is_hangul(whole[0]) and len("".join(a)) > 4
    return _piece("spelling", a=whole[0], b=whole[1], ratio=joined) if close else None


def best_names(p: Profile, q: Profile) -> Evidence | None:
    """Return the strongest likeness of a name of ``p`` and one of ``q``."""
    found = [compare_names(a, b, p.type) for a in p.names for b in q.names]
    return max((e for e in found if e), key=lambda e: e.weight, default=None)


# -- what surrounds them ---------------------------------------------------------------------------


def shared_bodies(p: Profile, q: Profile) -> Evidence | None:
    """Return that both belong to one body."""
    common = sorted(p.bodies & q.bodies)
    return _piece("shared_body", names=_list(common)) if common else None


def known_posts(p: Profile, q: Profile) -> Evidence | None:
    """Return that a body of one is a body where the gazetteer knows the other to have a post."""
    common = sorted(
        {post.body for post in p.posts if post.body in q.bodies and _in_time(post, q)}
        | {post.body for post in q.posts if post.body in p.bodies and _in_time(post, p)}
    )
    return _piece("known_post", names=_list(common)) if common else None


def related_bodies(p: Profile, q: Profile) -> Evidence | None:
    """Return that the name of a body of one begins that of the other's (삼성, 삼성전자)."""
    for a in sorted(p.bodies):
        for b in sorted(q.bodies):
            short, long = sorted((_plain(a), _plain(b)), key=len)
            if len(short) > 1 and long.startswith(short):
                return _piece("related_body", a=_plain(a), b=_plain(b))
    return None


def other_bodies(p: Profile, q: Profile) -> Evidence | None:
    """Return that both belong to bodies, and to none in common."""
    mine = p.bodies | {post.body for post in p.posts if _in_time(post, q)}
    theirs = q.bodies | {post.body for post in q.posts if _in_time(post, p)}
    if not mine or not theirs or mine & theirs:
        return None
    apart = 0
    if p.years and q.years:
        apart = max(p.years[0] - q.years[1], q.years[0] - p.years[1], 0)
    code = "other_bodies_later" if apart >= NEW_JOB else "other_bodies"
    return _piece(code, a=_list(sorted(mine)), b=_list(sorted(theirs)))


def posts(p: Profile, q: Profile) -> Evidence | None:
    """Return whether the posts that articles give both agree."""
    if common := sorted(p.titles & q.titles):
        return _piece("shared_post", names=_list(common))
    if p.titles and q.titles:
        return _piece("other_posts", a=_list(sorted(p.titles)), b=_list(sorted(q.titles)))
    return None


def shared_companions(mine: Collection[str], theirs: Collection[str]) -> Evidence | None:
    """Return that the same names appear beside both."""
    common = sorted(set(mine) & set(theirs))
    if not common:
        return None
    return _piece("companions_many" if len(common) >= MANY else "companions_few", names=_list(common))


def _in_time(post: Post, profile: Profile) -> bool:
    if not post.valid or not profile.years:
        return True
    begin, _, end = post.valid.partition("..")
    return (not begin or int(begin[:4]) <= profile.years[1]) and (not end or int(end[:4]) >= profile.years[0])


def _plain(facet: str) -> str:
    return facet.partition(":")[2].partition("@")[0].replace("_", " ") or facet


def _list(items: Collection[str]) -> str:
    shown = [_plain(i) if ":" in i else i for i in list(items)[:_SHOWN]]
    return ", ".join(shown) + (" …" if len(items) > _SHOWN else "")


# -- the whole -------------------------------------------------------------------------------------


def judge(
    p: Profile, q: Profile, companions: tuple[Collection[str], Collection[str]] = ((), ())
) -> Judgement:
    """Judge whether ``p`` and ``q`` are one.

    ``companions`` are the facets that appear beside each. Only a name that may be the same is
    weighed against what surrounds it: the same surroundings never make one of two names.
    """
    if (sure := _settled(p, q)) is not None:
        return sure
    name = best_names(p, q)
    if name is None:
        return _verdict(p, q, 0.0, (_why_not(p, q),))
    found = [name]
    if p.type != q.type:
        found.append(Evidence(-0.05 if name.reason.code == "same_body" else -0.2, _types(p, q)))
    if p.type == "PERSON":
        near = [check(p, q) for check in (shared_bodies, known_posts)]
        if not any(near):
            far = related_bodies(p, q) or other_bodies(p, q)
            near.append(far)
        found += [e for e in (*near, posts(p, q)) if e]
    beside = shared_companions(*companions)
    if beside:
        found.append(beside)
    score = min(1.0, max(0.0, sum(e.weight for e in found)))
    return _verdict(p, q, round(score, 3), tuple(e.reason for e in found))


def _settled(p: Profile, q: Profile) -> Judgement | None:
    """Return the judgement where nothing needs weighing: entries of the gazetteer, kinds, lone surnames."""
    if p.kb_id and q.kb_id:
        if p.kb_id == q.kb_id:
            return _verdict(p, q, 1.0, (Reason("same_entry", {"id": p.kb_id}),))
        for a, b in ((p, q), (q, p)):
            if b.kb_id in a.lineage:
                reason = Reason("lineage", {"a": a.names[0], "b": b.names[0]})
                return _verdict(p, q, 0.0, (reason,))
        return _verdict(p, q, 0.0, (Reason("other_entry", {"a": p.kb_id, "b": q.kb_id}),))
    if kind(p.type) != kind(q.type):
        return _verdict(p, q, 0.0, (_types(p, q),))
    for one in (p, q):
        if one.local and p.facet != q.facet:
            score = (words().same + words().different) / 2 if best_names(p, q) else 0.0
            return _verdict(p, q, score, (Reason("one_article", {"name": one.names[0]}),))
    return None


def _types(p: Profile, q: Profile) -> Reason:
    return Reason("other_type", {"a": p.type, "b": q.type})


def _why_not(p: Profile, q: Profile) -> Reason:
    a, b = p.names[0], q.names[0]
    key_a, key_b = name_key(a, p.type), name_key(b, q.type)
    code = "other_name"
    if p.type == "PERSON" and is_korean_person(key_a) and is_korean_person(key_b):
        code = "korean_name"
    elif p.type in BODIES and (key_a.startswith(key_b) or key_b.startswith(key_a)):
        code = "longer_body"
    return Reason(code, {"a": a, "b": b})


def _verdict(p: Profile, q: Profile, score: float, reasons: tuple[Reason, ...]) -> Judgement:
    limits = words()
    verdict = SAME if score >= limits.same else DIFFERENT if score <= limits.different else UNSURE
    return Judgement(p.facet, q.facet, verdict, score, reasons)

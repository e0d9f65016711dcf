"""The roles of an event: its own phrases first, then the noun it describes, then other clauses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from extract.chunks import Chunk, Form
from extract.rules import Role
from extract.sentence_view import Event, Filler, words_of
from extract.subjects import SubjectFinder

_ROLES = ("head", "tail")
#: Classes of a head that has company, not of one that is done to.
_ACTING = ("subject", "topic", "inherited", "gap", "previous")


#: Classes of who is done to.
_DONE_TO = frozenset(("object", "dative", "goal", "within"))


class RoleFiller(SubjectFinder):
    """Binds the roles of an event to names."""

    def _needs(self, event: Event) -> bool:
        def has(cls: str, heads: tuple[str, ...]) -> bool:
            """Whether the clause has a phrase of class ``cls``, with one of ``heads`` where there are any."""
            return any(
                (
                    self._class(d) == cls
                    or (heads and event.nominal and d is event.anchor)
                    or (heads and cls == "object" and self._class(d) == "topic")
                )
                and (not heads or (words_of(d) | self._kinds(d, cls)) & set(heads))
                for d in event.dependents
            ) or bool((given.get(cls) or set()) & set(heads))

        frame, pred = event.frame, event.carrier
        own = any(self._class(d) == "object" for d in event.dependents)
        described = set[str]()
        if pred is not None and pred.form is Form.ADNOMINAL and pred.governor >= 0:
            described = words_of(self.chunks[pred.governor])
        before = self.chunks[event.anchor.i - 1] if event.anchor.i and not event.nominal else None
        caseless = before in event.dependents and before is not None and self._class(before) == "bare"
        bare = words_of(before, 1) if before and caseless else set()  # A, B에 공장 짓는다
        # The object of an adnominal clause is what it describes (용인에 짓고 있는 공장).
        given = {"described": described, "object": set() if own else described | bare}
        return (
            all(any(has(c, heads) for c in classes.split("|")) for classes, heads in frame.needs.items())
            and not any(has(c, h) for c, h in frame.excludes.items())
            and (not frame.leads or bool(self._next_acts(event) & set(frame.leads)))
            and not (
                frame.not_under
                and event.anchor.governor >= 0
                and self.chunks[event.anchor.governor].lemma in frame.not_under
            )
        )

    def _kinds(self, d: Chunk, cls: str) -> set[str]:
        """The types of the names that a phrase of class ``cls`` stands for, as frames write them among head nouns (``COMPANY``)."""
        return {n.type.value for n in self.phrases[d.i].referents} if self._class(d) == cls else set()

    def _next_acts(self, event: Event) -> set[str]:
        """What the clauses that the event's clause leads to tell: their predicates and what these act on."""
        at, acts = event.carrier or event.anchor, set[str]()
        while at.governor > at.i:
            at = self.chunks[at.governor]
            if at.is_predicate:
                acts.add(at.lemma or "")
                for d in self._np_dependents(at):
                    if self._class(d) in ("object", "subject", "bare"):
                        acts |= words_of(d)
        return acts

    def _fill(self, event: Event) -> dict[str, list[Filler]]:
        """Bind each role to names: the event's own phrases, then the noun it describes, then other clauses."""
        if parties := self._parties(event):
            return parties
        out: dict[str, list[Filler]] = {}
        used: set[int] = set()
        place = event.frame.fused.get(event.trigger)
        if place and (n := self.posts.mention_of(place, event.anchor.start)):
            out["tail"] = [Filler((n,), -1, "fused", 0.95)]
        for name in ("tail", "head"):
            if role := event.frame.roles.get(name):
                found = [f for f in self._own(event, role, name) if f.chunk not in used or f.cls == "owner"]
                if found:
                    out[name] = found
                    used.update(f.chunk for f in found)
        self._fill_pair(event, out)
        self._fill_offer(event, out)
        self._fill_gap(event, out)
        self._fill_cleft(event, out)
        self._fill_caught(event, out)
        self._fill_accused(event, out)
        for name, role in event.frame.roles.items():
            if (
                name not in out
                and "subject" in role.particles
                and not role.heads
                and (f := self._inherited(event, role, [x for fs in out.values() for x in fs]))
            ):
                out[name] = [f]
        if "head" in out and "tail" in out:
            out["head"] += self._company(event, out)
        return out

    def _parties(self, event: Event) -> dict[str, list[Filler]]:
        """Who an act is done to together, whoever does it (``A는 B를 C와 합병했다``): what the frame's ``between`` says."""
        classes = dict(zip(event.frame.between, _ROLES, strict=False))
        found: dict[str, list[Filler]] = {}
        for d in event.dependents:
            cls = self._class(d)
            if cls in classes and (f := self._filler(d, event.frame.roles[classes[cls]], cls)):
                found[classes[cls]] = [f]
        return found if len(found) == len(_ROLES) else {}

    def _fill_accused(self, event: Event, out: dict[str, list[Filler]]) -> None:
        """Whom an act is against: the subject of the clause that gives its reason.

        ``공정위는 A가 값을 짰다며 과징금을 물렸다``, ``A가 값을 짠 혐의로``.
        """
        for name, role in event.frame.roles.items():
            if name in out or "accused" not in role.particles or event.carrier is None:
                continue
            for pred in self._reasons(event.carrier):
                for d in self._np_dependents(pred):
                    if (d.subject or d.topic) and (f := self._filler(d, role, "subject")):
                        out[name] = [replace(f, weight=0.8)]
                        return

    def _reasons(self, verb: Chunk) -> Iterator[Chunk]:
        """Clauses that say why ``verb`` is done: quoted ones, alone or with a verb of taking (``…했다고 보고``), and what a charge is about."""
        for d in map(self.chunks.__getitem__, verb.dependents):
            if d.is_predicate and d.form is Form.QUOTED:
                yield d
            elif d.is_predicate and d.form is Form.CONNECTIVE and d.lemma in self.grammar.judging:
                yield from self._reasons(d)
            elif not d.is_predicate and d.head in self.grammar.charges:
                yield from (p for p in self._clauses(d) if p.form is Form.ADNOMINAL)

    def _fill_pair(self, event: Event, out: dict[str, list[Filler]]) -> None:
        """Whose act on whom an event noun tells in its own phrase: ``A의 B 납품``, ``A의 B 진출``."""
        roles = event.frame.roles
        if not event.nominal or event.frame.group or not {"head", "tail"} <= set(roles) or "tail" in out:
            return
        head, tail = roles["head"], roles["tail"]
        if head.heads or tail.heads or "subject" not in head.particles or not _DONE_TO & set(tail.particles):
            return
        within = self._within(event, event.anchor, tail.model_copy(update={"particles": ("within",)}), "tail")
        owner = self._genitive(event, head)
        if within and owner and owner.names[-1] not in within.names:
            out["tail"] = [within]
            out.setdefault("head", [owner])

    def _fill_offer(self, event: Event, out: dict[str, list[Filler]]) -> None:
        """Who an offer is made to: the subject of what is done about it (``B는 A의 인수 제안을 거절했다``)."""
        roles, anchor = event.frame.roles, event.anchor
        if not event.nominal or event.frame.group or "tail" not in roles or anchor.governor < 0:
            return
        if anchor.head not in self.grammar.offers or not self.chunks[anchor.governor].is_predicate:
            return
        head, tail = roles["head"], roles["tail"]
        owner = self._genitive(event, head) if "subject" in head.particles and not head.heads else None
        if owner is None or tail.heads == ("title",) or "subject" in tail.particles:
            return
        for d in self._np_dependents(self.chunks[anchor.governor]):
            names = self.phrases[d.i].referents if d.subject or d.topic else []
            if fits := tuple(n for n in names if n.type in tail.types and n not in owner.names):
                out["head"], out["tail"] = [owner], [Filler(fits, d.i, "offered", 0.85)]

    def _genitive(self, event: Event, role: Role) -> Filler | None:
        """The names that an event noun belongs to."""
        for d in self._np_dependents(event.anchor):
            if d.josa in (("의",), ("측", "의")) and (f := self._filler(d, role, "genitive")):
                return f
        return None

    def _company(self, event: Event, out: dict[str, list[Filler]]) -> list[Filler]:
        """Who does it along with the subject (``A는 B와 함께 C를 찾았다``, ``B를 데리고 C를 찾았다``)."""
        role = event.frame.roles["head"]
        if "subject" not in role.particles or not any(f.cls in _ACTING for f in out["head"]):
            return []
        pred = event.carrier or event.anchor
        tails = [f for f in out["tail"] if f.cls != "comitative"]
        found: list[Filler] = []
        for d in event.dependents:
            cls = self._class(d)
            along = cls == "comitative" and tails and self.grammar.along & {*d.josa, *pred.adverbs}
            if (along or cls == "escort") and (f := self._filler(d, role, cls)):
                found.append(replace(f, weight=0.85))
        return found

    def _fill_gap(self, event: Event, out: dict[str, list[Filler]]) -> None:
        """The noun that an adnominal clause describes fills the role left open."""
        pred = event.carrier
        if pred is None or pred.form is not Form.ADNOMINAL or pred.governor < 0:
            return
        head = self.chunks[pred.governor]
        for _ in range(2):
            phrase = self.phrases.get(head.i)
            if not phrase:
                return
            if phrase.referents and head.josa[-1:] != ("의",):
                break
            if (
                head.josa[-1:] == ("의",)
                and head.governor >= 0
                and not self.chunks[head.governor].is_predicate
                and self.phrases[head.governor].referents
            ):
                head = self.chunks[head.governor]
            elif head.josa[-1:] == ("의",) and self._is_kin(head.governor):  # A가 세운 B의 자회사
                return
            else:
                break
        referents = self.phrases[head.i].referents
        named = head.josa[:1] == ("COP",)
        if (named or not referents) and head.governor >= 0 and self.chunks[head.governor].voice == "copula":
            others = [
                d
                for d in self._np_dependents(self.chunks[head.governor])
                if (d.subject or d.topic if named else d.josa[:1] == ("COP",))
            ]
            referents = (
                [n for d in others for n in self.phrases[d.i].referents] if named or head.topic else []
            )
        if not referents and head.josa in (("로",), ("으로",)) and head.comma:  # A는 [B가 만든] 회사로, …
            topics = [
                c for c in self.chunks[: pred.i] if c.topic and c.quote == pred.quote and c.i in self.phrases
            ]
            referents = self.phrases[topics[-1].i].referents if topics else []
        gaps = event.frame.gap
        if gaps and "tail" not in gaps and "head" in out and self._has_object(event):
            gaps = (*gaps, "tail")  # A가 강판을 대는 B
        for name in gaps:
            role = event.frame.roles.get(name)
            if not role or name in out or "title" in role.heads:
                continue
            if name not in event.frame.gap and "dative" not in role.particles:
                continue
            done_to = any(self._class(d) == "object" for d in event.dependents)
            if done_to and "object" in role.particles and "object" not in event.frame.needs:
                continue  # B의 공장을 사들이는 A
            if role.heads:
                fits = not referents and bool(words_of(head, last=1) & set(role.heads))
                names = (
                    tuple(n for n in self.phrases[head.i].modifiers if n.type in role.types)[-1:]
                    if fits
                    else ()
                )
            else:
                names = tuple(n for n in referents if n.type in role.types)
            if names:
                out[name] = [Filler(names, head.i, "gap", 0.95)]
                return

    def _fill_cleft(self, event: Event, out: dict[str, list[Filler]]) -> None:
        """Whose the thing is that a copula says an act was done to (``A가 사들인 것은 B의 제품이었다``)."""
        pred = event.carrier
        if pred is None or pred.form is not Form.ADNOMINAL or pred.governor < 0:
            return
        thing = self.chunks[pred.governor]
        if not (thing.topic or thing.subject) or self.phrases[thing.i].referents or thing.governor < 0:
            return
        copula = self.chunks[thing.governor]
        for name, role in event.frame.roles.items():
            if name in out or "owner" not in role.particles or copula.voice != "copula":
                continue
            for d in self._np_dependents(copula):
                if d.josa[:1] == ("COP",) and (owners := self._owners(d, role)):
                    out[name] = [Filler(owners, d.i, "owner", 0.85)]

    def _is_kin(self, i: int) -> bool:
        """Whether the phrase of chunk ``i`` is a noun that names a relation by itself (자회사, 관계사)."""
        return i in self.phrases and self.chunks[i].head in self.rules.relational

    def _has_object(self, event: Event) -> bool:
        return any(self._class(d) == "object" and not self.phrases[d.i].referents for d in event.dependents)

    def _fill_caught(self, event: Event, out: dict[str, list[Filler]]) -> None:
        """A role that a clause within the event caught.

        ``A가 B에게 [협력을 청하는] 편지를 보냈다``, ``B에 [돈을 들여] 공장을``, ``B와 [전차를 대는] 계약을 맺었다``.
        """
        for name, role in event.frame.roles.items():
            for cls in ("dative", "comitative"):
                if name in out or not {cls, "caught"} & set(role.particles):
                    continue
                for pred in self._inner(event, anywhere="caught" in role.particles or cls == "comitative"):
                    for x in self._np_dependents(pred):
                        if self._class(x) == cls and (f := self._filler(x, role, cls)):
                            out[name] = [replace(f, weight=0.8)]
                            return

    def _inner(self, event: Event, *, anywhere: bool) -> Iterator[Chunk]:
        """Clauses within the event that share its subject: those that describe its phrases, of its means, of its purpose."""
        for d in event.dependents:
            for pred in self._clauses(d):
                if pred.form is not Form.ADNOMINAL:
                    continue
                yield from self._purposes(pred)
                alone = not any(x.subject for x in self._np_dependents(pred))
                if self._opens_sentence(pred) or (anywhere and alone):
                    yield pred
        if anywhere and event.carrier:
            for pred in self._clauses(event.carrier):
                means = pred.tail and pred.tail[-1][0] in self.grammar.means
                yield from self._purposes(pred)
                if pred.form is Form.NOMINAL or (pred.form is Form.CONNECTIVE and means):  # 대기로, 들여
                    yield pred

    def _purposes(self, pred: Chunk) -> Iterator[Chunk]:
        """The clause that ``pred`` is bound to: ``대기`` of ``대기 위한`` and ``대기 위해``."""
        if pred.lemma in self.grammar.bound:
            yield from (p for p in self._clauses(pred) if p.form is Form.NOMINAL)

    def _clauses(self, of: Chunk) -> Iterator[Chunk]:
        return (c for c in map(self.chunks.__getitem__, of.dependents) if c.is_predicate)

"""What one phrase can fill a role with: its names, the owner of its head noun, the body of its post."""

from __future__ import annotations

from collections.abc import Iterator

from extract.chunks import Chunk, Form
from extract.names.candidates import Candidate
from extract.phrases import Phrase, Token, listed
from extract.positions import told_posts
from extract.records import EntityType
from extract.rules import Role
from extract.sentence_view import Event, Filler, SentenceView, words_of

_BODIES = frozenset((EntityType.COMPANY, EntityType.AGENCY, EntityType.ORGANIZATION))
#: So many nouns may stand between a list of names and its event noun (``A-B ‘피지컬 AI’ 3각 MOU``).
_LONGEST_TOPIC = 4


class FillerReader(SentenceView):
    """Reads the fillers of a role off the phrases of an event."""

    def _own(self, event: Event, role: Role, name: str) -> list[Filler]:
        by_class: dict[str, list[Filler]] = {}
        for d in event.dependents:
            cls = self._class(d)
            if "owner" in role.particles and cls == "object" and (owners := self._owners(d, role)):
                by_class.setdefault("owner", []).append(Filler(owners, d.i, "owner", 0.85))
                continue
            if "maker" in role.particles and (d.subject or d.topic) and (owners := self._owners(d, role)):
                by_class.setdefault("owner", []).append(Filler(owners, d.i, "owner", 0.85))
                continue
            if "led" in role.particles and (leads := self._leads(d, role)):
                by_class.setdefault("led", []).append(Filler(leads, d.i, "owner", 0.85))
                continue
            if d is event.anchor and event.nominal:
                if filler := self._within(event, d, role, name):
                    by_class.setdefault("within", []).append(filler)
                continue
            wanted = (
                cls in role.particles
                or (d.josa and d.josa[0] in role.particles)
                or (cls == "topic" and "subject" in role.particles)
            )
            if not wanted:
                continue
            if role.heads:
                by_class.setdefault(cls, []).extend(self._headed(d, role, cls))
            elif filler := self._filler(d, role, cls):
                by_class.setdefault(cls, []).append(filler)
        if by_class.get("subject") and by_class.get("topic"):
            del by_class["topic"]
        if "object" in role.particles and not by_class and (topic := self._topic_object(event, role)):
            by_class["object"] = [topic]
        if "object" in role.particles and not by_class and (bare := self._bare_object(event, role)):
            by_class["object"] = [bare]
        if by_class.get("subject") or by_class.get("topic"):
            by_class.pop("within", None)
        if topics := by_class.get("topic"):
            by_class["topic"] = topics[-1:]  # an earlier one is that of the clause before
        fillers = [f for fs in by_class.values() for f in fs]
        return [f for f in fillers if f.chunk == fillers[-1].chunk] if role.heads else fillers

    def _topic_object(self, event: Event, role: Role) -> Filler | None:
        """A topic that is the object of a verb with a subject of its own and no other object (``B는 A가 인수했다``, ``인수를 검토한다``)."""
        verb = event.carrier if event.nominal else event.anchor
        if verb is None or verb.voice not in ("active", "causative"):
            return None
        classes = [self._class(d) for d in event.dependents if not (event.nominal and d is event.anchor)]
        topics = [d for d in event.dependents if d.topic]
        if len(topics) != 1 or "subject" not in classes or "object" in classes:
            return None
        if role.heads:
            return next(self._headed(topics[0], role, "object"), None)
        return self._filler(topics[0], role, "object")

    def _bare_object(self, event: Event, role: Role) -> Filler | None:
        """A name without a particle right before its verb, where another one is the subject or described (``A, B 품는다``, ``B 품은 A``)."""
        verb = event.anchor
        at = verb.i - 1
        if at > 0 and self._class(self.chunks[at]) == "dative" and self._is_price(self.chunks[at]):
            at -= 1  # A, B 1조원에 인수
        before = [d for d in event.dependents if d.i == at and self._class(d) == "bare" and not d.comma]
        others = verb.form is Form.ADNOMINAL or any(d.subject or d.topic for d in event.dependents)
        if event.nominal or verb.voice != "active" or not before or not others:
            return None
        if role.heads:
            return next(self._headed(before[0], role, "object"), None)
        return self._filler(before[0], role, "object")

    def _is_price(self, c: Chunk) -> bool:
        return bool(c.nouns) and c.head in self.grammar.currencies

    def _list_end(self, c: Chunk) -> Chunk:
        """The last phrase of the list that ``c`` begins with a comma, ``c`` itself if none."""
        while c.comma and not c.josa and not c.is_predicate and c.governor > c.i:
            if self.chunks[c.governor].is_predicate:
                break
            c = self.chunks[c.governor]
        return c

    def _owners(self, d: Chunk, role: Role) -> tuple[Candidate, ...]:
        """Whose the thing in phrase ``d`` is or what it goes into (``B의 기판을``, ``B의 전화기에 들어갈 기판을``)."""
        found: list[Candidate] = []
        for g in d.dependents:
            part = self.chunks[g]
            if part.is_predicate and part.lemma in self.grammar.uses:
                for x in self._np_dependents(part):
                    if self._class(x) in ("dative", "goal"):
                        found += [*self.phrases[x.i].modifiers, *self.phrases[x.i].referents]
                        found += [
                            n for y in x.dependents if y in self.phrases for n in self.phrases[y].referents
                        ]
            elif part.is_predicate and part.lemma in self.grammar.orders | self.grammar.makes:
                for x in self._np_dependents(part):
                    if x.subject:
                        found += self.phrases[x.i].referents
            elif part.voice == "copula" and part.form is Form.ADNOMINAL:  # B의 시범차인 ‘가람’에
                kinds = [x for x in self._np_dependents(part) if x.josa[:1] == ("COP",)]
                found += [n for x in kinds for n in self._owners(x, role)]
            elif g in self.phrases and self._class(part) == "genitive":
                found += listed(self.phrases, self.chunks, g, self.grammar)
        if d.nouns and d.nouns[0].form in self.grammar.speakers:
            found += self._speaker(d)
        if not self.phrases[d.i].referents:
            found += self.phrases[d.i].modifiers
        return tuple(n for n in found if n.type in role.types)

    def _leads(self, d: Chunk, role: Role) -> tuple[Candidate, ...]:
        """Who is behind what phrase ``d`` names by a clause that describes it (``A가 주도한 투자를``)."""
        clauses = (self.chunks[g] for g in d.dependents if self.chunks[g].lemma in self.grammar.leads)
        subjects = [x for part in clauses for x in self._np_dependents(part) if x.subject]
        found = [n for x in subjects for n in listed(self.phrases, self.chunks, x.i, self.grammar)]
        return tuple(n for n in found if n.type in role.types)

    def _speaker(self, d: Chunk) -> list[Candidate]:
        """Who says what ``d`` stands in a quotation of: the bodies of the subject of the verb of saying (``우리 제품을``)."""
        at = d
        while at.governor >= 0 and at.quote == d.quote:
            at = self.chunks[at.governor]
        said_by = [x for x in self._np_dependents(at) if x.subject or x.topic] if at.quote != d.quote else []
        names = [n for x in said_by for n in (*self.phrases[x.i].referents, *self.phrases[x.i].modifiers)]
        return [n for n in names or self.topic if n.type in _BODIES][:1]

    def _filler(self, d: Chunk, role: Role, cls: str) -> Filler | None:
        """The names of chunk ``d`` that may fill ``role``."""
        phrase = self.phrases[d.i]
        after = self._list_end(self.chunks[d.i + 1]) if d.i + 1 < len(self.chunks) else None
        if (
            cls in ("comitative", "bare")
            and after
            and after.i in self.phrases
            and self.phrases[after.i].referents
        ):
            whole = listed(self.phrases, self.chunks, after.i, self.grammar)
            owner = self._class(after) == "genitive" and cls == "comitative"  # B와 C의 합작사
            if set(phrase.referents) & set(whole) and (
                owner or (after.governor == d.governor and self._class(after) != "bare")
            ):
                return None
        whole = listed(self.phrases, self.chunks, d.i, self.grammar)
        if names := tuple(n for n in whole if n.type in role.types):
            return Filler(names, d.i, cls)
        things = cls == "dative" and d.head not in self.grammar.classes  # but B의 경쟁 업체에
        inside = set(role.types) == {EntityType.PLACE}  # 독일 시장에, but not 독일 회사에
        owners = [n for n in self._owners(d, role) if things and (inside or n.type is not EntityType.PLACE)]
        if owners:
            return Filler((owners[-1],), d.i, cls, 0.8)  # B의 자동차에 부품을 공급
        bodies = [n for n in phrase.modifiers if n.type in role.types and n.type in _BODIES]
        held = bool(phrase.referents) or bool(phrase.tokens and phrase.tokens[-1].title)
        if bodies and held and EntityType.PERSON not in role.types and whole == phrase.referents:
            return Filler((bodies[-1],), d.i, cls, 0.8)  # a person of a body acts for it
        if len(whole) > 1 and EntityType.PERSON not in role.types:  # 물빛시장과 새벌시장은 협약을 맺었다
            acting = [self.posts.employer(n) for n in whole if n.type is EntityType.PERSON]
            if len(acting) == len(whole) and all(b and b.type in role.types for b in acting):
                return Filler(tuple(b for b in acting if b), d.i, cls, 0.8)
        return None

    def _headed(self, d: Chunk, role: Role, cls: str) -> Iterator[Filler]:
        """What a phrase stands for by its head noun: the owner of a stake, the body of each post."""
        phrase = self.phrases[d.i]
        before = self.chunks[d.i - 1] if d.i else None
        listed_with = before is not None and before.josa in (("와",), ("과",)) and not before.names
        owners = [
            n
            for g in (*(before.dependents if before and listed_with else ()), *d.dependents)
            if g in self.phrases and self._class(self.chunks[g]) == "genitive"
            for n in self._possessors(g, role)
            if n.type in role.types
        ]
        owners += [
            n
            for part in map(self.chunks.__getitem__, d.dependents)
            if part.is_predicate and part.lemma in self.grammar.orders
            for x in self._np_dependents(part)
            if x.subject
            for n in self.phrases[x.i].referents
            if n.type in role.types
        ]
        if "title" in role.heads and (posts := self._posts(d, role)):
            for body, title in posts:
                name = body if body is not None else owners[-1] if owners else None
                yield Filler((name,) if name is not None else (), d.i, cls, title=title)
            return
        last = d.names[-1] if d.names and d.nouns and d.names[-1].end >= d.nouns[-1].end else None
        apposed = last is not None and not self._text(last).endswith(role.heads)  # 투자회사 A
        if not apposed and words_of(d, last=3) & set(role.heads):
            names = [n for n in (*phrase.referents, *phrase.modifiers) if n.type in role.types][-1:]
            if names := names or self._last_list(d, owners):
                yield Filler(tuple(names), d.i, cls)

    def _last_list(self, d: Chunk, owners: list[Candidate]) -> list[Candidate]:
        """The last of ``owners`` with those that one list joins to it (``A와 B의 담합 의혹을``)."""
        lists = (
            listed(self.phrases, self.chunks, g, self.grammar) for g in d.dependents if g in self.phrases
        )
        whole = next((x for x in lists if owners and owners[-1] in x), [])
        return [n for n in whole if n in owners] or owners[-1:]

    def _possessors(self, g: int, role: Role) -> list[Candidate]:
        """The names of a genitive, or of the genitives within it (``B의 사업의 개발사``)."""
        own = listed(self.phrases, self.chunks, g, self.grammar)
        persons = bool(own) and all(n.type is EntityType.PERSON for n in own)
        if not own or (persons and EntityType.PERSON not in role.types):
            own = [*own, *self.phrases[g].modifiers]  # A 한국은행 총재의 후임
        inner = [x for x in self.chunks[g].dependents if x in self.phrases]
        return own or [
            n for x in inner if self._class(self.chunks[x]) == "genitive" for n in self._possessors(x, role)
        ]

    def _posts(self, d: Chunk, role: Role) -> list[tuple[Candidate | None, str]]:
        """The posts that chunk ``d`` and the list before it name without a holder."""
        phrase = self.phrases[d.i]
        last = next(
            (
                t
                for t in reversed(phrase.tokens)
                if t.title or t.name or not (t.text in self.grammar.stand_ins or t.text in role.heads)
            ),
            None,
        )
        if last is None or not last.title or self._named_person(phrase):
            return []
        before = [
            self.phrases[g]
            for g in d.dependents
            if g in self.phrases and self.chunks[g].comma and not self.chunks[g].josa
        ]
        at = min([d.i, *(p.chunk.i for p in before)]) - 1
        while at in self.phrases and self.chunks[at].josa in (("와",), ("과",)):  # A 과장과 B 대표를 거쳐
            if not self.phrases[at].tokens or not self.phrases[at].tokens[-1].title:
                break
            before, at = [self.phrases[at], *before], at - 1
        found = told_posts(phrase.tokens, self.posts.titles)
        return [
            p for x in before if not self._named_person(x) for p in told_posts(x.tokens, self.posts.titles)
        ] + found

    @staticmethod
    def _named_person(phrase: Phrase) -> bool:
        return any(t.name and t.name.type is EntityType.PERSON for t in phrase.tokens)

    def _within(self, event: Event, d: Chunk, role: Role, name: str) -> Filler | None:
        """Names in the event noun's own phrase: ``한국델파이 인수``, ``한·미 정상회담``, ``A-B 간 MOU 체결``."""
        phrase = self.phrases[d.i]
        start = next(
            (
                m.start
                for m in d.nouns
                if event.trigger.startswith(m.form) and (not d.names or m.start >= d.names[-1].end)
            ),
            d.end,
        )
        before = [t for t in phrase.tokens if t.end <= start]
        names = [t.name for t in _heads_of(before) if t.name and t.name.type in role.types]
        if not names:
            return None
        between = [t for t in before if t.start >= names[-1].end]
        joined = len(names) > 1 and any(t.listing for t in before)
        needed = event.frame.needs.get("object", ())
        if any(t.text in needed for t in between):
            between = []
        loose = [t for t in between[1:] if not self._empty(t)]
        if len(loose) > (_LONGEST_TOPIC if joined else 0):
            return None
        if joined and event.frame.group and name == "head":
            return Filler(tuple(names), d.i, "within", 0.9)
        cut = not d.josa and (self._headline or d.cut) and event.carrier is None  # A, B에 C 내정
        if not joined and ("within" in role.particles or (cut and "object" in role.particles)):
            return Filler((names[-1],), d.i, "within", 0.9)
        return None

    def _empty(self, t: Token) -> bool:
        """Whether a token between a name and an event noun leaves the name the one who acts."""
        return t.title or t.text in self.grammar.stand_ins or t.text in self.grammar.act_tails


def _heads_of(tokens: list[Token]) -> list[Token]:
    """The last name of each member of a list (``中 CATL·獨 BMW``: CATL, BMW), the holder of a post (``A 오픈AI 대표``: A)."""
    out: list[Token] = []
    holder: Token | None = None
    for i, t in enumerate(tokens):
        if t.name:
            holder = t if t.name.type is EntityType.PERSON else holder
            follows = next((x for x in tokens[i + 1 :] if x.name or x.listing), None)
            if follows is None or follows.listing:
                titled = i + 1 < len(tokens) and tokens[i + 1].title
                out.append(holder if holder and titled else t)
                holder = None
    return out

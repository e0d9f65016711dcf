"""Events in a sentence: predicates, event nouns, and event nouns that a verb carries, each with its phrases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from extract.chunks import Chunk, Form
from extract.roles import RoleFiller
from extract.rules import Frame, RelationType
from extract.sentence_view import Event


class EventFinder(RoleFiller):
    """Finds the events that the rules know; only rules whose predicate stands in the sentence are tried."""

    def _events(self) -> Iterator[Event]:
        for c in self.chunks:
            if c.is_predicate:
                for t, frame in self.rules.by_verb.get(c.lemma or "", ()):
                    if c.voice in frame.voice:
                        yield from self._verbal_events(t, frame, c, c.lemma or "")
                noun = self._stem_noun(c)
                for t, frame in self.rules.by_noun.get(noun, ()):
                    if c.voice in frame.voice:
                        yield from self._verbal_events(t, frame, c, noun)
            else:
                yield from self._noun_events(c)
        if self._headline:
            yield from self._verbless()

    def _verbless(self) -> Iterator[Event]:
        """What a part of a headline tells by its phrases alone (``…, A 새 대표에 B``)."""
        part: list[Chunk] = []
        for c in self.chunks:
            part.append(c)
            if not (c.comma or c is self.chunks[-1]):
                continue
            if not any(x.is_predicate for x in part) and not c.josa and c.names:
                for t, frame in self.rules.verbless:
                    yield Event(t, frame, c, None, "", part, nominal=False)
            part = []

    def _verbal_events(self, t: RelationType, frame: Frame, c: Chunk, trigger: str) -> Iterator[Event]:
        if frame.adverbs and not set(frame.adverbs) & self._manner(c):
            return
        if frame.once and self._goes_on(c):
            return
        for deps in self._gapped(self._np_dependents(c)):
            yield Event(t, frame, c, c, trigger, deps, nominal=False)

    def _goes_on(self, c: Chunk) -> bool:
        """Whether a predicate tells what goes on or is a habit: ``만드는``, ``만든다``, ``만들고 있다``."""
        forms = {form for form, _ in c.tail}
        if c.form is Form.ADNOMINAL:
            return not c.past and not c.future
        return not c.past and bool(forms & self.grammar.status.present or "있" in forms)

    def _manner(self, c: Chunk) -> set[str]:
        """How a predicate's act is done: its adverbs, and nouns that serve as one (공동으로, 공동)."""
        nouns = {
            d.nouns[0].form
            for d in self._np_dependents(c)
            if len(d.nouns) == 1 and self._class(d) in ("bare", "goal")
        }
        return nouns.union(c.adverbs)

    def _gapped(self, deps: list[Chunk]) -> list[list[Chunk]]:
        """Part ``A는 B와, C는 D와 각각 계약했다`` into what each did; what follows the last part is shared.

        The last phrase of a part may leave its particle to the last part: ``A 장관에 B, C 장관에 D를``.
        """
        for kind in (("topic", "subject"), ("dative",)):
            starts = [n for n, d in enumerate(deps) if self._class(d) in kind]
            if len(starts) < 2:
                continue
            parts = [deps[a:b] for a, b in zip(starts, [*starts[1:], len(deps)], strict=True)]
            width = len(parts[0])
            if width < 2 or not all(len(p) == width for p in parts[:-1]) or len(parts[-1]) < width:
                continue
            last, shared = parts[-1][:width], parts[-1][width:]
            if not all(self._parallel(p, last) for p in parts[:-1]):
                continue
            parts = [[*p[:-1], replace(p[-1], josa=last[-1].josa)] for p in parts[:-1]] + [last]
            return [[*deps[: starts[0]], *p, *shared] for p in parts]
        return [deps]

    def _parallel(self, part: list[Chunk], last: list[Chunk]) -> bool:
        """Whether ``part`` ends in a comma and has the particles of ``last``, or leaves its last one out."""
        same = [self._class(a) == self._class(b) for a, b in zip(part, last, strict=True)]
        return part[-1].comma and all(same[1:-1]) and (same[-1] or not part[-1].josa)

    def _stem_noun(self, c: Chunk) -> str:
        """The event noun of a predicate, with a bare noun before it that makes a compound (공동 개발하다)."""
        lemma = c.lemma or ""
        before = self.chunks[c.i - 1] if c.i else None
        if (
            before
            and not before.is_predicate
            and not before.josa
            and before.nouns
            and before.end in (c.start, c.start - 1)
        ):
            for n in (2, 1):
                joined = "".join(m.form for m in before.nouns[-n:]) + lemma
                if len(before.nouns) >= n and joined in self.rules.by_noun:
                    return joined
        return lemma

    def _noun_events(self, c: Chunk) -> Iterator[Event]:
        """Event nouns in a noun phrase: the last one that a rule knows, and what it is about (``인수 협상``)."""
        forms = [m.form for m in c.nouns]
        for last in range(len(forms), 0, -1):
            rest = [m.form for m in c.nouns[last:] if m.tag not in ("NNB", "NR")]
            if any(f not in self.grammar.act_tails and f not in self.grammar.status.nouns for f in rest):
                return
            for first in range(max(0, last - 3), last):
                trigger = "".join(forms[first:last])
                if trigger in self.rules.by_noun:
                    for t, frame in self.rules.by_noun[trigger]:
                        yield from self._noun_event(t, frame, c, trigger)
                    if trigger not in self.grammar.act_tails:
                        return
                    break

    def _noun_event(self, t: RelationType, frame: Frame, c: Chunk, trigger: str) -> Iterator[Event]:
        carrier = (
            self.chunks[c.governor] if c.governor >= 0 and self.chunks[c.governor].is_predicate else None
        )
        lights = frozenset(frame.lights) or self.grammar.lights
        carried = (
            carrier is not None
            and (cls := self._class(c)) != "source"
            and (
                carrier.lemma in lights
                or (carrier.lemma in self.grammar.status.verbs and cls != "goal")  # 전화로 협의했다
                or (carrier.lemma in self.grammar.status.denying and cls == "object")
                or carrier.voice == "copula"
            )
        )
        if (
            carrier is not None
            and carrier.voice == "passive"
            and "passive" not in frame.voice
            and carrier.lemma in frame.nouns
        ):
            return
        if frame.adverbs and not (carried and carrier and set(frame.adverbs) & self._manner(carrier)):
            return
        maker = next(
            (
                p
                for d in reversed(c.dependents)
                if (p := self.chunks[d]).is_predicate and p.form is Form.ADNOMINAL and p.lemma in lights
            ),
            None,
        )
        if maker is not None and (frame.lights or maker.voice == "active"):
            deps = [*self._np_dependents(maker), *self._np_dependents(c), c]
            for part in self._gapped(sorted(deps, key=lambda d: d.i)):
                yield Event(t, frame, c, maker, trigger, part, nominal=True)
            return
        told = carried or frame.bare or (not c.josa and (self._headline or c.cut)) or self._paired(c)
        if not told:
            return
        deps = self._np_dependents(c)
        left = self.chunks[c.i - 1] if c.i else None
        if (
            left
            and left not in deps
            and not left.is_predicate
            and self._class(left) in ("comitative", "object")
            and (self._class(left) == "comitative" or self._class(c) in ("bare", "dative", "source", "goal"))
        ):
            deps.append(left)
        deps.append(c)
        alone = Event(t, frame, c, carrier if carried else None, trigger, deps, nominal=True)
        if carried and carrier is not None and not self._complete(alone):
            deps.extend(d for d in self._np_dependents(carrier) if d not in deps)
        for part in self._gapped(sorted(deps, key=lambda d: d.i)):
            yield replace(alone, dependents=part)

    def _paired(self, c: Chunk) -> bool:
        """Whether an event noun has both its parties in its own phrase (``A의 B 인수``)."""
        genitive = any(d.josa[-1:] == ("의",) and self.phrases[d.i].referents for d in self._np_dependents(c))
        return genitive and bool(self.phrases[c.i].modifiers)

    def _complete(self, event: Event) -> bool:
        """Whether an event noun has its parties in its own phrase, so that the verb's subject is another's (``A와 B의 합병을 반대했다``)."""
        roles = event.frame.roles
        heads = self._own(event, roles["head"], "head")
        tails = self._own(event, roles["tail"], "tail") if "tail" in roles else []
        members = {n for f in heads for n in f.names}
        owned = any(f.cls == "genitive" for f in heads)
        beside = any(f.cls == "within" for f in heads) and any(f.chunk == event.anchor.i - 1 for f in tails)
        return bool(owned and tails) or (event.frame.group and (len(members) > 1 or beside))

"""Whether an event happened: read off its own endings and the words that govern it.

From the event outwards: its endings and auxiliaries, then each noun and predicate that it
hangs on, until a clause says something else. ``만날 계획이 없는 것으로 알려졌다``: 만날
(planned), 계획 (planned), 없는 (negated), 알려졌다 (a report changes nothing).
Words are in the ``status`` section of ``data/grammar.yml``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract.chunks import Chunk, Form
from extract.grammar import Grammar
from extract.records import Status

_OBJECT = (("을",), ("를",))


@dataclass(frozen=True, slots=True)
class _Step:
    """What an outer word says: a new status or None, and whether what lies beyond it counts too."""

    status: Status | None = None
    goes_on: bool = True


_STOP = _Step(goes_on=False)
_ON = _Step()


def combine(status: Status, new: Status) -> Status:
    """Apply the sense of an outer word to what the inner words said."""
    if status is Status.NEGATED:
        return status
    if new is Status.PLANNED and status is Status.ALLEGED:
        return status
    return new


@dataclass(frozen=True)
class StatusReader:
    """Reads the status of the events of one sentence."""

    chunks: Sequence[Chunk]
    grammar: Grammar

    def of_verb(self, verb: Chunk, present: Status, *, occasion: bool) -> Status:
        """Status of an event told by ``verb``; ``present`` is that of a plain present tense.

        ``occasion``: things are agreed and said at events of this type, so that what is planned
        there (``만나 협력하기로 했다``) does not put off the event itself.
        """
        return self._outwards(self.own(verb, present), verb, present, occasion=occasion)

    def of_noun(
        self, noun: Chunk, trigger: str, carrier: Chunk | None, present: Status, *, occasion: bool
    ) -> Status:
        """Status of an event told by the noun ``trigger`` within ``noun``, and by the verb that carries it, if any."""
        forms = [m.form for m in noun.nouns]
        ends = (n for n in range(len(forms), 0, -1) for m in range(n) if "".join(forms[m:n]) == trigger)
        status = self._told(noun, next(ends, len(forms))) or Status.ACTUAL
        made = carrier is not None and carrier.governor == noun.i  # A와 맺은 협약의 일정
        if carrier is None or not (made or self._is_about(noun, carrier)):
            return self._outwards(status, noun, present, occasion=occasion)
        if self._idiom(carrier) or self.says(carrier):
            return self._outwards(status, noun, present, occasion=occasion)
        own = self.own(carrier, present)
        status = combine(status, own) if own is not Status.ACTUAL else status
        return self._outwards(status, carrier, present, occasion=occasion)

    def own(self, chunk: Chunk, present: Status) -> Status:
        """Status by the predicate's own endings."""
        words = self.grammar.status
        forms = {form for form, _ in chunk.tail}
        if chunk.negated or forms & words.negation:
            return Status.NEGATED
        told = [words.endings[form] for form, _ in chunk.tail if form in words.endings]
        if forms & words.towards and ("로" in chunk.josa or "로" in forms):
            told.append(Status.PLANNED)
        if told:
            return told[-1]
        if chunk.future:
            return Status.PLANNED
        if forms & words.present and not chunk.past and "있" not in forms and chunk.voice != "copula":
            return present
        outer = self._governor(chunk)
        if outer and outer.lemma == "되" and ("게", "EC") in chunk.tail:
            return self.own(outer, present)
        return Status.ACTUAL

    # -- outwards ----------------------------------------------------------------------------------

    def _governor(self, c: Chunk) -> Chunk | None:
        """What ``c`` hangs on; an open topic belongs to the main predicate."""
        if c.governor >= 0:
            return self.chunks[c.governor]
        if c.is_predicate or not c.topic:
            return None
        finals = (x for x in reversed(self.chunks) if x.i > c.i and x.is_predicate and x.quote == c.quote)
        return next((x for x in finals if x.form is Form.FINAL), None)

    def _outwards(self, status: Status, anchor: Chunk, present: Status, *, occasion: bool) -> Status:
        """Status after all that ``anchor`` hangs on; ``status`` is the event's own."""
        node, seen = anchor, {anchor.i}
        while (parent := self._governor(node)) is not None and parent.i not in seen:
            seen.add(parent.i)
            if node.is_predicate and node.form is Form.CONNECTIVE and parent.is_predicate:
                return self._beyond_connective(status, node, parent, present, occasion=occasion)
            if self._is_after(node, parent):
                outer = self._governor(parent)
                plain = status is Status.ACTUAL and outer is not None and outer.is_predicate
                return self._sequel(outer, present, occasion=occasion) if plain and outer else status
            step, parent = (
                self._by_predicate(node, parent) if parent.is_predicate else self._by_noun(node, parent)
            )
            if step.status is not None:
                status = combine(status, step.status)
            if not step.goes_on:
                break
            node = parent
        return status

    def _beyond_connective(
        self, status: Status, node: Chunk, parent: Chunk, present: Status, *, occasion: bool
    ) -> Status:
        endings = {form for form, tag in node.tail if tag == "EC"}
        if status is Status.PLANNED and endings & self.grammar.contrast:
            word = self._word(parent)
            failed = self.grammar.status.verbs.get(word) is Status.NEGATED
            undone = self._denial(parent) and word in self.grammar.lights
            return Status.NEGATED if failed or undone or self._idiom(parent) is Status.NEGATED else status
        if status is Status.ACTUAL and endings & self.grammar.status.sequential and not node.past:
            return self._sequel(parent, present, occasion=occasion)
        return status

    def _sequel(self, main: Chunk, present: Status, *, occasion: bool) -> Status:
        """Status that an event takes from the clause it leads to: ``만나 논의할 예정이다``."""
        if main.lemma in self.grammar.saying:
            return Status.ACTUAL
        own = self.own(main, present)
        agreed = own is Status.PLANNED and main.form is not Form.ADNOMINAL
        later = main.lemma in self.grammar.status.onward  # 협약을 맺고 개발에 나선다
        if occasion and agreed and (later or not self._is_present(main)):
            return Status.ACTUAL
        status = self._outwards(own, main, present, occasion=occasion)
        return status if status in (Status.PLANNED, Status.ALLEGED) else Status.ACTUAL

    def _is_present(self, pred: Chunk) -> bool:
        return bool({form for form, _ in pred.tail} & self.grammar.status.present)

    def _is_after(self, node: Chunk, noun: Chunk) -> bool:
        """Whether ``noun`` is the 뒤 of ``만난 뒤``."""
        return (
            node.is_predicate
            and node.past
            and bool(noun.nouns)
            and noun.nouns[0].form in self.grammar.status.after
        )

    # -- nouns -------------------------------------------------------------------------------------

    @staticmethod
    def _words(noun: Chunk) -> list[str]:
        """The nouns of a chunk, the last one with its suffix too (가능성)."""
        words = [m.form for m in noun.nouns]
        return [*words, words[-1] + noun.suffix] if words and noun.suffix else words

    def _by_noun(self, node: Chunk, noun: Chunk) -> tuple[_Step, Chunk]:
        """What a noun says of the clause or noun before it, and from where to go on."""
        words, status = self._words(noun), self._told(noun)
        if not words or noun.names:
            return _STOP, noun
        if not (node.is_predicate and node.form is Form.ADNOMINAL):
            return (_Step(status) if status else _STOP), noun
        lexicon, first, future = self.grammar.status, words[0], node.future
        if future and first == "수":
            return self._ability(noun)
        if future and first in lexicon.timeless:
            return _Step(Status.ACTUAL, goes_on=False), noun
        if status is Status.PLANNED and any(form in ("ᆫ", "은") for form, tag in node.tail if tag == "ETM"):
            return _STOP, noun
        if not node.past and any(w in lexicon.contents for w in words):
            return _Step(Status.PLANNED, goes_on=False), noun
        chance = future and first in lexicon.chances
        if status is None and not (chance or first in self.grammar.empty_nouns or first in lexicon.reports):
            return _STOP, noun
        return _Step(status), noun

    def _told(self, noun: Chunk, after: int = 0) -> Status | None:
        """What the words of a noun chunk from the ``after``-th on say together."""
        lexicon, status = self.grammar.status, None
        for word in self._words(noun)[after:]:
            if known := lexicon.nouns.get(word):
                status = known if status is None else combine(status, known)
        return lexicon.suffixes.get(noun.suffix, status)

    def _ability(self, noun: Chunk) -> tuple[_Step, Chunk]:
        """``만날 수 있다`` and ``만날 수 없다``: the status, and the predicate to go on from."""
        outer = self._governor(noun)
        if outer is None or outer.lemma not in ("있", "없"):
            return _STOP, noun
        if outer.lemma == "없":
            return _Step(Status.NEGATED), outer
        return _Step(
            Status.ACTUAL if outer.past and outer.form is not Form.ADNOMINAL else Status.ALLEGED
        ), outer

    # -- predicates --------------------------------------------------------------------------------

    def _denial(self, pred: Chunk) -> Chunk | None:
        """What negates ``pred``: itself with its auxiliaries, or the 없다 of ``-ㄹ 수 없다``."""
        if pred.negated or any(form in self.grammar.status.negation for form, _ in pred.tail):
            return pred
        noun = self._governor(pred) if pred.future else None
        if noun is None or not noun.nouns or noun.nouns[0].form != "수":
            return None
        outer = self._governor(noun)
        return outer if outer is not None and outer.lemma == "없" else None

    def says(self, pred: Chunk) -> bool:
        """Whether the status words have something to say of ``pred``."""
        word = self._word(pred)
        lexicon = self.grammar.status
        return word in lexicon.verbs or word in lexicon.denying or word in lexicon.settling

    def _word(self, pred: Chunk) -> str:
        """The dictionary form of a predicate; that of 하 and 되 is the noun before them (저울질하, 백지화되, 없던 일이 되)."""
        before = self.chunks[pred.i - 1] if pred.i else None
        if pred.lemma in ("하", "되") and before and not before.is_predicate and before.nouns:
            if not before.josa and before.end == pred.start:
                return before.nouns[-1].form + before.suffix
            if before.head in self.grammar.empty_nouns:
                described = [self.chunks[d].lemma for d in before.dependents if self.chunks[d].is_predicate]
                return described[-1] or "" if described else before.head
            if pred.lemma == "되" and before.josa[:1] == ("COMPL",):
                return before.head
        return pred.lemma or ""

    def _idiom(self, pred: Chunk) -> Status | None:
        """The status of an idiom that ``pred`` makes with a noun: ``선을 긋``, ``말이 엇갈리``."""
        idioms = self.grammar.status.idioms.get(pred.lemma or "")
        if not idioms:
            return None
        heads = [self.chunks[d].head for d in pred.dependents if not self.chunks[d].is_predicate]
        status = next((idioms[h] for h in heads if h in idioms), None)
        if status is Status.NEGATED and self._denial(pred):
            return Status.PLANNED
        return status

    def _by_predicate(self, node: Chunk, pred: Chunk) -> tuple[_Step, Chunk]:
        """What a predicate says of the clause or noun that hangs on it."""
        if idiom := self._idiom(pred):
            return _Step(idiom), pred
        if node.is_predicate and node.form is Form.QUOTED:
            return self._of_quotation(pred), pred
        if pred.voice == "copula":
            return self._by_copula(node, pred), pred
        if not self._is_about(node, pred):
            return _STOP, pred
        denial = self._denial(pred)
        return self._by_word(node, pred, negated=denial is not None), denial or pred

    def _by_word(self, node: Chunk, pred: Chunk, *, negated: bool) -> _Step:
        lexicon, lights, saying = self.grammar.status, self.grammar.lights, self.grammar.saying
        word, clausal = self._word(pred), node.is_predicate or self._leans(node)
        if clausal and self.own(pred, Status.ACTUAL) is Status.ALLEGED:
            return _Step(Status.ALLEGED)
        known = lexicon.verbs.get(word)
        if known and (clausal or pred.lemma not in lexicon.clausal):
            return self._by_known(known, word, pred, negated=negated)
        if word in lexicon.denying:
            return _Step(Status.ALLEGED if negated else Status.NEGATED)
        if negated and word in lexicon.settling:
            return _Step(Status.PLANNED)
        if negated and clausal and word in lexicon.excluding:
            return _Step(Status.ALLEGED)
        if negated and word in lexicon.grading:
            return _STOP
        if negated and (clausal or (word in lights and word not in saying)):
            return _Step(Status.NEGATED)
        if word in saying:
            return _Step(Status.NEGATED) if self._refuted(pred) else _ON
        if word in lights or pred.lemma in lights:
            own = self.own(pred, Status.ACTUAL)
            return _Step(own if own is not Status.ACTUAL else None)
        return _STOP

    def _refuted(self, pred: Chunk) -> bool:
        """Whether a verb of saying reports that it is untrue (``잘못 알려졌다``, ``사실무근으로 확인됐다``)."""
        lexicon = self.grammar.status
        if lexicon.mistaken & set(pred.adverbs):
            return True
        found = [self.chunks[d] for d in pred.dependents if self.chunks[d].josa[:1] in (("로",), ("으로",))]
        clauses = (self.chunks[d] for c in found for d in c.dependents if self.chunks[d].is_predicate)
        if any(self._idiom(c) is Status.NEGATED for c in clauses):  # 사실이 아닌 것으로 확인됐다
            return True
        return any(lexicon.nouns.get(w) is Status.NEGATED for c in found for w in self._words(c)[-1:])

    def _leans(self, noun: Chunk) -> bool:
        """Whether ``noun`` stands for a clause or plan: 것, 계획, 소문."""
        lexicon = self.grammar.status
        known = (self.grammar.empty_nouns, lexicon.nouns, lexicon.reports, lexicon.chances)
        return (
            any(w in words for w in self._words(noun) for words in known) or noun.suffix in lexicon.suffixes
        )

    def _is_about(self, node: Chunk, pred: Chunk) -> bool:
        """Whether ``pred`` is said of ``node``: not of a place or means, nor beside an object of its own."""
        if node.is_predicate:
            return True
        if (node.josa[0] if node.josa else "") not in self.grammar.status.about:
            return False
        objects = [d for d in pred.dependents if d != node.i and self.chunks[d].josa[:1] in _OBJECT]
        if node.josa[:1] in _OBJECT:
            return not any(d > node.i for d in objects)
        return not objects or pred.voice == "passive"

    def _by_known(self, known: Status, word: str, pred: Chunk, *, negated: bool) -> _Step:
        if word == "앞두" and pred.past:
            return _ON
        if not negated:
            later = word in self.grammar.status.postponing and any(
                self.chunks[d].josa[:1] in (("로",), ("으로",))
                and self.chunks[d].head in self.grammar.periods
                for d in pred.dependents
            )
            return _Step(Status.PLANNED if later else known)
        if known is Status.NEGATED:
            return _Step(Status.ALLEGED if word in self.grammar.status.excluding else Status.PLANNED)
        return _Step(Status.NEGATED)

    def _by_copula(self, node: Chunk, pred: Chunk) -> _Step:
        """``회동은 예정이다``, ``소문은 사실무근이다``: what the complement says; that of the complement itself."""
        for d in pred.dependents:
            noun = self.chunks[d]
            if d != node.i and noun.josa[:1] == ("COP",):
                words = [w for w in self._words(noun) if w in self.grammar.status.nouns]
                return _Step(self.grammar.status.nouns[words[-1]]) if words else _ON
        return _ON

    def _of_quotation(self, pred: Chunk) -> _Step:
        """What the predicate over a quoted clause says of it."""
        word = self._word(pred)
        if word in self.grammar.status.denying and word not in self.grammar.saying:
            return _Step(Status.ALLEGED if self._denial(pred) else Status.NEGATED)
        known = self.grammar.status.verbs.get(word)
        if known in (Status.ALLEGED, Status.PLANNED):
            return _Step(known)
        return _ON if word in self.grammar.saying else _STOP

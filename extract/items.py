"""What is signed, dealt or talked about: the words of an item or a topic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extract.amounts import AmountLexicon, find_amounts
from extract.attribute_words import AttributeWords
from extract.chunks import Chunk, Form
from extract.phrases import Phrase, Token
from extract.rules import Rules
from extract.sites import Site
from extract.times import TimeExpr

_LONGEST = 60
_OBJECT = (("을",), ("를",))


@dataclass(frozen=True)
class Items:
    """Reads items and topics of the events in ``text``."""

    text: str
    rules: Rules
    words: AttributeWords

    def topic(self, site: Site) -> str | None:
        """What was talked about: ``협력 방안을 논의했다``, ``수출을 주제로 만났다``, ``반도체에 관해 면담했다``."""
        near = {x.i for x in site.leads_to()}
        for c in site.chunks:
            if c.is_predicate or c.governor not in near or c.quote != site.anchor.quote:
                continue
            after = site.chunks[c.i + 1] if c.i + 1 < len(site.chunks) else None
            spoken = self._spoken(site.chunks[c.governor], site)
            subject = after is not None and not after.is_predicate and after.head in self.words.topic_nouns
            if c.josa[:1] in _OBJECT and (spoken or subject) and c.head not in self.words.topic_empty:
                return self._phrase(c, site)
        for c in site.chunks:
            bound = c.is_predicate and c.lemma in self.words.bound and c.governor in near
            if bound and self._spoken(site.chunks[c.governor], site):
                for d in c.dependents:
                    return self._phrase(site.chunks[d], site)
        return None

    def _spoken(self, pred: Chunk, site: Site) -> bool:
        """Whether ``pred`` is a verb of talking, alone or with the noun before it (의견을 나누다)."""
        return pred.lemma in self.words.topic_verbs and pred.i != site.anchor.i

    def item(
        self, kind: str, site: Site, phrases: Mapping[int, Phrase], times: Sequence[TimeExpr]
    ) -> str | None:
        """What an event of type ``kind`` is about: ``인력 양성을 위한 업무협약``, ``부품 공급 계약``."""
        for d in site.anchor.dependents:
            bound = site.chunks[d]
            if bound.is_predicate and bound.form is Form.ADNOMINAL and bound.lemma in self.words.bound:
                for e in bound.dependents:
                    if not site.chunks[e].is_predicate:
                        return self._phrase(site.chunks[e], site)
        if site.anchor.is_predicate:
            return None
        tokens = phrases[site.anchor.i].tokens if site.anchor.i in phrases else []
        dated = [t for t in tokens if any(x.start <= t.start < x.end for x in times)]
        return self._before_trigger(kind, [t for t in tokens if t not in dated])

    def trimmed(self, item: str, lexicon: AmountLexicon) -> str:
        """Return an item without the amount of it that stands behind or before (``웨이퍼 90만 장``)."""
        for a in find_amounts(item, lexicon):
            before, after = item[: a.start].strip(), item[a.end :].strip()
            if before and not after:
                return before
            if after and not before:
                return after.removeprefix("규모의").removeprefix("의").strip() or item
        return item

    def _before_trigger(self, kind: str, tokens: list[Token]) -> str | None:
        """The nouns of the event's own phrase between its names and the event noun."""
        last = max((i for i, t in enumerate(tokens) if t.name or t.title), default=-1)
        rest = [t for t in tokens[last + 1 :] if not t.listing]
        event = next((i for i in range(len(rest)) if self._is_event(kind, rest[i:])), len(rest))
        inner = rest[:event]
        while inner and (inner[0].text in self.words.around or inner[0].text.isdigit()):
            inner = inner[1:]
        while inner and inner[-1].text in self.words.around:
            inner = inner[:-1]
        return self._cut(inner[0].start, inner[-1].end) if inner else None

    def _is_event(self, kind: str, tokens: list[Token]) -> bool:
        joined = ("".join(t.text for t in tokens[:n]) for n in (1, 2, 3))
        return any(t.type == kind for words in joined for t, _ in self.rules.by_noun.get(words, ()))

    def _phrase(self, c: Chunk, site: Site) -> str | None:
        """The words of a noun phrase with its genitives, without the particle at its end."""
        genitives = [site.chunks[d].start for d in c.dependents if site.chunks[d].josa[-1:] == ("의",)]
        end = max([m.end for m in c.nouns] + [n.end for n in c.names], default=c.end)
        return self._cut(min([*genitives, c.start]), end + len(c.suffix))

    def _cut(self, start: int, end: int) -> str | None:
        words = self.text[start:end].strip(" \n\t\"'“”‘’,·")
        return words if 0 < len(words) <= _LONGEST else None

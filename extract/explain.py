"""Why a text was read as it was: morphemes, names, clauses, and the rules that fired."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rich.console import RenderableType

from extract.attributes import Attributes
from extract.chunks import Chunk
from extract.explain_view import page, tree
from extract.facts import Fact, SentenceReading
from extract.names.candidates import Candidate
from extract.pipeline import Reading


@dataclass(frozen=True)
class Explanation:
    """A read text that can show how it was read: in the terminal, as HTML and as plain data."""

    reading: Reading

    @property
    def text(self) -> str:
        """The text as the stages read it (NFC)."""
        return self.reading.normalized.text

    def _surface(self, n: Candidate) -> str:
        return self.text[n.start : n.end]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON-ready data; offsets count characters of the NFC text."""
        return {
            "text": self.text,
            "names": [
                {"start": n.start, "end": n.end, "text": self._surface(n), "type": n.type, "rule": n.rule, "score": round(n.score, 3)}
                for n in self.reading.names
            ],
            "entities": [
                {"name": c.name, "type": c.type, "kb_id": c.kb_id, "forms": sorted(c.forms)} for c in self.reading.clusters
            ],
            "sentences": [self._sentence(s) for s in self.reading.sentences],
            "relations": [self._fact(f) for f in self.reading.facts],
        }  # fmt: skip

    def _fact(self, fact: Fact) -> dict[str, Any]:
        clusters = self.reading.clusters
        return {
            "type": fact.type, "head": clusters[fact.head].name, "tail": clusters[fact.tail].name, "status": fact.status,
            "confidence": fact.confidence, "rule": fact.rule, **self._told(fact.told),
        }  # fmt: skip

    def _told(self, told: Attributes) -> dict[str, str | None]:
        """The attributes as words; a place or a speaker that is an entity by its name."""
        clusters = self.reading.clusters
        who = told.attributed_to
        return {
            "date": told.date, "title": told.title, "item": told.item,
            "amount": told.amount.text if told.amount else None, "quantity": told.quantity.text if told.quantity else None,
            "place": None if told.place is None else clusters[told.place].name, "topic": told.topic,
            "attributed_to": clusters[who].name if isinstance(who, int) else who,
        }  # fmt: skip

    def _sentence(self, s: SentenceReading) -> dict[str, Any]:
        analysis = self.reading.analysis
        return {
            "text": self.text[s.sentence.start : s.sentence.end],
            "morphemes": [f"{m.form}/{m.tag}" for m in analysis.morphs[s.sentence.first : s.sentence.last]],
            "chunks": [
                {"i": c.i, "text": self.text[c.start : c.end], "governor": c.governor, **self._chunk(c)} for c in s.clauses.chunks
            ],
            "times": [{"text": t.text, "value": t.value, "kind": t.kind} for t in s.times],
            "positions": [
                {"person": self._surface(p.person), "body": self._surface(p.body) if p.body else None, "title": p.title, "rule": p.rule}
                for p in s.positions
            ],
            "findings": [
                {"type": f.type, "head": self._surface(f.head), "tail": self._surface(f.tail), "status": status, "rule": f.rule,
                 "confidence": f.confidence, "bindings": f.bindings, **self._told(told)}
                for f, (status, told) in zip(s.findings, s.told, strict=True)
            ],
        }  # fmt: skip

    @staticmethod
    def _chunk(c: Chunk) -> dict[str, Any]:
        if c.is_predicate:
            return {
                "predicate": c.lemma,
                "voice": c.voice,
                "form": c.form.value,
                "endings": [f"{f}/{t}" for f, t in c.tail],
            }
        return {"nouns": [m.form for m in c.nouns], "particles": list(c.josa)}

    def to_rich(self) -> RenderableType:
        """Return a tree for the terminal."""
        return tree(self.to_dict())

    def to_html(self) -> str:
        """Return a page that works offline: names, dependencies (spaCy's displacy), findings and relations."""
        return page(self.to_dict())

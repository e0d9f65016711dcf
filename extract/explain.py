"""Why a text was read as it was: morphemes, names, clauses, and the rules that fired."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text
from rich.tree import Tree
from spacy.displacy.render import DependencyRenderer, EntityRenderer

from extract.facts import Fact, SentenceReading
from extract.names.candidates import Candidate
from extract.pipeline import Reading
from extract.syntax import Chunk


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
            "type": fact.type, "head": clusters[fact.head].name, "tail": clusters[fact.tail].name, "status": fact.status, "date": fact.told.date,
            "title": fact.told.title, "item": fact.told.item, "confidence": fact.confidence, "rule": fact.rule,
        }  # fmt: skip

    def _sentence(self, s: SentenceReading) -> dict[str, Any]:
        analysis = self.reading.doc.user_data["analysis"]
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
                {"type": f.type, "head": self._surface(f.head), "tail": self._surface(f.tail), "status": f.status, "rule": f.rule,
                 "confidence": f.confidence, "bindings": f.bindings}
                for f in s.findings
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
        data = self.to_dict()
        trees: list[RenderableType] = []
        for s in data["sentences"]:
            tree = Tree(Text(s["text"], style="bold"))
            tree.add(Text(" ".join(s["morphemes"]), style="dim"))
            self._clauses(tree, s["chunks"])
            for t in s["times"]:
                tree.add(Text(f"⏱ {t['text']} → {t['value']} ({t['kind']})", style="magenta"))
            for p in s["positions"]:
                tree.add(
                    Text(
                        f"{p['person']} —holds_position→ {p['body']} [{p['title']}]  {p['rule']}",
                        style="green",
                    )
                )
            for f in s["findings"]:
                node = tree.add(
                    Text(
                        f"{f['head']} —{f['type']}→ {f['tail']}  {f['status']}  {f['rule']}  {f['confidence']}",
                        style="green",
                    )
                )
                for role, bound in f["bindings"].items():
                    node.add(f"{role}: {bound}")
            trees.append(tree)
        names = Tree(Text("names", style="bold"))
        for n in data["names"]:
            names.add(Text(f"{n['text']}  {n['type']}  {n['rule']}  {n['score']}", style="cyan"))
        relations = Tree(Text("relations", style="bold"))
        for r in data["relations"]:
            extra = " ".join(f"{k}={r[k]}" for k in ("date", "title", "item") if r[k])
            relations.add(
                Text(
                    f"{r['head']} —{r['type']}→ {r['tail']}  {r['status']} {extra}  ({r['rule']}, {r['confidence']})"
                )
            )
        return Group(*trees, names, relations)

    @staticmethod
    def _clauses(tree: Tree, chunks: list[dict[str, Any]]) -> None:
        """Hang each chunk under its governor."""
        nodes: dict[int, Tree] = {}

        def node(i: int) -> Tree:
            if i not in nodes:
                c = chunks[i]
                parent = node(c["governor"]) if c["governor"] >= 0 else tree
                label = f"{c['text']}  " + (
                    f"[{c['predicate']} {c['voice']} {c['form']}]"
                    if "predicate" in c
                    else f"({'+'.join(c['particles'])})"
                )
                nodes[i] = parent.add(Text(label, style="yellow" if "predicate" in c else ""))
            return nodes[i]

        for c in chunks:
            node(c["i"])

    def to_html(self) -> str:
        """Return a page with the names marked and each sentence's dependencies drawn (spaCy's displacy)."""
        data = self.to_dict()
        ents = {
            "text": self.text,
            "title": None,
            "ents": [{"start": n["start"], "end": n["end"], "label": n["type"]} for n in data["names"]],
        }
        pages = [EntityRenderer().render([ents], page=False, minify=True)]
        drawn = [self._arcs(s) for s in data["sentences"] if s["chunks"]]
        pages.append(DependencyRenderer({"compact": True}).render(drawn, page=False, minify=True))
        return f'<!DOCTYPE html><html lang="ko"><head><meta charset="utf-8"><title>inmaek explain</title></head><body>{"".join(pages)}</body></html>\n'

    @staticmethod
    def _arcs(sentence: dict[str, Any]) -> dict[str, Any]:
        words = [
            {"text": c["text"], "tag": c.get("predicate") or "+".join(c["particles"])}
            for c in sentence["chunks"]
        ]
        arcs = [
            {"start": min(c["i"], c["governor"]), "end": max(c["i"], c["governor"]), "label": "+".join(c.get("particles", [])) or c.get("form", ""),
             "dir": "left" if c["i"] < c["governor"] else "right"}
            for c in sentence["chunks"] if c["governor"] >= 0
        ]  # fmt: skip
        return {"words": words, "arcs": arcs, "settings": {"lang": "ko", "direction": "ltr"}}

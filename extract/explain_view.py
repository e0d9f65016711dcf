"""An explanation shown: as a tree for the terminal, and as an offline HTML page in the style of spaCy's displacy.

All text of the article is data here: it is neither markup in the terminal nor code in the page.
"""

from __future__ import annotations

from html import escape
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text
from rich.tree import Tree
from spacy.displacy.render import DependencyRenderer, EntityRenderer

#: What a finding has besides its parties, in the order in which it is shown.
ATTRIBUTES = ("date", "title", "item", "amount", "quantity", "place", "topic", "attributed_to")
_STYLE = (
    "body{font-family:sans-serif;max-width:72em;margin:2em auto;padding:0 1em;line-height:1.6}"
    "table{border-collapse:collapse;margin:1em 0}td,th{border:1px solid #ccc;padding:.2em .6em;text-align:left;vertical-align:top}"
    ".rule,.morphemes{color:#666;font-size:.85em}figure{overflow-x:auto;margin:0}"
)


def _attributes(fact: dict[str, Any]) -> str:
    return "  ".join(f"{key}={fact[key]}" for key in ATTRIBUTES if fact[key])


def tree(data: dict[str, Any]) -> RenderableType:
    """Return the explanation ``data`` as trees: each sentence, the names, and the relations."""
    names, relations = Tree(Text("names", style="bold")), Tree(Text("relations", style="bold"))
    for n in data["names"]:
        names.add(Text(f"{n['text']}  {n['type']}  {n['rule']}  {n['score']}", style="cyan"))
    for r in data["relations"]:
        node = relations.add(
            Text(f"{r['head']} —{r['type']}→ {r['tail']}  {r['status']}", style="bold green")
        )
        node.add(Text(f"{r['rule']}  {r['confidence']}", style="dim"))
        if told := _attributes(r):
            node.add(Text(told))
    return Group(*(_sentence(s) for s in data["sentences"]), names, relations)


def _sentence(s: dict[str, Any]) -> Tree:
    top = Tree(Text(s["text"], style="bold"))
    top.add(Text(" ".join(s["morphemes"]), style="dim"))
    _clauses(top, s["chunks"])
    for t in s["times"]:
        top.add(Text(f"⏱ {t['text']} → {t['value']} ({t['kind']})", style="magenta"))
    for p in s["positions"]:
        words = f"{p['person']} —holds_position→ {p['body']} [{p['title']}]  {p['rule']}"
        top.add(Text(words, style="green"))
    for f in s["findings"]:
        words = f"{f['head']} —{f['type']}→ {f['tail']}  {f['status']}  {f['rule']}  {f['confidence']}"
        node = top.add(Text(words, style="green"))
        for role, bound in f["bindings"].items():
            node.add(Text(f"{role}: {bound}"))
        if told := _attributes(f):
            node.add(Text(told))
    return top


def _label(c: dict[str, Any]) -> str:
    """What a chunk is: its predicate with voice and form, or its particles."""
    if "predicate" in c:
        return f"[{c['predicate']} {c['voice']} {c['form']}]"
    return f"({'+'.join(c['particles'])})"


def _clauses(top: Tree, chunks: list[dict[str, Any]]) -> None:
    """Hang each chunk under its governor."""
    nodes: dict[int, Tree] = {}

    def node(i: int) -> Tree:
        if i not in nodes:
            c = chunks[i]
            parent = node(c["governor"]) if c["governor"] >= 0 else top
            nodes[i] = parent.add(
                Text(f"{c['text']}  {_label(c)}", style="yellow" if "predicate" in c else "")
            )
        return nodes[i]

    for c in chunks:
        node(c["i"])


def page(data: dict[str, Any]) -> str:
    """Return a page with the names marked, each sentence's dependencies drawn, and what the rules found."""
    marked = {
        "text": data["text"],
        "title": None,
        "ents": [{"start": n["start"], "end": n["end"], "label": n["type"]} for n in data["names"]],
    }
    parts = [EntityRenderer().render([marked], page=False, minify=True), _table(data["relations"])]
    for s in data["sentences"]:
        parts.append(f"<h2>{escape(s['text'])}</h2>")
        if s["chunks"]:
            drawn = DependencyRenderer({"compact": True}).render([_arcs(s)], page=False, minify=True)
            parts.append(f"<figure>{drawn}</figure>")
        parts.append(f'<p class="morphemes">{escape(" ".join(s["morphemes"]))}</p>')
        parts.append(_table(s["findings"]))
    return (
        '<!DOCTYPE html><html lang="ko"><head><meta charset="utf-8"><title>inmaek explain</title>'
        f"<style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>\n"
    )


def _table(facts: list[dict[str, Any]]) -> str:
    """What was found as a table, or nothing."""
    rows = [
        f"<tr><td>{escape(f['head'])} —{escape(f['type'])}→ {escape(f['tail'])}</td><td>{escape(f['status'])}</td>"
        f"<td>{escape(_attributes(f))}</td><td class='rule'>{escape(f['rule'])} {f['confidence']}</td></tr>"
        for f in facts
    ]
    return f"<table>{''.join(rows)}</table>" if rows else ""


def _arcs(sentence: dict[str, Any]) -> dict[str, Any]:
    words = [
        {"text": c["text"], "tag": c.get("predicate") or "+".join(c["particles"])} for c in sentence["chunks"]
    ]
    arcs = [
        {"start": min(c["i"], c["governor"]), "end": max(c["i"], c["governor"]), "label": "+".join(c.get("particles", [])) or c.get("form", ""),
         "dir": "left" if c["i"] < c["governor"] else "right"}
        for c in sentence["chunks"] if c["governor"] >= 0
    ]  # fmt: skip
    return {"words": words, "arcs": arcs, "settings": {"lang": "ko", "direction": "ltr"}}

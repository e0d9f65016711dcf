"""A report to read: people, deals, timeline, sources, names that may be one; Markdown or HTML."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from graph.exports.files import utf8, write_text
from graph.names import normalise
from graph.view import strings, web_address

#: Relations that are deals, in the order of the report.
DEALS = ("signed_contract", "signed_mou", "signed_loi", "supplies", "invests_in", "acquires", "merges_with")
TOP = 15
MOST = 100

Row = dict[str, Any]


def write_markdown(graph: nx.MultiDiGraph[str], path: Path, *, lang: str = "ko") -> Path:
    """Write the report of ``graph`` in language ``lang`` (ko, en) to ``path`` as Markdown; return ``path``."""
    return write_text(path, _render(graph, "report.md.j2", lang, escape=_markdown))


def write_html(graph: nx.MultiDiGraph[str], path: Path, *, lang: str = "ko") -> Path:
    """Write the report of ``graph`` in language ``lang`` (ko, en) to ``path`` as HTML; return ``path``."""
    return write_text(path, _render(graph, "report.html.j2", lang, escape=None))


def contents(graph: nx.MultiDiGraph[str]) -> dict[str, list[Row]]:
    """Return what the report tells: ``people``, ``deals``, ``timeline``, ``sources``, ``doubtful``."""
    rows = sorted(_event_rows(graph), key=lambda row: (row["date"] or "9999", row["head"], row["tail"]))
    return {
        "people": _people(graph)[:TOP],
        "deals": [r for r in rows if r["type"] in DEALS][:MOST],
        "timeline": [r for r in rows if r["date"]][-MOST:],
        "sources": _sources(graph),
        "doubtful": _doubtful(graph),
    }


def _event_rows(graph: nx.MultiDiGraph[str]) -> Iterator[Row]:
    """Yield one row an edge and date, with the first sentence that tells of it."""
    for head, tail, data in graph.edges(data=True):
        by_date = defaultdict(list)
        for event in data["events"]:
            by_date[event.date].append(event)
        for date, events in by_date.items():
            first = events[0]
            yield {
                "date": date,
                "head": graph.nodes[head]["label"],
                "type": data["type"],
                "tail": graph.nodes[tail]["label"],
                "status": data["status"],
                "detail": first.item or first.amount or first.title,
                "evidence": " ".join(first.evidence[0].text.split()),
                "articles": len({e.source.fingerprint for e in events}),
                "article": first.source.title or first.doc_id,
                "url": web_address(first.source.url),
            }


def _people(graph: nx.MultiDiGraph[str]) -> list[Row]:
    rows = []
    for node, data in graph.nodes(data=True):
        if data["type"] == "PERSON":
            others = {*graph.successors(node), *graph.predecessors(node)}
            rows.append({"name": data["label"], "articles": data["n_articles"], "contacts": len(others)})
    return sorted(rows, key=lambda row: (-row["contacts"], -row["articles"], row["name"]))


def _sources(graph: nx.MultiDiGraph[str]) -> list[Row]:
    articles = {e.source for *_, data in graph.edges(data=True) for e in data["events"]}
    counts = Counter(source.publisher or "?" for source in articles)
    return [
        {"publisher": name, "articles": n} for name, n in sorted(counts.items(), key=lambda i: (-i[1], i[0]))
    ]


def _doubtful(graph: nx.MultiDiGraph[str]) -> list[Row]:
    """Return the names that several nodes bear: one under two ids, or namesakes."""
    bearers = defaultdict(set)
    for node, data in graph.nodes(data=True):
        for form in (data["label"], *data["aliases"]):
            bearers[normalise(form)].add(node)
    seen: dict[tuple[str, ...], str] = {}
    for form, nodes in sorted(bearers.items()):
        if len(nodes) > 1:
            seen.setdefault(tuple(sorted(nodes)), form)
    return [
        {"form": form, "names": [f"{graph.nodes[n]['label']} ({n})" for n in nodes]}
        for nodes, form in seen.items()
    ]


def _render(graph: nx.MultiDiGraph[str], template: str, lang: str, escape: Any) -> str:
    environment = Environment(
        loader=PackageLoader("graph", "templates"),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=escape,
    )
    words = strings()["report"][lang]
    names = {
        kind: {key: value[lang] for key, value in strings()[kind].items()}
        for kind in ("relations", "statuses")
    }
    counts = {"nodes": graph.number_of_nodes(), "edges": graph.number_of_edges()}
    text = environment.get_template(template).render(
        lang=lang, words=words, names=names, counts=counts, **contents(graph)
    )
    return utf8(text)


def _markdown(value: Any) -> Any:
    """Return ``value`` so that no Markdown or HTML in an article takes effect."""
    if isinstance(value, str):
        return re.sub(r"([\\`*_\[\]<>#|~])", r"\\\1", " ".join(value.split()))
    return value

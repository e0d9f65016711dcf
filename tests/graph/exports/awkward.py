"""Graphs whose every text is whatever Hypothesis comes up with."""

import re

import networkx as nx
from hypothesis import strategies as st

from graph.build import edge_attributes
from graph.facts import Event, Evidence, Source

#: Any character Python knows, lone surrogates and controls too, and what markup is made of.
texts = st.one_of(
    st.text(st.characters(), max_size=12),
    st.sampled_from(
        ["]]>", "<!--", "&amp;", "\r\n", "\x00", "\ud800", "가\u0301", "😀", "=1+1", "' \\u0027", "NaN"]
    ),
)
names = texts.filter(lambda text: text.strip() != "")
maybe = st.none() | texts
numbers = st.none() | st.floats()
dates = st.sampled_from([None, "2024", "2024-02", "2024-02-29", "2024-05/2025"])
sources = st.builds(
    Source, doc_id=texts, title=maybe, publisher=maybe, url=maybe, published=dates, fingerprint=texts
)  # fmt: skip


@st.composite
def events(draw):
    source = draw(sources)
    quoted = draw(st.lists(names, min_size=1, max_size=2))
    fields = {
        name: draw(maybe)
        for name in ("title", "item", "amount", "quantity", "place", "topic", "attributed_to")
    }
    return Event(
        date=draw(dates),
        status="actual",
        confidence=draw(st.floats(0, 1, allow_subnormal=False)),
        rule=draw(texts),
        source=source,
        evidence=tuple(Evidence(text, 0, len(text), source) for text in quoted),
        amount_value=draw(numbers),
        amount_unit=draw(maybe),
        quantity_value=draw(numbers),
        quantity_unit=draw(maybe),
        **fields,
    )


@st.composite
def graphs(draw):
    """Draw a graph as ``build_graph`` makes them, of one to four nodes."""
    graph = nx.MultiDiGraph(symmetric=[])
    ids = draw(st.lists(names, min_size=1, max_size=4, unique=True))
    for node in ids:
        graph.add_node(
            node,
            label=draw(names),
            type=draw(st.sampled_from(["PERSON", "PLACE"]) | names),
            kb_id=draw(maybe),
            aliases=dict.fromkeys(draw(st.lists(texts, max_size=2)), 1),
            docs=[],
            n_articles=1,
        )
    for number in range(draw(st.integers(0, 4))):
        head, tail = draw(st.sampled_from(ids)), draw(st.sampled_from(ids))
        graph.add_edge(
            head,
            tail,
            key=f"k{number}",
            eid=f"e{number}",
            type=draw(names),
            status=draw(st.sampled_from(["actual", "planned"]) | names),
            symmetric=draw(st.booleans()),
            **edge_attributes(draw(st.lists(events(), min_size=1, max_size=2))),
        )
    return graph


def in_xml(text):
    """Return what of ``text`` XML 1.0 can hold (its section 2.2), with its ends of lines (2.11)."""
    kept = "".join(
        c
        for c in text
        if c in "\t\n\r" or 0x20 <= ord(c) < 0xD800 or 0xE000 <= ord(c) < 0xFFFE or ord(c) > 0xFFFF
    )
    return re.sub("\r\n?", "\n", kept)


def one_line(values):
    """Return ``values`` as the tables join them."""
    return " | ".join(dict.fromkeys(" ".join(v.split()) for v in values if v and v.strip())) or None

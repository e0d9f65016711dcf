import json
import re
from html.parser import HTMLParser

import pytest

from graph.network import Graph
from graph.view import CAPS, make_view, strings, web_address
from tests.graph.fixtures import MET, record


class Scripts(HTMLParser):
    def __init__(self):
        super().__init__()
        self.scripts, self.tags, self._open = {}, [], None

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self._open = dict(attrs).get("id") or f"script{len(self.scripts)}"
            self.scripts[self._open] = ""

    def handle_data(self, data):
        if self._open:
            self.scripts[self._open] += data

    def handle_endtag(self, tag):
        if tag == "script":
            self._open = None


def parse(page):
    parser = Scripts()
    parser.feed(page)
    return parser


HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!--<script>",
    "]]>",
    "{{7*7}}",
    "href",
]


@pytest.mark.parametrize("payload", HOSTILE)
def test_no_text_leaves_the_data(payload):
    sentence = f"한도윤 회장이 {payload} 서지안 장관을 만났다."
    one = record(
        payload,
        [sentence],
        [("한도윤", payload, "서지안", 0, {"item": payload, "rule": payload})],
        title=payload,
        url=payload,
        source=payload,
    )
    plain = parse(Graph.from_records([record("d", [MET], [("한도윤", "met", "서지안", 0, {})])]).to_html())
    hostile = parse(Graph.from_records([one]).to_html())
    assert [t for t, _ in hostile.tags] == [t for t, _ in plain.tags]
    assert json.loads(hostile.scripts["data"])["texts"] == [sentence]


def test_nothing_is_asked_of_the_network(small_graph):
    page = parse(small_graph.to_html())
    assert not [a for _, a in page.tags if {"src", "href", "srcset"} & set(a)]
    policy = next(a["content"] for t, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    nonce = re.search(r"script-src 'nonce-([^']+)'", policy).group(1)
    assert all(a["nonce"] == nonce for t, a in page.tags if t in {"script", "style"} and "type" not in a)


def test_the_nonce_follows_the_content(small_graph):
    def nonce(graph):
        return re.search(r"'nonce-([^']+)'", graph.to_html()).group(1)

    assert nonce(small_graph) == nonce(small_graph)
    assert nonce(small_graph) != nonce(Graph.from_records([]))


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://news.example/1?a=1&b=2", True),
        ("HTTP://news.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//news.example", False),
        ("https://", False),
        ("https://[", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url, kept):
    assert web_address(url) == (url if kept else None)


def test_marks_count_as_javascript_does():
    sentence = "😀 한도윤 회장이 😀 서지안 장관을 만났다."
    view = make_view(
        Graph.from_records([record("d", [sentence], [("한도윤", "met", "서지안", 0, {})])]).to_networkx()
    )
    [[index, marks]] = view.payload["edges"][0]["events"][0]["ev"]
    text = view.payload["texts"][index].encode("utf-16-le")
    assert [text[2 * s : 2 * e].decode("utf-16-le") for s, e, _ in marks] == ["한도윤", "서지안"]


def test_parallel_edges_lie_apart(small_graph):
    view = make_view(small_graph.to_networkx())
    edges = view.payload["edges"]
    labels = [n["label"] for n in view.payload["nodes"]]
    bent = set()
    for drawn, edge in zip(view.edges, edges, strict=True):
        if {labels[edge["a"]], labels[edge["b"]]} == {"가온전자", "노바칩"}:
            side = 1 if (drawn["smooth"]["type"] == "curvedCW") == (drawn["from"] < drawn["to"]) else -1
            bent.add(side * drawn["smooth"]["roundness"])
    assert len(bent) == 4


def test_arrows_only_where_direction_means_something(small_graph):
    view = make_view(small_graph.to_networkx())
    for drawn, edge in zip(view.edges, view.payload["edges"], strict=True):
        assert ("to" in drawn.get("arrows", {})) is not edge["sym"]


def test_more_than_the_file_holds_is_counted():
    names = {f"이름{i:04}": ("PERSON", None, []) for i in range(CAPS[-1] + 20)}
    many = record("d", [" ".join(names)], [], names=names)
    payload = make_view(Graph.from_records([many]).to_networkx()).payload
    assert len(payload["nodes"]) == CAPS[-1]
    assert payload["left_out"] == {"nodes": 20, "edges": 0}


def test_both_languages_have_every_word():
    words = strings()
    assert set(words["ui"]["ko"]) == set(words["ui"]["en"])
    for kind in ("entities", "relations", "statuses"):
        assert all({"ko", "en"} <= set(entry) for entry in words[kind].values())


def test_page_is_the_same_each_time(small_graph):
    assert small_graph.to_html() == small_graph.to_html()

"""graph.html: one file that needs no network, drawn by vis-network through pyvis."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable

import networkx as nx
from markupsafe import Markup
from pyvis.network import Network

from graph.exports.files import utf8
from graph.view import View, make_view, strings

#: The page's script, in the order of loading.
SCRIPTS = (
    "data",
    "state",
    "filter",
    "draw",
    "words",
    "names",
    "panel",
    "legend",
    "conditions",
    "time",
    "statement",
    "table",
    "save",
    "hash",
    "keys",
    "main",
)

OPTIONS: dict[str, dict[str, object]] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "nodes": {"borderWidth": 0, "borderWidthSelected": 2, "chosen": True},
    "edges": {"smooth": False, "selectionWidth": 2.5, "hoverWidth": 1.5, "arrowStrikethrough": False},
    "interaction": {
        "hover": True,
        "keyboard": False,
        "multiselect": False,
        "selectConnectedEdges": False,
        "hoverConnectedEdges": False,
        "zoomSpeed": 0.6,
    },
}

#: From so many lines on they are not drawn while the picture is dragged: it would stutter.
MANY_EDGES = 400


def render(graph: nx.MultiDiGraph[str], *, lang: str = "ko") -> str:
    """Return the page of ``graph`` as one HTML text; ``lang`` (ko, en) is the language it opens in.

    The page runs only its own script (a content security policy says so), asks no
    network for anything, and holds article text as data alone. The same graph gives
    the same text.
    """
    view = make_view(graph, lang=lang)
    network = Network(cdn_resources="in_line", directed=True)
    network.nodes, network.edges = view.nodes, view.edges
    many = len(view.edges) > MANY_EDGES
    network.options = OPTIONS | {"interaction": OPTIONS["interaction"] | {"hideEdgesOnDrag": many}}
    with as_file(_templates()) as folder:
        network.set_template_dir(str(folder), "page.html")
        network.templateEnv.filters["inline_json"] = _inline_json
        network.templateEnv.globals.update(_parts(view, lang))
        page: str = network.generate_html()
    return utf8(page)


def _templates() -> Traversable:
    return files("graph").joinpath("templates")


def _parts(view: View, lang: str) -> dict[str, str]:
    """Return what the template takes beside pyvis's own values."""
    script = "\n".join(_templates().joinpath("js", f"{name}.js").read_text("utf-8") for name in SCRIPTS)
    payload = json.dumps(view.payload, ensure_ascii=False, separators=(",", ":"))
    return {
        "lang": lang,
        "title": strings()["ui"][lang]["title"],
        "css": _library()[1] + _templates().joinpath("page.css").read_text("utf-8"),
        "library": _library()[0],
        "script": script,
        "payload": payload,
        # No article can foresee a digest of a page that holds the article.
        "nonce": base64.b64encode(hashlib.sha256(utf8(payload + script).encode()).digest()).decode(),
    }


def _inline_json(value: str | dict[str, object]) -> Markup:
    """Return JSON that no HTML parser can leave: every ``<``, ``>`` and ``&`` escaped."""
    text = value if isinstance(value, str) else json.dumps(value)
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704


@cache
def _library() -> tuple[str, str]:
    """Return vis-network's script and those of its style rules that bring no pictures along."""
    folder = files("pyvis").joinpath("templates", "lib", "vis-9.1.2")
    script = folder.joinpath("vis-network.min.js").read_text("utf-8").replace("</script", "<\\/script")
    style = folder.joinpath("vis-network.css").read_text("utf-8")
    return script, re.sub(r"[^{}]*\{[^{}]*url\([^{}]*\}", "", style)

"""The picture as SVG: for print, and for whoever wants to go on drawing."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx

from graph.exports.files import replacing, xml_text
from graph.view import NAMED, View, make_view

_FONT = "'Noto Sans KR','Apple SD Gothic Neo','Malgun Gothic','Noto Sans CJK KR',sans-serif"
#: Corners of each shape on the circle, in degrees from the right, clockwise; a dot has none.
_CORNERS = {
    "square": (45, 135, 225, 315),
    "triangle": (30, 150, 270),
    "triangleDown": (90, 210, 330),
    "diamond": (0, 90, 180, 270),
    "hexagon": (0, 60, 120, 180, 240, 300),
    "star": tuple(range(270, 270 + 360, 36)),
}


def write(graph: nx.MultiDiGraph[str], path: Path) -> Path:
    """Write the picture of ``graph`` to ``path`` (whole or not at all); return ``path``.

    It holds what the page would draw first: nodes with relations, up to the page's cap.
    """
    view = make_view(graph)
    linked = {end for e in view.edges for end in (e["from"], e["to"])}
    nodes = [n for n in view.nodes if n["id"] in linked][: view.payload["cap"]]
    at = {n["id"]: n for n in nodes}
    root = ET.Element(
        "svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": _frame(nodes), "font-family": _FONT}
    )
    for edge in view.edges:
        if edge["from"] in at and edge["to"] in at:
            root.append(_line(edge, at[edge["from"]], at[edge["to"]]))
    for node in nodes:
        root.append(_shape(node))
    for node in nodes[:NAMED]:
        root.append(_name(node, view))
    with replacing(path) as part:
        ET.ElementTree(root).write(part, encoding="utf-8", xml_declaration=True)
    return path


def _frame(nodes: list[dict[str, Any]]) -> str:
    if not nodes:
        return "0 0 100 100"
    xs, ys = [n["x"] for n in nodes], [n["y"] for n in nodes]
    x, y = min(xs) - 100, min(ys) - 60
    return f"{x:.0f} {y:.0f} {max(xs) + 100 - x:.0f} {max(ys) + 80 - y:.0f}"


def _line(edge: dict[str, Any], a: dict[str, Any], b: dict[str, Any]) -> ET.Element:
    """Return the line from ``a`` to ``b``, bent where others run beside it, with its arrowhead if it has one."""
    bend = edge.get("smooth", {}).get("roundness", 0.0)
    if edge.get("smooth", {}).get("type") == "curvedCW":
        bend = -bend
    x = (a["x"] + b["x"]) / 2 - (b["y"] - a["y"]) * bend
    y = (a["y"] + b["y"]) / 2 + (b["x"] - a["x"]) * bend
    group = ET.Element("g", {"opacity": str(edge["color"]["opacity"])})
    path = {
        "d": f"M{a['x']} {a['y']}Q{x:.1f} {y:.1f} {b['x']} {b['y']}",
        "fill": "none",
        "stroke": edge["color"]["color"],
        "stroke-width": str(edge["width"]),
    }
    if edge["dashes"]:
        path["stroke-dasharray"] = " ".join(map(str, edge["dashes"]))
    ET.SubElement(group, "path", path)
    if "to" in edge.get("arrows", {}):
        way = math.atan2(b["y"] - y, b["x"] - x)
        tip = (b["x"] - math.cos(way) * (b["size"] + 2), b["y"] - math.sin(way) * (b["size"] + 2))
        wings = [
            (tip[0] - 11 * math.cos(way + turn), tip[1] - 11 * math.sin(way + turn)) for turn in (-0.4, 0.4)
        ]
        points = " ".join(f"{px:.1f},{py:.1f}" for px, py in (tip, *wings))
        ET.SubElement(group, "polygon", {"points": points, "fill": edge["color"]["color"]})
    return group


def _shape(node: dict[str, Any]) -> ET.Element:
    corners = _CORNERS.get(node["shape"])
    x, y, size = node["x"], node["y"], node["size"]
    if corners is None:
        return ET.Element("circle", {"cx": str(x), "cy": str(y), "r": str(size), "fill": node["color"]})
    star = node["shape"] == "star"
    points = [
        (x + r * math.cos(math.radians(angle)), y + r * math.sin(math.radians(angle)))
        for i, angle in enumerate(corners)
        for r in [size * (0.45 if star and i % 2 else 1.2)]
    ]
    return ET.Element(
        "polygon", {"points": " ".join(f"{px:.1f},{py:.1f}" for px, py in points), "fill": node["color"]}
    )


def _name(node: dict[str, Any], view: View) -> ET.Element:
    attributes = {
        "x": str(node["x"]),
        "y": f"{node['y'] + node['size'] + 15:.1f}",
        "text-anchor": "middle",
        "font-size": "13",
        "paint-order": "stroke",
        "stroke": "#fff",
        "stroke-width": "3",
    }
    element = ET.Element("text", attributes)
    element.text = xml_text(view.payload["nodes"][node["id"]]["label"])
    return element

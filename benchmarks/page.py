"""Time to first draw and size of the page, beside plain pyvis on the same graphs in the same run.

    python benchmarks/page.py [--sizes 100,200,300,1000,3000] [--pyvis-limit 300] [--check]

"First draw" is what a reader waits for: from opening the file to a picture that stands
still. For this page that is the first frame; pyvis's defaults let the browser find the
places, so there it is the end of stabilisation. pyvis is given its library from disk
instead of its CDN, which favours it. Beyond ``--pyvis-limit`` nodes pyvis is left out:
1,000 nodes take it minutes.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import networkx as nx  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402
from pyvis.network import Network  # noqa: E402

from graph.network import Graph  # noqa: E402
from tests.graph.fixtures import large  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results" / "page.json"
LIMIT_MB_AT_300 = 1.5
TIMES_SOONER_AT_200 = 10.0
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
#: Milliseconds after navigation began at which our page has painted its first picture.
OURS_DRAWN = """() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(
    document.querySelector("#graph canvas") && window.inmaek ? performance.now() : null))))"""
PYVIS_DRAWN = "window.stoodStill ?? null"


def plain_pyvis(graph: Graph, path: Path) -> float:
    """Write what ``Network().from_nx(g)`` makes by default; return the seconds it took."""
    started = time.perf_counter()
    plain = nx.MultiDiGraph()
    for node, data in graph.to_networkx().nodes(data=True):
        plain.add_node(node, label=data["label"], title=data["type"])
    for head, tail, data in graph.to_networkx().edges(data=True):
        plain.add_edge(head, tail, title=data["events"][0].evidence[0].text)
    network = Network(directed=True, cdn_resources="in_line")
    network.from_nx(plain)
    page = network.generate_html()
    # The end of stabilisation is when a reader first has a picture to look at.
    page = page.replace(
        "return network;",
        "network.once('stabilizationIterationsDone', () => requestAnimationFrame(() => "
        "{ window.stoodStill = performance.now(); })); return network;",
    )
    path.write_text(page, encoding="utf-8")
    return time.perf_counter() - started


def ours(graph: Graph, path: Path) -> float:
    """Write our page; return the seconds it took."""
    started = time.perf_counter()
    graph.write_html(path)
    return time.perf_counter() - started


def first_draw(browser: Any, path: Path, expression: str, patience: float = 180.0) -> float | None:
    """Return the seconds until ``expression`` gives a time, or None where ``patience`` ran out."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
    page = context.new_page()
    page.goto(path.as_uri(), wait_until="commit")
    deadline = time.monotonic() + patience
    found = None
    while found is None and time.monotonic() < deadline:
        found = page.evaluate(expression)
        if found is None:
            page.wait_for_timeout(20)
    context.close()
    return None if found is None else found / 1000


def median_draw(browser: Any, path: Path, expression: str, runs: int) -> float | None:
    """Return the median of ``runs`` first draws, None if one ran out of patience."""
    times = [first_draw(browser, path, expression) for _ in range(runs)]
    known = sorted(t for t in times if t is not None)
    return known[len(known) // 2] if len(known) == runs else None


def measure(browser: Any, nodes: int, pyvis_limit: int, folder: Path) -> dict[str, Any]:
    """Measure both pages of one graph of ``nodes`` names and twice as many relations."""
    graph = Graph.from_records(large(nodes, 2 * nodes))
    row: dict[str, Any] = {"nodes": nodes, "edges": graph.to_networkx().number_of_edges()}
    path = folder / f"inmaek-{nodes}.html"
    row["build_s"] = ours(graph, path)
    row["size_mb"] = path.stat().st_size / 1e6
    row["first_draw_s"] = median_draw(browser, path, OURS_DRAWN, 3)
    if nodes <= pyvis_limit:
        path = folder / f"pyvis-{nodes}.html"
        row["pyvis_build_s"] = plain_pyvis(graph, path)
        row["pyvis_size_mb"] = path.stat().st_size / 1e6
        row["pyvis_first_draw_s"] = median_draw(browser, path, PYVIS_DRAWN, 1)
    return {k: round(v, 3) if isinstance(v, float) else v for k, v in row.items()}


def faults(rows: list[dict[str, Any]]) -> list[str]:
    """Return what falls short of the floors."""
    found = []
    for row in rows:
        if row["nodes"] == 300 and row["size_mb"] > LIMIT_MB_AT_300:
            found.append(f"page of 300 nodes has {row['size_mb']} MB, more than {LIMIT_MB_AT_300}")
        theirs, own = row.get("pyvis_first_draw_s"), row["first_draw_s"]
        if row["nodes"] == 200 and theirs and theirs < TIMES_SOONER_AT_200 * own:
            found.append(f"200 nodes are drawn only {theirs / own:.1f} times sooner than by pyvis")
    return found


def main() -> int:
    """Measure, print one table, write the results, and say what falls short."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="100,200,300,1000,3000")
    parser.add_argument("--pyvis-limit", type=int, default=300)
    parser.add_argument(
        "--check", action="store_true", help="write no results; exit with 1 where a floor is missed"
    )
    options = parser.parse_args()
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        print("Chromium is not installed: nothing measured")
        return 0
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        rows = [measure(browser, int(n), options.pyvis_limit, Path(folder)) for n in options.sizes.split(",")]
        browser.close()
    columns = list(rows[min(1, len(rows) - 1)])
    print("  ".join(f"{c:>18}" for c in columns))
    for row in rows:
        print("  ".join(f"{row.get(c, '-')!s:>18}" for c in columns))
    if not options.check:
        RESULTS.parent.mkdir(parents=True, exist_ok=True)
        machine = f"{platform.system()} {platform.machine()}"
        RESULTS.write_text(json.dumps({"machine": machine, "rows": rows}, indent=1) + "\n", encoding="utf-8")
    short = faults(rows)
    for fault in short:
        print(fault)
    return int(bool(short) and options.check)


if __name__ == "__main__":
    sys.exit(main())

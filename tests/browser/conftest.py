"""Real Chromium for the tests of the page: offline, watched for requests, errors and dialogs."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from graph.network import Graph
from tests.graph.fixtures import large, small

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
IN_CI = os.environ.get("CI") == "true"


def missing(reason):
    if IN_CI:
        pytest.fail(f"{reason}, but CI must run the browser tests")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser():
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("Playwright is not installed")
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        missing("Chromium is not installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield chromium
        chromium.close()


@dataclass
class Watch:
    """A page and what went on behind it."""

    page: object
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def state(self, expression: str):
        return self.page.evaluate(
            f"(() => {{ const {{state, network, DATA, shown, edges}} = window.inmaek; return {expression} }})()"
        )

    def until(self, expression: str) -> None:
        """Wait for ``expression`` to hold; the page's policy forbids Playwright's own way, eval."""
        for _ in range(200):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(50)
        pytest.fail(f"never came true: {expression}")

    def search(self, name: str) -> None:
        self.page.fill("#search", name)
        self.page.keyboard.press("Enter")

    def shown(self) -> tuple[int, int]:
        data = self.page.evaluate("({...document.getElementById('statement').dataset})")
        return int(data["nodes"]), int(data["edges"])

    def canvas_point(self, expression: str) -> tuple[float, float]:
        """Return where on the screen the point of the picture is that ``expression`` gives."""
        place = self.state(f"network.canvasToDOM({expression})")
        box = self.page.locator("#graph").bounding_box()
        return box["x"] + place["x"], box["y"] + place["y"]

    def edge_at(self, type_: str, part: float = 0.5) -> tuple[float, float]:
        index = self.state(f"DATA.edges.findIndex((e) => e.type === '{type_}')")
        return self.canvas_point(f"network.body.edges[{index}].edgeType.getPoint({part})")

    def node_at(self, label: str) -> tuple[float, float]:
        index = self.state(f"DATA.nodes.findIndex((n) => n.label === '{label}')")
        return self.canvas_point(f"network.getPosition({index})")


@pytest.fixture
def open_page(browser) -> Iterator:
    contexts = []

    def opened(path: Path, suffix: str = "", *, width=1280, height=800, **options) -> Watch:
        context = browser.new_context(viewport={"width": width, "height": height}, offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        watch = Watch(page)
        page.on("request", lambda r: watch.requests.append(r.url))
        page.on("console", lambda m: watch.errors.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("pageerror", lambda e: watch.errors.append(str(e)))
        page.on("dialog", lambda d: (watch.dialogs.append(d.message), d.dismiss()))
        page.goto(path.as_uri() + suffix)
        return watch

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def small_page(tmp_path_factory) -> Path:
    return Graph.from_records(small()).write_html(tmp_path_factory.mktemp("page") / "graph.html")


@pytest.fixture(scope="session")
def large_page(tmp_path_factory) -> Path:
    return Graph.from_records(large(1000, 2000)).write_html(tmp_path_factory.mktemp("page") / "graph.html")


@pytest.fixture
def small_watch(open_page, small_page) -> Watch:
    return open_page(small_page)

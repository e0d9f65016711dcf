"""Take the pictures of the user guide anew from the sample articles: ``python docs/screenshots.py``.

It needs Chromium and Playwright, as the tests of the page do. Look at what it made
before committing it.
"""

from __future__ import annotations

import base64
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

import inmaek

FOLDER = Path(__file__).parent / "images"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
#: Name → size of the window, colour scheme, and what the address asks for.
SHOTS = {
    "page-desktop": ((1280, 760), "light", ""),
    "page-edge": ((1280, 760), "light", "edge"),
    "page-dark": ((1280, 760), "dark", "node"),
    "page-phone": ((360, 720), "light", ""),
    "page-phone-edge": ((360, 720), "light", "edge"),
}
BEST_MEETING = """() => inmaek.DATA.edges.filter((e) => e.type === "met" && e.status === "actual")
    .sort((a, b) => b.n - a.n || b.events.length - a.events.length)[0]"""
AS_WEBP = """async (encoded) => {
    const image = Object.assign(new Image(), { src: `data:image/png;base64,${encoded}` });
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", 0.86).split(",")[1];
}"""


def shoot(browser: Any, page_file: Path, name: str) -> Path:
    """Take the picture ``name`` of :data:`SHOTS`; return its path."""
    (width, height), scheme, wanted = SHOTS[name]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=2 if width < 500 else 1,
        color_scheme=scheme,
        locale="ko-KR",
        offline=True,
    )
    page = context.new_page()
    page.goto(page_file.as_uri())
    edge = page.evaluate(BEST_MEETING)
    node = page.evaluate(f"inmaek.DATA.nodes[{edge['b']}].id")
    address = {"edge": f"edge={edge['id']}", "node": f"node={node}", "": ""}[wanted]
    page.goto("about:blank")
    page.goto(f"{page_file.as_uri()}#{address}")
    page.wait_for_timeout(400)
    encoded = base64.b64encode(page.screenshot()).decode()
    page.goto("about:blank")
    path = FOLDER / f"{name}.webp"
    path.write_bytes(base64.b64decode(page.evaluate(AS_WEBP, encoded)))
    context.close()
    return path


def main() -> int:
    """Take all pictures; return the exit status."""
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        print("Chromium is not installed")
        return 1
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        page_file = inmaek.build(inmaek.samples_dir()).write_html(Path(folder) / "graph.html")
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        for name in SHOTS:
            path = shoot(browser, page_file, name)
            print(f"{path}: {path.stat().st_size / 1000:.0f} kB")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

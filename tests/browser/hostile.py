"""Texts that would run if they were ever taken for markup, and a reader who touches everything on the page."""

PAYLOADS = [
    "<img src=x onerror=window.pwned=1>",
    "</script><script>window.pwned=1</script>",
    "<svg onload=window.pwned=1>",
    '"><iframe srcdoc="<script>parent.pwned=1</script>">',
    "<a href='javascript:window.pwned=1'>href</a>",
    "{{constructor.constructor('window.pwned=1')()}}",
    "]]><!--<script>window.pwned=1</script>",
    "javascript:window.pwned=1//href",
]


def choose(watch, i):
    watch.page.evaluate(
        f"location.hash = `at=${{performance.now()}}&node=` + encodeURIComponent(inmaek.DATA.nodes[{i}].id)"
    )
    watch.until(f"inmaek.state.selected?.kind === 'node' && inmaek.state.selected.i === {i}")


def use_everything(watch):
    """Hover, click, search, filter, sort, step through time and switch all there is."""
    page = watch.page
    for i in range(min(watch.state("DATA.nodes.length"), 8)):
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("0")
        page.mouse.move(*watch.canvas_point(f"network.getPosition({i})"))
        page.mouse.click(*watch.canvas_point(f"network.getPosition({i})"))
        choose(watch, i)
        for k in range(min(page.locator(".relations button").count(), 2)):
            page.locator(".relations button").nth(k).click()
            choose(watch, i)
    page.locator("[data-hops='2']").click()
    page.locator("[data-action=path_from]").click()
    page.locator("#path-to").press_sequentially("이")
    page.keyboard.press("Enter")
    for wanted in ("전체", "갑", "이", "<", "window"):
        page.fill("#search", wanted)
        if page.locator("#suggestions li").count():
            page.locator("#suggestions li").first.hover()
    page.keyboard.press("Escape")
    page.evaluate("location.hash = ''")
    page.locator("#tool-table").click()
    for key in page.locator("#table th button").evaluate_all("all => all.map((b) => b.dataset.key)"):
        page.click(f"#table th [data-key={key}]")
    for box in page.locator("#legend input").all():
        box.click()
        box.click()
    for ident in ("#colour_communities", "#show_lonely", "#tool-dark", "#tool-language", "#play"):
        page.locator(ident).click()
    with page.expect_download():
        page.click("#tool-csv")


def assert_harmless(watch):
    """Nothing has run, nothing was asked for, and the page holds no element of the articles' making."""
    page = watch.page
    assert page.evaluate("window.pwned") is None
    assert (watch.errors, watch.dialogs) == ([], [])
    assert [url for url in watch.requests if not url.startswith(("file:", "blob:"))] == []
    assert page.locator("img, iframe, object, embed, .vis-tooltip").count() == 0
    addresses = page.locator("a[href]").evaluate_all("all => all.map((a) => a.protocol)")
    assert set(addresses) <= {"http:", "https:"}

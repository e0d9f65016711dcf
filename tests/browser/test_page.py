"""The page as a reader uses it, in real Chromium."""

import base64
import csv
import io
import unicodedata

import pytest

from graph.network import Graph
from tests.graph.fixtures import MET, large, record, small

pytestmark = pytest.mark.browser


def test_counts_equal_the_graph(small_watch):
    graph = Graph.from_records(small()).to_networkx()
    data = small_watch.page.evaluate("({...document.getElementById('statement').dataset})")
    assert int(data["nodes"]) + int(data["hiddenNodes"]) == graph.number_of_nodes()
    assert int(data["edges"]) + int(data["hiddenEdges"]) == graph.number_of_edges()
    assert "관계가 없는 이름 1개" in small_watch.page.inner_text("#statement")


def test_capped_view_says_how_to_see_more(open_page, large_page):
    watch = open_page(large_page)
    assert watch.shown()[0] == 300
    plain = Graph.from_records(large(1000, 2000)).to_networkx()
    assert f"상한을 넘은 이름 {plain.number_of_nodes() - 300}개" in watch.page.inner_text("#statement")
    data = watch.page.evaluate("({...document.getElementById('statement').dataset})")
    assert int(data["nodes"]) + int(data["hiddenNodes"]) == plain.number_of_nodes()
    assert int(data["edges"]) + int(data["hiddenEdges"]) == plain.number_of_edges()
    watch.page.get_by_role("button", name="더 보기").click()
    assert watch.shown()[0] == 1000


def test_parallel_edges_have_colours_of_their_own(small_watch):
    colours = set()
    for type_ in ("supplies", "invests_in", "partners_with"):
        x, y = small_watch.edge_at(type_, 0.32)
        colours.add(
            small_watch.page.evaluate(
                """([x, y]) => {
            const canvas = document.querySelector("#graph canvas"), box = canvas.getBoundingClientRect();
            const k = canvas.width / box.width;
            const area = canvas.getContext("2d").getImageData((x - box.x) * k - 4, (y - box.y) * k - 4, 9, 9).data;
            let best = [0, 0, 0, 0];
            for (let i = 0; i < area.length; i += 4) if (area[i + 3] > best[3]) best = [...area.slice(i, i + 4)];
            return best.slice(0, 3).map((c) => Math.round(c / 24)).join();
        }""",
                [x, y],
            )
        )
    assert len(colours) == 3


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("한도윤", "한도윤"),
        (unicodedata.normalize("NFD", "한도윤"), "한도윤"),
        ("한 회", "한도윤"),
        ("산업부", "미래산업부"),
        ("별빛프로", "별빛 프로젝트"),
        ("ㄴㅂㅊ", "노바칩"),
    ],
)
def test_search(small_watch, typed, found):
    small_watch.search(typed)
    assert small_watch.page.inner_text("#panel h2") == found


def test_search_without_a_match_says_so(small_watch):
    small_watch.search("없는이름")
    assert small_watch.page.inner_text("#suggestions") == "찾는 이름이 없습니다"
    assert small_watch.page.locator("#panel").is_hidden()


def test_enter_while_composing_is_left_to_the_input_method(small_watch):
    small_watch.page.fill("#search", "한도")
    small_watch.page.evaluate(
        "document.getElementById('search').dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    assert small_watch.page.locator("#panel").is_hidden()
    small_watch.page.keyboard.press("Enter")
    assert small_watch.page.inner_text("#panel h2") == "한도윤"


@pytest.mark.parametrize(
    ("kind", "type_", "left"),
    [("relations", "met", (7, 8)), ("statuses", "planned", (5, 8)), ("entities", "PERSON", (5, 6))],
)
def test_filter_off_and_on_restores_the_same(small_watch, kind, type_, left):
    before = small_watch.state("[[...shown().nodes], [...shown().edges]]")
    box = small_watch.page.locator(f"[data-kind={kind}] [data-type={type_}]")
    box.click()
    assert small_watch.shown() == left
    box.click()
    assert small_watch.state("[[...shown().nodes], [...shown().edges]]") == before


@pytest.mark.parametrize(
    ("since", "until", "undated", "edges"),
    [
        ("2031-03-12", "2031-03-12", False, {"met", "signed_mou", "participates_in"}),
        ("2031-03-13", "", False, {"participates_in"}),
        ("", "2030-11-01", False, {"invests_in"}),
        ("2030-11-30", "2030-11-30", False, {"invests_in"}),
        ("2030-12-01", "2030-12-31", False, set()),
        (
            "2030-12-01",
            "2030-12-31",
            True,
            {"met", "supplies", "partners_with", "signed_contract", "holds_position"},
        ),
    ],
)
def test_period_is_inclusive(small_watch, since, until, undated, edges):
    for field, value in (("since", since), ("until", until)):
        small_watch.page.fill(f"#{field}", value)
        small_watch.page.dispatch_event(f"#{field}", "change")
    small_watch.page.set_checked("#show_undated", undated)
    assert set(small_watch.state("[...shown().edges].map((i) => DATA.edges[i].type)")) == edges


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("2030", "2030-01-01", "2030-12-31"),
        ("2028-2", "2028-02-01", "2028-02-29"),
        ("2030.11.3", "2030-11-03", "2030-11-03"),
        ("2030-13", None, None),
        ("언젠가", None, None),
    ],
)
def test_dates_as_people_write_them(small_watch, typed, since, until):
    for field in ("since", "until"):
        small_watch.page.fill(f"#{field}", typed)
        small_watch.page.press(f"#{field}", "Enter")
        wrong = small_watch.page.get_attribute(f"#{field}", "aria-invalid")
        assert wrong == ("true" if since is None else "false")
    assert small_watch.state("[state.since, state.until]") == [since, until]


def test_a_click_right_after_typing_a_date_counts(small_watch):
    small_watch.page.fill("#since", "2031")
    small_watch.page.click("[data-kind=relations] [data-type=met]")
    assert small_watch.state("[state.since, [...state.offRelations]]") == ["2031-01-01", ["met"]]


def test_play_runs_through_time(small_watch):
    small_watch.page.click("#play")
    small_watch.until("window.inmaek.state.until && window.inmaek.state.until >= '2031-03-13'")
    small_watch.until("document.getElementById('play').textContent === '▶'")
    assert small_watch.page.input_value("#since") == "2030-11-01"


def test_edge_shows_exactly_its_evidence(small_watch):
    small_watch.page.mouse.click(*small_watch.edge_at("met", 0.3))
    page = small_watch.page
    assert page.inner_text("#panel h2") == "서지안 – 한도윤"
    assert [q.inner_text() for q in page.locator("#panel blockquote").all()] == [
        MET,
        "서 장관은 지난 12일 한도윤 회장과 회동했다.",
    ]
    assert [m.inner_text() for m in page.locator("#panel mark").all()] == [
        "한도윤",
        "서지안",
        "서 장관",
        "한도윤",
    ]
    assert [c.inner_text() for c in page.locator("#panel .source").all()] == [
        "가온전자 회장, 산업부 장관 만나\n해담일보 · 2031-03-13 보도 · 기사 보기\n신뢰도 0.90 · met.1",
        "가온전자 회장, 산업부 장관 만나\n두리통신 · 2031-03-13 보도 · 기사 보기\n신뢰도 0.90 · met.1",
        "산업부 장관·가온전자 회장 회동\n저녁신문 · 2031-03-14 보도\n신뢰도 0.80 · met.1",
    ]


def test_conditions(small_watch):
    small_watch.page.fill("#min_articles", "2")
    assert small_watch.state("[...shown().edges].map((i) => DATA.edges[i].type)") == ["met"]
    small_watch.page.fill("#min_articles", "1")
    small_watch.page.fill("#min_confidence", "0.95")
    assert small_watch.state("[...shown().edges].map((i) => DATA.edges[i].type)") == ["holds_position"]
    small_watch.page.get_by_role("button", name="조건 모두 풀기").click()
    assert small_watch.shown() == (8, 10)


def test_neighbourhood_hide_pin_and_expand(small_watch):
    page = small_watch.page
    small_watch.search("서지안")
    page.click("[data-hops='1']")
    labels = "[...shown().nodes].map((i) => DATA.nodes[i].label).sort()"
    assert small_watch.state(labels) == ["미래산업부", "서지안", "한도윤"]
    page.click("[data-hops='2']")
    assert small_watch.state(labels) == ["가온전자", "노바칩", "미래산업부", "서지안", "한도윤"]
    page.click("[data-hops='2']")
    page.click("[data-action=hide]")
    assert "직접 숨긴 이름 1개" in page.inner_text("#statement")
    small_watch.search("한도윤")
    page.click("[data-action=expand]")
    assert "서지안" in small_watch.state(labels)
    page.click("[data-action=pin]")
    page.click("[data-kind=entities] [data-key='entities none']")
    page.keyboard.press("Escape")
    assert small_watch.state(labels) == ["한도윤"]


def test_path_between_two_names(small_watch):
    small_watch.search("서지안")
    small_watch.page.click("[data-action=path_from]")
    small_watch.page.keyboard.type("노바")
    small_watch.page.keyboard.press("Enter")
    headings = [h.inner_text() for h in small_watch.page.locator("#panel h3").all()]
    assert headings == ["서지안", "한도윤", "노바칩"]
    small_watch.page.click("[data-kind=statuses] [data-type=negated]")
    headings = [h.inner_text() for h in small_watch.page.locator("#panel h3").all()]
    assert headings[0] == "서지안"
    assert headings[-2:] == ["가온전자", "노바칩"]
    small_watch.page.click("#path-clear")
    assert small_watch.page.locator("#panel").is_hidden()


def test_an_edge_opens_into_its_events(open_page, tmp_path):
    days = ["2031-01-02", "2031-02-03", "2031-03-04"]
    records = [
        record(
            f"d{i}",
            [f"{d} 한도윤 회장이 서지안 장관을 만났다."],
            [("한도윤", "met", "서지안", 0, {"date": d})],
        )
        for i, d in enumerate(days)
    ]
    watch = open_page(Graph.from_records(records).write_html(tmp_path / "graph.html"))
    assert watch.state("edges.getIds()") == [0]
    watch.page.mouse.click(*watch.edge_at("met", 0.3))
    watch.page.click("[data-action=open_events]")
    assert watch.state("edges.getIds()") == ["0.0", "0.1", "0.2"]
    points = watch.state(
        "edges.getIds().map((i) => Math.round(network.body.edges[i].edgeType.getPoint(0.5).y))"
    )
    assert len(set(points)) == 3
    watch.page.click("[data-action=open_events]")
    assert watch.state("edges.getIds()") == [0]


def test_address_restores_the_view(open_page, small_page):
    first = open_page(small_page)
    first.search("한도윤")
    first.page.click("[data-kind=relations] [data-type=supplies]")
    first.page.fill("#min_confidence", "0.6")
    first.page.fill("#since", "2030-01-01")
    first.page.dispatch_event("#since", "change")
    first.page.click("#tool-dark")
    first.page.keyboard.press("-")
    first.until("location.hash.includes('theme=dark') && location.hash.includes('since=2030-01-01')")
    written = "location.hash.endsWith(`view=${[network.getViewPosition().x.toFixed(0), network.getViewPosition().y.toFixed(0), network.getScale().toFixed(3)].join('_')}`)"
    first.until(written.replace("network", "window.inmaek.network"))
    state = (
        "[...shown().edges, JSON.stringify(state.selected), state.since, state.minConfidence, state.theme]"
    )
    view = "[network.getScale().toFixed(2), Math.round(network.getViewPosition().x)]"
    second = open_page(small_page, first.page.evaluate("location.hash"))
    assert second.state(state) == first.state(state)
    assert second.state(view) == first.state(view)
    assert second.page.inner_text("#panel h2") == "한도윤"


@pytest.mark.parametrize("width", [360, 1280])
def test_an_address_of_a_line_goes_to_it(open_page, large_page, width):
    edge = open_page(large_page).state("DATA.edges.find((e) => shown().edges.has(e.i))")
    watch = open_page(large_page, f"#edge={edge['id']}", width=width)
    assert watch.state("network.getScale()") > 2 * open_page(large_page, width=width).state(
        "network.getScale()"
    )
    box = watch.page.locator("#graph").bounding_box()
    for end in ("a", "b"):
        x, y = watch.canvas_point(f"network.getPosition({edge[end]})")
        assert box["x"] < x < box["x"] + box["width"]
        assert box["y"] < y < box["y"] + box["height"]


@pytest.mark.parametrize(
    "address",
    [
        "#%",
        "#%E0%A4%A",
        "#view=a_b_c&node=nobody&since=2031-02-31&hops=99&focus=x",
        "#cap=1e9&confidence=NaN&edge=__proto__",
        "#<script>",
        "#lang=toString",
    ],
)
def test_a_malformed_address_is_passed_over(open_page, small_page, address):
    watch = open_page(small_page, address)
    assert watch.shown() == (7, 10)
    assert watch.errors == []
    assert watch.page.locator("#panel").is_hidden()


def test_by_keyboard_alone(small_watch):
    keys = small_watch.page.keyboard
    keys.press("/")
    keys.type("노바")
    keys.press("ArrowDown")
    keys.press("Enter")
    assert small_watch.page.evaluate("document.activeElement.id") == "panel"
    assert small_watch.page.inner_text("#panel h2") == "노바칩"
    for _ in range(30):
        keys.press("Tab")
        if small_watch.page.evaluate("document.activeElement.dataset.edge"):
            break
    keys.press("Enter")
    assert "노바칩" in small_watch.page.inner_text("#panel h2")
    assert small_watch.page.locator("#panel blockquote").count() == 1
    keys.press("Escape")
    assert small_watch.page.evaluate("document.activeElement.id") == "search"
    keys.press("Escape")
    assert small_watch.page.evaluate("document.activeElement.id") == "graph"
    keys.press("t")
    assert small_watch.page.evaluate("document.activeElement.closest('#table') !== null")
    keys.press("Enter")
    assert small_watch.page.locator("th[aria-sort=descending], th[aria-sort=ascending]").count() == 1


def test_table_lists_and_sorts_what_is_shown(small_watch):
    small_watch.page.click("#tool-table")
    rows = small_watch.page.locator("#table tbody tr")
    assert rows.count() == 10
    small_watch.page.click("#table th [data-key=articles_column]")
    counts = [int(c.inner_text()) for c in small_watch.page.locator("td.articles_column").all()]
    assert counts == sorted(counts, reverse=True)
    small_watch.page.click("[data-kind=relations] [data-type=met]")
    assert rows.count() == 8
    rows.first.locator("button").click()
    assert small_watch.page.locator("#panel blockquote").count() >= 1


def test_large_graph_is_drawn_at_once_and_stays(open_page, large_page):
    watch = open_page(large_page, "#cap=1000")
    assert watch.shown()[0] == 1000
    places = watch.state("network.getPositions()")
    watch.page.wait_for_timeout(600)
    assert watch.state("network.getPositions()") == places
    assert watch.state("network.physics.physicsEnabled") is False
    assert watch.requests == [watch.page.url.partition("#")[0]]
    assert watch.errors == []


def test_a_capped_view_has_no_loose_ends(open_page, tmp_path):
    pairs = [
        record(f"d{i}", [f"사람{i:03} 대표가 회사{i:03}에 왔다."], [(f"사람{i:03}", "visited", f"회사{i:03}", 0, {})],
               names={f"사람{i:03}": ("PERSON", None, []), f"회사{i:03}": ("COMPANY", None, [])})
        for i in range(200)
    ]  # fmt: skip
    watch = open_page(Graph.from_records(pairs).write_html(tmp_path / "graph.html"))
    assert watch.shown() == (300, 150)


@pytest.mark.parametrize("address", ["", "#cap=1000", "#groups=1"])
def test_names_do_not_cover_each_other(open_page, large_page, address):
    watch = open_page(large_page, address)
    boxes = watch.page.evaluate("window.inmaek.labels()")
    named = [b for b in boxes if "i" in b]
    assert len(named) > 30
    assert {b["i"] for b in named} >= set(range(5)), "the most important are named"
    for k, a in enumerate(boxes):
        for b in boxes[k + 1 :]:
            assert not (a["x0"] < b["x1"] and b["x0"] < a["x1"] and a["y0"] < b["y1"] and b["y0"] < a["y1"])


def test_notebook_frame_survives_moving(open_page, tmp_path):
    shown = Graph.from_records(small())._repr_html_()
    before, after = tmp_path / "a", tmp_path / "b"
    before.mkdir()
    (before / "notebook.html").write_text(f"<!doctype html><meta charset=utf-8>{shown}", encoding="utf-8")
    before.rename(after)
    watch = open_page(after / "notebook.html")
    frame = watch.page.frames[1]
    frame.locator("#tool-fit").wait_for()
    frame.fill("#search", "한도윤")
    frame.press("#search", "Enter")
    assert frame.inner_text("#panel h2") == "한도윤"
    assert watch.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_narrow_and_dark(open_page, small_page, width, scheme):
    watch = open_page(small_page, width=width, height=740, color_scheme=scheme)
    watch.search("한도윤")
    page = watch.page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("#panel").bounding_box()["y"] < 740
    assert page.locator("#graph").bounding_box()["height"] > 120
    red, *_ = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert (red < 64) is (scheme == "dark")
    place = watch.state("network.canvasToDOM(network.getPosition(state.selected.i))")
    assert 0 < place["x"] < page.locator("#graph").bounding_box()["width"]


def test_png_is_the_picture(small_watch, tmp_path):
    with small_watch.page.expect_download() as caught:
        small_watch.page.click("#tool-png")
    caught.value.save_as(tmp_path / "view.png")
    assert (tmp_path / "view.png").read_bytes().startswith(b"\x89PNG")
    encoded = base64.b64encode((tmp_path / "view.png").read_bytes()).decode()
    colours = small_watch.page.evaluate(
        """async (encoded) => {
        const image = Object.assign(new Image(), { src: `data:image/png;base64,${encoded}` });
        await image.decode();
        const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
        canvas.getContext("2d").drawImage(image, 0, 0);
        const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        return new Set(Array.from({length: data.length / 4}, (_, i) => data.slice(4 * i, 4 * i + 3).join())).size;
    }""",
        encoded,
    )
    assert colours > 20


def test_csv_of_the_view(small_watch, tmp_path):
    small_watch.page.click("[data-kind=relations] [data-key='relations none']")
    small_watch.page.click("[data-kind=relations] [data-type=invests_in]")
    with small_watch.page.expect_download() as caught:
        small_watch.page.click("#tool-csv")
    caught.value.save_as(tmp_path / "view.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "view.csv").read_text("utf-8-sig"))))
    assert [(r["head"], r["tail"], r["amount"], r["date"]) for r in rows] == [
        ("가온전자", "노바칩", "3000억 원", "2030-11")
    ]


def test_two_languages(small_watch):
    small_watch.page.click("#tool-language")
    assert small_watch.page.evaluate("document.documentElement.lang") == "en"
    assert small_watch.page.locator("[data-kind=relations]").inner_text().startswith("Relations")
    small_watch.search("노바칩")
    assert "Companies" in small_watch.page.inner_text("#panel")


def test_communities_are_coloured_and_explained(open_page, large_page):
    watch = open_page(large_page)
    colours = "new Set(Object.values(network.body.nodes).map((n) => n.options.color.background)).size"
    before = watch.state(colours)
    watch.page.click("#colour_communities")
    assert watch.page.locator("[data-kind=communities] .community").count() > 3
    assert watch.state(colours) != before


def test_an_empty_graph_opens(open_page, tmp_path):
    watch = open_page(Graph.from_records([]).write_html(tmp_path / "graph.html"))
    assert watch.shown() == (0, 0)
    assert watch.errors == []

"""A project's folder through the command: add, remove, refresh, query, why, review."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from extract.readers import read_articles
from extract.records import read_records
from graph.network import Graph
from graph.settle import settle
from graph.store import Store
from inmaek import data_state, project
from inmaek.messages import Messages
from inmaek.review import Review
from tests.graph.fixtures import small
from tests.graph.test_identity import TWO
from tests.inmaek.conftest import MET


@pytest.fixture
def articles(tmp_path):
    """Return a folder of three articles, two of which tell of a meeting."""
    folder = tmp_path / "기사"
    folder.mkdir()
    for name, text in {"a": MET, "b": f"{MET} 다음 날이었다.", "c": "이재명 대통령이 말했다."}.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def built(tmp_path):
    """Return a project of ready records."""
    out = tmp_path / "built"
    with Store.open(out, write=True, create=True) as store:
        for record in [*small(), *TWO]:
            store.put(record)
        settle(store)
    return out


def files(out):
    return {p.name: p.read_bytes() for p in out.iterdir() if p.suffix != ".duckdb"}


def test_adding_in_parts_and_again_is_as_building_at_once(run, articles, tmp_path):
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    run("build", articles, "-o", whole)
    for some in ([articles / "c.txt"], [articles / "b.txt", articles / "a.txt"], [articles]):
        status, printed, _ = run("add", *some, "-o", parts, "--json")
        assert status == 0
    assert json.loads(printed)["changes"] == {
        "new": [],
        "changed": [],
        "same": ["a", "b", "c"],
        "removed": [],
    }
    assert files(whole) == files(parts)


def test_what_was_read_is_not_read_again(run, articles, tmp_path, monkeypatch):
    run("add", articles, "-o", tmp_path / "out")
    (articles / "c.txt").write_text(f"{MET} 끝.", encoding="utf-8")
    seen = []
    from tests.inmaek import fakes

    read = fakes.FakePipeline.read
    monkeypatch.setattr(
        fakes.FakePipeline, "read", lambda self, a, *_: seen.append(a.doc_id) or read(self, a)
    )
    _, printed, _ = run("add", articles, "-o", tmp_path / "out", "--json")
    assert seen == ["c"]
    assert json.loads(printed)["changes"]["changed"] == ["c"]


def test_building_again_leaves_only_what_was_given(run, articles, tmp_path):
    out = tmp_path / "out"
    run("build", articles, "-o", out)
    _, printed, _ = run("build", articles / "a.txt", "-o", out, "--json")
    assert json.loads(printed)["changes"]["removed"] == ["b", "c"]
    with (out / "records.jsonl").open(encoding="utf-8") as stream:
        assert [r.doc_id for r in read_records(stream)] == ["a"]


def test_remove(run, articles, tmp_path):
    out, other = tmp_path / "out", tmp_path / "other"
    run("build", articles, "-o", out)
    status, _, errors = run("remove", out, "a", "zzz")
    assert (status, "zzz" in errors[-1]) == (2, True)
    assert run("remove", out, "a")[0] == 0
    run("build", articles / "b.txt", articles / "c.txt", "-o", other)
    assert files(out) == files(other)


@pytest.mark.parametrize("command", [["query", "OUT", "brokers"], ["why", "OUT", "a", "b"], ["refresh", "OUT"], ["review", "OUT"], ["remove", "OUT", "a"]])  # fmt: skip
def test_no_store_is_told_in_one_line(run, tmp_path, command):
    status, _, errors = run(*(str(tmp_path / "none") if word == "OUT" else word for word in command))
    assert status == 2
    assert len(errors) == 1
    assert "inmaek build" in errors[0]


# -- refresh ---------------------------------------------------------------------------------------


@pytest.fixture
def data(tmp_path):
    """Return a small data folder: one table, one relation, one other file."""
    folder = tmp_path / "data"
    (folder / "gazetteers").mkdir(parents=True)
    (folder / "relations").mkdir()
    (folder / "gazetteers" / "my.tsv").write_text(
        "id\tname\ttype\taliases\ncompany:x\t가온\tCOMPANY\t\n", encoding="utf-8"
    )
    (folder / "relations" / "met.yml").write_text(
        "type: met\nframes:\n  - id: met.1\n    verbs: [만나]\n    nouns: [회동]\n  - id: met.2\n    verbs: [돕]\n",
        encoding="utf-8",
    )
    (folder / "titles.yml").write_text("ranks: [회장]\n", encoding="utf-8")
    return folder


TEXTS = {"a": "가온 전자 이야기.", "b": "둘이 만났다.", "c": "가 온다.", "d": "해담시의 날씨."}


@pytest.mark.parametrize(
    ("file", "before", "after", "stale"),
    [
        ("gazetteers/my.tsv", "가온\tCOMPANY\t", "가온\tCOMPANY\t해담", {"a", "c", "d"}),
        ("gazetteers/my.tsv", "company:x\t가온", "company:y\t날씨", {"a", "c", "d"}),
        ("relations/met.yml", "nouns: [회동]", "nouns: [회동, 이야기]", {"a", "b"}),
        ("relations/met.yml", "[만나]", "[마주하]", {"b"}),
        ("relations/met.yml", "[돕]", "[돕, 거들]", {"a", "b", "c", "d"}),
        ("titles.yml", "회장", "의장", {"a", "b", "c", "d"}),
        ("titles.yml", "회장", "회장", set()),
    ],
)
def test_only_what_a_change_can_affect_is_stale(tmp_path, data, file, before, after, stale):
    with Store.memory() as store:
        for doc_id, text in TEXTS.items():
            store.put(
                small()[0].model_copy(
                    update={"doc_id": doc_id, "text": text, "entities": [], "relations": []}
                )
            )
        assert data_state.refresh_state(store, [data], model=False) == 0
        path = data / file
        path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
        data_state.refresh_state(store, [data], model=False)
        assert {a.doc_id for a in project.stale_articles(store)} == stale


def test_refresh_reads_again_and_tells_the_difference(run, articles, tmp_path, monkeypatch):
    out = tmp_path / "out"
    run("build", articles, "-o", out)
    from tests.inmaek import fakes

    read = fakes.FakePipeline.read
    monkeypatch.setattr(
        fakes.FakePipeline, "read", lambda self, a, *_: read(self, a).model_copy(update={"relations": []})
    )
    own = tmp_path / "own"
    (own / "gazetteers").mkdir(parents=True)
    (own / "gazetteers" / "my.tsv").write_text(
        "id\tname\ttype\ncompany:zz\t다음 날이\tCOMPANY\n", encoding="utf-8"
    )
    status, printed, _ = run("refresh", out, "--data", own, "--json")
    told = json.loads(printed)
    assert (status, told["read_again"]) == (0, ["b"])
    assert [len(told[k]) for k in ("gained", "lost", "changed")] == [0, 0, 1]
    assert "0 articles" in run("refresh", out, "--data", own)[1]


def test_a_reread_article_is_what_was_handed_in(tmp_path, articles):
    given = list(read_articles([articles], published="2025-10"))
    from tests.inmaek.fakes import FakePipeline

    def read(some):
        return (article and FakePipeline().read(article) for article in some)

    with Store.memory() as store:
        list(project.grow(store, given, read))
        store.con.execute("UPDATE docs SET stale = true")
        assert list(project.stale_articles(store)) == given
        assert [what for _, what in project.grow(store, given, read)] == ["same"] * 3
        assert list(project.stale_articles(store)) == []


# -- query, why, review ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        ["who-met", "한 회장", "--since", "2031", "--status", "actual", "--type", "met"],
        ["between", "한도윤", "서지안"],
        ["timeline", "가온전자"],
        ["contacts", "가온전자", "서지안"],
        ["paths", "서지안", "노바칩", "--by", "strongest", "--top", "1", "--max-hops", "4"],
        ["ego", "서지안", "--hops", "2"],
        ["supply"],
        ["first-meetings", "--since", "2031"],
        ["co-meetings", "한도윤", "서지안"],
        ["brokers", "--top", "3"],
        ["communities"],
        ["changes", "2031-03-14", "--by", "published"],
        ["sql", "SELECT * FROM edges"],
    ],
)
def test_questions(run, built, asked, tmp_path):
    status, printed, _ = run("query", built, *asked)
    assert status == 0
    assert printed.splitlines()[-1].endswith(" rows")
    rows = json.loads(run("query", built, *asked, "--json")[1])
    assert len(rows) == int(printed.splitlines()[-1].split()[0]) > 0
    run("query", built, *asked, "--csv", tmp_path / "answer.csv")
    assert len((tmp_path / "answer.csv").read_text("utf-8-sig").splitlines()) > len(rows)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["who-knows"], "who-met"),
        (["who-met"], "1"),
        (["who-met", "한도윤", "--top", "3"], "--top"),
        (["who-met", "가온전기"], "가온전자"),
        (["who-met", "김영수"], "해담구단 감독"),
        (["who-met", "한도윤", "--since", "어제"], "어제"),
        (["paths", "한도윤", "김영수"], "해담구단"),
        (["sql", "SELECT nothing"], "nothing"),
        (["brokers", "--plot", "x.png"], "timeline"),
    ],
)
def test_wrong_questions_are_told(run, built, asked, said):
    status, _, errors = run("query", built, *asked)
    assert status == 2
    assert said in "\n".join(errors)
    assert "Traceback" not in "\n".join(errors)


def test_a_plot_is_a_file(run, built, tmp_path):
    pytest.importorskip("matplotlib")
    assert run("query", built, "timeline", "한도윤", "--plot", tmp_path / "t.png")[0] == 0
    assert (tmp_path / "t.png").read_bytes().startswith(b"\x89PNG")


def test_why(run, built):
    one, other = "PERSON:김영수@COMPANY:가온전자", "PERSON:김영수@COMPANY:해담구단"
    status, printed, _ = run("why", built, one, other)
    assert status == 0
    assert printed.startswith("different")
    assert json.loads(run("why", built, one, other, "--json")[1])["verdict"] == "different"
    assert run("why", built, one, "없는이")[0] == 2


def test_review_lists_and_writes_decisions(run, built):
    assert "김영수" in run("review", built, "--list")[1]
    with Graph.open(built) as graph:
        from graph.why import unsure

        cases = unsure(graph.store)
    app = Review(cases, built, Messages("ko"))

    async def press():
        async with app.run_test() as pilot:
            await pilot.press("s", "d", "u", "p", "n", "q")

    with ThreadPoolExecutor(1) as thread:  # the main one may have a loop of a browser's running
        thread.submit(asyncio.run, press()).result()
    lines = (built / "decisions.tsv").read_text(encoding="utf-8").splitlines()
    assert app.return_value == 1
    assert lines[1].split("\t")[:3] == ["same", cases[0].judgement.a, cases[0].judgement.b]
    before = names(built)
    from inmaek import api

    api.settle_decisions(built).graph.close()
    assert len(names(built)) == len(before) - 1


def names(out):
    with Graph.open(out) as graph:
        return set(graph.to_networkx())

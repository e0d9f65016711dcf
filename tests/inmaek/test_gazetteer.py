"""``inmaek gazetteer``: look up, add with every refusal, why, and suggest."""

from __future__ import annotations

import json
import unicodedata

import pytest

import inmaek
from extract.gazetteer import COLUMNS, load_gazetteers
from extract.records import EntityType
from inmaek import api, cli_gazetteer

LOAD = api._load
ROWS = [
    "\t".join(COLUMNS),
    "company:누리칩스\t누리칩스\tCOMPANY\tNuri Chips|?누리\t\t\t\ttyped\talso a word for the world",
    "place:가람시\t가람시\tPLACE\t가람\t\t\t\ttyped\t",
    "person:문가람\t문가람\tPERSON\t\t대표@company:누리칩스[2021..]\t\t\ttyped\t",
]


@pytest.fixture
def tables(tmp_path, monkeypatch):
    """Put a small table in place of the built-in ones; return its path."""
    path = tmp_path / "built-in" / "gazetteers" / "names.tsv"
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    monkeypatch.setattr(cli_gazetteer, "data_dir", lambda: path.parent.parent)
    return path


@pytest.fixture
def gazetteer(run, tables):
    def _gazetteer(*args):
        return run("gazetteer", *args)

    return _gazetteer


@pytest.fixture
def own(tmp_path):
    return tmp_path / "내데이터"


@pytest.fixture
def real(run, monkeypatch):
    """Run with the real pipeline over the built-in data, loaded once for all tests."""
    built_in = LOAD((inmaek.data_dir(),), model=True)
    monkeypatch.setattr(api, "_load", lambda *_folders, **_model: built_in)
    return run


def test_the_choices_are_the_entity_types():
    assert [kind.value for kind in cli_gazetteer.Kind] == [kind.value for kind in EntityType]


@pytest.mark.parametrize(
    "form", ["누리칩스", "nuri chips", "누리", "company:누리칩스", unicodedata.normalize("NFD", "누리칩스")]
)
def test_find_by_any_form(gazetteer, tables, form):
    status, out, _ = gazetteer("find", form)
    assert status == 0
    assert out.splitlines() == [
        "company:누리칩스  누리칩스  COMPANY",
        "  forms: 누리칩스, Nuri Chips, ?누리",
        "  why ? forms are guarded: also a word for the world",
        f"  source: typed ({tables}:2)",
    ]


def test_find_shows_posts_with_the_name_of_the_body(gazetteer):
    assert "누리칩스 대표 [2021..] (company:누리칩스)" in gazetteer("find", "문가람")[1]
    found = json.loads(gazetteer("find", "문가람", "--json")[1])
    assert found[0]["posts"] == [{"title": "대표", "body": "company:누리칩스", "valid": "2021.."}]


def test_an_unknown_name_is_answered_with_like_ones(gazetteer):
    status, out, errors = gazetteer("find", "누리칩")
    assert (status, out) == (1, "")
    assert "누리칩스" in errors[0]


def test_what_was_added_is_found_and_loads(gazetteer, own):
    added = gazetteer(
        "add", "다온바이오", "--type", "COMPANY", "--data", own, "--alias", "Daon Bio", "--guard", "다온",
        "--reason", "also a given name", "--origin", "own notes", "--json",
    )  # fmt: skip
    path = own / "gazetteers" / "companies.tsv"
    assert added[0] == 0
    assert json.loads(added[1]) == {"id": "company:다온바이오", "path": str(path), "line": 2}
    status, out, _ = gazetteer(
        "add", "윤다솔", "--type", "PERSON", "--data", own, "--post", "대표@company:다온바이오"
    )
    assert (status, out) == (0, f"added person:윤다솔 ({own / 'gazetteers' / 'people.tsv'}:2)\n")
    entries = load_gazetteers([own / "gazetteers"]).entries
    assert entries["company:다온바이오"].forms == {"다온바이오": False, "Daon Bio": False, "다온": True}
    assert gazetteer("find", "다온", "--data", own)[0] == 0


def test_rows_go_below_those_there_in_the_order_of_their_header(gazetteer, own):
    path = own / "gazetteers" / "mine.tsv"
    path.parent.mkdir(parents=True)
    path.write_bytes("# 내 이름\r\nid\ttype\tname\r\norg:가온회\tORGANIZATION\t가온회".encode())
    assert gazetteer("add", "누리회", "--type", "ORGANIZATION", "--data", own, "--table", "mine")[0] == 0
    assert path.read_bytes().decode().split("\r\n") == [
        "# 내 이름", "id\ttype\tname", "org:가온회\tORGANIZATION\t가온회", "org:누리회\tORGANIZATION\t누리회", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["누리칩스", "--type", "COMPANY"], ["{tables}:2: id company:누리칩스 is there already"]),
        (["새칩", "--type", "COMPANY", "--alias", "Nuri Chips"], ["{tables}:2: Nuri Chips is a form of company:누리칩스"]),
        (["새칩", "--type", "COMPANY", "--id", "새칩"], ["id '새칩' is not of the form kind:slug"]),
        (["새칩", "--type", "COMPANY", "--guard", "칩"], ["reason is empty"]),
        (["새칩", "--type", "COMPANY", "--valid", "2020"], ["valid '2020' is not from..until"]),
        (["한솔", "--type", "PERSON", "--post", "대표"], ["post '대표' is not title@body-id"]),
        (["한솔", "--type", "PERSON", "--post", "대표@company:없음"], ["refers to company:없음, which no table has"]),
        (["한\t솔", "--type", "PERSON"], ["holds a tab or a line break"]),
        (["새칩", "--type", "COMPANY", "--table", "a/b"], ["--table a/b"]),
        (["", "--type", "COMPANY"], ["name is empty", "is not of the form kind:slug"]),
    ],
)  # fmt: skip
def test_what_cannot_be_added_is_told_and_nothing_is_written(gazetteer, tables, own, args, says):
    status, out, errors = gazetteer("add", *args, "--data", own)
    assert (status, out) == (2, "")
    assert len(errors) >= len(says)
    assert all(any(say.format(tables=tables) in line for line in errors) for say in says), errors
    assert list(own.rglob("*.tsv")) == []


def test_an_own_row_is_not_added_twice_and_a_built_in_one_only_replaced_if_asked(gazetteer, own):
    args = ("add", "가람시", "--type", "PLACE", "--data", own)
    assert gazetteer(*args)[0] == 2
    assert gazetteer(*args, "--replace")[0] == 0
    status, _, errors = gazetteer(*args, "--replace")
    assert status == 2
    assert errors == [
        f"{own / 'gazetteers' / 'places.tsv'}:2: id place:가람시 is there already; edit that line"
    ]


def test_a_broken_table_of_ones_own_is_told_by_file_and_line(gazetteer, own):
    path = own / "gazetteers" / "companies.tsv"
    path.parent.mkdir(parents=True)
    path.write_text("\t".join(COLUMNS) + "\ncompany:가\t가\tFIRM\n", encoding="utf-8")
    before = path.read_bytes()
    status, _, errors = gazetteer("add", "새칩", "--type", "COMPANY", "--data", own)
    assert status == 2
    assert errors[0].startswith(f"{path}:2: type 'FIRM'")
    assert path.read_bytes() == before


def test_a_namesake_is_added_guarded(gazetteer, own):
    args = ("문가람", "--type", "PERSON", "--id", "person:문가람.2", "--data", own)
    assert gazetteer("add", *args)[0] == 2
    assert gazetteer("add", *args, "--guard", "문가람", "--reason", "namesake of person:문가람")[0] == 0


def test_why_tells_the_guard_and_the_votes(real):
    status, out, _ = real("gazetteer", "why", "대상", "조사 대상은 서른 명이다.")
    assert status == 0
    assert "krx:001680  대상  COMPANY: guarded" in out
    assert "대상  COMPANY  gazetteer:krx  0.35  guarded  krx:001680" in out
    assert "‘대상’ is not taken for a name" in out


def test_why_of_a_name_that_is_taken_and_of_a_part_of_one(real):
    found = json.loads(real("gazetteer", "why", "삼성전자", "삼성전자는 실적을 냈다.", "--json")[1])
    assert found["taken"] is True
    assert {vote["rule"] for vote in found["votes"]} >= {"gazetteer:krx"}
    assert "is read as part of ‘삼성전자’" in real("gazetteer", "why", "전자", "삼성전자는 실적을 냈다.")[1]


def test_why_knows_titles_and_words_that_are_no_names(real):
    assert "It is a title" in real("gazetteer", "why", "회장")[1]
    assert "not_names" in real("gazetteer", "why", "최근")[1]


def test_suggested_rows_can_be_pasted_and_then_are_known(real, tmp_path):
    articles = tmp_path / "기사"
    articles.mkdir()
    for i, text in enumerate(
        ["이서율 삼성전자 회장은 4일 다온모빌리티를 방문했다.", "다온모빌리티는 삼성전자와 계약했다."]
    ):
        (articles / f"{i}.txt").write_text(text, encoding="utf-8")
    table = tmp_path / "data" / "gazetteers" / "mine.tsv"
    table.parent.mkdir(parents=True)
    assert real("gazetteer", "suggest", articles, "-o", table)[0] == 0
    lines = table.read_text(encoding="utf-8").splitlines()
    assert lines[1].startswith("# articles: 2, mentions: 2")
    entries = load_gazetteers([inmaek.data_dir() / "gazetteers", table.parent]).entries
    assert entries["company:다온모빌리티"].type == "COMPANY"
    assert [p.body for p in entries["person:이서율"].posts] == ["krx:005930"]


def test_suggest_for_machines_keeps_what_many_articles_name(real, tmp_path):
    rows = [{"id": str(i), "text": "다온모빌리티는 공장을 짓는다."} for i in range(3)]
    rows.append({"id": "3", "text": "한빛로보틱스는 공장을 짓는다."})
    path = tmp_path / "news.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = json.loads(real("gazetteer", "suggest", path, "--at-least", "2", "--json")[1])
    assert [(s["name"], s["articles"], s["mentions"]) for s in found] == [
        ("다온모빌리티", ["0", "1", "2"], 3)
    ]
    assert found[0]["contexts"][0] == "[다온모빌리티]는 공장을 짓는다."
    assert len(json.loads(real("gazetteer", "suggest", path, "--limit", "1", "--json")[1])) == 1

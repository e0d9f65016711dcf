"""Inputs no one wrote: each gives articles or one-line problems, and a record that keeps its promises."""

from __future__ import annotations

import io
import json
import unicodedata
from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from pyarrow import parquet

from extract.document import Article
from extract.gazetteer import DataError
from extract.limits import Limits, load_limits
from extract.pipeline import Pipeline
from extract.readers import InputProblem, read_articles
from extract.rule_use import rule_uses
from extract.slow_patterns import FILES, is_slow, slow_patterns
from tests.fuzz.inputs import files, stories
from tests.fuzz.promises import check_file, check_story

MET = "가람전자 이가람 대표는 4일 나루통신 김나루 사장을 만났다."
STORY = "<p>가람전자가 4일 나루통신과 양해각서를 맺었다고 밝혔다. 두 회사는 공장을 함께 짓기로 했다.</p>" * 5


def table(**columns):
    stream = io.BytesIO()
    parquet.write_table(pa.table(columns), stream)
    return stream.getvalue()


def jsonl(*rows):
    return "\n".join(map(json.dumps, rows)).encode()


BAD_FILES = {
    "a line of 10 MB.txt": "가람전자가 나루통신과 계약을 맺었다. ".encode() * 190_000,
    "a line of 10 MB.jsonl": b'{"text":"' + "가람 ".encode() * 1_400_000 + b'"}',
    "an open quote of 10 MB.csv": b'text\n"' + "가람 ".encode() * 1_400_000,
    "a broken tail in CP949.txt": MET.encode("cp949") + b"\xb0",
    "a broken tail in CP949.csv": b"text\n" + MET.encode("cp949") + b"\xb0",
    "lone surrogates.jsonl": b'{"text": "\\ud83d \\udc80 \\uac00", "id": "\\udc80"}',
    "brackets all the way.jsonl": b'{"text": "a", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a number of 10,000 digits.jsonl": b'{"text": "a", "id": ' + b"9" * 10_000 + b"}",
    "values of all kinds.jsonl": jsonl({"text": {"a": 1}}, {"text": 1e308}, {"text": None}, {"text": "가", "id": []}),
    "formulas.csv": b"id,text\n=1+1,\"=HYPERLINK(\"\"http://x.example\"\")\"\n+cmd|' /C calc'!A0,@SUM(A1)\n",
    "deep tags.html": ("<html><body>" + "<div>" * 100_000 + STORY).encode(),
    "a huge attribute.html": ("<html><body><p title='" + "a" * 10_000_000 + "'>" + STORY).encode(),
    "a tag of many attributes.html": (
        "<html><body><p " + " ".join(f"a{i}=1" for i in range(100_000)) + ">" + STORY
    ).encode(),
    "entities in entities.html": (
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><html><body>' + "&b;" * 10_000 + STORY
    ).encode(),
    "numbers for text.parquet": table(text=[1, 2]),
    "bytes for text.parquet": table(text=[b"\xff\xfe", b""]),
    "lists for text.parquet": table(text=[["a"], None]),
    "a day out of range.parquet": table(text=["가"], published=pa.array([2**52], pa.timestamp("s"))),
    "no such time zone.parquet": table(text=["가"], published=pa.array([1], pa.timestamp("us", "Nowhere/Land"))),
    "cut.parquet": table(text=["가"])[:-9],
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_files(tmp_path, name):
    check_file("." + name.rpartition(".")[2], BAD_FILES[name], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [f"기사.{name.rpartition('.')[2]}"]


def test_a_tag_of_many_attributes_is_told_and_one_with_a_long_value_is_read(tmp_path):
    for name, wrong in (("a tag of many attributes.html", True), ("a huge attribute.html", False)):
        path = tmp_path / name
        path.write_bytes(BAD_FILES[name])
        (found,) = read_articles([path])
        assert isinstance(found, InputProblem) == wrong


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(files())
def test_any_bytes(tmp_path, given_file):
    check_file(*given_file, tmp_path)


BAD_STORIES = {
    "quotations": "“‘" * 5_000 + MET + "’”" * 5_000,
    "quotations never closed": "“" * 10_000 + MET,
    "brackets": "(" * 5_000 + MET + ")" * 5_000,
    "lines of brackets": (MET + "\n" + "(" * 400) * 20,
    "joiners behind each sentence": ("\n\n" + "\u200d" * 300 + MET) * 10,
    "emoji": "😀👩‍👩‍👧🇰🇷" * 2_000,
    "lone surrogates": "\ud83d" + MET + "\udc80",
    "decomposed": unicodedata.normalize("NFD", MET) * 50,
    "zero width": "\u200b".join(MET),
    "right to left": f"\u202e{MET}\u202c שלום {MET} مرحبا",
    "digits": "9" * 50_000,
    "one syllable": "가" * 20_000,
    "a list": "삼성전자·" * 2_000,
    "a clause without end": "가람전자 이가람 대표는 나루통신 김나루 사장을 만났고 " * 100,
    "an ending left out at the end": "려 려",
    "marks alone": "\u0301" * 1_000,
    "NUL": "\0".join(MET),
}


@pytest.mark.parametrize("name", BAD_STORIES)
def test_bad_stories(pipeline, name):
    check_story(BAD_STORIES[name], pipeline.read)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(text=stories())
def test_any_story(pipeline, text):
    check_story(text, pipeline.read)


@pytest.fixture
def limited(pipeline, monkeypatch):
    """Return what an article's record has and which problems it tells, under small limits."""

    def read(text, **limits):
        monkeypatch.setattr(pipeline, "limits", replace(Limits(), **limits))
        monkeypatch.setattr(pipeline.analyzer, "longest", pipeline.limits.sentence)
        problems = []
        record = pipeline.read(Article("기사", text), problems.append)
        return record, [str(problem) for problem in problems]

    return read


def test_an_article_past_its_limit_is_kept_whole_and_read_in_part(limited):
    text = MET + " " + "한편 다람은행 박다람 행장은 솔내시를 찾았다."
    record, problems = limited(text, article=len(MET))
    assert record.text == text
    assert max(m.end for e in record.entities for m in e.mentions) <= len(MET)
    assert problems == [
        f"기사: is longer than {len(MET)} characters, the rest was not read; split it, or raise `article` in limits.yml"
    ]


def test_a_sentence_past_its_limit_is_cut_and_told(limited):
    _, problems = limited("가람전자 " * 100, sentence=200)
    assert [problem.partition(" it was")[0] for problem in problems] == [
        "기사: goes on for more than 200 characters without the end of a sentence,"
    ]


def test_names_past_their_limit_are_left_out_and_told(limited):
    text = "삼성전자와 SK하이닉스, 현대자동차가 모였다."
    assert len(limited(text)[0].entities) == 3
    record, problems = limited(text, matches=2)
    assert [entity.name for entity in record.entities] == ["삼성전자", "SK하이닉스"]
    assert len(problems) == 1
    assert "2 names" in problems[0]


@pytest.mark.parametrize("act", ["read", "names", "explain", "rule_uses"])
def test_whatever_reads_an_article_tells_the_limits_it_hits(pipeline, monkeypatch, act):
    monkeypatch.setattr(pipeline, "limits", Limits(matches=1))
    problems = []
    if act == "rule_uses":
        rule_uses(pipeline, [Article("기사", MET)], problems.append)
    elif act == "explain":
        pipeline.explain(MET, on_problem=problems.append)
    else:
        getattr(pipeline, act)(Article("기사", MET), problems.append)
    assert [problem.what for problem in problems] == ["holds more than 1 names, the rest was left out"]


def test_limits_of_ones_own(root, tmp_path):
    path = tmp_path / "limits.yml"
    path.write_text("article: 10\n", encoding="utf-8")
    assert load_limits(path) == Limits(article=10)
    assert load_limits(root / "data" / "limits.yml") == Limits()
    path.write_text("artikel: 10\nmatches: -1\nsentence: true\n", encoding="utf-8")
    with pytest.raises(DataError, match="artikel") as error:
        load_limits(path)
    assert len(error.value.problems) == 3


def test_a_gazetteer_of_patterns_is_taken_by_the_letter(root, tmp_path):
    folder = tmp_path / "gazetteers"
    folder.mkdir()
    header = (root / "data" / "gazetteers" / "companies.tsv").read_text(encoding="utf-8").splitlines()
    columns = next(line for line in header if not line.startswith("#")).split("\t")
    row = {"id": "company:odd", "name": "(가+)+$", "type": "COMPANY", "aliases": "가" * 300}
    row = {name: row.get(name, "") for name in columns}
    (folder / "companies.tsv").write_text("\t".join(columns) + "\n" + "\t".join(row.values()) + "\n", "utf-8")
    read = Pipeline([root / "data", tmp_path], model=False).read
    check_story("가" * 5_000 + "!", read)
    record = read(Article("기사", f"삼성전자는 {'가' * 300}와 계약을 맺었다."))
    assert "company:odd" in {entity.kb_id for entity in record.entities}


@pytest.mark.parametrize(
    ("pattern", "slow"),
    [
        ("(가+)+$", True),
        ("(?:(?:가|나*)다?)*", True),
        (r"(\w{1,200}\s?){5,}", True),
        ("(?=(?:가*나?)*$)", True),
        ("가+나+", False),
        ("(?:가{1,9})+", False),
        ("(?:가나|다)+", False),
        ("(가", False),  # no pattern: it is told where it is compiled
        ("가+", False),
    ],
)
def test_a_pattern_that_may_take_for_ever_is_known(pattern, slow):
    assert is_slow(pattern) == slow


WRONG = {
    "a catastrophic pattern": (
        "furniture.yml",
        "furniture:\n",
        'furniture:\n  - "(가+)+$"\n',
        "take for ever",
    ),
    "a broken pattern": ("furniture.yml", "furniture:\n", 'furniture:\n  - "(가"\n', "PatternError|error"),
    "no YAML": ("titles.yml", "\n", "\n[\n", "titles.yml: (Parser|Scanner)Error"),
    "a section left out": ("furniture.yml", "\nbuttons:", "\nbutton:", "KeyError: 'buttons'"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_file_of_ones_own_is_told(root, tmp_path, case):
    name, before, after, told = WRONG[case]
    text = (root / "data" / name).read_text("utf-8")
    (tmp_path / name).write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(DataError, match=told) as error:
        Pipeline([root / "data", tmp_path], model=False)
    assert [problem.where for problem in error.value.problems] == [str(tmp_path / name)]


def test_the_built_in_patterns_are_not_slow(root):
    assert [problem for name in FILES for problem in slow_patterns(root / "data" / name)] == []

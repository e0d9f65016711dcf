import codecs
import io
import json
import sys
import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from extract.document import Article
from extract.readers import InputProblem, count_inputs, read_articles
from extract.readers import tables as tables_module

STORY = "가람전자가 4일 나루통신과 양해각서를 맺었다.\r\n두 회사는 공장을 함께 짓는다.\n"
PAGE = """<html><head><meta charset="{charset}"><title>가람전자, 나루통신과 맞손</title>
<meta property="og:site_name" content="한빛일보"><meta property="article:published_time" content="2025-03-04T10:00:00+09:00">
<link rel="canonical" href="https://hanbit.example/news/1"></head><body><nav><a href="/">처음</a> <a href="/e">경제</a></nav>
<article><h1>가람전자, 나루통신과 맞손</h1><p>가람전자가 4일 나루통신과 양해각서를 맺었다고 밝혔다. 두 회사는 공장을 함께 짓기로 했다.</p>
<p>이가람 대표는 "나루통신은 오랜 벗"이라며 협력을 넓히겠다고 말했다.</p></article></body></html>"""


def read(*inputs, **options):
    found = list(read_articles([str(i) for i in inputs], **options))
    return [f for f in found if isinstance(f, Article)], [
        str(f) for f in found if isinstance(f, InputProblem)
    ]


def put(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    "data",
    [
        STORY.encode(),
        codecs.BOM_UTF8 + STORY.encode(),
        STORY.encode("utf-16"),
        codecs.BOM_UTF16_BE + STORY.encode("utf-16-be"),
        (STORY * 3).encode("utf-16-le"),
        (STORY * 3).encode("utf-16-be"),
        STORY.encode("utf-32"),
        STORY.encode("cp949"),
        STORY.encode("euc-kr"),
    ],
    ids=[
        "utf-8",
        "utf-8-bom",
        "utf-16",
        "utf-16-be",
        "utf-16-le-bare",
        "utf-16-be-bare",
        "utf-32",
        "cp949",
        "euc-kr",
    ],
)
def test_encodings_and_line_ends_as_given(tmp_path, data):
    articles, problems = read(put(tmp_path, "기사.txt", data))
    assert not problems
    assert articles[0].text in (STORY, STORY * 3)
    assert articles[0].doc_id == "기사"


def test_words_only_cp949_has(tmp_path):
    articles, _ = read(put(tmp_path, "a.txt", "펩시와 뷁은 똠방각하를 만났다.".encode("cp949")))
    assert articles[0].text == "펩시와 뷁은 똠방각하를 만났다."


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", " \r\n\u200b\ufeff\t".encode(), "is empty"),
        ("a.txt", STORY.encode()[:-30] + b"\xea\xb0", "broken UTF-8 at byte"),
        ("a.txt", STORY.encode("utf-16")[:-1], "broken UTF-16 at byte"),
        ("a.txt", STORY.encode("cp949") + b"\xff\xff\xff", "neither UTF-8 nor CP949"),
        ("a.txt", bytes(range(256)) * 20, "is binary"),
        ("a.txt", b"abc\x00\x01\x02" * 50, "is binary"),
        ("a.md", b"%PDF-1.7 ...", "is a PDF"),
        ("a.txt", b"PK\x03\x04.....", "is a ZIP archive"),
        ("a.html", "<html><body></body></html>", "holds no article"),
        ("a.html", b"", "is empty"),
        ("a.pdf", b"%PDF-1.7 ...", "has the ending .pdf, which is not read"),
        ("readme", STORY, "has no ending"),
        ("a.jsonl", b"", "holds no article"),
        ("a.jsonl", b"\n \n", "holds no article"),
        ("a.jsonl", b"\x89PNG\r\n", "is a picture"),
        ("a.csv", b"", "holds no article"),
        ("a.csv", "id,text\n", "holds no article"),
        ("a.csv", "id,body\n1,본문\n", "has no column 'text'"),
        ("a.csv", "id,text\n1,\n", "column 'text' is empty"),
        ("a.csv", "id,text\n1,가람이, 나루와\n", "has 3 cells where the header has 2"),
        ("a.csv", 'id,text\n1,"가람이 나루와\n2,만났다\n', "is no CSV row"),
        ("a.parquet", b"PAR1 but no more", "is no readable Parquet table"),
        ("a.parquet", b"", "is no readable Parquet table"),
        ("a.jsonl", '{"id": 1, "text": "가람이 나루', ":1: is no JSON"),
        ("a.jsonl", '["text"]', ":1: is no JSON object"),
        ("a.jsonl", "[" * 100_000, ":1: is no JSON"),
        ("a.jsonl", '{"id": 1}', ":1: has no column 'text'; say which column is the text (there are: id)"),
        ("a.jsonl", '{"text": null}', "column 'text' is empty"),
        ("a.jsonl", '{"text": ["가"]}', "column 'text' holds a list"),
        ("a.jsonl", '{"text": "가", "id": {"x": 1}}', "column 'id' holds a dict"),
    ],
)
def test_bad_input_is_one_line_and_the_rest_is_read(tmp_path, name, data, what):
    bad = put(tmp_path, f"1/{name}", data)
    put(tmp_path, "2/good.txt", STORY)
    articles, problems = read(tmp_path)
    assert [a.doc_id for a in articles] == ["good"]
    assert len(problems) == 1
    assert problems[0].startswith(str(bad))
    assert what in problems[0]
    assert problems[0].count(";") >= 1
    assert "\n" not in problems[0]


@pytest.mark.parametrize(
    ("given_name", "what"),
    [
        ("nowhere.txt", "does not exist"),
        ("*.txt", "matches no file"),
        ("", "is no file name"),
        ("a\0b.txt", "is no file name"),
    ],
)
def test_inputs_that_are_not_there(tmp_path, monkeypatch, given_name, what):
    monkeypatch.chdir(tmp_path)
    articles, problems = read(given_name)
    assert not articles
    assert len(problems) == 1
    assert what in problems[0]


def test_empty_folder_broken_link_and_pipe(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "link.txt").symlink_to(tmp_path / "gone.txt")
    if hasattr(__import__("os"), "mkfifo"):
        __import__("os").mkfifo(tmp_path / "pipe.txt")
    _, problems = read(tmp_path / "empty", tmp_path / "link.txt", tmp_path / "pipe.txt")
    assert [
        "holds no file" in problems[0],
        "cannot be opened" in problems[1],
        "no regular file" in problems[2],
    ] == [True] * 3


def test_lines_of_jsonl(tmp_path):
    lines = [
        {
            "id": "b",
            "title": " 제목\n둘 ",
            "text": STORY,
            "published": "2025.02.04 17:32",
            "url": "https://x.example",
            "source": "한빛일보",
        },
        "",
        "{broken",
        {"id": 7, "text": "눈에 보이는 글 \ud83d 하나"},
        {"text": "이름 없는 글"},
        {"id": "b", "text": "같은 이름"},
        {"id": "c", "text": "날짜가 틀린 글", "published": "어느 날"},
        {"id": "d", "text": "세계시로 적은 글", "published": "2025-02-04T20:00:00Z"},
    ]
    path = put(tmp_path, "기사.jsonl", "\r\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines))
    articles, problems = read(path, published="2024")
    assert articles == [
        Article(
            "b", STORY, title="제목 둘", published="2025-02-04", url="https://x.example", source="한빛일보"
        ),
        Article("7", "눈에 보이는 글 \ufffd 하나", published="2024"),
        Article("기사:5", "이름 없는 글", published="2024"),
        Article("c", "날짜가 틀린 글", published="2024"),
        Article("d", "세계시로 적은 글", published="2025-02-05"),
    ]
    assert [p.removeprefix(str(path)).split(" ", 1)[0] for p in problems] == [":3:", ":6:", ":7:"]
    assert "stands a second time" in problems[1]
    assert "no date" in problems[2]


def test_one_wrongly_encoded_line_leaves_the_others(tmp_path):
    good = json.dumps({"text": "첫째 글이다."}, ensure_ascii=False).encode()
    path = put(tmp_path, "a.jsonl", b"\n".join([good, b'{"text": "\xb0\xa1\xb3\xaa"}', good]))
    articles, problems = read(path)
    assert [a.doc_id for a in articles] == ["a:1", "a:3"]
    assert problems == [f"{path}:2: is not in the encoding of the rest of the file; save the file as UTF-8"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv(tmp_path, encoding, separator):
    rows = (
        ["번호", "본문", "날짜"],
        ["001", '"가람이 ""나루""와\r\n만났다."', "2025-10-01"],
        ["", "", ""],
        ["2", "만났다", ""],
    )
    data = "\r\n".join(separator.join(r) for r in rows).encode(encoding)
    columns = {"id": "번호", "text": "본문", "published": "날짜"}
    articles, problems = read(put(tmp_path, "a.csv", data), columns=columns)
    assert articles == [
        Article("001", '가람이 "나루"와\r\n만났다.', published="2025-10-01"),
        Article("2", "만났다"),
    ]
    assert not problems


def test_csv_row_after_a_broken_one_is_read(tmp_path):
    path = put(tmp_path, "a.csv", 'id,text\n1,"가"나\n2,다라\n')
    articles, problems = read(path)
    assert [(a.doc_id, a.text) for a in articles] == [("2", "다라")]
    assert [p.split(": ")[0] for p in problems] == [f"{path}:2"]


def test_parquet(tmp_path):
    table = pa.table(
        {
            "id": pa.array([1.0, None, 3.0]),
            "body": ["첫 글", "둘째 글", None],
            "published": [date(2025, 10, 1), None, None],
            "unused": [[1], [2], [3]],
        }
    )
    path = tmp_path / "글.parquet"
    parquet.write_table(table, path)
    articles, problems = read(path, columns={"text": "body"}, published="2025-02-04")
    assert articles == [
        Article("1", "첫 글", published="2025-10-01"),
        Article("글:2", "둘째 글", published="2025-02-04"),
    ]
    assert problems == [f"{path}:3: column 'body' is empty; fill it, or leave the row out"]
    assert "has no column 'text'" in read(path)[1][0]


def test_parquet_of_wrong_types(tmp_path):
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table({"text": [1, 2], "published": [datetime(2025, 1, 1, tzinfo=UTC)] * 2}), path)
    articles, problems = read(path)
    assert not articles
    assert [p.split(": ")[1].split(";")[0] for p in problems] == ["column 'text' holds a int, not text"] * 2


@pytest.mark.parametrize("charset", ["utf-8", "euc-kr"])
def test_html(tmp_path, charset):
    path = put(tmp_path, "1.html", PAGE.format(charset=charset).encode(charset))
    (article,), problems = read(path)
    assert not problems
    assert (article.title, article.published, article.source) == (
        "가람전자, 나루통신과 맞손",
        "2025-03-04",
        "한빛일보",
    )
    assert article.url == "https://hanbit.example/news/1"
    assert "양해각서를 맺었다고 밝혔다. 두 회사는" in article.text
    assert read(path, published="2025-03-05")[0][0].published == "2025-03-05"


def test_ids_of_files(tmp_path):
    for name in (
        "1/a.txt",
        "2/a.txt",
        "2/b.txt",
        "2/b.md",
        "3/c.txt",
        "3/c.pdf",
        ".git/x.txt",
        "3/.DS_Store",
    ):
        put(tmp_path, name, STORY)
    put(tmp_path, unicodedata.normalize("NFD", "4/기사.txt"), STORY)
    articles, problems = read(tmp_path)
    assert [a.doc_id for a in articles] == ["1/a", "2/a", "2/b.md", "2/b.txt", "c", "기사"]
    assert len(problems) == 1


def test_globs_and_the_same_file_twice(tmp_path):
    for name in ("b.txt", "a.txt", "sub/c.txt", "d[1].txt"):
        put(tmp_path, name, STORY)
    articles, problems = read(
        tmp_path / "b.txt", tmp_path / "**", tmp_path / "sub" / ".." / "a.txt", tmp_path / "d[1].txt"
    )
    assert [a.doc_id for a in articles] == ["b", "a", "d[1]", "c"]
    assert not problems
    assert count_inputs([tmp_path / "**", "-", tmp_path / "gone.txt"]) == 5


@pytest.mark.parametrize(
    ("data", "ids"),
    [
        (STORY.encode("cp949"), ["stdin"]),
        (b'{"id": "x", "text": "\xea\xb0\x80"}\n{"text": "b"}\n', ["x", "stdin:2"]),
        (b'{"id": "x", "text": \n{"id": "y", "text": "b"}\n', ["y"]),
        (json.dumps({"text": "가나다"}, ensure_ascii=False).encode("utf-16"), ["stdin:1"]),
        (b"{not json} at all", ["stdin"]),
    ],
)
def test_standard_input(monkeypatch, data, ids):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    articles, _ = read("-")
    assert [a.doc_id for a in articles] == ids


def test_hopeless_table_is_given_up(tmp_path):
    path = put(tmp_path, "a.jsonl", '{"body": "가"}\n' * 1000)
    articles, problems = read(path)
    assert not articles
    assert len(problems) == 101
    assert "none of its first 100 rows" in problems[-1]


def test_overlong_line_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(tables_module, "MAX_CELL", 1 << 20)
    long = json.dumps({"text": "가" * (1 << 20)}, ensure_ascii=False)
    articles, problems = read(put(tmp_path, "a.jsonl", f'{{"text": "앞"}}\n{long}\n{{"text": "뒤"}}\n'))
    assert [a.text for a in articles] == ["앞", "뒤"]
    assert "is longer than 1 million characters" in problems[0]


@pytest.mark.parametrize(
    ("options", "message"),
    [({"columns": {"body": "text"}}, "unknown field 'body'"), ({"published": "soon"}, "'soon' is no date")],
)
def test_wrong_options_are_said_at_once(options, message):
    with pytest.raises(ValueError, match=message):
        read_articles([], **options)


def _parquet_bytes():
    sink = io.BytesIO()
    parquet.write_table(pa.table({"text": ["가나다", "라마바"] * 50}), sink)
    return sink.getvalue()


SEEDS = {
    ".txt": STORY.encode("cp949"),
    ".html": PAGE.format(charset="utf-8").encode(),
    ".jsonl": b'{"id": "x", "text": "\xea\xb0\x80"}\n{"text": "b", "published": "2025"}\n',
    ".csv": 'id,text,published\n1,"가 ""나""",2025-01-01\n2,다,\n'.encode(),
    ".parquet": _parquet_bytes(),
}


@st.composite
def damaged(draw):
    """Bytes of any kind, or a good file with a piece of it replaced by any bytes."""
    ending = draw(st.sampled_from(sorted(SEEDS)))
    noise = draw(st.binary(max_size=200))
    if draw(st.booleans()):
        return ending, noise
    good = SEEDS[ending]
    start = draw(st.integers(0, len(good)))
    return ending, good[:start] + noise + good[start + draw(st.integers(0, 40)) :]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(damaged())
def test_any_bytes_give_articles_or_problems(tmp_path, case):
    ending, data = case
    path = tmp_path / f"fuzz{ending}"
    path.write_bytes(data)
    found = list(read_articles([path]))
    assert found
    for item in found:
        assert isinstance(item, Article | InputProblem)
        assert "\n" not in str(item) or isinstance(item, Article)
        if isinstance(item, Article):
            item.text.encode("utf-8")


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(
        lambda t: t.strip() and t.isprintable()
    )
)
def test_utf8_text_comes_back_as_it_was(tmp_path_factory, text):
    path = Path(tmp_path_factory.getbasetemp(), "same.txt")
    path.write_bytes(text.encode())
    (article,) = read_articles([path])
    assert isinstance(article, Article)
    assert article.text == text

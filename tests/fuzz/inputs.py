"""Strategies of bad inputs: files of any ending, and articles that no one wrote."""

from __future__ import annotations

import io
import json
import unicodedata

import pyarrow as pa
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pyarrow import parquet

ENDINGS = (".txt", ".md", ".html", ".jsonl", ".csv", ".parquet")
ENCODINGS = ("utf-8", "utf-8-sig", "cp949", "euc-kr", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "johab")
#: Pieces that articles are made of, and some that they are not.
PIECES = (
    "가람전자가 4일 나루통신과 양해각서를 맺었다.", "이가람 대표는", "나루통신 김나루 사장을 만났다", "삼성전자와",
    "SK하이닉스에 HBM을 공급한다", "“오랜 벗”이라며", "그는", "양사는", "전 회장의 장남", "3조 2천억원", "지난해 10월",
    "젠슨 황", "(대표 이가람)", "서울 강남구에서", "에게", "와의 계약을", "체결했다고", "밝혔다.", "가람전자·나루통신·한빛은행",
    "Samsung Electronics signed a contract with Tesla.", "Lee Ga-ram, CEO of Garam,", "met", "[서울=한빛뉴스]", "홍길동 기자",
    "사진=가람전자 제공", "▶ 관련기사", "2025.03.04 10:00 입력", "hong@hanbit.example",
)  # fmt: skip
ODD = (
    "“", "”", "‘", "’", "(", ")", "[", "]", "<", ">", "「", "」", '"', "'", "·", "…", "\u200b", "\u200d", "\ufeff", "\u202e",
    "\u2066", "\u2069", "\u0301", "\ud83d", "\udc80", "\x00", "\r", "\r\n", "\n", "\t", "\u2028", "\u3000", "ᄒ", "ㅋ", "😀",
    "👩‍👩‍👧", "🇰🇷", "שלום", "مرحبا", "漢字", "ﷺ", "１２３", "억", "년", "월", "일", "-", "~", "=", "%", "\\", "&#0;", "{}", "0", "9" * 30,
)  # fmt: skip
_REPEATS = (1, 1, 1, 1, 1, 2, 3, 30, 300)


def _times(pieces: SearchStrategy[str]) -> SearchStrategy[str]:
    return st.builds(lambda piece, times: piece * times, pieces, st.sampled_from(_REPEATS))


def stories() -> SearchStrategy[str]:
    """Return texts of pieces of news, odd characters and anything else, some of them decomposed."""
    any_text = st.text(st.characters(codec=None, categories=None), max_size=20)  # lone surrogates too
    piece = st.one_of(
        st.sampled_from(PIECES), st.sampled_from(PIECES), _times(st.sampled_from(ODD)), any_text
    )
    joined = st.builds(
        lambda glue, parts: glue.join(parts),
        st.sampled_from(["", " ", " ", "\n"]),
        st.lists(piece, max_size=25),
    )
    return st.builds(
        lambda text, form: form(text), _repeated(joined), st.sampled_from([_same, _same, _same, _nfd])
    )


def _same(text: str) -> str:
    return text


def _nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _repeated(texts: SearchStrategy[str]) -> SearchStrategy[str]:
    return st.builds(lambda text, times: text * times, texts, st.sampled_from((1, 1, 1, 1, 2, 20)))


@st.composite
def _broken(draw: st.DrawFn, whole: SearchStrategy[bytes]) -> bytes:
    """Return some bytes cut, with some put in, or as they are."""
    data = draw(whole)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(data)))
        to = draw(st.integers(at, min(len(data), at + 8)))
        data = data[:at] + draw(st.binary(max_size=6)) + data[to:]
    return data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data


def _encoded(texts: SearchStrategy[str]) -> SearchStrategy[bytes]:
    return st.builds(
        lambda text, encoding: text.encode(encoding, "replace"), texts, st.sampled_from(ENCODINGS)
    )


def _pages() -> SearchStrategy[str]:
    tag = st.sampled_from(
        ["<div>", "<p>", "</p>", "<article>", "<table><tr><td>", "<b>", "<svg>", "<!--", "<![CDATA[", "<script>", "<title>",
         "<meta charset=utf-16>", '<meta property="article:published_time" content="9999-99-99">', "<a href='javascript:x'>",
         "<p " + "x" * 3000 + ">", "&#x110000;", "&" + "a" * 500 + ";", "<time datetime='0000'>", "<base href='//['>",
         '<link rel="canonical" href="http://[::1">', '<script type="application/ld+json">{"@type":[', "</script>"]
    )  # fmt: skip
    parts = st.lists(st.one_of(_times(tag), stories()), max_size=12)
    return st.builds(lambda inner: "<html><body>" + "".join(inner), parts)


def _values() -> SearchStrategy[object]:
    dates = st.sampled_from(["2025-13-45", "0000-00-00", "9" * 40, "=1+1", "1e999", "NaN", "", "어제"])
    plain = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), dates, stories())
    return st.recursive(
        plain,
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
        max_leaves=3,
    )


def _rows() -> SearchStrategy[list[dict[str, object]]]:
    names = st.sampled_from(["id", "title", "text", "published", "url", "source", "", "text "])
    return st.lists(st.dictionaries(names, _values(), max_size=5), max_size=6)


def _jsonl(rows: list[dict[str, object]]) -> str:
    return "\n".join(json.dumps(row) for row in rows)


def _csv(lines: list[list[str]], glue: str) -> str:
    return "id" + glue + "text" + glue + "published\n" + "\n".join(glue.join(line) for line in lines)


def _cells() -> SearchStrategy[str]:
    return st.one_of(
        st.sampled_from(["=1+1", "@SUM(A1)", '"', '""', "-1", "+cmd|' /C calc'!A0", "2025-02-30"]), stories()
    )


_TYPES = {
    "text": [pa.array(["가", None]), pa.array([b"\xff\xfe", b""]), pa.array([1, 2]), pa.array([["a"], None]), pa.array([{"a": 1}, None]),
             pa.array([None, None]), pa.array(["a", "b"]).dictionary_encode(), pa.array([1.5, float("nan")])],
    "published": [pa.array([0, 2**62], pa.timestamp("ns")), pa.array([-(2**52), 2**52], pa.timestamp("s")), pa.array([0, 2**31 - 1], pa.date32()),
                  pa.array([1, 2], pa.duration("us")), pa.array([1, 2], pa.time64("ns")), pa.array(["x", "2025"]), pa.array([1, 2], pa.timestamp("us", "Nowhere/Land"))],
    "id": [pa.array([1, None]), pa.array([b"\xff", None]), pa.array([True, False]), pa.array(["a", "a"])],
}  # fmt: skip


@st.composite
def _tables(draw: st.DrawFn) -> bytes:
    table = {name: draw(st.sampled_from(kinds)) for name, kinds in _TYPES.items() if draw(st.booleans())}
    stream = io.BytesIO()
    parquet.write_table(pa.table(table or {"x": pa.array([1])}), stream)
    return stream.getvalue()


def files() -> SearchStrategy[tuple[str, bytes]]:
    """Return an ending and the bytes of a file, which seldom are what the ending says."""
    content = {
        ".txt": _encoded(stories()),
        ".md": _encoded(stories()),
        ".html": _encoded(_pages()),
        ".jsonl": _encoded(st.builds(_jsonl, _rows())),
        ".csv": _encoded(
            st.builds(_csv, st.lists(st.lists(_cells(), max_size=5), max_size=5), st.sampled_from(",;\t"))
        ),
        ".parquet": _tables(),
    }
    right = st.one_of([st.tuples(st.just(ending), _broken(inside)) for ending, inside in content.items()])
    wrong = st.tuples(st.sampled_from(ENDINGS), st.one_of(st.binary(max_size=400), *content.values()))
    return st.one_of(right, right, right, wrong)

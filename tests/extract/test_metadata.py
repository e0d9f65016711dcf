import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.clean import load_furniture
from extract.document import Article
from extract.metadata import iso_date, with_metadata

FURNITURE = load_furniture(Path(__file__).parents[2] / "data" / "furniture.yml")
SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
STORY = "홍가람 가람전자 회장이 4일 나루통신을 찾았다. 두 회사는 공장을 함께 짓는다."
TITLE = "가람전자, 나루통신과 ‘맞손’"


def found(text, doc_id="기사"):
    article = with_metadata(Article(doc_id, text), FURNITURE)
    assert article.text == text
    return article.title, article.published


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2025-10-01", "2025-10-01"),
        ("2025.2.4", "2025-02-04"),
        ("2025. 2. 4.", "2025-02-04"),
        ("2025/10/01 09:00", "2025-10-01"),
        (" 20251001", "2025-10-01"),
        ("2025년 10월 1일 오후", "2025-10-01"),
        ("Oct. 1, 2025", "2025-10-01"),
        ("October 1, 2025", "2025-10-01"),
        ("1 Oct 2025", "2025-10-01"),
        ("Wed, 01 Oct 2025 09:00:00 +0900", "2025-10-01"),
        ("2025-10-01T09:00:00", "2025-10-01"),
        ("2025-10-01T09:00:00+09:00", "2025-10-01"),
        ("2025-10-01T18:00:00Z", "2025-10-02"),
        ("2025-10-01 18:00:00.5+00:00", "2025-10-02"),
        ("2025-10", "2025-10"),
        ("2025년", "2025"),
        ("2024-02-29", "2024-02-29"),
        ("2025-02-29", None),
        ("2025-13-01", None),
        ("20251301", None),
        ("10/01/2025", None),
        ("2025100", None),
        ("May you, 2025", None),
        ("어제", None),
        ("", None),
    ],
)
def test_iso_date(written, expected):
    assert iso_date(written) == expected


@given(st.text())
def test_iso_date_of_any_text_fits_a_record(text):
    assert re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", iso_date(text) or "2025")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["홍가람 기자 기사 입력 2025.02.04 17:32"], "2025-02-04"),
        (["입력 2025-10-01 09:00 | 수정 2025-10-02 10:00"], "2025-10-01"),
        (["수정 2025-10-02 10:00 입력 2025-10-01 09:00"], "2025-10-01"),
        (["승인 2024.03.02", "댓글 0"], "2024-03-02"),
        (["등록 : 2024-03-02 11:22:33 조회수 1,204"], "2024-03-02"),
        (["Published Oct 1, 2025"], "2025-10-01"),
        (["2025년 10월 1일"], "2025-10-01"),
        (["[한빛일보 산업부] 2025-10-01"], "2025-10-01"),
        (["한빛일보 2025.10.01 (수) 09:00 홍가람"], "2025-10-01"),
        (["최종 수정 2025-10-02 10:00"], "2025-10-02"),
        (["가람전자 신제품 설명회 2025.10.01"], None),
        (["2025년 10월 1일 국군의 날 맞아 행사"], None),
        (["특허는 2023.05.01 등록됐다. 등록 2023.05.01 이후 값이 올랐다."], None),
        ([], None),
    ],
)
def test_date_in_the_first_lines(lines, expected):
    assert found("\n".join([TITLE, *lines, STORY])) == (TITLE, expected)


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        ("2025/10/01 09:00 송고", "2025-10-01"),
        ("홍가람 기자 2025-10-01", "2025-10-01"),
        ("공유하기\n2025.10.01 09:00", "2025-10-01"),
        ("가람전자는 1999년 3월 2일 섰다.", None),
    ],
)
def test_date_below_the_story(below, expected):
    assert found(f"{STORY}\n{STORY}\n{below}")[1] == expected


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("홍가람 회장은 2025년 10월 1일 오후 나루를 찾았다.", "2025-10-01"),
        ("가람전자는 2025년 10월 1일 밝혔다.", "2025-10-01"),
        ("가람전자는 2025년 10월 1일(현지시간) 나루를 인수했다.", "2025-10-01"),
        ("가람전자는 1969년 1월 13일 세워졌다.", None),
        ("두 회사는 2027년 3월 1일까지 공장을 짓는다.", None),
        (f"{STORY * 8} 홍 회장은 2019년 5월 3일 오후 귀국했다.", None),
    ],
)
def test_date_in_running_text_only_where_it_is_the_day_of_the_article(story, expected):
    assert found(story)[1] == expected


@pytest.mark.parametrize(
    ("doc_id", "text", "expected"),
    [
        ("2025-10-01-만남", STORY, "2025-10-01"),
        ("뉴스/20251001_만남", STORY, "2025-10-01"),
        ("2025.10.01", STORY, "2025-10-01"),
        ("2025-10-01", "가람전자는 2025년 9월 30일 오후 문을 열었다.", "2025-10-01"),
        ("2025-10-01", f"입력 2025-09-30 10:00\n{STORY}", "2025-09-30"),
        ("만남-2025-10-01", STORY, None),
        ("202510011", STORY, None),
    ],
)
def test_date_in_the_name_comes_after_labels_and_before_running_text(doc_id, text, expected):
    assert found(text, doc_id)[1] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{TITLE}\n{STORY}", TITLE),
        (f"\r\n글자크기\r\n{TITLE}\r\n\r\n{STORY}", TITLE),
        (f"홈 > 경제\n홍가람 기자\n[단독] {TITLE}\n{STORY}", f"[단독] {TITLE}"),
        (f"가람전자, 새 공장 문 열었다\n{STORY}", "가람전자, 새 공장 문 열었다"),
        (f"“내년엔 다르다”…홍가람의 승부수?\n{STORY}", "“내년엔 다르다”…홍가람의 승부수?"),
        (f"Garam, Naru sign chip deal\n{STORY}", "Garam, Naru sign chip deal"),
        (STORY, None),
        (f"{STORY}\n{STORY}", None),
        (f"(서울=한빛) 홍가람 기자 = {STORY}\n{STORY}", None),
        (f"{TITLE}\n{TITLE}", None),
        (TITLE, None),
        (f"경제\n{STORY}", None),
        (f"{'가람전자 ' * 30}\n{STORY}", None),
        ("", None),
    ],
)
def test_title(text, expected):
    assert found(text)[0] == expected


def test_what_is_given_stays():
    article = Article(
        "2024-01-01", f"다른 제목이다\n입력 2025-10-01\n{STORY}", title="제목", published="2023-05"
    )
    assert with_metadata(article, FURNITURE) == article


def test_seeds():
    if not SEEDS.is_dir():
        pytest.skip("the seed articles are not here")
    dates = {}
    for path in SEEDS.glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        article = with_metadata(Article("기사", text), FURNITURE)
        assert article.title == text.split("\n", 1)[0].strip()
        dates[path.stem[:10]] = article.published
    assert dates == {day: day for day in dates}
    assert dates


@given(st.text(), st.text())
def test_any_text(doc_id, text):
    article = with_metadata(Article(doc_id, text), FURNITURE)
    assert article.text == text
    assert article.title is None or article.title.strip()

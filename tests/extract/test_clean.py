from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extract.clean import load_furniture, mark
from extract.normalize import normalize

WORDS = Path(__file__).parents[2] / "data" / "furniture.yml"
FURNITURE = load_furniture(WORDS)
SEEDS = Path(__file__).parents[3] / "shared" / "seeds"


def marked(text, title=None):
    return [(m.kind, text[m.start : m.end]) for m in mark(text, title, FURNITURE)]


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        # what sites put around a story
        ("글자크기", "furniture"),
        ("공유하기 글자 크기 가+ 가- 프린트 스크랩 댓글 3", "furniture"),
        ("URL이 복사되었습니다. 원하는 곳에 붙여넣기 해주세요.", "furniture"),
        ("이 기사 어땠나요?", "furniture"),
        ("좋아요 12 훈훈해요 3 화나요 0", "furniture"),
        ("[구독] [공유하기]", "furniture"),
        ("▶ 네이버에서 구독하기", "furniture"),
        ("홈 > 경제 > 산업", "furniture"),
        ("기사 입력 2025.02.04 17:32", "furniture"),
        ("입력 : 2025-10-01 오전 9:00 | 수정 : 2025-10-01 11:20:05", "furniture"),
        ("2025-10-01", "furniture"),
        ("2025/10/01 09:00 송고", "furniture"),
        ("Published Oct. 1, 2025", "furniture"),
        ("ⓒ 한빛일보 무단전재 및 재배포 금지", "furniture"),
        ("<저작권자(c) 한빛일보, 무단 전재-재배포, AI 학습 및 활용 금지>", "furniture"),
        ("Copyright ⓒ 2025 한빛일보. All rights reserved.", "furniture"),
        ("기사 제보 문의 news@hanbit.example", "furniture"),
        ("[이 기사에 나온 새싹기업의 정보는 새싹마당 '자료방'에서 볼 수 있습니다.]", "furniture"),
        ("다음은 챗GPT로 작성한 영문 기사", "furniture"),
        ("이 기사는 생성형 AI의 도움을 받아 작성했습니다.", "furniture"),
        # who wrote it
        ("홍가람 기자", "byline"),
        ("홍가람 기자, 이나루 기자", "byline"),
        ("홍가람·이나루 산업부 기자 hong@hanbit.example", "byline"),
        ("뉴욕=홍가람 특파원", "byline"),
        ("글·사진=홍가람 선임기자", "byline"),
        ("hong@hanbit.example", "byline"),
        ("온라인뉴스팀 news@hanbit.example", "byline"),
        ("By Garam Hong (hong@hanbit.example)", "byline"),
        # whose picture it is
        ("[사진=뉴스1]", "credit"),
        ("사진 제공=가람전자", "credit"),
        ("/사진=연합뉴스", "credit"),
        # several on a line
        ("홍가람 기자 입력 2025.02.04 17:32", "byline furniture"),
        ("홍가람 기자 hong@hanbit.example 이 기사 어땠나요? 좋아요 3", "byline furniture"),
        ("(사진=연합뉴스) 홍가람 기자", "credit byline"),
    ],
)
def test_lines_that_are_no_story_are_marked_whole(line, kinds):
    story = "가람전자가 4일 나루통신과 양해각서를 맺었다.\n"
    for text in (line, f"{story}{line}\n{story.replace('4일', '5일')}", f"{story}\r\n  {line} \r\n"):
        found = marked(text)
        assert " ".join(kind for kind, _ in found) == kinds
        assert "".join("".join(t.split()) for _, t in found) == "".join(line.split())


@pytest.mark.parametrize(
    "sentence",
    [
        "네이버는 뉴스 무단 전재를 금지하기로 했다고 4일 밝혔다.",
        "이 대표는 페이스북에 “공유해 달라”고 적었다.",
        "구독 서비스 매출은 2025년 10월 1일 기준 30억원이다.",
        "가람 기자회견에서 나루와 만났다.",
        "홍 회장은 기자와 만나 사진을 제공하겠다고 말했다.",
        "홍가람 가람전자 회장(사진)은 나루통신을 인수했다.",
        "홍가람 회장(사진 왼쪽)과 이나루 대표가 만났다.",
        "문의는 이메일(art@hanbit.example)로 하면 된다.",
        "관련 기사에 따르면 두 회사는 계약을 맺었다.",
        "정부는 △가람전자 △나루통신 △다솔은행과 협약을 맺었다.",
        "[단독] 가람전자, 나루통신 품는다",
        "가람전자, 나루통신과 ‘맞손’…기자간담회서 발표",
        "○가람전자, 3년 만에 흑자",
        "저작권 단체는 AI 학습을 막아 달라고 요구했다.",
        "두 사람은 밴드 활동을 함께 한다.",
        "가람은행 추천.",
        "시상식은 2025년 3월 1일 열린다.",
        "Garam Electronics signed a deal with Naru. The two firms will build a plant.",
        "(주)가람전자는 나루통신에 부품을 공급한다.",
    ],
)
def test_sentences_of_a_story_stay(sentence):
    assert marked(f"가람전자가 나루통신과 손을 잡았다.\n{sentence}\n다솔은행도 함께한다.") == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "[한빛일보 기자 홍가람 hong@x.example] 이나루 대표가 방한했다.",
            "[한빛일보 기자 홍가람 hong@x.example]",
        ),
        ("(서울=연합뉴스) 홍가람 기자 = 이나루 대표가 방한했다.", "(서울=연합뉴스) 홍가람 기자 ="),
        ("[서울=뉴시스]홍가람 이나루 기자 = 이다솔 대표가 방한했다.", "[서울=뉴시스]홍가람 이나루 기자 ="),
        ("홍가람 기자 = 이나루 대표가 방한했다.", "홍가람 기자 ="),
        ("[앵커] 이나루 대표가 방한했다.", "[앵커]"),
        ("SEOUL (Hanbit) — Naru chief Lee visited Korea.", "SEOUL (Hanbit) —"),
        ("SEOUL, Oct. 1 (Hanbit) -- Naru chief Lee visited Korea.", "SEOUL, Oct. 1 (Hanbit) --"),
        ("이나루 대표가 방한했다. 홍가람 기자", "홍가람 기자"),
        (
            "이나루 대표는 “또 오겠다”고 했다.부산=홍가람/이다솔 기자 hong@x.example",
            "부산=홍가람/이다솔 기자 hong@x.example",
        ),
        (
            "이나루가 왔다. 홍가람 기자 hong@x.example ○내일도 온다 이나루는 5일 간다.",
            "홍가람 기자 hong@x.example",
        ),
    ],
)
def test_byline_beside_a_story_ends_where_the_story_begins(line, expected):
    assert marked(line) == [("byline", expected)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("홍가람 회장이 4일 발언하고 있다./사진=뉴스1", ["홍가람 회장이 4일 발언하고 있다.", "/사진=뉴스1"]),
        (
            "홍가람 회장(왼쪽)과 이나루 대표 (사진=가람전자)",
            ["홍가람 회장(왼쪽)과 이나루 대표", "(사진=가람전자)"],
        ),
        ("가람전자 사옥 [사진 제공=가람전자]", ["가람전자 사옥", "[사진 제공=가람전자]"]),
        ("△가람전자의 새 공장. (제공=가람전자)", ["△가람전자의 새 공장.", "(제공=가람전자)"]),
        ("홍가람 회장. 연합뉴스 제공", ["홍가람 회장.", "연합뉴스 제공"]),
        ("홍가람 회장. ⓒ 뉴스1", ["홍가람 회장.", "ⓒ 뉴스1"]),
    ],
)
def test_caption_and_its_credit(line, expected):
    story = "두 회사는 4일 계약을 맺었다."
    assert marked(f"{story}\n{line}\n{story}"[: len(story) * 2 + len(line)]) == list(
        zip(["caption", "credit"], expected, strict=True)
    )


def test_triangle_alone_is_a_caption_and_among_others_a_list():
    assert marked("▲ 4일 만난 홍가람 회장과 이나루 대표\n두 회사가 손잡았다.") == [
        ("caption", "▲ 4일 만난 홍가람 회장과 이나루 대표")
    ]
    assert marked("▲ 홍가람 회장\n▲ 이나루 대표\n두 회사가 손잡았다.") == []


def test_wire_photo_line():
    text = "(세종=연합뉴스) 홍가람 기자 = 이나루 장관이 가람전자를 찾아 인사하고 있다. 2025.1.17 [가람부 제공. 재판매 및 DB 금지] photo@x.example"
    kinds = [kind for kind, _ in marked(text)]
    assert kinds == ["byline", "caption", "furniture", "credit", "byline"]


def test_second_caption_title_and_paragraph_are_repeats():
    caption = "홍가람 회장과 이나루 대표가 4일 서울에서 만나 악수하고 있다."
    story = "가람전자와 나루통신이 반도체 소재를 함께 만들기로 했다."
    lines = [
        "가람전자, 나루와 맞손",
        f" {caption}/사진=뉴스1",
        f"{caption} /사진=뉴스1",
        story,
        "가람전자, 나루와 맞손",
        caption,
        story,
    ]
    assert marked("\n".join(lines), title="가람전자, 나루와 맞손") == [
        ("caption", caption),
        ("credit", "/사진=뉴스1"),
        ("repeat", f"{caption} /사진=뉴스1"),
        ("repeat", "가람전자, 나루와 맞손"),
        ("repeat", caption),
        ("repeat", story),
    ]


@pytest.mark.parametrize(
    "head",
    [
        "관련 기사",
        "[관련기사]",
        "이 시각 많이 보는 기사",
        "'가람전자' 기업 주요 기사",
        "▶ 함께 보면 좋은 뉴스:",
        "Related articles",
    ],
)
def test_list_of_other_articles_ends_at_the_next_sentence(head):
    listed = ["다솔은행, 나루에 3조 투자", "", "홍가람 회장 “내년엔 흑자”"]
    text = "\n".join(
        ["가람전자가 나루를 인수했다.", head, *listed, "이나루 대표는 남는다고 밝혔다.", "다솔은행도 참여"]
    )
    assert marked(text) == [("related", line) for line in [head, *listed] if line]


def test_cross_references_of_newspapers():
    text = "가람전자가 나루를 인수했다. ▶관련기사 A4, 12면나루의 이 대표는 남는다. A3면에 계속"
    assert marked(text) == [("related", "▶관련기사 A4, 12면"), ("related", "A3면에 계속")]


def test_outlet_in_brackets_counts_only_below_the_story():
    text = "[가람전자의 반격]\n가람전자가 나루를 인수했다.\n[한빛일보 새싹기업 마당]"
    assert marked(text) == [("byline", "[한빛일보 새싹기업 마당]")]


def test_headline_is_not_furniture_where_it_is_known_as_title():
    assert marked("많이 본 뉴스\n포털이 순위를 없앴다.", title="많이 본 뉴스") == []


def test_seeds_keep_their_story():
    if not SEEDS.is_dir():
        pytest.skip("the seed articles are not here")
    for path in SEEDS.glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        skipped = sum(
            m.end - m.start for m in mark(text, None, FURNITURE) if m.kind not in ("caption", "repeat")
        )
        assert 0 < skipped < len(text) * 0.1


@given(
    st.lists(
        st.one_of(
            st.sampled_from(yaml.safe_load(WORDS.read_text(encoding="utf-8"))["buttons"]),
            st.sampled_from(
                [
                    "관련 기사",
                    "(사진=뉴스1)",
                    "홍가람 기자",
                    "a@b.example",
                    "다.",
                    " ",
                    "\n",
                    "\r\n",
                    "[",
                    "]",
                    "2025.1.1",
                ]
            ),
            st.text(max_size=12),
        ),
        max_size=30,
    ),
    st.one_of(st.none(), st.text(max_size=10)),
)
def test_marks_lie_in_the_text_in_order_and_apart(pieces, title):
    text = normalize("".join(pieces)).text
    marks = mark(text, title, FURNITURE)
    edges = [edge for m in marks for edge in (m.start, m.end)]
    assert edges == sorted(edges)
    assert all(0 <= m.start < m.end <= len(text) for m in marks)
    assert {m.kind for m in marks} <= {"furniture", "byline", "caption", "credit", "related", "repeat"}


def test_missing_section_is_said(tmp_path):
    path = tmp_path / "furniture.yml"
    path.write_text("buttons: [가]\n", encoding="utf-8")
    with pytest.raises(KeyError):
        load_furniture(path)

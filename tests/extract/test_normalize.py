import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.normalize import normalize

ANY_TEXT = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cs"]),
        st.sampled_from("가각힣ㄱㅏ\u1100\u1161\u11a8\u0301\u0327é\u0958\u200b\ufeff\x00\r\n\u3164李金"),
    )
)


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("", ""),
        ("이 대통령은 4일 만났다.\r\n\t끝", "이 대통령은 4일 만났다.\r\n\t끝"),
        (unicodedata.normalize("NFD", "한국전력과 café"), "한국전력과 café"),
        ("삼성\u200b전자", "삼성 전자"),
        ("\ufeff서울", " 서울"),
        ("가\x00나\x07다", "가 나 다"),
        ("한\u00a0국\u3000은\u3164행", "한 국 은 행"),
        ("한 줄\u2028두 줄\x0b세 줄\x0c네 줄\x85다섯", "한 줄\n두 줄\n세 줄\n네 줄\n다섯"),
        ("깨진 \ud83d 글자 \udc80", "깨진 \ufffd 글자 \ufffd"),
        ("가\u202e나", "가 나"),
        ("🤝 손잡다 😀", "🤝 손잡다 😀"),
        ("\uf9e1대통령", "李대통령"),  # a compatibility ideograph, as CP949 files hold it
    ],
)
def test_text(given_text, expected):
    assert normalize(given_text).text == expected


@pytest.mark.parametrize(
    "text", ["이미 합쳐진 글 ABC", "너비\u200b없는 빈칸", "\ud800 짝 없는 글자", "1\r\n2"]
)
def test_same_length_needs_no_map(text):
    assert normalize(text).to_given is None


def test_spans_of_decomposed_hangul_cover_whole_syllables():
    composed = "오픈AI의 샘 올트먼 대표"
    decomposed = unicodedata.normalize("NFD", composed)
    n = normalize(decomposed)
    assert n.text == composed
    start = composed.index("샘 올트먼")
    a, b = n.span_to_given(start, start + len("샘 올트먼"))
    assert decomposed[a:b] == unicodedata.normalize("NFD", "샘 올트먼")


def test_span_inside_a_cluster_is_widened():
    n = normalize("x\u0958y")  # one letter that composes to two
    assert n.text == "x\u0915\u093cy"
    assert n.span_to_given(1, 2) == n.span_to_given(2, 3) == n.span_to_given(1, 3) == (1, 2)


@pytest.mark.parametrize("span", [(-1, 1), (2, 1), (0, 3)])
def test_span_outside_the_text(span):
    with pytest.raises(IndexError, match="not within a text of 2 characters"):
        normalize("가나").span_to_given(*span)


@given(ANY_TEXT)
def test_result_is_composed_and_can_be_encoded(text):
    n = normalize(text)
    assert unicodedata.is_normalized("NFC", n.text)
    assert json.loads(json.dumps(n.text).encode("utf-8")) == n.text
    assert n.text.encode("utf-8").decode("utf-8") == n.text
    assert normalize(n.text).text == n.text


@given(ANY_TEXT, st.data())
def test_spans_slice_the_given_text_to_the_same_words(text, data):
    n = normalize(text)
    origin = n.to_given if n.to_given is not None else range(len(n.text) + 1)
    boundaries = [i for i in range(len(n.text) + 1) if i in (0, len(n.text)) or origin[i] != origin[i - 1]]
    start, end = sorted(data.draw(st.tuples(st.sampled_from(boundaries), st.sampled_from(boundaries))))
    a, b = n.span_to_given(start, end)
    assert 0 <= a <= b <= len(text)
    assert normalize(text[a:b]).text == n.text[start:end]


@given(ANY_TEXT)
def test_whole_text_maps_to_whole_text(text):
    n = normalize(text)
    assert n.span_to_given(0, len(n.text)) == (0, len(text))
    if n.to_given is not None:
        assert list(n.to_given) == sorted(n.to_given)
        assert len(n.to_given) == len(n.text) + 1

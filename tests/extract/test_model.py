"""The name model: its units, its decoder against brute force, and what the shipped weights find."""

import itertools
import json
import math
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import Morph
from extract.gazetteer import DataError, Gazetteer, load_gazetteers
from extract.morphemes import Analyzer
from extract.names.features import Extractor, Lexicon, Unit, key, shape, units
from extract.names.model import STYLES, load_model
from extract.names.view import Chain, View, forbidden
from extract.records import EntityType

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "data/models/ner"


def morphs(text, *parts):
    """Morphemes ``surface/tag`` found in ``text`` one after another; ``^`` before one lets it overlap the last."""
    out, at = [], 0
    for part in parts:
        form, _, tag = part.removeprefix("^").rpartition("/")
        start = out[-1].start if part.startswith("^") else text.index(form, at)
        at = start + len(form)
        out.append(Morph(len(out), form, tag, start, at, 0))
    return out


@pytest.mark.parametrize(
    ("text", "parts", "expected"),
    [
        ("금융위원장은", ["금융/NNG", "위원장/NNG", "은/JX"], ["금융", "위", "원장", "은"]),
        ("서울시장이", ["서울시장/NNG", "이/JKS"], ["서울시", "장", "이"]),
        ("시장이", ["시장/NNG", "이/JKS"], ["시장", "이"]),
        ("국회의원", ["국회의원/NNG"], ["국회", "의원"]),
        ("한·미·일 회담", ["한·미·일/NNP", "회담/NNG"], ["한", "·", "미", "·", "일", "회담"]),
        ("박모 씨", ["박모/NNP", "씨/NNB"], ["박", "모", "씨"]),
        ("대구 엑스코에서", ["대구 엑스코/NNP", "에서/JKB"], ["대구", "엑스코", "에서"]),
        ("로스앤젤레스(LA)", ["로스앤젤레스(LA)/NNP"], ["로스앤젤레스", "(", "LA", ")"]),
        ("했다", ["했/VV", "^했/EP", "다/EF"], ["했", "다"]),
    ],
)
def test_units(text, parts, expected):
    found = units(morphs(text, *parts), text)
    assert [u.surface for u in found] == expected
    assert all(text[u.start : u.end] == u.surface for u in found)


def test_units_know_their_place_in_the_word():
    text = "새 한빛전자가 왔다"
    parts = ("새/MM", "한빛/NNP", "전자/NNG", "가/JKS", "왔/VV", "다/EF")
    found = units(morphs(text, *parts), text)
    assert [(u.surface, u.first, u.last) for u in found] == [
        ("새", True, True),
        ("한빛", True, False),
        ("전자", False, False),
        ("가", False, True),
        ("왔", True, False),
        ("다", False, True),
    ]


@pytest.mark.parametrize(
    ("surface", "expected"),
    [("LG전자", "Ah"), ("iPhone15", "aAa0"), ("李대통령", "kh"), ("3.1", "0.0"), ("", "")],
)
def test_shape(surface, expected):
    assert shape(surface) == expected


def test_lexicon_survives_the_file(tmp_path):
    masks = {key("샘 올트먼"): 1, key("새벽"): 2, key("가"): 511}
    Lexicon(masks).save(tmp_path / "lexicon.npz")
    assert Lexicon.load(tmp_path / "lexicon.npz").masks == masks


def test_lexicon_keys_ignore_spaces():
    assert key("샘 올트먼") == key("샘올트먼") != key("샘올트만")


def test_longest_known_name_is_marked():
    text = "한빛 전자 연구소장"
    found = units(morphs(text, "한빛/NNP", "전자/NNG", "연구소장/NNG"), text)
    extractor = Extractor(Gazetteer(), Lexicon({key("한빛 전자 연구소"): 1 << 6}))
    places = extractor.places(found)
    assert [[f for f in p if f.startswith("l=")] for p in places] == [
        ["l=firm/B"],
        ["l=firm/I"],
        ["l=firm/E"],
        [],
    ]


TAGS = ["O", "B-PERSON", "I-PERSON", "B-PLACE", "I-PLACE"]
SCORE = st.floats(-3, 3, width=32)


def sentence(n, at=0):
    return [Unit("가", "NNP", "가", at + i, at + i + 1, first=True, last=True, oov=False) for i in range(n)]


def paths(scores, step, begin, finish):
    """Every tag sequence with its weight."""
    n, k = scores.shape
    for path in itertools.product(range(k), repeat=n):
        total = begin[path[0]] + finish[path[-1]] + sum(scores[i, t] for i, t in enumerate(path))
        yield path, total + sum(step[a, b] for a, b in itertools.pairwise(path))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=3).map(lambda x: sorted(x, reverse=True)),
    st.integers(0, 2**32 - 1),
)
def test_decoder_agrees_with_brute_force(lengths, seed):
    draw = np.random.default_rng(seed)
    k = len(TAGS)
    start, no_step = forbidden(TAGS)
    step, begin, finish = (
        draw.normal(0, 1, (k, k)) + no_step,
        draw.normal(0, 1, k) + start,
        draw.normal(0, 1, k),
    )
    chain = Chain(TAGS, step.astype("f4"), begin.astype("f4"), finish.astype("f4"))
    scores = [draw.normal(0, 2, (n, k)).astype("f4") for n in lengths]
    view = View(chain, [sentence(n, 10 * b) for b, n in enumerate(lengths)], scores)
    expected = []
    for at, s in enumerate(scores):
        every = list(paths(s, step, begin, finish))
        top = max(w for _, w in every)
        total = sum(math.exp(w - top) for _, w in every)
        best = max(every, key=lambda e: e[1])[0]
        for a, b in itertools.combinations(range(len(best) + 1), 2):
            for t in (1, 3):
                name = (t, *[t + 1] * (b - a - 1))
                same = [w for p, w in every if p[a:b] == name and (b == len(p) or p[b] != t + 1)]
                p = sum(math.exp(w - top) for w in same) / total
                where = (10 * at + a, 10 * at + b, EntityType(TAGS[t][2:]))
                assert view.probability(*where) == pytest.approx(p, abs=1e-3)
                if best[a:b] == name and (b == len(best) or best[b] != t + 1):
                    expected.append((*where, p))
    assert [n[:3] for n in view.names] == sorted(e[:3] for e in expected)
    assert {n[:3]: n.probability for n in view.names} == pytest.approx(
        {e[:3]: e[3] for e in expected}, abs=1e-3
    )


def test_probability_of_no_unit_is_unknown():
    chain = Chain(TAGS, np.zeros((5, 5), "f4"), np.zeros(5, "f4"), np.zeros(5, "f4"))
    view = View(chain, [sentence(2, 4)], [np.zeros((2, 5), "f4")])
    assert view.probability(4, 6, EntityType.PERSON) is not None
    assert [view.probability(a, b, EntityType.PERSON) for a, b in ((3, 5), (4, 7))] == [None, None]


@pytest.fixture(scope="module")
def reader():
    gazetteer = load_gazetteers([ROOT / "data/gazetteers"])
    forms = {
        f for e in gazetteer.entries.values() for f, guarded in e.forms.items() if not guarded and len(f) > 1
    }
    return Analyzer(forms), load_model(FOLDER, gazetteer)


def read(reader, text, style=STYLES[0]):
    kiwi, model = reader
    found = kiwi.analyze(text)
    return model.predict([found.morphs[s.first : s.last] for s in found.sentences], text, style).names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("김도현 새벽전자 대표는 12일 서울에서 기자들과 만났다.", {("김도현", "PERSON"), ("새벽전자", "COMPANY"), ("서울", "PLACE")}),
        ("국토교통부는 부산에서 설명회를 열었다.", {("국토교통부", "AGENCY"), ("부산", "PLACE")}),
        ("최 회장은 베트남 하노이를 방문했다.", {("최", "PERSON"), ("베트남", "PLACE"), ("하노이", "PLACE")}),
        ("삼성전자와 SK하이닉스가 오픈AI에 반도체를 공급한다.", {("삼성전자", "COMPANY"), ("SK하이닉스", "COMPANY"), ("오픈AI", "COMPANY")}),
        ("날씨가 맑고 바람이 약하게 불겠다.", set()),
    ],
)  # fmt: skip
def test_shipped_model_finds(reader, text, expected):
    assert {(text[n.start : n.end], n.label.value) for n in read(reader, text)} == expected


PIECES = st.sampled_from(
    [
        "김도현 ",
        "새벽전자",
        "는 ",
        "이 회장",
        "과 ",
        "서울시",
        "에서 ",
        "만났다. ",
        "(AWS)",
        "“",
        "”",
        "\n",
        "李",
        "3.1%",
        "한·미",
        "\U0001f642",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_names_lie_in_the_text_in_order(reader, text):
    names = read(reader, text)
    ends = [0, *(n.end for n in names)]
    assert all(before <= n.start < n.end <= len(text) for before, n in zip(ends, names, strict=False))
    assert all(0 <= n.probability <= 1 for n in names)


def test_same_text_same_names(reader):
    text = "박서연 달무리테크 이사는 대전에서 한별은행과 협약을 맺었다. " * 3
    assert read(reader, text) == read(reader, text)


def test_long_line_is_read(reader):
    text = "김도현 대표와 " * 900 + "만났다."
    assert any(text[n.start : n.end] == "김도현" for n in read(reader, text))


def test_no_sentences_no_names(reader):
    assert reader[1].predict([], "").names == []


def test_model_of_another_format_is_refused(tmp_path):
    shutil.copytree(FOLDER, tmp_path / "ner")
    meta = json.loads((tmp_path / "ner/meta.json").read_text(encoding="utf-8"))
    (tmp_path / "ner/meta.json").write_text(json.dumps(meta | {"format": 0}), encoding="utf-8")
    with pytest.raises(DataError, match="format 0"):
        load_model(tmp_path / "ner", Gazetteer())


def test_missing_model_is_told(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_model(tmp_path, Gazetteer())


def test_shipped_model_is_small():
    assert sum(f.stat().st_size for f in FOLDER.iterdir()) < 15_000_000

"""Gazetteer look-up: which forms count where, in a table, and invariants of every match."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.gazetteer import load_gazetteers
from extract.morphemes import Analyzer
from extract.names.matcher import FREE, GUARDED, GazetteerMatcher

LINES = (Path(__file__).parents[1] / "cases/gazetteer_matches.tsv").read_text(encoding="utf-8").splitlines()
CASES = [line.split("\t") for line in LINES if line and not line.startswith("#")]
TABLE = """id	name	type	aliases	reason
company:삼성전자	삼성전자	COMPANY
company:아마존웹서비스	아마존웹서비스	COMPANY	AWS
company:오픈AI	오픈AI	COMPANY
company:기아	기아	COMPANY	?기아	hunger
agency:과기정통부	과학기술정보통신부	AGENCY	과기정통부
agency:국회	국회	AGENCY
place:부산	부산	PLACE
place:서울	서울	PLACE
person:김하늘	김하늘	PERSON
person:김하늘.2	김하늘	PERSON
person:마리노	마리노	PERSON	마리노 교황
agency:일본_정부	일본 정부	AGENCY	일 정부
"""


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gazetteer")
    (folder / "names.tsv").write_text(TABLE, encoding="utf-8")
    gazetteer = load_gazetteers([folder])
    forms = {f for e in gazetteer.entries.values() for f, guarded in e.forms.items() if not guarded}
    return Analyzer(forms), GazetteerMatcher(gazetteer, frozenset(("지역", "시장", "측", "교황")))


def find(reader, text):
    kiwi, matcher = reader
    return list(matcher.find(text, kiwi.analyze(text).morphs))


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_table(reader, text, expected):
    found = [
        f"{text[c.start : c.end].replace(' ', '_')}/{c.type}{'?' * c.guarded}" for c in find(reader, text)
    ]
    assert found == ([] if expected == "-" else expected.split())


def test_namesakes_are_one_candidate(reader):
    (found,) = find(reader, "김하늘은 웃었다.")
    assert found.ids == ("person:김하늘", "person:김하늘.2")


def test_guarded_forms_weigh_less(reader):
    free, guarded = (find(reader, text)[0] for text in ("삼성전자가 왔다.", "기아가 왔다."))
    assert (free.score, guarded.score) == (FREE, GUARDED)
    assert free.rule == guarded.rule == "gazetteer:company"


PIECES = st.sampled_from(
    [
        "삼성전자",
        "AWS",
        "기아",
        "부산",
        "과학기술",
        "정보통신부",
        "는 ",
        " ",
        "\n",
        "(",
        ")",
        "A",
        "시장",
        "의 ",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=15).map("".join))
def test_matches_are_forms_on_morpheme_borders(reader, text):
    kiwi, matcher = reader
    morphs = kiwi.analyze(text).morphs
    forms = {f.replace(" ", "") for line in TABLE.splitlines()[1:] for f in line.split("\t")[1:4] if f}
    forms |= {f for cell in list(forms) for f in cell.replace("?", "").split("|")}
    for c in matcher.find(text, morphs):
        assert text[c.start : c.end].replace(" ", "") in forms
        assert any(m.start == c.start for m in morphs)
        assert any(m.end == c.end for m in morphs)
        assert "\n" not in text[c.start : c.end]

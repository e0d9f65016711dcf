"""The shipped gazetteers: what a form means, what is guarded, and that the tables are as built."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from extract.gazetteer import Entry, Gazetteer, load_gazetteers, read_table
from extract.records import EntityType

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "data" / "gazetteers"
SOURCES = ROOT.parent / "shared" / "sources" / "gazetteers"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteers([TABLES])


MEANS = [
    ("삼성전자", "krx:005930"), ("Samsung Electronics", "krx:005930"), ("현대차", "krx:005380"),
    ("현대자동차", "krx:005380"), ("하이닉스", "krx:000660"), ("SK", "group:SK그룹"), ("LG", "group:LG그룹"),
    ("한전", "krx:015760"), ("포스코", "company:포스코"), ("현대상선", "krx:011200"), ("쿠팡", "company:쿠팡"),
    ("오픈AI", "company:오픈AI"), ("TSMC", "company:TSMC"), ("김앤장", "company:김앤장"),
    ("기재부", "agency:기획재정부"), ("과기정통부", "agency:과학기술정보통신부"), ("금감원", "agency:금융감독원"),
    ("법사위", "committee:법제사법위원회"), ("서울중앙지검", "agency:서울중앙지방검찰청"), ("합참", "agency:합동참모본부"),
    ("백악관", "agency:백악관"), ("연준", "agency:미_연방준비제도"), ("미 정부", "agency:미국_정부"), ("서울시", "agency:서울시"),
    ("더불어민주당", "org:더불어민주당"), ("국힘", "org:국민의힘"), ("전경련", "org:전국경제인연합회"),
    ("나토", "org:북대서양조약기구"), ("카이스트", "org:카이스트"), ("서울대", "org:서울대"), ("토트넘", "club:토트넘"),
    ("한국", "place:한국"), ("美", "place:미국"), ("전남", "place:전라남도"), ("수원", "place:경기_수원시"),
    ("실리콘밸리", "place:실리콘밸리"), ("더플라자호텔", "place:더플라자호텔"), ("애빌린", "place:애빌린"),
    ("샘 알트만", "person:샘_올트먼"), ("올트먼", "person:샘_올트먼"), ("Sam Altman", "person:샘_올트먼"),
    ("이재용", "person:이재용"), ("최태원", "person:최태원"), ("트럼프", "person:도널드_트럼프"), ("김정은", "person:김정은"),
    ("챗GPT", "project:챗GPT"), ("스타게이트", "project:스타게이트_프로젝트"), ("CES", "event:CES"), ("다보스포럼", "event:다보스포럼"),
]  # fmt: skip


@pytest.mark.parametrize(("form", "entry_id"), MEANS)
def test_form_means(gazetteer: Gazetteer, form: str, entry_id: str) -> None:
    free = [e.id for e in gazetteer.by_form.get(form, ()) if not e.forms[form]]
    assert entry_id in free


GUARDED = [
    "기아", "대상", "동양", "레이", "신한", "오리온", "동서", "국보", "남성", "나선", "유일한", "조국",
    "토스", "당근", "다음", "비자", "줌", "블록", "공주", "진도", "장수", "음성", "예산", "수단", "오만", "가나", "경기",
    "쿡", "게이츠", "왕이", "수은", "신보", "기보", "거래소", "첼시", "빅뱅", "클로드", "갤럭시",
]  # fmt: skip


@pytest.mark.parametrize("form", GUARDED)
def test_ambiguous_form_is_guarded(gazetteer: Gazetteer, form: str) -> None:
    entries = [e for e in gazetteer.by_form[form] if e.type is not EntityType.PLACE or len(form) > 1]
    assert any(e.forms[form] and e.reason for e in entries)


NO_FORM = ["미", "중", "일", "정부", "당국", "회장", "대통령", "서울 강남구", "경기도 수원시", "코로나"]


@pytest.mark.parametrize("form", NO_FORM)
def test_not_a_form(gazetteer: Gazetteer, form: str) -> None:
    assert form not in gazetteer.by_form


def test_every_table_reads_and_is_sorted() -> None:
    for path in TABLES.glob("*.tsv"):
        ids = [e.id for e in read_table(path) if isinstance(e, Entry)]
        assert len(ids) > 100, path.name
        lines = [x for x in path.read_text(encoding="utf-8").splitlines() if not x.startswith("#")][1:]
        key = (lambda x: x.split("\t")[0]) if "Generated" in path.read_text(encoding="utf-8")[:20] else None
        assert lines == sorted(lines, key=key), path.name


def test_size_by_type(gazetteer: Gazetteer) -> None:
    found = Counter(e.type for e in gazetteer.entries.values())
    least = {
        "PERSON": 5000,
        "COMPANY": 5000,
        "AGENCY": 1000,
        "ORGANIZATION": 1000,
        "PLACE": 6000,
        "PROJECT": 200,
        "EVENT": 200,
    }
    assert {t for t, n in least.items() if found[EntityType(t)] < n} == set()


def test_short_korean_names_of_people_are_guarded(gazetteer: Gazetteer) -> None:
    free = [
        e.name
        for e in gazetteer.entries.values()
        if e.id.startswith("person:") and re.fullmatch("[가-힣]{2}", e.name) and not e.forms[e.name]
        if e.where.partition(":")[0].endswith(("people.tsv", "people_assembly.tsv", "people_executives.tsv"))
    ]
    assert free == []


def test_no_unguarded_form_is_of_one_syllable(gazetteer: Gazetteer) -> None:
    forms = {f for e in gazetteer.entries.values() for f, guarded in e.forms.items() if not guarded}
    assert {f for f in forms if re.fullmatch("[가-힣]", f)} <= {"괌"}


def test_renamed_ministries_follow_each_other(gazetteer: Gazetteer) -> None:
    entries = gazetteer.entries
    assert entries["agency:기획재정부"].valid == "2008-02-29..2026-01-02"
    assert set(entries["agency:기획재정부"].lineage) == {"agency:재정경제부", "agency:기획예산처"}
    for entry in entries.values():
        for successor in entry.lineage:
            begin, end = entries[successor].valid.partition("..")[0], entry.valid.partition("..")[2]
            if entry.id.startswith("agency:") and begin and end:
                assert begin <= end, (entry.id, successor)


def test_namesakes_have_posts_of_their_own(gazetteer: Gazetteer) -> None:
    bodies = [{p.body for p in e.posts} for e in gazetteer.by_form["김영주"] if e.type is EntityType.PERSON]
    assert {"org:한국무역협회"} in bodies
    assert {"agency:국회"} in bodies


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the lists are not here")
def test_generated_tables_are_as_built() -> None:
    run = _build("--sources", str(SOURCES), "--check")
    assert run.returncode == 0, run.stdout + run.stderr


def test_check_skips_without_lists(tmp_path: Path) -> None:
    run = _build("--sources", str(tmp_path / "none"), "--check")
    assert run.returncode == 0
    assert "is not there" in run.stdout


def _build(*args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "data" / "build_gazetteers.py"), *args]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=env, check=False)

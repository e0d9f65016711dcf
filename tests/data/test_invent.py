"""Invented names for training: exact spans, particles that agree, the same name the same way, the same by seed."""

from __future__ import annotations

import importlib.util
import random
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

FILE = Path(__file__).parents[2] / "data" / "train_ner_invent.py"
SEEDS = range(40)


@pytest.fixture(scope="module")
def made() -> ModuleType:
    spec = importlib.util.spec_from_file_location("train_ner_invent", FILE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def material(made: ModuleType) -> Any:
    return made.Material()


def row(marked: str) -> dict[str, Any]:
    """Read a text with its names as ``[name/LABEL]``."""
    text, spans, at = "", [], 0
    for m in re.finditer(r"\[([^]/]+)/([A-Z]+)\]", marked):
        text += marked[at : m.start()]
        spans.append({"start": len(text), "end": len(text) + len(m[1]), "label": m[2]})
        text, at = text + m[1], m.end()
    return {"id": "x", "text": text + marked[at:], "spans": spans}


def names(row: dict[str, Any]) -> list[str]:
    return [row["text"][s["start"] : s["end"]] for s in row["spans"]]


@pytest.mark.parametrize(
    ("particle", "words"),
    [
        ("은/는", "가람은 나루는 3M은 KT는 LG는 NVL은 Zentolo는 누리7은 누리9는"),
        ("으로/로", "가람으로 나루로 한솔로 누리8로 SL로 샛별로"),
        ("이라/라", "가람이라 나루라"),
        ("이다/다", "한솔이다 나루다"),
    ],
)
def test_particles_agree(made: ModuleType, particle: str, words: str) -> None:
    consonant, vowel = particle.split("/")
    number = next(i for i, p in enumerate(made._PARTICLES) if p[:2] == (consonant, vowel))
    for word in words.split():
        stem = re.sub(rf"(?:{consonant}|{vowel})$", "", word)
        assert stem + made.agreed(number, stem) == word


@pytest.mark.parametrize(
    ("text", "new", "want"),
    [
        ("나루는 컸다", "가람", "가람은 컸다"),
        ("가람으로부터 샀다", "나루", "나루로부터 샀다"),
        ("나루(대표 김가람)가 컸다", "한솔", "한솔(대표 김가람)이 컸다"),
        ("‘나루’를 샀다", "가람", "‘가람’을 샀다"),
        ("나루였다.", "가람", "가람이었다."),
        ("나루와의 거래", "가람", "가람과의 거래"),
        ("나루가격 인상", "가람", "가람가격 인상"),
        ("가람고 학생", "나루", "나루고 학생"),
        ("나루의 길", "가람", "가람의 길"),
    ],
)
def test_particle_behind_a_new_name(made: ModuleType, text: str, new: str, want: str) -> None:
    old = re.search(r"나루|가람", text)
    assert old
    particle = made.particle_edit(text, old.start(), old.end(), new)
    edits = [(old.start(), old.end(), new, "COMPANY"), *([particle] if particle else [])]
    assert made.edited(text, edits) == (
        want,
        [{"start": want.index(new), "end": want.index(new) + len(new), "label": "COMPANY"}],
    )


def test_one_name_one_replacement_and_short_forms(made: ModuleType, material: Any) -> None:
    article = row(
        "[가온전자/COMPANY]는 컸다. [김나루/PERSON] [가온전자/COMPANY] 회장은 [수자원거래위원회/AGENCY]에 갔다. "
        "[가온/COMPANY]과 [김/PERSON] 회장, [수자원위/AGENCY], [샤논 헤르겐/PERSON], [헤르겐/PERSON] 씨."
    )
    before = names(article)
    changed = 0
    for seed in SEEDS:
        copy = made.invented(article, material, random.Random(seed))
        after = names(copy)
        assert [s["label"] for s in copy["spans"]] == [s["label"] for s in article["spans"]]
        changed += sum(a != b for a, b in zip(after, before, strict=True))
        firm, person, again, body, short, surname, short_body, foreigner, family = after
        assert firm == again
        assert firm.startswith(short)
        assert person.startswith(surname)
        assert foreigner.split(" ")[-1] == family
        assert body.endswith("위원회")
        assert short_body.endswith("위")
        assert body[0] == short_body[0]
    assert changed > len(SEEDS) * len(before) / 3


def test_frames_are_filled_exactly(made: ModuleType, material: Any) -> None:
    for filled, frame in zip(made.frames(1, material, 3), material.frames, strict=True):
        wanted = [m for m in made._SLOT.finditer(frame) if m[1] or m[4] == "big" or m[5]]
        assert len(filled["spans"]) == len(wanted)
        for name, span in zip(names(filled), filled["spans"], strict=True):
            assert name == name.strip()
            assert name
            assert not re.search(r"[~<>{}|\[\]]", name)
            assert span["label"] in made.SHARES
        assert not re.search(r"[{}|]|\[[A-Z]\d?-?\]|\[[a-z]+\]", filled["text"])
        for _, end in ((s["start"], s["end"]) for s in filled["spans"]):
            behind = re.match(r"(은|는|을|를)(?= )", filled["text"][end:])
            name = filled["text"][:end]
            if behind:
                assert made.sound(name)[0] == (behind[1] in "은을"), filled["text"]


def test_every_slot_has_material(made: ModuleType, material: Any) -> None:
    for frame in material.frames:
        for m in re.finditer(r"\[([a-z]+)\]", frame):
            assert m[1] in material.words
    parts = [p for _, some in material.names.items() for _, p in some]
    for pattern in [*parts, *(w for words in material.parts.values() for w in words)]:
        for m in re.finditer(r"<(\w+)>", pattern):
            assert m[1] in material.parts or m[1] in material._made


def test_same_seed_same_texts(made: ModuleType, material: Any) -> None:
    article = row("[가온전자/COMPANY]가 [김나루/PERSON] 사장을 뽑았다.")
    one, two, other = (list(made.copies([article], 3.5, material, seed)) for seed in (1, 1, 2))
    assert one == two
    assert one != other
    assert len(one) in (3, 4)
    assert len({c["text"] for c in one}) > 1
    assert list(made.frames(1, material, 1)) == list(made.frames(1, material, 1))

"""Hits of the rules on articles, and a relation type that data alone adds."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.document import Article
from extract.pipeline import Pipeline
from extract.rule_use import rule_uses

RIVALS = """
type: competes_with
symmetric: true
present: actual
tells: [item]
frames:
  - id: competes.rival
    verbs: [겨루, 맞붙]
    nouns: [경쟁]
    group: true
    roles:
      head: {particles: [subject], types: [COMPANY]}
      tail: {particles: [comitative], types: [COMPANY]}
    examples:
      - text: 네이버와 카카오가 경쟁하고 있다.
        gives: [[네이버, competes_with, 카카오, actual]]
relational:
  - id: competes.noun
    nouns: [경쟁사, 맞수]
    owner: tail
    owner_types: [COMPANY]
    other_types: [COMPANY]
    examples:
      - text: 네이버의 경쟁사인 카카오가 실적을 공개했다.
        gives: [[카카오, competes_with, 네이버, actual]]
"""


def test_hits_of_every_rule_are_counted(pipeline: Pipeline) -> None:
    texts = [
        "최태원 회장은 젠슨 황 CEO를 만났다. 최태원 회장은 샘 올트먼 CEO를 만났다.",
        "이재용 회장은 젠슨 황 CEO를 만났다.",
    ]
    uses = {u.rule: u for u in rule_uses(pipeline, [Article(str(i), t) for i, t in enumerate(texts)])}
    met = uses["met.meet"]
    assert (met.hits, met.articles, met.type, met.mark) == (3, 2, "met", "")
    assert met.examples[0].startswith("최태원 회장은")
    assert (
        uses["family.kin" if "family.kin" in uses else next(r for r in uses if r.startswith("family"))].mark
        == "dead"
    )
    assert set(pipeline.rules()) <= set(uses)


@pytest.fixture(scope="module")
def extended(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    folder = tmp_path_factory.mktemp("data")
    (folder / "relations").mkdir()
    (folder / "relations" / "competes_with.yml").write_text(RIVALS, encoding="utf-8")
    return Pipeline([root / "data", folder], model=False)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("네이버와 카카오가 경쟁하고 있다.", "actual"),
        ("네이버는 카카오와 경쟁할 계획이 없다고 밝혔다.", "negated"),
        ("네이버의 경쟁사인 카카오가 실적을 공개했다.", "actual"),
    ],
)
def test_a_relation_type_is_added_by_data_alone(extended: Pipeline, text: str, status: str) -> None:
    record = extended.read(Article("x", text))
    names = {e.id: e.name for e in record.entities}
    found = [
        ({names[r.head], names[r.tail]}, r.status.value)
        for r in record.relations
        if r.type == "competes_with"
    ]
    assert found == [({"네이버", "카카오"}, status)]


def test_the_new_type_is_listed_among_the_rules(extended: Pipeline) -> None:
    assert extended.rules()["competes.rival"] == "competes_with"

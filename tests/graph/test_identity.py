"""Who is who across articles: graded pairs, namesakes, the analyst's word, and why."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.records import Entity, EntityType, Mention, Record, Relation, Span
from graph.build import store_of
from graph.decisions import Decision, DecisionError, read_decisions, write_decisions
from graph.judge import DIFFERENT, SAME, UNSURE, Post, Profile, judge
from graph.network import Graph
from graph.resolve import resolve
from graph.settle import settle
from graph.store import Store
from graph.why import unsure, why
from graph.words import words
from tests.conftest import ROOT

PAIRS = ROOT / "tests" / "cases" / "identity.tsv"


def profile(side, type_, name, context):
    body, _, rest = context.partition("/")
    title, _, year = rest.partition("/")
    return Profile(
        f"{side}|{type_}:{name}",
        (name,),
        type_,
        None,
        frozenset([f"B:{body}"] if body else ()),
        frozenset([title] if title else ()),
        (int(year), int(year)) if year else None,
    )


def pairs():
    lines = [line for line in PAIRS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        p = profile("1", row["type_a"], row["a"], row["context_a"])
        q = profile("2", row["type_b"], row["b"], row["context_b"])
        yield row["verdict"], p, q


def test_graded_pairs():
    graded = [(verdict, judge(p, q)) for verdict, p, q in pairs()]
    assert len(graded) >= 120
    false = [(j.a, j.b) for verdict, j in graded if j.verdict == SAME and verdict != SAME]
    assert false == []
    same = [j.verdict == SAME for verdict, j in graded if verdict == SAME]
    assert sum(same) / len(same) >= 0.9
    apart = [j.verdict == DIFFERENT for verdict, j in graded if verdict == DIFFERENT]
    assert sum(apart) / len(apart) >= 0.9


def test_every_judgement_has_reasons_in_both_languages():
    for _, p, q in pairs():
        reasons = judge(p, q).reasons
        assert reasons
        for reason in reasons:
            said = reason.say("ko"), reason.say("en")
            assert said[0] != said[1]
            assert "{" not in "".join(said)


def test_a_judgement_is_the_same_both_ways():
    for _, p, q in pairs():
        one, other = judge(p, q), judge(q, p)
        assert (one.verdict, one.score) == (other.verdict, other.score)


def test_words_are_complete():
    told = {code for code in words().weights if code != "like"} - words().reasons.keys()
    assert told == set()
    assert all({"ko", "en"} <= said.keys() for said in words().reasons.values())


# -- through the store -----------------------------------------------------------------------------


def doc(doc_id, *people, beside=(), published=None):
    """Make an article that names ``people``: (name, kb_id, body, title), bodies as found, and more bodies."""
    entities, relations, text = [], [], ""

    def name(form, type_, kb_id=None, rule="test"):
        nonlocal text
        found = next((e for e in entities if e.name == form), None)
        start, text = len(text), text + form + " "
        if found is None:
            found = Entity(
                id=f"e{len(entities)}", name=form, type=EntityType(type_), kb_id=kb_id, mentions=[]
            )
            entities.append(found)
        found.mentions.append(Mention(start=start, end=start + len(form), rule=rule))
        return found.id

    for person, kb_id, body, title, *rule in people:
        head = name(person, "PERSON", kb_id, *rule)
        if body:
            tail = name(body, "COMPANY")
            relations.append(
                Relation(
                    id=f"r{len(relations)}",
                    type="holds_position",
                    head=head,
                    tail=tail,
                    title=title,
                    confidence=0.9,
                    rule="t",
                    evidence=[Span(start=0, end=len(text))],
                )
            )
    for body in beside:
        name(body, "COMPANY")
    text += doc_id
    return Record(doc_id=doc_id, text=text, published=published, entities=entities, relations=relations)


def who(store):
    rows = store.con.execute("SELECT doc, name, node FROM entities WHERE type = 'PERSON'").fetchall()
    return {(d, n): node for d, n, node in rows}


TWO = [
    doc("a", ("김영수", None, "가온전자", "사장"), published="2025-01-02"),
    doc("b", ("김영수", None, "해담구단", "감독"), published="2025-02-03"),
    doc("c", ("김영수", None, "가온전자", "사장"), published="2025-03-04"),
    doc("d", ("김영수", None, None, None), beside=["해담구단"], published="2025-04-05"),
    doc("e", ("김영수", None, None, None), published="2025-04-05"),
]


def test_namesakes_stay_apart_and_bare_names_follow_the_bodies_beside_them():
    found = who(store_of(TWO))
    assert found["a", "김영수"] == found["c", "김영수"]
    assert found["d", "김영수"] == found["b", "김영수"] != found["a", "김영수"]
    assert found["e", "김영수"] not in {found["a", "김영수"], found["b", "김영수"]}


def test_one_bearer_takes_the_bare_name():
    found = who(store_of([TWO[0], TWO[2], TWO[4]]))
    assert len(set(found.values())) == 1


def test_a_surname_with_a_title_says_nobody_outside_its_article():
    titled = [doc(d, ("김 의원", None, None, None, "title:surname")) for d in "ab"]
    assert len(set(who(store_of(titled)).values())) == 2


def test_spellings_become_one_and_the_ambiguous_latin_one_does_not():
    found = who(
        store_of(
            [
                doc("a", ("카이 올로프슨", None, "노바칩", "대표")),
                doc("b", ("카이 올로프손", None, None, None)),
                doc("c", ("김준호", None, None, None)),
                doc("d", ("Kim Jun-ho", None, None, None)),
            ]
        )
    )
    assert found["a", "카이 올로프슨"] == found["b", "카이 올로프손"]
    assert found["c", "김준호"] != found["d", "Kim Jun-ho"]


def test_companions_tell_that_a_latin_name_is_the_korean_one():
    names = [("서리나", "p-seo", None, None), ("문하늘", "p-moon", None, None), ("오름", "p-oh", None, None)]
    found = who(
        store_of(
            [
                doc("c", ("김준호", None, None, None), *names),
                doc("d", ("Kim Jun-ho", None, None, None), *names),
            ]
        )
    )
    assert found["c", "김준호"] == found["d", "Kim Jun-ho"]


@settings(max_examples=6)
@given(st.permutations(TWO), st.sets(st.integers(1, 5)))
def test_order_and_settling_in_between_do_not_matter(records, stops):
    with Store.memory() as store:
        for n, r in enumerate(records, 1):
            store.put(r)
            if n in stops:
                settle(store)
        settle(store)
        assert who(store) == who(store_of(TWO))


names = st.sampled_from(["김영수", "김 영수", "카이 올로프슨", "카이 올로프손", "Kai Olofsson", "올로프슨"])
bodies = st.frozensets(st.sampled_from(["B:가온", "B:해담", "B:노바"]), max_size=2)
profiles = st.builds(
    lambda n, b, k: Profile(k or f"PERSON:{n}@{'+'.join(sorted(b))}", (n,), "PERSON", k, b),
    names,
    bodies,
    st.sampled_from([None, None, "q1", "q2"]),
)


@given(st.lists(profiles, max_size=9, unique_by=lambda p: p.facet), st.randoms())
def test_groups_do_not_depend_on_order_and_hold_no_two_that_differ(some, random):
    found = resolve(some)
    assert resolve(random.sample(some, len(some))) == found
    by_facet = {p.facet: p for p in some}
    for one in some:
        for other in some:
            if found.nodes[one.facet] == found.nodes[other.facet]:
                assert one.facet == other.facet or judge(one, by_facet[other.facet]).verdict != DIFFERENT


# -- the analyst's word ----------------------------------------------------------------------------


def test_decisions_win_and_can_be_taken_back():
    records = [doc("a", ("김종은", None, None, None)), doc("b", ("김정은", "person:김정은", None, None))]
    store = store_of(records)
    before = who(store)
    assert len(set(before.values())) == 2
    settle(store, [Decision(SAME, "김종은", "김정은")])
    assert set(who(store).values()) == {"person:김정은"}
    assert why(store, "김종은", "김정은").verdict == SAME
    settle(store, [])
    assert who(store) == before


def test_a_decision_parts_what_was_one_and_joins_two_entries():
    records = [
        doc("a", ("한도윤", None, "가온전자", "회장")),
        doc("b", ("한도윤", None, None, None)),
        doc("c", ("서지안", "q1", None, None)),
        doc("d", ("서지언", "q2", None, None)),
    ]
    store = store_of(records)
    facets = sorted(
        {f for (f,) in store.con.execute("SELECT facet FROM entities WHERE name = '한도윤'").fetchall()}
    )
    settle(store, [Decision(DIFFERENT, *facets), Decision(SAME, "q1", "q2")])
    found = who(store)
    assert found["a", "한도윤"] != found["b", "한도윤"]
    assert found["c", "서지안"] == found["d", "서지언"] == "q1"
    store.put(doc("e", ("서지언", "q2", None, None)))
    settle(store)
    assert who(store)["e", "서지언"] == "q1", "what was decided holds for articles to come"


def test_decisions_file(tmp_path):
    own, builtin = tmp_path / "own.tsv", tmp_path / "builtin.tsv"
    write_decisions(builtin, [Decision(SAME, "가온", "가온전자")])
    write_decisions(own, [Decision(DIFFERENT, "가온전자", "가온", "다른 회사")])
    assert read_decisions([builtin, own, tmp_path / "none.tsv"]) == [
        Decision(DIFFERENT, "가온전자", "가온", "다른 회사")
    ]


@pytest.mark.parametrize("line", ["same\t가온", "maybe\ta\tb", "same\ta\tb\tnote\tmore", "same\t가온\t가 온"])
def test_a_wrong_decision_is_told_with_its_line(tmp_path, line):
    path = tmp_path / "decisions.tsv"
    path.write_text(f"verdict\ta\tb\tnote\n{line}\n", encoding="utf-8")
    with pytest.raises(DecisionError, match=r"decisions\.tsv:2"):
        read_decisions([path])


# -- why, and what is left to review ---------------------------------------------------------------


def test_why_two_namesakes_are_two():
    told = why(store_of(TWO), "PERSON:김영수@COMPANY:가온전자", "PERSON:김영수@COMPANY:해담구단")
    assert told.verdict == DIFFERENT
    assert "소속이 다릅니다" in told.say()
    assert "their bodies differ" in told.say("en")


def test_unsure_pairs_come_with_their_sentences():
    cases = unsure(store_of(TWO))
    assert cases
    assert all(case.judgement.verdict == UNSURE for case in cases)
    assert any("가온전자" in sentence for case in cases for sentence in case.evidence_a + case.evidence_b)


def test_renamed_bodies_are_linked_and_not_merged():
    records = []
    for d, body in (("a", "옛부"), ("b", "새부")):
        ministry = Entity(
            id="m",
            name=body,
            type="AGENCY",
            kb_id=f"agency:{body}",
            mentions=[Mention(start=0, end=2, rule="t")],
        )
        records.append(Record(doc_id=d, text=body + d, entities=[ministry]))
    store = store_of(records)
    store.insert("data_items", [("kb:agency:옛부", "h", "옛부", "AGENCY", [], [], "", ["agency:새부"])])
    graph = Graph(store)
    assert graph.lineage("옛부") == ["agency:새부"]
    told = graph.why("옛부", "새부")
    assert told.verdict == DIFFERENT
    assert told.reasons[0].code == "lineage"


def test_posts_of_the_gazetteer_tell_who_is_meant():
    known = Profile("p-1", ("한도윤",), "PERSON", "p-1", posts=(Post("회장", "B:가온", "2020-01-01.."),))
    there = Profile(
        "PERSON:한도윤@B:가온", ("한도윤",), "PERSON", None, frozenset(["B:가온"]), years=(2025, 2025)
    )
    elsewhere = Profile(
        "PERSON:한도윤@B:구단", ("한도윤",), "PERSON", None, frozenset(["B:구단"]), years=(2025, 2025)
    )
    nodes = resolve([known, there, elsewhere]).nodes
    assert nodes[there.facet] == "p-1"
    assert nodes[elsewhere.facet] != "p-1"

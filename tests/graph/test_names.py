import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.records import Entity, EntityType, Mention, Record
from graph.build import store_of
from graph.names import normalise


def resolve(records):
    """Return the identity of each entity of ``records``, by article and entity."""
    rows = store_of(records).con.execute("SELECT doc, ent, node FROM entities").fetchall()
    return {(doc, ent): node for doc, ent, node in rows}


def doc(doc_id, *entities):
    return Record(
        doc_id=doc_id,
        text=f"x{doc_id}",
        entities=[
            Entity(
                id=f"e{i}", name=n, type=EntityType(t), kb_id=kb, mentions=[Mention(start=0, end=1, rule="t")]
            )
            for i, (n, t, kb) in enumerate(entities)
        ],
    )


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("더 플라자 호텔", "더플라자호텔", True),
        ("한도윤", unicodedata.normalize("NFD", "한도윤"), True),
        ("OpenSea", "OPENSEA", True),
        ("김·이 법률사무소", "김이 법률사무소", True),
        ("㈜가온", "(주)가온", True),
        ("가온전자", "가온전자서비스", False),
        ("김종은", "김정은", False),
    ],
)
def test_spelling(one, two, same):
    assert (normalise(one) == normalise(two)) is same


def test_a_name_of_dots_only_stays_itself():
    assert normalise("··") == "··"


PERSON, COMPANY = "PERSON", "COMPANY"


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (("샘 올트먼", PERSON, "q1"), ("샘 알트만", PERSON, "q1"), True),
        (("김영수", PERSON, "q1"), ("김영수", PERSON, "q2"), False),
        (("김영수", PERSON, "q1"), ("김영수", PERSON, None), True),
        (("가온 전자", COMPANY, None), ("가온전자", COMPANY, None), True),
        (("해담", COMPANY, None), ("해담", "PLACE", None), False),
    ],
)
def test_pairs(one, two, same):
    nodes = resolve([doc("a", one), doc("b", two)])
    assert (nodes["a", "e0"] == nodes["b", "e0"]) is same


def test_a_bare_name_joins_neither_of_two_namesakes():
    nodes = resolve(
        [
            doc("a", ("김영수", PERSON, "q1")),
            doc("b", ("김영수", PERSON, "q2")),
            doc("c", ("김영수", PERSON, None)),
        ]
    )
    assert len(set(nodes.values())) == 3


names = st.sampled_from(["김영수", "김 영수", "이서준", "가온", "가·온"])
entities = st.tuples(names, st.sampled_from([PERSON, COMPANY]), st.sampled_from([None, "q1", "q2"]))


@settings(max_examples=15)
@given(st.lists(st.lists(entities, max_size=3), max_size=5), st.randoms())
def test_order_does_not_matter(documents, random):
    records = [doc(f"d{i}", *d) for i, d in enumerate(documents)]
    shuffled = random.sample(records, len(records))
    assert resolve(records) == resolve(shuffled)

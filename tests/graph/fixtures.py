"""Records of invented news for the tests of the graph."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from extract.records import Entity, EntityType, Mention, Record, Relation, Span, Status

PEOPLE = {
    "한도윤": ("PERSON", "p-han", ["한 회장", "Han Do-yun"]),
    "서지안": ("PERSON", None, ["서 장관"]),
    "가온전자": ("COMPANY", "c-gaon", ["가온", "Gaon Electronics"]),
    "노바칩": ("COMPANY", "c-nova", ["NovaChip"]),
    "미래산업부": ("AGENCY", None, ["산업부"]),
    "새봄대학교": ("ORGANIZATION", None, ["새봄대"]),
    "해담시": ("PLACE", None, []),
    "별빛 프로젝트": ("PROJECT", None, ["별빛프로젝트"]),
    "푸른포럼 2031": ("EVENT", None, []),
}

Fact = tuple[str, str, str, int, dict[str, Any]]


def record(doc_id: str, sentences: Sequence[str], facts: Sequence[Fact], **fields: Any) -> Record:
    """Make a record of ``sentences``; a fact is (head, type, tail, sentence number, other fields)."""
    text = "\n".join(sentences)
    starts = [sum(len(s) + 1 for s in sentences[:i]) for i in range(len(sentences))]
    entities = []
    for name, (type_, kb_id, aliases) in (PEOPLE | fields.pop("names", {})).items():
        mentions = _mentions(text, [name, *aliases])
        if mentions:
            ident = f"e{len(entities)}"
            entities.append(
                Entity(id=ident, name=name, type=EntityType(type_), kb_id=kb_id, mentions=mentions)
            )
    ids = {e.name: e.id for e in entities}
    relations = [
        Relation(
            id=f"r{n}",
            type=type_,
            head=ids[head],
            tail=ids[tail],
            evidence=[Span(start=starts[i], end=starts[i] + len(sentences[i]))],
            **{"confidence": 0.9, "rule": f"{type_}.1"}
            | more
            | ({"place": ids[more["place"]]} if "place" in more else {}),
        )
        for n, (head, type_, tail, i, more) in enumerate(facts)
    ]
    return Record(doc_id=doc_id, text=text, entities=entities, relations=relations, **fields)


def _mentions(text: str, forms: Sequence[str]) -> list[Mention]:
    found: list[Mention] = []
    for form in sorted(forms, key=len, reverse=True):
        at = text.find(form)
        while at >= 0:
            if all(at >= m.end or at + len(form) <= m.start for m in found):
                found.append(Mention(start=at, end=at + len(form), rule="test"))
            at = text.find(form, at + 1)
    return sorted(found, key=lambda m: m.start)


MET = "한도윤 가온전자 회장이 12일 해담시에서 서지안 미래산업부 장관을 만나 별빛 프로젝트를 논의했다."
MOU = "가온전자와 미래산업부는 이날 업무협약을 맺었다."
SUPPLY = "노바칩은 가온전자에 웨이퍼 40만 장을 공급하기로 했다."
DENIED = "한 회장은 노바칩과 만날 계획이 없다고 밝혔다."


def small() -> list[Record]:
    """Four articles: one event told by two outlets and a wire copy, plans and a denial."""
    first = record(
        "daily-1",
        [MET, MOU, SUPPLY],
        [
            (
                "한도윤",
                "met",
                "서지안",
                0,
                {"date": "2031-03-12", "place": "해담시", "topic": "별빛 프로젝트"},
            ),
            ("한도윤", "holds_position", "가온전자", 0, {"title": "회장", "confidence": 0.95}),
            ("서지안", "holds_position", "미래산업부", 0, {"title": "장관"}),
            ("가온전자", "signed_mou", "미래산업부", 1, {"date": "2031-03-12"}),
            (
                "노바칩",
                "supplies",
                "가온전자",
                2,
                {
                    "status": "planned",
                    "item": "웨이퍼",
                    "quantity": {"text": "40만 장", "value": 400000, "unit": "장"},
                    "confidence": 0.7,
                },
            ),
        ],
        title="가온전자 회장, 산업부 장관 만나",
        published="2031-03-13",
        source="해담일보",
        url="https://news.example/daily-1",
    )
    copy = first.model_copy(
        update={"doc_id": "wire-1", "source": "두리통신", "url": "https://wire.example/1"}
    )
    second = record(
        "evening-7",
        ["서 장관은 지난 12일 한도윤 회장과 회동했다.", "새봄대학교도 별빛프로젝트에 참여한다.", DENIED],
        [
            ("서지안", "met", "한도윤", 0, {"date": "2031-03-12", "confidence": 0.8}),
            ("새봄대학교", "participates_in", "별빛 프로젝트", 1, {"status": "planned", "date": "2031"}),
            ("한도윤", "met", "노바칩", 2, {"status": "negated", "attributed_to": "한 회장"}),
        ],
        title="산업부 장관·가온전자 회장 회동",
        published="2031-03-14",
        source="저녁신문",
        url="javascript:alert(1)",
        names={"서지안": ("PERSON", None, ["서 장관"]), "노바칩": ("COMPANY", "c-nova", [])},
    )
    third = record(
        "weekly-3",
        [
            "가온전자는 2030년 11월 노바칩에 3000억 원을 투자했다.",
            "노바칩과 가온전자는 손을 잡았고 가온전자는 노바칩과 계약도 맺었다.",
        ],
        [
            (
                "가온전자",
                "invests_in",
                "노바칩",
                0,
                {"date": "2030-11", "amount": {"text": "3000억 원", "value": 3e11, "unit": "KRW"}},
            ),
            ("노바칩", "partners_with", "가온전자", 1, {}),
            ("가온전자", "signed_contract", "노바칩", 1, {"status": "alleged", "confidence": 0.5}),
        ],
        title="가온·노바칩 손잡다",
        published="2031-02",
        source="주간경제",
        names={"푸른포럼 2031": ("EVENT", None, [])},
    )
    return [first, copy, second, third]


SYLLABLES = "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허고노도로모보소오조초코토포호"
TYPES = ("met", "signed_mou", "supplies", "invests_in", "partners_with", "holds_position", "visited")
STATUSES = ("actual", "actual", "actual", "actual", "planned", "alleged", "negated")


def large(nodes: int, edges: int, seed: int = 1) -> list[Record]:
    """Invented news about ``nodes`` names, ten facts an article, with hubs as real news has them."""
    random = Random(seed)
    names = {}
    while len(names) < nodes:
        name = "".join(random.choices(SYLLABLES, k=random.randint(3, 6)))
        names[name] = random.choice(["PERSON", "PERSON", "COMPANY", "COMPANY", "AGENCY", "PLACE", "PROJECT"])
    order = list(names)
    pairs = [(order[i], order[int(i * random.random() ** 2)]) for i in range(1, nodes)]
    pairs += [
        (random.choice(order), order[int(nodes * random.random() ** 3)]) for _ in range(edges - nodes + 1)
    ]
    facts = [(a, random.choice(TYPES), b, random.choice(STATUSES)) for a, b in pairs if a != b]
    return [_article(n, facts[at : at + 10], names, random) for n, at in enumerate(range(0, len(facts), 10))]


def _article(n: int, facts: list[tuple[str, str, str, str]], types: dict[str, str], random: Random) -> Record:
    text, entities, relations = "", {}, []
    for head, type_, tail, status in facts:
        start = len(text)
        text += f"{head} 측은 {n}일 오전 {tail} 측과 서울에서 앞으로의 일을 두고 오래 이야기했다고 밝혔다."
        for name, at in ((head, start), (tail, text.index(tail, start + len(head)))):
            entity = entities.setdefault(
                name, Entity(id=name, name=name, type=EntityType(types[name]), mentions=[])
            )
            entity.mentions.append(Mention(start=at, end=at + len(name), rule="test"))
        day = f"20{random.randint(20, 30)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
        relations.append(
            Relation(
                id=f"r{len(relations)}",
                type=type_,
                head=head,
                tail=tail,
                status=Status(status),
                date=random.choice([day, day, day[:7], None]),
                confidence=round(random.uniform(0.4, 1), 2),
                rule=f"{type_}.1",
                evidence=[Span(start=start, end=len(text))],
            )
        )
        text += "\n"
    return Record(
        doc_id=f"article-{n:05}",
        text=text,
        title=f"기사 {n}",
        source="해담일보",
        url=f"https://news.example/{n}",
        published="2031-01-01",
        entities=list(entities.values()),
        relations=relations,
    )

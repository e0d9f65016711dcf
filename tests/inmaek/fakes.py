"""A pipeline that finds two names by looking for them: what the front door needs of one, at once."""

from __future__ import annotations

from extract.document import Article
from extract.readers import InputProblem
from extract.records import Entity, EntityType, Mention, Record, Relation, Span

NAMES = {"이재명": EntityType.PERSON, "샘 올트먼": EntityType.PERSON}

#: Characters of an article; of one with more the fake says that it is long.
LONGEST = 100_000


class FakeExplanation:
    def __init__(self, text):
        self.text = text

    def to_rich(self):
        return f"tree of {self.text}"

    def to_html(self):
        return f"<p>{self.text}</p>"

    def to_dict(self):
        return {"text": self.text}


class FakePipeline:
    """Finds the ``NAMES``; two of them in one article have met."""

    def names(self, article, on_problem=bool):
        if len(article.text) > LONGEST:
            on_problem(InputProblem(article.doc_id, "is long", "split it"))
        return [
            {"start": start, "end": start + len(name), "label": kind.value}
            for name, kind in NAMES.items()
            if (start := article.text.find(name)) >= 0
        ]

    def read(self, article, on_problem=bool):
        if "!!" in article.text:
            raise KeyboardInterrupt
        spans = self.names(article, on_problem)
        entities = [
            Entity(
                id=f"e{i}",
                name=article.text[span["start"] : span["end"]],
                type=span["label"],
                mentions=[Mention(start=span["start"], end=span["end"], rule="fake")],
            )
            for i, span in enumerate(spans)
        ]
        met = Relation(
            id="r1",
            type="met",
            head="e0",
            tail="e1",
            date=article.published,
            confidence=0.9,
            rule="fake.met",
            evidence=[Span(start=0, end=len(article.text))],
        )
        return Record(
            doc_id=article.doc_id,
            title=article.title,
            published=article.published,
            text=article.text,
            entities=entities,
            relations=[met] if len(entities) == len(NAMES) else [],
        )

    def explain(self, text, _published=None, on_problem=bool):
        self.names(Article("explain", text), on_problem)
        return FakeExplanation(text)

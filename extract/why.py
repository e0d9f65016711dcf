"""Why a form is, or is not, taken for a name: its entries, its guard, and the votes in a sentence."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from extract.gazetteer import Entry
from extract.gazetteer_table import FormIndex
from extract.names.candidates import Candidate
from extract.names.merge import ACCEPT
from extract.pipeline import Pipeline


@dataclass(frozen=True)
class Why:
    """What is known of ``form``, and how the names of ``sentence`` were settled around it.

    ``not_name`` says that ``data/names.yml`` lists it as no name, ``title`` that it is a title
    word. ``votes`` are the finders' candidates that touch it, ``names`` what they came to.
    """

    form: str
    entries: list[Entry]
    not_name: bool
    title: bool
    sentence: str | None
    votes: list[Candidate]
    names: list[Candidate]

    @property
    def taken(self) -> Candidate | None:
        """The name of the sentence that is the form itself, else None."""
        whole = (n for n in self.names if self.sentence and self.sentence[n.start : n.end] == self.form)
        return next(whole, None)

    def guarded(self, entry: Entry) -> bool:
        """Whether ``entry`` has the form only with context."""
        return all(g for f, g in entry.forms.items() if f == self.form) and self.form in entry.forms

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON-ready data; offsets count characters of the NFC sentence."""
        text = self.sentence or ""

        def shown(n: Candidate) -> dict[str, Any]:
            return {
                "text": text[n.start : n.end], "start": n.start, "end": n.end, "type": n.type.value, "rule": n.rule,
                "score": round(n.score, 3), "guarded": n.guarded, "ids": list(n.ids),
            }  # fmt: skip

        return {
            "form": self.form,
            "entries": [
                {"id": e.id, "name": e.name, "type": e.type.value, "guarded": self.guarded(e), "reason": e.reason, "where": e.where}
                for e in self.entries
            ],
            "not_name": self.not_name,
            "title": self.title,
            "sentence": self.sentence,
            "threshold": ACCEPT,
            "votes": [shown(n) for n in self.votes],
            "names": [shown(n) for n in self.names],
            "taken": self.taken is not None if self.sentence else None,
        }  # fmt: skip


def why(form: str, pipeline: Pipeline, sentence: str | None = None) -> Why:
    """Return what decides whether ``form`` is a name, in ``sentence`` if one is given."""
    form = unicodedata.normalize("NFC", form.strip())
    finder = pipeline.finder
    votes: list[Candidate] = []
    names: list[Candidate] = []
    if sentence is not None:
        sentence = unicodedata.normalize("NFC", sentence)
        analysis = pipeline.analyze(sentence)
        spans = [(at, at + len(form)) for at in _places(form, sentence)]
        votes, names = (
            [n for n in found if any(n.start < b and a < n.end for a, b in spans)]
            for found in (finder.votes(sentence, analysis), finder.find(sentence, analysis, []))
        )
    return Why(
        form, FormIndex(pipeline.gazetteer).find(form), form in finder.shapes.not_names, form in finder.titles.words,
        sentence, sorted(votes, key=lambda n: (n.start, n.end, n.rule)), names,
    )  # fmt: skip


def _places(form: str, text: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(form, at)]

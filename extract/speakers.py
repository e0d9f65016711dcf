"""Who says so: the speaker of the clause that a fact is told in.

Speaking changes no status (``extract/status.py``), but a reader wants to know whose claim a fact is:
``업계에 따르면``, ``네이버는 … 체결했다고 밝혔다``, ``… 라고 로이터통신이 보도했다``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extract.attribute_words import AttributeWords
from extract.chunks import Chunk, Form
from extract.names.candidates import Candidate
from extract.phrases import Phrase
from extract.sites import Site

_LONGEST = 40


def speaker(
    site: Site, phrases: Mapping[int, Phrase], words: AttributeWords, text: str
) -> Candidate | str | None:
    """Return the name that the event at ``site`` is attributed to, or the words for it; None where nobody is."""
    source = _according(site.chunks, words)
    if source is not None:
        return _who(source, phrases, text)
    for pred in site.sayings():
        if pred.lemma in words.unsaid or pred.voice == "passive":
            return None
        subjects = [site.chunks[d] for d in pred.dependents if _is_subject(site.chunks[d])]
        if not subjects and not site.anchor.quote:
            subjects = site.subjects_below(pred)
        for c in subjects[-1:]:
            return _who(c, phrases, text)
        return None
    return None


def _is_subject(c: Chunk) -> bool:
    return not c.is_predicate and (c.subject or c.topic)


def _according(chunks: Sequence[Chunk], words: AttributeWords) -> Chunk | None:
    """The noun phrase of ``X에 따르면``."""
    for c in chunks:
        conditional = any(form in ("면", "으면") for form, tag in c.tail if tag == "EC")
        if c.is_predicate and c.lemma in words.according and conditional and c.form is Form.CONNECTIVE:
            sources = [chunks[d] for d in c.dependents if chunks[d].josa[:1] == ("에",)]
            return sources[-1] if sources else None
    return None


def _who(c: Chunk, phrases: Mapping[int, Phrase], text: str) -> Candidate | str | None:
    """The name that a noun phrase stands for, else its words; a bare pronoun says nobody."""
    phrase = phrases.get(c.i)
    if phrase and phrase.referents:
        return phrase.referents[-1]
    if not c.nouns or c.nouns[-1].tag in ("NP", "NNB"):
        return None
    words = text[c.start : c.nouns[-1].end].strip(" \n\t\"'“”‘’")
    return words if 0 < len(words) <= _LONGEST else None

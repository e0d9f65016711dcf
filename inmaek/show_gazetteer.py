"""What ``inmaek gazetteer`` shows, for people and for machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from extract.gazetteer import COLUMNS, Entry, Gazetteer
from inmaek.messages import Messages

if TYPE_CHECKING:
    from extract.names.candidates import Candidate
    from extract.suggest import Suggestion
    from extract.why import Why


def entry_data(entry: Entry) -> dict[str, Any]:
    """Return an entry as plain JSON values; ``forms`` maps each form to whether it is guarded."""
    return {
        "id": entry.id,
        "name": entry.name,
        "type": entry.type.value,
        "forms": entry.forms,
        "posts": [{"title": p.title, "body": p.body, "valid": p.valid} for p in entry.posts],
        "valid": entry.valid,
        "lineage": list(entry.lineage),
        "source": entry.source,
        "reason": entry.reason,
        "where": entry.where,
    }


def entry_text(entry: Entry, known: Gazetteer, say: Messages) -> str:
    """Return an entry as lines; guarded forms have a ``?``, bodies of posts their name."""
    forms = ", ".join(f"?{f}" if guarded else f for f, guarded in entry.forms.items())
    posts = ", ".join(
        f"{known.entries[p.body].name} {p.title}{f' [{p.valid}]' if p.valid else ''} ({p.body})"
        for p in entry.posts
    )
    details = {
        "forms": forms,
        "guard": entry.reason,
        "posts": posts,
        "valid": entry.valid,
        "lineage": ", ".join(entry.lineage),
        "source": f"{entry.source or '–'} ({entry.where})",
    }
    lines = [f"{entry.id}  {entry.name}  {entry.type.value}"]
    for key, value in details.items():
        label = say(f"gazetteer.{key}")
        lines += [f"  {label}: {value}"] if value else []
    return "\n".join(lines)


def why_lines(found: Why, say: Messages) -> Iterator[str]:
    """Yield what decides whether a form is a name, and in a sentence the votes and what they came to."""
    yield say("why.entries", form=found.form, count=len(found.entries))
    for e in found.entries:
        guard = say("why.guarded", reason=e.reason or "–") if found.guarded(e) else say("why.free")
        yield f"  {e.id}  {e.name}  {e.type.value}: {guard}  ({e.where})"
    if found.not_name:
        yield say("why.not_name")
    if found.title:
        yield say("why.title")
    if found.sentence is None:
        return
    from extract.names.merge import ACCEPT  # noqa: PLC0415 - with the pipeline, which is loaded by now

    yield say("why.votes", count=len(found.votes))
    yield from (f"  {_vote(v, found.sentence, say)}" for v in found.votes)
    if name := found.taken:
        yield say(
            "why.taken", form=found.form, type=name.type.value, rule=name.rule, score=f"{name.score:.2f}"
        )
        return
    for n in found.names:
        within = found.sentence[n.start : n.end]
        yield say("why.within", form=found.form, name=within, type=n.type.value, rule=n.rule)
    if not found.names:
        yield say("why.not_taken", form=found.form, threshold=ACCEPT)


def _vote(v: Candidate, text: str, say: Messages) -> str:
    parts = [text[v.start : v.end], v.type.value, v.rule, f"{v.score:.2f}"]
    parts += [say("why.is_guarded")] if v.guarded else []
    parts += [", ".join(v.ids)] if v.ids else []
    return "  ".join(parts)


def suggestion_data(s: Suggestion) -> dict[str, Any]:
    """Return a suggestion as plain JSON values."""
    return {
        "name": s.name,
        "type": s.type.value,
        "articles": s.articles,
        "mentions": s.mentions,
        "forms": dict(s.forms),
        "posts": dict(s.posts),
        "rules": dict(s.rules),
        "contexts": s.contexts,
        "row": s.row(),
    }


def suggestion_lines(found: Sequence[Suggestion], say: Messages) -> Iterator[str]:
    """Yield a table of the suggestions: each row below comments with its counts and contexts."""
    yield "\t".join(COLUMNS)
    for s in found:
        rules = ", ".join(rule for rule, _ in s.rules.most_common(3))
        counts = say("suggest.counts", articles=len(s.articles), mentions=s.mentions, rules=rules)
        yield f"# {counts}"
        yield from (f"#   {context}" for context in s.contexts)
        yield s.row()

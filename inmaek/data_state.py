"""What the data folders said when articles were read, and which articles a change of them can affect."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import ahocorasick
import yaml

from extract.gazetteer import load_gazetteers
from graph.store import Store
from inmaek import __version__

#: Not words for reading articles: told by other means, or of no effect on records.
_NOT_READ = frozenset(("messages.yml", "identity.yml", "decisions.tsv", "NOTICE"))
#: The code, which a change of may affect everything.
_CODE = "file:inmaek"
_KEYS = ("verbs", "nouns")
_SPACE = re.compile(r"\s+")


class Item(NamedTuple):
    """A row of ``data_items``: a gazetteer entry (``kb:…``), a rule (``rule:…``) or a whole file (``file:…``).

    ``forms`` are what a text must have for the item to matter to it; a rule's verbs are among
    them as stems with ``~``. None where it may matter to any text.
    """

    item: str
    hash: str
    name: str | None = None
    type: str | None = None
    forms: list[str] | None = None
    posts: list[dict[str, str]] | None = None
    valid: str | None = None
    lineage: list[str] | None = None


def fingerprint(folders: Sequence[Path], *, model: bool) -> str:
    """Return a hash of all that reading depends on: equal means that nothing has changed."""
    digest = hashlib.sha256(f"{__version__} {model}".encode())
    for folder in folders:
        for path in _files(folder):
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:24]


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        kept = path.suffix in {".tsv", ".yml", ".npz", ".txt", ".json"} and path.name not in _NOT_READ
        if kept and path.is_file() and path.relative_to(folder).parts[0] not in {"samples", "gazetteers_src"}:
            yield path


def items(folders: Sequence[Path], *, model: bool) -> dict[str, Item]:
    """Return the items of the data ``folders``, of which later ones win, by their key.

    Raises:
        extract.gazetteer.DataError: when a gazetteer cannot be read.
    """
    found = [Item(_CODE, f"{__version__} {model}"), *_entries(folders)]
    for folder in folders:
        for path in _files(folder):
            parts = path.relative_to(folder).parts
            if parts[0] == "relations":
                found += _rules(path)
            elif parts[0] != "gazetteers" and (model or parts[0] != "models"):
                content = hashlib.sha256(path.read_bytes()).hexdigest()[:24]
                found.append(Item(f"file:{'/'.join(parts)}", content))
    return {item.item: item for item in found}


def _entries(folders: Sequence[Path]) -> Iterator[Item]:
    for e in load_gazetteers([f / "gazetteers" for f in folders]).entries.values():
        posts = [{"title": p.title, "body": p.body, "valid": p.valid} for p in e.posts]
        said = [e.name, e.type.value, sorted(e.forms.items()), posts, e.valid, e.lineage]
        yield Item(
            f"kb:{e.id}", _hash(said), e.name, e.type.value, sorted(e.forms), posts, e.valid, list(e.lineage)
        )


def _rules(path: Path) -> Iterator[Item]:
    """Yield the rules of a file of relations; what they share is an item of its own."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(raw, dict):
        return
    shared = {k: v for k, v in raw.items() if not isinstance(v, list)}
    rules = [
        rule for group in raw.values() if isinstance(group, list) for rule in group if isinstance(rule, dict)
    ]
    words = [_words(rule) for rule in rules]
    every = None if None in words else sorted({w for some in words for w in some or ()})
    yield Item(f"rule:{raw.get('type', path.stem)}", _hash(shared), forms=every)
    for rule, some in zip(rules, words, strict=True):
        said = {k: v for k, v in rule.items() if k not in {"examples", "not"}}
        yield Item(f"rule:{rule.get('id', path.stem)}", _hash(said), forms=some)


def _words(rule: Mapping[str, Any]) -> list[str] | None:
    """Return what a text must have one of for ``rule`` to fire; None where that cannot be told."""
    found = [str(word) for word in rule.get("nouns") or ()]
    for verb in rule.get("verbs") or ():
        stem = _stem(str(verb))
        if stem is None:
            return None
        found.append(stem)
    return sorted(found) or None


def _stem(verb: str) -> str | None:
    """Return ``~`` and the letters (jamo) of ``verb`` that no ending changes; None for too few of them."""
    if len(verb) < 2:
        return None
    return "~" + unicodedata.normalize("NFD", verb[:-1]) + unicodedata.normalize("NFD", verb[-1])[0]


def _hash(said: Any) -> str:
    whole = json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(whole.encode()).hexdigest()[:24]


def stored_items(store: Store) -> dict[str, tuple[str, list[str] | None]]:
    """Return the hash and forms of the items that ``store`` remembers."""
    rows = store.con.execute("SELECT item, hash, forms FROM data_items").fetchall()
    return {item: (hash_, forms) for item, hash_, forms in rows}


def affected(store: Store, new: Mapping[str, Item]) -> tuple[set[str], set[str]]:
    """Return the articles of ``store`` that the change to the items ``new`` can affect, and the entries changed."""
    old = stored_items(store)
    changed = {
        key
        for key in old.keys() | new.keys()
        if key not in old or key not in new or old[key][0] != new[key].hash
    }
    docs = [doc for (doc,) in store.con.execute("SELECT doc FROM docs").fetchall()]
    entries = {key.removeprefix("kb:") for key in changed if key.startswith("kb:")}
    forms: set[str] = set()
    for key in changed:
        for said in (old[key][1] if key in old else [], new[key].forms if key in new else []):
            if said is None:
                return set(docs), entries
            forms |= set(said)
    return set(_with_any(store, forms)), entries


def _with_any(store: Store, forms: Collection[str]) -> Iterator[str]:
    """Yield the articles whose text has one of ``forms``, whatever its spaces and letter case."""
    plain, stems = ahocorasick.Automaton(), ahocorasick.Automaton()
    for form in forms:
        if form.startswith("~"):
            stems.add_word(form[1:], form)
        elif squeezed := _squeeze(form):
            plain.add_word(squeezed, form)
    for automaton in (plain, stems):
        automaton.make_automaton()
    rows = store.con.execute("SELECT doc, text FROM docs").fetchall() if forms else []
    for doc, text in rows:
        squeezed = _squeeze(text)
        if _hit(plain, squeezed) or _hit(stems, unicodedata.normalize("NFD", squeezed)):
            yield doc


def _hit(automaton: Any, text: str) -> bool:
    return len(automaton) > 0 and next(automaton.iter(text), None) is not None


def _squeeze(text: str) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFC", text)).casefold()


def remember(
    store: Store, mark: str, new: Iterable[Item], stale: Collection[str], entries: Collection[str]
) -> None:
    """Keep ``new`` and its fingerprint ``mark`` in ``store``; mark articles that must be read again."""
    with store.transaction():
        store.con.execute("DELETE FROM data_items")
        store.insert("data_items", [tuple(item) for item in new])
        store.con.execute("DELETE FROM meta WHERE key = 'data'")
        store.insert("meta", [("data", mark)])
        store.con.execute("UPDATE docs SET stale = true WHERE doc IN (SELECT unnest(?))", [sorted(stale)])
        store.con.execute(
            "INSERT INTO pending SELECT DISTINCT 'facet', facet FROM entities WHERE kb_id IN (SELECT unnest($1)) "
            "UNION SELECT DISTINCT 'node', node FROM entities WHERE kb_id IN (SELECT unnest($1))",
            [sorted(entries)],
        )


@lru_cache(maxsize=2)
def _items(folders: tuple[Path, ...], model: bool, mark: str) -> dict[str, Item]:  # noqa: ARG001 - the mark is the key
    return items(folders, model=model)


def refresh_state(store: Store, folders: Sequence[Path], *, model: bool) -> int:
    """Bring what ``store`` remembers of the data up to date; return how many articles became stale."""
    mark = fingerprint(folders, model=model)
    known = store.first("SELECT value FROM meta WHERE key = 'data'")
    if known and known[0] == mark:
        return 0
    new = _items(tuple(folders), model, mark)
    stale, entries = affected(store, new) if known else (set(), set())
    remember(store, mark, new.values(), stale, entries)
    return len(stale)

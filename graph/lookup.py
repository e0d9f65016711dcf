"""From a name in any spelling to its identity."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from graph.ingest import POSTS
from graph.judge import compare_names
from graph.names import normalise
from graph.select import WHOLE, Scope
from graph.spelling import bucket
from graph.store import Store
from graph.words import words


class UnknownNameError(LookupError):
    """No node bears the name; ``suggestions`` are labels spelt much like it."""

    def __init__(self, name: str, suggestions: list[str]) -> None:
        """Take the ``name`` that was asked for, and what may have been meant."""
        hint = f"; did you mean {', '.join(suggestions)}?" if suggestions else ""
        super().__init__(f"no one and nothing here is called {name!r}{hint}")
        self.name = name
        self.suggestions = suggestions


class AmbiguousNameError(LookupError):
    """Several nodes bear the name; ``candidates`` are their ids, ``described`` says who each is."""

    def __init__(self, name: str, described: dict[str, str]) -> None:
        """Take the ``name`` that was asked for, and node id → description of those that bear it."""
        listed = "; ".join(f"{node} ({text})" for node, text in described.items())
        super().__init__(
            f"{name!r} may be any of {len(described)}: {listed}. Give the id of the one you mean"
        )
        self.name = name
        self.described = described
        self.candidates = list(described)


def find(store: Store, name: str, scope: Scope = WHOLE) -> str:
    """Return the id of the node called ``name``: an id, a label, an alias, else another spelling.

    Unicode form, letter case, spaces and middle dots do not matter. Another spelling is one that
    would make two names of two articles one (샘 알트만, Sam Altman).

    Raises:
        UnknownNameError: when nothing is called so.
        AmbiguousNameError: when several nodes are.
    """
    if _column(store, f"SELECT node FROM {scope.nodes} WHERE node = ?", name):
        return name
    wanted = normalise(name)
    within = "" if scope.whole else f" AND node IN (SELECT node FROM {scope.nodes})"
    query = f"SELECT DISTINCT node FROM spellings WHERE norm = ?{within}"
    found = _column(store, f"{query} AND is_label", wanted) or _column(store, query, wanted)
    found = found or _spelt_otherwise(store, name, within)
    if not found:
        raise UnknownNameError(name, _like(store, wanted, within))
    if len(found) > 1:
        raise AmbiguousNameError(name, {node: describe(store, node) for node in sorted(found)})
    return found[0]


def _column(store: Store, query: str, value: str) -> list[str]:
    return [node for (node,) in store.con.execute(query, [value]).fetchall()]


def _spelt_otherwise(store: Store, name: str, within: str) -> list[str]:
    rows = store.con.execute(
        f"SELECT DISTINCT node, name FROM entities WHERE bucket = ? AND type = 'PERSON'{within}",
        [bucket(name, "PERSON")],
    ).fetchall()
    enough = words().same
    return sorted(
        {n for n, other in rows if (e := compare_names(name, other, "PERSON")) and e.weight >= enough}
    )


def describe(store: Store, node: str) -> str:
    """Return who ``node`` is in a line: name, body and post where articles give them, type, articles."""
    label, type_, n = store.con.execute(
        "SELECT label, type, n_articles FROM nodes WHERE node = ?", [node]
    ).fetchall()[0]
    posts = store.con.execute(
        "SELECT n.label, any_value(r.title ORDER BY r.title) FROM relations r JOIN nodes n ON n.node = r.tail "
        "WHERE r.head = ? AND r.type IN (SELECT unnest(?)) AND r.status <> 'negated' "
        "GROUP BY n.label ORDER BY count(*) DESC, n.label LIMIT 1",
        [node, sorted(POSTS)],
    ).fetchall()
    post = " ".join(filter(None, posts[0])) if posts else None
    return ", ".join(filter(None, (label, post, type_, str(n))))


def _like(store: Store, wanted: str, within: str) -> list[str]:
    rows = store.con.execute(
        f"SELECT DISTINCT norm FROM spellings WHERE norm <> ''{within} ORDER BY norm"
    ).fetchall()
    close = process.extract(wanted, [n for (n,) in rows], scorer=fuzz.ratio, limit=3, score_cutoff=60)
    labels = [
        label
        for norm, _, _ in close
        for label in _column(
            store,
            "SELECT label FROM nodes JOIN spellings USING (node) WHERE norm = ? "
            f"{within.replace('node IN', 'spellings.node IN')} ORDER BY label LIMIT 1",
            norm,
        )
    ]
    return list(dict.fromkeys(labels))

"""Which facets must be compared: those whose names are equal, or sound alike and may vary.

Names are compared once, when they come, with the names of their bucket; the pairs are kept in the
store, so that what a new article touches is found without comparing all others again.
"""

from __future__ import annotations

from graph.ingest import Row
from graph.judge import compare_names
from graph.names import normalise
from graph.spelling import is_korean_person, name_key
from graph.store import Store

#: Facets that say only that a surname and a title stood in one article have buckets of this mark.
LOCAL = "@"


def link_names(store: Store) -> None:
    """Bring ``named`` and ``links`` up to date with the articles that came and went.

    Leaves the temporary table ``touched_facets``: those that lost an article, that have a new name,
    or that were linked to such.
    """
    con = store.con
    con.execute(
        "CREATE OR REPLACE TEMP TABLE lost AS SELECT DISTINCT item AS facet FROM pending WHERE kind = 'facet'"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE touched_facets AS SELECT facet FROM lost "
        "UNION SELECT a FROM links WHERE b IN (SELECT facet FROM lost) "
        "UNION SELECT b FROM links WHERE a IN (SELECT facet FROM lost)"
    )
    con.execute("DELETE FROM links WHERE a IN (SELECT facet FROM lost) OR b IN (SELECT facet FROM lost)")
    con.execute("DELETE FROM named WHERE facet IN (SELECT facet FROM lost)")
    new = _new_names(store)
    if not new:
        return
    store.insert("named", new)
    con.execute("CREATE OR REPLACE TEMP TABLE new_facets AS SELECT facet, name FROM named LIMIT 0")
    store.insert("new_facets", [(facet, name) for facet, name, *_ in new])
    con.execute("INSERT INTO touched_facets SELECT DISTINCT facet FROM new_facets")
    pairs = con.execute(
        "SELECT DISTINCT n.facet, n.name, m.facet, m.name, n.type FROM new_facets f "
        "JOIN named n ON n.facet = f.facet AND n.name = f.name JOIN named m ON m.bucket = n.bucket "
        "WHERE m.facet <> n.facet AND NOT (m.kb AND n.kb) AND (m.key = n.key OR NOT m.fixed OR NOT n.fixed)"
    ).fetchall()
    links = {
        (min(facet, other), max(facet, other))
        for facet, name, other, other_name, type_ in pairs
        if compare_names(name, other_name, type_)
    }
    before = set(
        con.execute(
            "SELECT a, b FROM links WHERE a IN (SELECT unnest(?))", [sorted({a for a, _ in links})]
        ).fetchall()
    )
    store.insert("links", sorted(links - before))


def _new_names(store: Store) -> list[Row]:
    """Return the rows of ``named`` that are not there yet."""
    rows = store.con.execute(
        "SELECT e.facet, e.name, min(e.type), min(e.bucket), any_value(e.kb_id) IS NOT NULL FROM entities e "
        "WHERE (e.doc IN (SELECT doc FROM fresh) OR e.facet IN (SELECT facet FROM lost)) "
        f"AND NOT starts_with(e.bucket, '{LOCAL}') AND NOT EXISTS "
        "(SELECT 1 FROM named n WHERE n.facet = e.facet AND n.name = e.name) GROUP BY e.facet, e.name"
    ).fetchall()
    return sorted(
        (facet, name, type_, bucket, name_key(name, type_), _fixed(name, type_), kb)
        for facet, name, type_, bucket, kb in rows
    )


def _fixed(name: str, type_: str) -> bool:
    """Say whether no other spelling can mean ``name``: that of a Korean in Hangul."""
    return type_ == "PERSON" and is_korean_person(normalise(name))

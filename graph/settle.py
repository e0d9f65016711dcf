"""Settle a store: tell copies of one story, give every name its identity, describe the identities.

Only what the articles added or removed since can have touched is looked at again, and the outcome
is that of settling the whole store at once.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import pyarrow as pa

from graph.copies import shared, shingles, stories
from graph.decisions import Decision
from graph.ingest import COREFERENCE, SURNAME_ALONE
from graph.judge import SAME, Judgement, Post, Profile
from graph.links import LOCAL, link_names
from graph.names import normalise
from graph.resolve import Resolution, resolve
from graph.spelling import kind
from graph.store import Store


def settle(store: Store, decisions: Sequence[Decision] | None = None) -> bool:
    """Settle ``store`` in one transaction; False where there was nothing to do.

    ``decisions`` replace those that the store remembers; None keeps them.
    """
    con = store.con
    changed = decisions is not None and remembered(store) != sorted(decisions)
    fresh = con.execute("SELECT 1 FROM docs WHERE story IS NULL LIMIT 1").fetchall()
    if not changed and not fresh and not con.execute("SELECT 1 FROM pending LIMIT 1").fetchall():
        return False
    with store.transaction():
        con.execute("CREATE OR REPLACE TEMP TABLE fresh AS SELECT doc FROM docs WHERE story IS NULL")
        if changed and decisions is not None:
            _remember(store, decisions)
        _settle_stories(store)
        _settle_identities(store, remembered(store))
        _describe(store)
        con.execute("DELETE FROM pending")
    return True


# -- decisions -------------------------------------------------------------------------------------


def remembered(store: Store) -> list[Decision]:
    """Return the decisions that ``store`` was last settled with."""
    rows = store.con.execute("SELECT value FROM meta WHERE key = 'decision'").fetchall()
    return sorted(Decision(*json.loads(value)) for (value,) in rows)


def _remember(store: Store, decisions: Sequence[Decision]) -> None:
    """Keep ``decisions``, and note the names of all that are new or gone."""
    touched = set(remembered(store)) ^ set(decisions)
    store.con.execute("DELETE FROM meta WHERE key = 'decision'")
    rows = [("decision", json.dumps([d.verdict, d.a, d.b, d.note], ensure_ascii=False)) for d in decisions]
    store.insert("meta", rows)
    meant = _facets_meant(store, touched)
    store.insert("pending", [("facet", facet) for facet in sorted(meant)])


def _facets_meant(store: Store, decisions: Collection[Decision]) -> set[str]:
    references = {side for d in decisions for side in (d.a, d.b)}
    if not references:
        return set()
    norms = {normalise(r) for r in references}
    rows = store.con.execute("SELECT DISTINCT facet, name FROM entities").fetchall()
    return {
        facet
        for facet, name in rows
        if facet in references or facet.partition("@")[0] in references or normalise(name) in norms
    }


# -- stories ---------------------------------------------------------------------------------------


def _settle_stories(store: Store) -> None:
    con = store.con
    pairs = con.execute(
        "SELECT DISTINCT a.doc, b.doc FROM bands a JOIN bands b ON a.hash = b.hash AND a.band = b.band "
        "WHERE a.doc IN (SELECT doc FROM fresh) AND a.doc <> b.doc "
        "AND (b.doc NOT IN (SELECT doc FROM fresh) OR a.doc < b.doc)"
    ).fetchall()
    wanted = sorted({doc for pair in pairs for doc in pair})
    texts = con.execute("SELECT doc, text FROM docs WHERE doc IN (SELECT unnest(?))", [wanted]).fetchall()
    shapes = {doc: shingles(text) for doc, text in texts}
    found = [(a, b, share) for a, b in pairs if (share := shared(shapes[a], shapes[b]))]
    store.insert("copies", sorted((*sorted((a, b)), share) for a, b, share in found))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE near AS WITH RECURSIVE "
        "pairs AS (SELECT a AS doc, b AS other FROM copies UNION ALL SELECT b, a FROM copies), "
        "near(doc) AS (SELECT doc FROM fresh UNION SELECT item FROM pending WHERE kind = 'doc' "
        "UNION SELECT pairs.other FROM near JOIN pairs USING (doc)) SELECT near.doc FROM near JOIN docs USING (doc)"
    )
    docs = [d for (d,) in con.execute("SELECT doc FROM near").fetchall()]
    links = con.execute("SELECT a, b FROM copies WHERE a IN (SELECT doc FROM near)").fetchall()
    _map(store, "told", stories(docs, links))
    con.execute(
        "INSERT INTO pending SELECT DISTINCT 'node', e.node FROM entities e JOIN told t ON t.key = e.doc "
        "JOIN docs d ON d.doc = e.doc WHERE d.story IS DISTINCT FROM t.value AND e.node IS NOT NULL"
    )
    con.execute(
        "UPDATE docs SET story = t.value FROM told t WHERE docs.doc = t.key AND story IS DISTINCT FROM t.value"
    )


def _map(store: Store, table: str, values: Mapping[str, str]) -> None:
    """Make the temporary table ``table`` (key, value) of ``values``."""
    store.con.register(
        "_map", pa.table({"key": pa.array(list(values), pa.string()), "value": pa.array(list(values.values()), pa.string())})
    )  # fmt: skip
    store.con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM _map")
    store.con.unregister("_map")


# -- identities ------------------------------------------------------------------------------------


def _settle_identities(store: Store, decisions: Sequence[Decision]) -> None:
    """Resolve the facets that are touched, with all whose names may be theirs, and so on."""
    meant = _facets_meant(store, decisions)
    link_names(store)
    facets = _closure(store, meant)
    if not facets:
        return
    store.con.execute("DELETE FROM judgements WHERE a IN (SELECT unnest(?))", [sorted(facets)])
    profiles = profiles_of(store, facets)
    known = {p.facet for p in profiles}
    rows = store.con.execute("SELECT a, b FROM links WHERE a IN (SELECT unnest(?))", [sorted(known)])
    pairs = [(a, b) for a, b in rows.fetchall() if b in known]
    resolution = resolve(profiles, decisions, lambda some: companions_of(store, some), pairs)
    _assign(store, resolution, profiles)
    _keep_judgements(store, resolution.judgements, {p.facet: p for p in profiles})


def _closure(store: Store, meant: Collection[str]) -> set[str]:
    """Return the facets touched and all that links lead to; with one ``meant`` by decisions come all.

    An entry of the gazetteer whose name nobody else may bear is itself, whatever is added.
    """
    con = store.con
    rows = con.execute(
        "SELECT facet FROM touched_facets UNION SELECT facet FROM entities JOIN fresh USING (doc) "
        f"WHERE NOT starts_with(bucket, '{LOCAL}')"
    ).fetchall()
    facets, new = set(), {f for (f,) in rows}
    while new:
        if not new.isdisjoint(meant):
            new |= set(meant)
        facets |= new
        linked = con.execute(
            "SELECT b FROM links WHERE a IN (SELECT unnest($1)) UNION SELECT a FROM links WHERE b IN (SELECT unnest($1))",
            [sorted(new)],
        ).fetchall()
        new = {f for (f,) in linked} - facets
    alone = con.execute(
        "SELECT DISTINCT facet FROM entities WHERE facet IN (SELECT unnest($1)) AND kb_id IS NOT NULL "
        "AND facet NOT IN (SELECT a FROM links WHERE a IN (SELECT unnest($1))) "
        "AND facet NOT IN (SELECT b FROM links WHERE b IN (SELECT unnest($1))) "
        "AND facet NOT IN (SELECT facet FROM touched_facets)",
        [sorted(facets)],
    ).fetchall()
    return facets - ({f for (f,) in alone} - set(meant))


def profiles_of(store: Store, facets: Collection[str]) -> list[Profile]:
    """Return what the articles of ``store`` say of ``facets``, and the gazetteers of their entries."""
    rows = store.con.execute(
        "SELECT facet, list_sort(list(DISTINCT name)), min(type), any_value(kb_id), "
        "list_sort(list_distinct(flatten(list(bodies)))), list_sort(list_distinct(flatten(list(titles)))), "
        "min(year), max(year) FROM entities WHERE facet IN (SELECT unnest(?)) GROUP BY facet",
        [sorted(facets)],
    ).fetchall()
    known = _known(store, [row[3] for row in rows if row[3]])
    profiles = []
    for facet, names, type_, kb_id, bodies, titles, first, last in rows:
        posts, lineage = known.get(kb_id or "", ((), frozenset()))
        years = None if first is None else (first, last)
        profiles.append(
            Profile(
                facet, tuple(names), type_, kb_id, frozenset(bodies), frozenset(titles), years, posts, lineage
            )
        )
    return profiles


def _known(store: Store, kb_ids: Sequence[str]) -> dict[str, tuple[tuple[Post, ...], frozenset[str]]]:
    """Return what the gazetteers know of ``kb_ids``: posts, and the bodies that followed."""
    rows = store.con.execute(
        "SELECT item, posts, lineage FROM data_items WHERE item IN (SELECT unnest(?))",
        [[f"kb:{k}" for k in kb_ids]],
    ).fetchall()
    return {
        item.removeprefix("kb:"): (tuple(Post(**p) for p in posts or ()), frozenset(lineage or ()))
        for item, posts, lineage in rows
    }


def companions_of(store: Store, facets: Collection[str]) -> dict[str, list[str]]:
    """Return the people and bodies that articles name beside each of ``facets``."""
    rows = store.con.execute(
        "SELECT e.facet, list(DISTINCT x.facet) FROM entities e JOIN entities x ON x.doc = e.doc "
        "WHERE e.facet IN (SELECT unnest(?)) AND x.facet <> e.facet AND x.bucket <> e.bucket "
        f"AND x.type <> 'PLACE' AND NOT starts_with(x.bucket, '{LOCAL}') GROUP BY e.facet",
        [sorted(facets)],
    ).fetchall()
    return dict(rows)


def _assign(store: Store, resolution: Resolution, profiles: Sequence[Profile]) -> None:
    con = store.con
    _map(store, "given", resolution.nodes)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE assigned AS SELECT e.doc, e.ent, e.node AS old, g.value AS node "
        "FROM entities e JOIN given g ON g.key = e.facet"
    )
    told = _told_by_article(store, resolution, profiles)
    if told:
        _map(store, "told", {f"{doc}\x1f{ent}": node for (doc, ent), node in told.items()})
        con.execute("UPDATE assigned SET node = t.value FROM told t WHERE t.key = doc || '\x1f' || ent")
    con.execute("DELETE FROM assigned WHERE old IS NOT DISTINCT FROM node")
    con.execute(
        "INSERT INTO pending SELECT DISTINCT 'node', old FROM assigned WHERE old IS NOT NULL "
        "UNION SELECT DISTINCT 'node', node FROM assigned"
    )
    con.execute(
        "UPDATE entities SET node = a.node FROM assigned a WHERE entities.doc = a.doc AND entities.ent = a.ent"
    )
    for end in ("head", "tail"):
        con.execute(
            f"UPDATE relations SET {end} = a.node FROM assigned a "
            f"WHERE relations.doc = a.doc AND relations.{end}_ent = a.ent"
        )


def _told_by_article(
    store: Store, resolution: Resolution, profiles: Sequence[Profile]
) -> dict[tuple[str, str], str]:
    """Return the identities of bare names that several bear, where the article names a body of just one."""
    if not resolution.ambiguous:
        return {}
    bodies: dict[str, set[str]] = defaultdict(set)
    for p in profiles:
        bodies[resolution.nodes[p.facet]] |= p.bodies | {post.body for post in p.posts}
    rows = store.con.execute(
        "SELECT e.facet, e.doc, e.ent, list(x.facet) FROM entities e JOIN entities x ON x.doc = e.doc "
        "WHERE e.facet IN (SELECT unnest(?)) AND x.ent <> e.ent GROUP BY ALL",
        [sorted(resolution.ambiguous)],
    ).fetchall()
    told = {}
    for facet, doc, ent, beside in rows:
        fitting = [n for n in set(resolution.ambiguous[facet]) if bodies[n] & set(beside)]
        if len(fitting) == 1:
            told[doc, ent] = fitting[0]
    return told


def _keep_judgements(store: Store, judgements: Sequence[Judgement], profiles: Mapping[str, Profile]) -> None:
    """Keep the judgements that someone may want to see: all but those on one and the same name."""
    kept = [
        (j.a, j.b, j.verdict, j.score, json.dumps([[r.code, r.values] for r in j.reasons], ensure_ascii=False))
        for j in judgements
        if j.verdict != SAME or _other_names(profiles[j.a], profiles[j.b])
    ]  # fmt: skip
    store.insert("judgements", kept)


def _other_names(p: Profile, q: Profile) -> bool:
    return kind(p.type) != kind(q.type) or not {normalise(n) for n in p.names} & {
        normalise(n) for n in q.names
    }


# -- what is said of identities --------------------------------------------------------------------


def _describe(store: Store) -> None:
    """Make the rows of ``nodes`` and ``spellings`` anew for every identity that was touched.

    The label is the gazetteer's name, else the one that the entry's id is made of, else the name that most
    articles use, one in Hangul before others, and a surname with a title last.
    """
    con = store.con
    con.execute(
        "CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT item AS node FROM pending WHERE kind = 'node' "
        "UNION SELECT DISTINCT node FROM entities JOIN fresh USING (doc)"
    )
    con.execute("DELETE FROM nodes WHERE node IN (SELECT node FROM touched)")
    con.execute("DELETE FROM spellings WHERE node IN (SELECT node FROM touched)")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE mine AS SELECT e.node, e.name, e.type, e.kb_id, e.doc, e.ent FROM entities e "
        "WHERE e.node IN (SELECT node FROM touched)"
    )
    con.execute(
        "INSERT INTO nodes SELECT l.node, coalesce(k.name, l.name), t.type, a.kb_id, a.n FROM "
        "(SELECT node, name FROM (SELECT node, name, count(*) AS n, bool_and(titled) AS titled, bool_or(own) AS own FROM "
        "(SELECT node, name, coalesce(replace(regexp_replace(kb_id, '^[^:]*:', ''), '_', ' ') = name, false) AS own, EXISTS (SELECT 1 FROM mentions m WHERE m.doc = mine.doc AND m.ent = mine.ent "
        f"AND m.text = mine.name AND m.rule = '{SURNAME_ALONE}') AS titled FROM mine) GROUP BY node, name) "
        "QUALIFY row_number() OVER (PARTITION BY node "
        "ORDER BY titled, regexp_matches(name, '[가-힣]') DESC, own DESC, n DESC, name) = 1) l "
        "JOIN (SELECT node, type FROM (SELECT node, type, count(*) AS n FROM mine GROUP BY ALL) QUALIFY row_number() "
        "OVER (PARTITION BY node ORDER BY n DESC, type) = 1) t USING (node) "
        "JOIN (SELECT m.node, min(m.kb_id) AS kb_id, count(DISTINCT d.story) AS n FROM mine m JOIN docs d USING (doc) "
        "GROUP BY m.node) a USING (node) LEFT JOIN data_items k ON k.item = 'kb:' || a.kb_id"
    )
    rows = con.execute(
        "SELECT node, text, count(*) FROM mine JOIN mentions USING (doc, ent) "
        f"WHERE NOT starts_with(rule, '{COREFERENCE}') AND text <> '' GROUP BY ALL "
        "UNION ALL SELECT node, label, NULL FROM nodes WHERE node IN (SELECT node FROM touched)"
    ).fetchall()
    labels = {node: text for node, text, times in rows if times is None}
    times = dict.fromkeys(labels.items(), 0)
    times |= {(node, text): n for node, text, n in rows if n is not None}
    store.insert(
        "spellings", sorted((node, text, normalise(text), n, text == labels[node]) for (node, text), n in times.items())
    )  # fmt: skip

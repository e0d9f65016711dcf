-- Views for analysts; docs/sql.md tells of them. Their columns are a contract.

-- One row an article. Copies of one story have the same `story`.
CREATE OR REPLACE VIEW articles AS
SELECT doc AS doc_id, title, source, url, published, story, text FROM docs;

-- One row a person, body, place … (a node of the graph).
CREATE OR REPLACE VIEW names AS
SELECT node AS id, label AS name, type, kb_id, n_articles FROM nodes;

-- Every spelling of a name, and how often articles use it.
CREATE OR REPLACE VIEW aliases AS
SELECT node AS id, spelling AS alias, times FROM spellings WHERE times > 0;

-- One row a fact as one article states it, its ends in a fixed order where the type has no direction.
CREATE OR REPLACE VIEW facts AS
SELECT
    r.doc || '#' || r.rel AS fact_id, r.doc AS doc_id,
    CASE WHEN s.type IS NOT NULL AND r.tail < r.head THEN r.tail ELSE r.head END AS head,
    CASE WHEN s.type IS NOT NULL AND r.tail < r.head THEN r.head ELSE r.tail END AS tail,
    r.type, r.status, r.date, r.first_day, r.last_day, r.title, r.item,
    r.amount, r.amount_value, r.amount_unit, r.quantity, r.quantity_value, r.quantity_unit,
    r.place, r.topic, r.attributed_to, r.confidence, r.rule, s.type IS NOT NULL AS symmetric,
    s.type IS NOT NULL AND r.tail < r.head AS swapped, r.evidence
FROM relations r LEFT JOIN (SELECT value AS type FROM meta WHERE key = 'symmetric') s ON s.type = r.type
WHERE r.head <> r.tail;

-- One row an edge of the graph: a pair, a type and a status; `n_articles` counts stories.
CREATE OR REPLACE VIEW edges AS
SELECT
    f.head, f.type, f.tail, f.status, any_value(h.label) AS head_name, any_value(t.label) AS tail_name,
    count(DISTINCT d.story) AS n_articles, min(f.first_day) AS first_day, max(f.last_day) AS last_day,
    max(f.confidence) AS confidence
FROM facts f
JOIN docs d ON d.doc = f.doc_id
JOIN nodes h ON h.node = f.head
JOIN nodes t ON t.node = f.tail
GROUP BY f.head, f.type, f.tail, f.status;

-- One row a sentence behind a fact; `start` and `end` count characters of the article's text.
CREATE OR REPLACE VIEW sentences AS
SELECT r.doc || '#' || r.rel AS fact_id, r.doc AS doc_id, e.start, e."end", e.text
FROM relations r, unnest(r.evidence) AS u (e);

-- One row a name as one article has it, and the identity it was given.
CREATE OR REPLACE VIEW identities AS
SELECT doc AS doc_id, ent AS entity, name, type, node AS id FROM entities;

-- One row a renamed, split or merged body and what followed it, where both are known.
CREATE OR REPLACE VIEW lineage AS
SELECT item[4:] AS id, name, unnest(lineage) AS followed_by
FROM data_items WHERE item LIKE 'kb:%';

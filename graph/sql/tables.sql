-- Tables of a store. One row of `docs` is one article; all else hangs on it by `doc`.
-- `record` keeps what was read from the article (a record without its text), so that every
-- other table can be made anew from it: that is how an older store is migrated.
-- Indexes are not unique on purpose: one writer keeps them so, and DuckDB checks unique ones
-- too early when a row is deleted and put back within one transaction.

CREATE TABLE meta (key VARCHAR, value VARCHAR);

CREATE TABLE docs (
    doc VARCHAR, title VARCHAR, source VARCHAR, url VARCHAR, published VARCHAR, text VARCHAR,
    record VARCHAR,       -- JSON of the record, without its text
    given VARCHAR,        -- JSON of title, published, source and url as they were handed in
    input_hash VARCHAR,   -- of the text and what was handed in: equal means the same article again
    record_hash VARCHAR,  -- of the record
    story VARCHAR,        -- equal for copies of one story; NULL until settled
    stale BOOLEAN,        -- read with names or rules that have changed since
    added TIMESTAMP
);
CREATE INDEX docs_doc ON docs (doc);

-- MinHash bands of the text: articles that share one may be copies of one story.
CREATE TABLE bands (doc VARCHAR, band INTEGER, hash UBIGINT);
CREATE INDEX bands_doc ON bands (doc);
CREATE INDEX bands_hash ON bands (hash);
CREATE TABLE copies (a VARCHAR, b VARCHAR, share DOUBLE);

CREATE TABLE entities (
    doc VARCHAR, ent VARCHAR, name VARCHAR, type VARCHAR, kb_id VARCHAR,
    facet VARCHAR,   -- what the article alone says of who this is
    bucket VARCHAR,  -- names spelt so much alike that they must be compared share one
    bodies VARCHAR[],   -- facets of the bodies that the article names beside a person
    titles VARCHAR[],   -- posts that the article gives a person
    year INTEGER,
    node VARCHAR     -- the identity; NULL until settled
);
CREATE INDEX entities_doc ON entities (doc);
CREATE INDEX entities_facet ON entities (facet);
CREATE INDEX entities_node ON entities (node);

CREATE TABLE mentions (
    doc VARCHAR, ent VARCHAR, start INTEGER, "end" INTEGER, rule VARCHAR, text VARCHAR
);
CREATE INDEX mentions_doc ON mentions (doc);

CREATE TABLE relations (
    doc VARCHAR, rel VARCHAR, type VARCHAR, status VARCHAR, head_ent VARCHAR, tail_ent VARCHAR,
    head VARCHAR, tail VARCHAR,  -- identities; NULL until settled
    date VARCHAR, first_day DATE, last_day DATE,
    title VARCHAR, item VARCHAR,
    amount VARCHAR, amount_value DOUBLE, amount_unit VARCHAR,
    quantity VARCHAR, quantity_value DOUBLE, quantity_unit VARCHAR,
    place VARCHAR, topic VARCHAR, attributed_to VARCHAR,
    confidence DOUBLE, rule VARCHAR,
    evidence STRUCT(
        start INTEGER, "end" INTEGER, text VARCHAR,
        marks STRUCT(start INTEGER, "end" INTEGER, role VARCHAR)[]
    )[]
);
CREATE INDEX relations_doc ON relations (doc);
CREATE INDEX relations_head ON relations (head);
CREATE INDEX relations_tail ON relations (tail);

-- Identities, made from the above when the store is settled.
CREATE TABLE nodes (node VARCHAR, label VARCHAR, type VARCHAR, kb_id VARCHAR, n_articles INTEGER);
CREATE INDEX nodes_node ON nodes (node);
CREATE TABLE spellings (node VARCHAR, spelling VARCHAR, norm VARCHAR, times INTEGER, is_label BOOLEAN);
CREATE INDEX spellings_node ON spellings (node);
CREATE INDEX spellings_norm ON spellings (norm);
-- The names of facets, and the pairs of facets whose names may be the same.
CREATE TABLE named (facet VARCHAR, name VARCHAR, type VARCHAR, bucket VARCHAR, key VARCHAR, fixed BOOLEAN, kb BOOLEAN);
CREATE INDEX named_facet ON named (facet);
CREATE INDEX named_bucket ON named (bucket);
CREATE TABLE links (a VARCHAR, b VARCHAR);
CREATE INDEX links_a ON links (a);
CREATE INDEX links_b ON links (b);
CREATE TABLE judgements (
    a VARCHAR, b VARCHAR, verdict VARCHAR, score DOUBLE, reasons VARCHAR
);
CREATE INDEX judgements_a ON judgements (a);

-- What must be looked at again: facets that lost an
-- article ('facet'), copies of an article that went ('doc'), identities to describe ('node').
CREATE TABLE pending (kind VARCHAR, item VARCHAR);

-- What the gazetteers and rules said when articles were read: a row per entry, frame or file.
CREATE TABLE data_items (
    item VARCHAR, hash VARCHAR, name VARCHAR, type VARCHAR, forms VARCHAR[],
    posts STRUCT(title VARCHAR, body VARCHAR, valid VARCHAR)[], valid VARCHAR, lineage VARCHAR[]
);
CREATE INDEX data_items_item ON data_items (item);

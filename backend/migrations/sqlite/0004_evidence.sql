-- Photos of cases. The bytes lie in the data folder under their hash; a row is written when they are there.
INSERT INTO counter (name, value) VALUES ('evidence', 0);

CREATE TABLE evidence (
    id INTEGER NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL,
    case_id INTEGER NOT NULL REFERENCES case_record (id),
    kind TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    taken_at TIMESTAMP,
    lon REAL,
    lat REAL,
    actor TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    UNIQUE (case_id, hash, kind)
);
CREATE INDEX evidence_by_hash ON evidence (hash);

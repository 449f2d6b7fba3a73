-- Photos of cases. The bytes lie in the data folder under their hash; a row is written when they are there.
INSERT INTO counter (name, value) VALUES ('evidence', 0);

CREATE TABLE evidence (
    id BIGINT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL,
    case_id BIGINT NOT NULL REFERENCES case_record (id),
    kind TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    taken_at TIMESTAMPTZ,
    lon DOUBLE PRECISION,
    lat DOUBLE PRECISION,
    actor TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    UNIQUE (case_id, hash, kind)
);
CREATE INDEX evidence_by_hash ON evidence (hash);

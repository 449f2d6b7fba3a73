-- Seals of the history, one for each day: each covers the events since the seal before it, and that seal. Appended, never
-- edited. Whoever seals takes the counter first; its value is the number of seals, so that one that is gone is missed.
INSERT INTO counter (name, value) VALUES ('seal', 0);

CREATE TABLE case_seal (
    day DATE NOT NULL PRIMARY KEY,
    last_seq BIGINT NOT NULL,
    events BIGINT NOT NULL,
    cases BIGINT NOT NULL,
    digest TEXT NOT NULL,
    previous TEXT NOT NULL,
    sealed_at TIMESTAMPTZ NOT NULL
);

CREATE TRIGGER case_seal_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON case_seal
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

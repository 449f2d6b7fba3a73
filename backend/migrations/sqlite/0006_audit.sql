-- Seals of the history, one for each day: each covers the events since the seal before it, and that seal. Appended, never
-- edited. Whoever seals takes the counter first; its value is the number of seals, so that one that is gone is missed.
INSERT INTO counter (name, value) VALUES ('seal', 0);

CREATE TABLE case_seal (
    day DATE NOT NULL PRIMARY KEY,
    last_seq INTEGER NOT NULL,
    events INTEGER NOT NULL,
    cases INTEGER NOT NULL,
    digest TEXT NOT NULL,
    previous TEXT NOT NULL,
    sealed_at TIMESTAMP NOT NULL
);

CREATE TRIGGER case_seal_is_never_changed BEFORE UPDATE ON case_seal
BEGIN SELECT RAISE(ABORT, 'case_seal is append-only'); END;
CREATE TRIGGER case_seal_is_never_deleted BEFORE DELETE ON case_seal
BEGIN SELECT RAISE(ABORT, 'case_seal is append-only'); END;

-- REPLACE deletes without asking the triggers of deletion.
CREATE TRIGGER case_event_is_never_replaced BEFORE INSERT ON case_event
WHEN EXISTS (SELECT 1 FROM case_event WHERE seq = NEW.seq)
    OR EXISTS (SELECT 1 FROM case_event WHERE case_id = NEW.case_id AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'case_event is append-only'); END;
CREATE TRIGGER case_seal_is_never_replaced BEFORE INSERT ON case_seal
WHEN EXISTS (SELECT 1 FROM case_seal WHERE day = NEW.day)
BEGIN SELECT RAISE(ABORT, 'case_seal is append-only'); END;

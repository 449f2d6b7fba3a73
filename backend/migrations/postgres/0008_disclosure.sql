-- Who looked at whom: the access log, alarms about unusual rates, and lists of persons that were asked for as files. The
-- log is appended, never edited: the database itself refuses. Whoever writes it takes the counter first, so that its
-- numbers have no gaps and a limit is counted by one at a time.
INSERT INTO counter (name, value) VALUES ('access', 0), ('person_export', 0);

-- Never a value, never the words of a search: `words_hash` is keyed, and tells that the same was asked again.
CREATE TABLE access_log (
    id BIGINT NOT NULL PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    -- Of the office in which somebody acted.
    office_area TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    -- Of the subject.
    area_code TEXT NOT NULL,
    dwelling_id BIGINT,
    fields TEXT NOT NULL,
    purpose TEXT,
    reason TEXT NOT NULL,
    answers BIGINT,
    words_hash TEXT
);
CREATE INDEX access_by_login ON access_log (login, action, at);
CREATE INDEX access_by_dwelling ON access_log (dwelling_id, id) WHERE dwelling_id IS NOT NULL;
CREATE INDEX access_by_subject ON access_log (subject, subject_id, id);

CREATE TRIGGER access_log_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- One for each person, kind and hour.
CREATE TABLE access_alarm (
    login TEXT NOT NULL,
    kind TEXT NOT NULL,
    hour TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    office_area TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    count BIGINT NOT NULL,
    most BIGINT NOT NULL,
    -- Row of the log that raised it.
    access_id BIGINT NOT NULL,
    noted_at TIMESTAMPTZ,
    noted_by TEXT,
    PRIMARY KEY (login, kind, hour)
);

CREATE TABLE person_export (
    id BIGINT NOT NULL PRIMARY KEY,
    asked_at TIMESTAMPTZ NOT NULL,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    office_area TEXT NOT NULL,
    area_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    fields TEXT NOT NULL,
    purpose TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- When it was asked for.
    persons BIGINT NOT NULL,
    state TEXT NOT NULL,
    decided_at TIMESTAMPTZ,
    decided_login TEXT,
    decided_by TEXT,
    decision TEXT,
    fetched_at TIMESTAMPTZ
);
CREATE INDEX person_export_by_login ON person_export (login, id);

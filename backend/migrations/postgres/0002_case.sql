-- Cases and their history. The history is appended, never edited: the database itself refuses.
CREATE TABLE category (
    code TEXT NOT NULL PRIMARY KEY,
    position BIGINT NOT NULL,
    zh TEXT NOT NULL,
    en TEXT NOT NULL,
    major_zh TEXT NOT NULL,
    major_en TEXT NOT NULL,
    department TEXT NOT NULL,
    private BOOLEAN NOT NULL,
    urgent BOOLEAN NOT NULL,
    retired BOOLEAN NOT NULL
);

CREATE TABLE criterion (
    code TEXT NOT NULL PRIMARY KEY,
    category TEXT NOT NULL REFERENCES category (code),
    position BIGINT NOT NULL,
    zh TEXT NOT NULL,
    en TEXT NOT NULL,
    limit_amount BIGINT NOT NULL,
    limit_unit TEXT NOT NULL,
    department TEXT,
    priority TEXT NOT NULL,
    evidence TEXT NOT NULL,
    retired BOOLEAN NOT NULL
);

-- Who changed the two tables above, when, and what. Whoever changes them takes the counter first; its value is the
-- number of changes, by which every process sees that its copy is old.
INSERT INTO counter (name, value) VALUES ('category_change', 0);
CREATE TABLE category_change (
    id BIGINT NOT NULL PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL,
    login TEXT,
    actor TEXT NOT NULL,
    changes TEXT NOT NULL
);

CREATE TABLE case_serial (
    category TEXT NOT NULL,
    day DATE NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (category, day)
);

-- Facts of the report; then the course as the machine keeps it, with its version and the hash of its last event; then
-- what lists and numbers ask for, written from the course by one function.
CREATE TABLE case_record (
    id BIGINT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    area_code TEXT NOT NULL,
    source TEXT NOT NULL,
    external_id TEXT,
    description TEXT NOT NULL,
    lon DOUBLE PRECISION,
    lat DOUBLE PRECISION,
    place TEXT NOT NULL,
    building_id BIGINT,
    worker_id BIGINT,
    worker_choice TEXT,
    decided_by TEXT,
    default_department TEXT,
    reporter_name TEXT,
    -- Sealed.
    reporter_phone TEXT,
    occurred_at TIMESTAMPTZ,
    reported_at TIMESTAMPTZ NOT NULL,
    course TEXT NOT NULL,
    version BIGINT NOT NULL,
    head TEXT NOT NULL,
    category TEXT,
    state TEXT NOT NULL,
    level TEXT NOT NULL,
    departments TEXT NOT NULL,
    warn_at TIMESTAMPTZ NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    paused_at TIMESTAMPTZ,
    planned_at TIMESTAMPTZ,
    fed_back_at TIMESTAMPTZ,
    closed_at TIMESTAMPTZ,
    suspended_until TIMESTAMPTZ,
    supervised_at TIMESTAMPTZ,
    pending TEXT,
    satisfied BOOLEAN,
    parent TEXT,
    UNIQUE (source, external_id)
);
CREATE INDEX case_by_closure ON case_record (closed_at);
CREATE INDEX case_by_parent ON case_record (parent) WHERE parent IS NOT NULL;

-- Lists: one index for each filter that may lead, in the order of the list, with the columns of the other filters behind,
-- so that a row is read only when it is shown (decision 0006). `closed_at IS NULL` alone is enough to use the last one.
CREATE INDEX case_by_time ON case_record (reported_at, id, area_code);
CREATE INDEX case_by_category ON case_record (category, reported_at, id, area_code, source, departments);
CREATE INDEX case_by_community ON case_record
    (substr(area_code, 1, 12), reported_at, id, area_code, category, source, departments);
CREATE INDEX case_by_subdistrict ON case_record
    (substr(area_code, 1, 9), reported_at, id, area_code, category, source, departments);
CREATE INDEX case_by_source ON case_record (source, reported_at, id, area_code, departments);
CREATE INDEX case_by_state ON case_record (state, reported_at, id, area_code, category, source, departments);
CREATE INDEX case_in_hand ON case_record (reported_at, id, area_code, category, source, departments, state, level, warn_at,
    due_at, paused_at, planned_at, fed_back_at, supervised_at, pending, closed_at)
    WHERE closed_at IS NULL OR pending IS NOT NULL OR supervised_at IS NOT NULL;
-- Indexes tell how areas of other levels are shared out. Without this a whole district passes for 1 in 200.
CREATE STATISTICS case_by_district ON (substr(area_code, 1, 6)) FROM case_record;

-- The departments that a case was handed to, one a row; `departments` of the case is the same in one text.
CREATE TABLE case_department (
    case_id BIGINT NOT NULL REFERENCES case_record (id),
    department TEXT NOT NULL,
    reported_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (case_id, department)
);
CREATE INDEX case_by_department ON case_department (department, reported_at, case_id);

-- Each row carries the hash of the row before it in its case and its own.
CREATE TABLE case_event (
    seq BIGINT NOT NULL PRIMARY KEY,
    case_id BIGINT NOT NULL REFERENCES case_record (id),
    position BIGINT NOT NULL,
    action TEXT NOT NULL,
    state TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    login TEXT,
    actor TEXT NOT NULL,
    role TEXT,
    lon DOUBLE PRECISION,
    lat DOUBLE PRECISION,
    note TEXT NOT NULL,
    changes TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    UNIQUE (case_id, position)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE TRIGGER case_event_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON case_event
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER category_change_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON category_change
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

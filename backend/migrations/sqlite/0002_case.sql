-- Cases and their history. The history is appended, never edited: the database itself refuses.
CREATE TABLE category (
    code TEXT NOT NULL PRIMARY KEY,
    position INTEGER NOT NULL,
    zh TEXT NOT NULL,
    en TEXT NOT NULL,
    major_zh TEXT NOT NULL,
    major_en TEXT NOT NULL,
    department TEXT NOT NULL,
    limit_amount INTEGER NOT NULL,
    limit_unit TEXT NOT NULL,
    private BOOLEAN NOT NULL,
    urgent BOOLEAN NOT NULL
);

CREATE TABLE case_serial (
    category TEXT NOT NULL,
    day DATE NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (category, day)
);

CREATE TABLE case_record (
    id INTEGER NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    area_code TEXT NOT NULL,
    source TEXT NOT NULL,
    external_id TEXT,
    category TEXT,
    description TEXT NOT NULL,
    lon REAL,
    lat REAL,
    place TEXT NOT NULL,
    building_id INTEGER,
    worker_id INTEGER,
    worker_choice TEXT,
    decided_by TEXT,
    department TEXT,
    stage TEXT NOT NULL,
    reporter_name TEXT,
    reporter_phone TEXT,
    occurred_at TIMESTAMP,
    reported_at TIMESTAMP NOT NULL,
    due_at TIMESTAMP NOT NULL,
    closed_at TIMESTAMP,
    parent_id INTEGER REFERENCES case_record (id),
    satisfied BOOLEAN,
    UNIQUE (source, external_id)
);
CREATE INDEX case_open ON case_record (area_code, due_at) WHERE closed_at IS NULL;
CREATE INDEX case_by_time ON case_record (reported_at, id);
CREATE INDEX case_by_closure ON case_record (closed_at);

CREATE TABLE case_event (
    seq INTEGER NOT NULL PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES case_record (id),
    action TEXT NOT NULL,
    stage TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    actor TEXT NOT NULL,
    note TEXT NOT NULL
);
CREATE INDEX case_event_by_case ON case_event (case_id, seq);

CREATE TRIGGER case_event_is_never_changed BEFORE UPDATE ON case_event
BEGIN SELECT RAISE(ABORT, 'case_event is append-only'); END;
CREATE TRIGGER case_event_is_never_deleted BEFORE DELETE ON case_event
BEGIN SELECT RAISE(ABORT, 'case_event is append-only'); END;

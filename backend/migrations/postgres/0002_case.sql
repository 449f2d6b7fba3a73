-- Cases and their history. The history is appended, never edited: the database itself refuses.
CREATE TABLE category (
    code TEXT NOT NULL PRIMARY KEY,
    position BIGINT NOT NULL,
    zh TEXT NOT NULL,
    en TEXT NOT NULL,
    major_zh TEXT NOT NULL,
    major_en TEXT NOT NULL,
    department TEXT NOT NULL,
    limit_amount BIGINT NOT NULL,
    limit_unit TEXT NOT NULL,
    private BOOLEAN NOT NULL,
    urgent BOOLEAN NOT NULL
);

CREATE TABLE case_serial (
    category TEXT NOT NULL,
    day DATE NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (category, day)
);

CREATE TABLE case_record (
    id BIGINT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    area_code TEXT NOT NULL,
    source TEXT NOT NULL,
    external_id TEXT,
    category TEXT,
    description TEXT NOT NULL,
    lon DOUBLE PRECISION,
    lat DOUBLE PRECISION,
    place TEXT NOT NULL,
    building_id BIGINT,
    worker_id BIGINT,
    worker_choice TEXT,
    decided_by TEXT,
    department TEXT,
    stage TEXT NOT NULL,
    reporter_name TEXT,
    reporter_phone TEXT,
    occurred_at TIMESTAMPTZ,
    reported_at TIMESTAMPTZ NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    closed_at TIMESTAMPTZ,
    parent_id BIGINT REFERENCES case_record (id),
    satisfied BOOLEAN,
    UNIQUE (source, external_id)
);
CREATE INDEX case_open ON case_record (area_code, due_at) WHERE closed_at IS NULL;
CREATE INDEX case_by_time ON case_record (reported_at, id);
CREATE INDEX case_by_closure ON case_record (closed_at);

CREATE TABLE case_event (
    seq BIGINT NOT NULL PRIMARY KEY,
    case_id BIGINT NOT NULL REFERENCES case_record (id),
    action TEXT NOT NULL,
    stage TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    actor TEXT NOT NULL,
    note TEXT NOT NULL
);
CREATE INDEX case_event_by_case ON case_event (case_id, seq);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE TRIGGER case_event_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON case_event
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

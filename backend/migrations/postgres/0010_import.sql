-- Imports of the register: numbers and states, never a value of a row.
INSERT INTO counter (name, value) VALUES ('import', 0);

CREATE TABLE import_job (
    id BIGINT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    as_of TIMESTAMPTZ NOT NULL,
    dry_run BOOLEAN NOT NULL,
    file_name TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    login TEXT,
    by_name TEXT NOT NULL,
    state TEXT NOT NULL,
    cancel_wanted BOOLEAN NOT NULL,
    progress BIGINT NOT NULL,
    rows_read BIGINT NOT NULL,
    rows_added BIGINT NOT NULL,
    rows_changed BIGINT NOT NULL,
    rows_unchanged BIGINT NOT NULL,
    rows_refused BIGINT NOT NULL,
    fields_kept BIGINT NOT NULL,
    -- JSON: words in both languages.
    notes TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    started_at TIMESTAMPTZ,
    -- When the process that runs it last gave a sign of life.
    beat_at TIMESTAMPTZ,
    finished_at TIMESTAMPTZ,
    -- Until when the refused rows may be downloaded.
    errors_until TIMESTAMPTZ
);
CREATE INDEX import_job_by_state ON import_job (state);

-- A dwelling is looked up by its door, a household by its dwelling.
CREATE INDEX dwelling_by_number ON dwelling (building_id, number);
CREATE INDEX household_by_dwelling ON household (dwelling_id);

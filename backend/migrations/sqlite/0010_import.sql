-- Imports of the register: numbers and states, never a value of a row.
INSERT INTO counter (name, value) VALUES ('import', 0);

CREATE TABLE import_job (
    id INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    as_of TIMESTAMP NOT NULL,
    dry_run BOOLEAN NOT NULL,
    file_name TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    login TEXT,
    by_name TEXT NOT NULL,
    state TEXT NOT NULL,
    cancel_wanted BOOLEAN NOT NULL,
    progress INTEGER NOT NULL,
    rows_read INTEGER NOT NULL,
    rows_added INTEGER NOT NULL,
    rows_changed INTEGER NOT NULL,
    rows_unchanged INTEGER NOT NULL,
    rows_refused INTEGER NOT NULL,
    fields_kept INTEGER NOT NULL,
    -- JSON: words in both languages.
    notes TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    started_at TIMESTAMP,
    -- When the process that runs it last gave a sign of life.
    beat_at TIMESTAMP,
    finished_at TIMESTAMP,
    -- Until when the refused rows may be downloaded.
    errors_until TIMESTAMP
);
CREATE INDEX import_job_by_state ON import_job (state);

-- A dwelling is looked up by its door, a household by its dwelling.
CREATE INDEX dwelling_by_number ON dwelling (building_id, number);
CREATE INDEX household_by_dwelling ON household (dwelling_id);

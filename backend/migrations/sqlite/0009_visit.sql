-- Visits to households (走访), and the codes on contact cards. A code stands for a door: no household can be told from it.
INSERT INTO counter (name, value) VALUES ('visit', 0), ('doorplate', 0);

CREATE TABLE visit (
    id INTEGER NOT NULL PRIMARY KEY,
    dwelling_id INTEGER NOT NULL REFERENCES dwelling (id),
    day DATE NOT NULL,
    note TEXT NOT NULL,
    login TEXT NOT NULL REFERENCES account (login),
    -- As the visitor was called then.
    by_name TEXT NOT NULL,
    recorded_at TIMESTAMP NOT NULL
);
CREATE INDEX visit_by_dwelling ON visit (dwelling_id, day);

CREATE TABLE doorplate (
    entrance_id INTEGER NOT NULL PRIMARY KEY REFERENCES entrance (id),
    code TEXT NOT NULL UNIQUE
);

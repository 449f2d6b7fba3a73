-- Filters of lists that somebody keeps under a name.
INSERT INTO counter (name, value) VALUES ('filter', 0);

CREATE TABLE saved_filter (
    login TEXT NOT NULL REFERENCES account (login),
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    PRIMARY KEY (login, name)
);

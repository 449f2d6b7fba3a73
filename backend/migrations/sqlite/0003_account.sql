-- Accounts, the offices that they hold, and their sessions. A session is stored by the hash of its token; its id is for
-- lists. Whoever changes accounts takes the counter first, so that two administrators cannot demote each other at once.
INSERT INTO counter (name, value) VALUES ('account', 0);

CREATE TABLE account (
    login TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    worker_id INTEGER REFERENCES worker (id),
    password_hash TEXT NOT NULL,
    password_set_at TIMESTAMP NOT NULL,
    disabled BOOLEAN NOT NULL
);

CREATE TABLE account_office (
    login TEXT NOT NULL REFERENCES account (login),
    position INTEGER NOT NULL,
    role TEXT NOT NULL,
    area_code TEXT NOT NULL REFERENCES area (code),
    department TEXT,
    PRIMARY KEY (login, position)
);

CREATE TABLE account_session (
    token_hash TEXT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    login TEXT NOT NULL REFERENCES account (login),
    position INTEGER NOT NULL,
    client TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    seen_at TIMESTAMP NOT NULL
);
CREATE INDEX account_session_by_login ON account_session (login);

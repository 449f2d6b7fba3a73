-- Accounts and their sessions. A session is stored by the hash of its token.
CREATE TABLE account (
    login TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL
);

CREATE TABLE account_session (
    token_hash TEXT NOT NULL PRIMARY KEY,
    login TEXT NOT NULL REFERENCES account (login),
    created_at TIMESTAMP NOT NULL,
    seen_at TIMESTAMP NOT NULL
);

-- Reports of tenants, and pushing them to departments. Nothing here is personal: who is meant is a resident's id, and
-- the values are read when they are sent.
INSERT INTO counter (name, value) VALUES ('tenancy_report', 0), ('push_event', 0), ('push_subscription', 0);

CREATE TABLE tenancy_report (
    id BIGINT NOT NULL PRIMARY KEY,
    -- The sender's own name for it, so that a report sent twice is stored once.
    login TEXT NOT NULL,
    report_key TEXT NOT NULL,
    -- Keyed hash of what was reported.
    digest TEXT NOT NULL,
    number TEXT NOT NULL UNIQUE,
    dwelling_id BIGINT NOT NULL REFERENCES dwelling (id),
    area_code TEXT NOT NULL,
    note TEXT,
    reported_at TIMESTAMPTZ NOT NULL,
    UNIQUE (login, report_key)
);

CREATE TABLE push_subscription (
    id BIGINT NOT NULL PRIMARY KEY,
    department TEXT NOT NULL,
    kinds TEXT NOT NULL,
    fields TEXT NOT NULL,
    purpose TEXT NOT NULL,
    basis TEXT NOT NULL,
    url TEXT NOT NULL,
    secret TEXT NOT NULL,
    areas TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    gone_at TIMESTAMPTZ,
    -- Nothing is deleted: what was told to whom stays in the resident's record.
    ended_at TIMESTAMPTZ,
    last_seq BIGINT NOT NULL,
    lease_holder TEXT,
    lease_until TIMESTAMPTZ
);

-- The outbox, in the order of the commits.
CREATE TABLE push_event (
    seq BIGINT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    report_id BIGINT NOT NULL REFERENCES tenancy_report (id),
    dwelling_id BIGINT NOT NULL REFERENCES dwelling (id),
    area_code TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX push_event_by_report ON push_event (report_id);

CREATE TABLE push_person (
    event_seq BIGINT NOT NULL REFERENCES push_event (seq),
    resident_id BIGINT NOT NULL REFERENCES resident (id),
    known BOOLEAN NOT NULL,
    starts DATE,
    ends DATE,
    PRIMARY KEY (event_seq, resident_id)
);
CREATE INDEX push_person_by_resident ON push_person (resident_id);

-- One event for one subscription. What is sent is written down before it is sent.
CREATE TABLE push_delivery (
    subscription_id BIGINT NOT NULL REFERENCES push_subscription (id),
    seq BIGINT NOT NULL,
    event_seq BIGINT NOT NULL REFERENCES push_event (seq),
    department TEXT NOT NULL,
    area_code TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    next_at TIMESTAMPTZ NOT NULL,
    attempts INTEGER NOT NULL,
    -- Attempts that are known to have failed since a person revived it last.
    failures INTEGER NOT NULL,
    first_sent_at TIMESTAMPTZ,
    sent_at TIMESTAMPTZ,
    settled_at TIMESTAMPTZ,
    receipt TEXT,
    last_status INTEGER,
    last_error TEXT,
    purpose TEXT,
    basis TEXT,
    fields TEXT,
    PRIMARY KEY (subscription_id, seq)
);
CREATE INDEX push_delivery_waiting ON push_delivery (subscription_id, seq) WHERE state = 'waiting';
CREATE INDEX push_delivery_by_event ON push_delivery (event_seq);
CREATE INDEX push_delivery_by_department ON push_delivery (department, state, settled_at);

-- What has been read of the bell, and webhooks. Neither notices nor deliveries have rows of their own: the event log is
-- the outbox, a webhook's cursor says how far it was sent, and only what failed is written down.
CREATE TABLE notice_read (
    login TEXT NOT NULL REFERENCES account (login),
    role TEXT NOT NULL,
    area_code TEXT NOT NULL,
    department TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (login, role, area_code, department)
);

INSERT INTO counter (name, value) VALUES ('webhook', 0);

-- The lease says which process is delivering, and until when it is believed to live.
CREATE TABLE webhook (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    secret TEXT NOT NULL,
    actions TEXT NOT NULL,
    areas TEXT NOT NULL,
    departments TEXT NOT NULL,
    include_private BOOLEAN NOT NULL,
    active BOOLEAN NOT NULL,
    gone_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    sent_seq INTEGER NOT NULL,
    lease_holder TEXT,
    lease_until TIMESTAMP
);

-- Deliveries that failed: to be tried again, or dead.
CREATE TABLE webhook_attempt (
    webhook_id INTEGER NOT NULL REFERENCES webhook (id),
    seq INTEGER NOT NULL REFERENCES case_event (seq),
    attempts INTEGER NOT NULL,
    next_at TIMESTAMP NOT NULL,
    failed_at TIMESTAMP NOT NULL,
    last_status INTEGER,
    last_error TEXT NOT NULL,
    dead BOOLEAN NOT NULL,
    PRIMARY KEY (webhook_id, seq)
);
CREATE INDEX webhook_attempt_due ON webhook_attempt (webhook_id, next_at) WHERE NOT dead;
CREATE INDEX webhook_attempt_dead ON webhook_attempt (webhook_id, seq) WHERE dead;

-- Times are milliseconds since the epoch, UTC. Plain SQL that SQLite and PostgreSQL both take.

-- What happened, in order, each entry chained to the one before by its hash (docs/decisions/0007-the-chain.md).
CREATE TABLE audit_log (
    seq             BIGINT      NOT NULL PRIMARY KEY,
    recorded_at     BIGINT      NOT NULL,
    source_at       BIGINT,
    actor           TEXT        NOT NULL,
    kind            VARCHAR(32) NOT NULL,
    subject         VARCHAR(40),
    body            TEXT        NOT NULL,
    hash            CHAR(64)    NOT NULL
);

CREATE INDEX audit_log_by_subject ON audit_log (subject, seq);
CREATE INDEX audit_log_by_time ON audit_log (recorded_at, seq);
CREATE INDEX audit_log_by_kind ON audit_log (kind, recorded_at, seq);
CREATE INDEX audit_log_by_actor ON audit_log (actor, recorded_at, seq);

-- One row: where the chain ends, and where it begins since the entries before were pruned.
CREATE TABLE audit_head (
    id              SMALLINT    NOT NULL PRIMARY KEY CHECK (id = 1),
    length          BIGINT      NOT NULL,
    hash            CHAR(64)    NOT NULL,
    pruned          BIGINT      NOT NULL,
    pruned_hash     CHAR(64)    NOT NULL
);

INSERT INTO audit_head (id, length, hash, pruned, pruned_hash) VALUES (
    1,
    0, '0000000000000000000000000000000000000000000000000000000000000000',
    0, '0000000000000000000000000000000000000000000000000000000000000000'
);

-- What the log comes to: one row an episode, and one for each witness's word of it.
CREATE TABLE episode (
    fingerprint     VARCHAR(16) NOT NULL,
    starts_at       BIGINT      NOT NULL,
    labels          TEXT        NOT NULL,
    annotations     TEXT        NOT NULL,
    generator_url   TEXT,
    severity        VARCHAR(8)  NOT NULL,
    fired_anew_at   BIGINT,
    ends_at         BIGINT,
    PRIMARY KEY (fingerprint, starts_at)
);

-- Each holds all that its order and the cursor of a page need, so that a search walks it without touching the rows.
CREATE INDEX episode_by_start ON episode (starts_at, fingerprint);
CREATE INDEX episode_by_end ON episode (ends_at, starts_at, fingerprint);
CREATE INDEX episode_firing ON episode (severity, starts_at, fingerprint, ends_at) WHERE ends_at IS NULL;
-- What was under way at a time: the shorter it lasted, the sooner after that time it ended.
CREATE INDEX episode_of_hours ON episode (ends_at, starts_at, fingerprint) WHERE ends_at - starts_at > 3600000;
CREATE INDEX episode_of_days ON episode (ends_at, starts_at, fingerprint) WHERE ends_at - starts_at > 86400000;
CREATE INDEX episode_latest ON episode (fingerprint, starts_at) WHERE fired_anew_at IS NULL;

-- The way from a label to its alerts, once for all episodes of an alert. What is too long for an index is left out.
CREATE TABLE label (
    name            TEXT        NOT NULL,
    value           TEXT        NOT NULL,
    fingerprint     VARCHAR(16) NOT NULL,
    PRIMARY KEY (name, value, fingerprint)
);

CREATE TABLE sighting (
    fingerprint     VARCHAR(16) NOT NULL,
    starts_at       BIGINT      NOT NULL,
    witness         VARCHAR(8)  NOT NULL,
    first_seen_at   BIGINT      NOT NULL,
    last_seen_at    BIGINT      NOT NULL,
    ends_at         BIGINT,
    PRIMARY KEY (fingerprint, starts_at, witness),
    FOREIGN KEY (fingerprint, starts_at) REFERENCES episode (fingerprint, starts_at)
);

CREATE INDEX sighting_by_witness ON sighting (witness, last_seen_at);

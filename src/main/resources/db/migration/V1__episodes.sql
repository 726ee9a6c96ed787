-- Times are milliseconds since the epoch, UTC. Plain SQL that SQLite and PostgreSQL both take.

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

CREATE INDEX episode_by_start ON episode (starts_at);
CREATE INDEX episode_by_end ON episode (ends_at);
CREATE INDEX episode_firing ON episode (severity, starts_at) WHERE ends_at IS NULL;

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

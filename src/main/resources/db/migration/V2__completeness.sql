-- The start of the time in which an end that was observed, not told, must have been.
ALTER TABLE sighting ADD COLUMN ends_after BIGINT;

-- What kept Alertmanager from telling of an episode: a silence, another alert, a time interval.
CREATE TABLE suppression (
    fingerprint     VARCHAR(16) NOT NULL,
    starts_at       BIGINT      NOT NULL,
    kind            VARCHAR(16) NOT NULL,
    by_id           VARCHAR(64) NOT NULL,
    first_seen_at   BIGINT      NOT NULL,
    last_seen_at    BIGINT      NOT NULL,
    PRIMARY KEY (fingerprint, starts_at, kind, by_id)
);

-- Groups of which Alertmanager delivered only a part: its max_alerts is set.
CREATE TABLE truncation (
    received_at     BIGINT      NOT NULL,
    group_labels    TEXT        NOT NULL,
    alerts          INTEGER     NOT NULL
);

CREATE INDEX truncation_by_time ON truncation (received_at);

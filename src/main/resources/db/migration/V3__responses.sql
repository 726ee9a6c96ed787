-- What people did about an episode comes to one row of it.
CREATE TABLE response (
    fingerprint             VARCHAR(16) NOT NULL,
    starts_at               BIGINT      NOT NULL,
    revision                BIGINT      NOT NULL,
    acknowledged_by         TEXT,
    acknowledged_at         BIGINT,
    acknowledged_until      BIGINT,
    acknowledgement_note    TEXT,
    resolved_by             TEXT,
    resolved_at             BIGINT,
    resolution_reason       TEXT,
    resolution_condition    VARCHAR(8),
    verdict                 VARCHAR(16),
    verdict_by              TEXT,
    verdict_at              BIGINT,
    verdict_reason          TEXT,
    notes                   BIGINT      NOT NULL,
    PRIMARY KEY (fingerprint, starts_at),
    FOREIGN KEY (fingerprint, starts_at) REFERENCES episode (fingerprint, starts_at)
);

-- The silences of Alertmanager that the service holds for acknowledgements: no part of the record, but what is to be
-- renewed and, in the end, given up.
CREATE TABLE held_silence (
    fingerprint     VARCHAR(16) NOT NULL,
    starts_at       BIGINT      NOT NULL,
    silence         TEXT        NOT NULL,
    ends_at         BIGINT      NOT NULL,
    PRIMARY KEY (fingerprint, starts_at)
);

ALTER TABLE episode ADD COLUMN ended_by_hand_at BIGINT;

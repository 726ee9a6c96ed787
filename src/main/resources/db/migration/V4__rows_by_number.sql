-- Rows are known by numbers, given in the order in which they come, so that what is written together lies together: keys
-- that are hashes touch a page of every index for every alert (docs/decisions/0015-rows-by-number.md).
-- ${key} is the type of such a number, ${clustered} keeps a table in its primary key where the database has that.

-- A set of labels, once for all its episodes.
CREATE TABLE alert (
    id              ${key}      NOT NULL PRIMARY KEY,
    fingerprint     VARCHAR(16) NOT NULL,
    labels          TEXT        NOT NULL
);

INSERT INTO alert (id, fingerprint, labels)
    SELECT ROW_NUMBER() OVER (ORDER BY MIN(starts_at), fingerprint), fingerprint, MIN(labels)
    FROM episode GROUP BY fingerprint;

CREATE UNIQUE INDEX alert_by_fingerprint ON alert (fingerprint);

CREATE TABLE numbered_episode (
    id               ${key}     NOT NULL PRIMARY KEY,
    alert            BIGINT     NOT NULL REFERENCES alert (id),
    starts_at        BIGINT     NOT NULL,
    severity         VARCHAR(8) NOT NULL,
    annotations      TEXT       NOT NULL,
    generator_url    TEXT,
    fired_anew_at    BIGINT,
    ended_by_hand_at BIGINT,
    ends_at          BIGINT
);

INSERT INTO numbered_episode
    SELECT ROW_NUMBER() OVER (ORDER BY e.starts_at, e.fingerprint), a.id, e.starts_at, e.severity, e.annotations,
        e.generator_url, e.fired_anew_at, e.ended_by_hand_at, e.ends_at
    FROM episode e JOIN alert a ON a.fingerprint = e.fingerprint;

CREATE UNIQUE INDEX episode_of_alert ON numbered_episode (alert, starts_at);

CREATE TABLE numbered_sighting (
    episode         BIGINT      NOT NULL REFERENCES numbered_episode (id),
    witness         VARCHAR(8)  NOT NULL,
    first_seen_at   BIGINT      NOT NULL,
    last_seen_at    BIGINT      NOT NULL,
    ends_at         BIGINT,
    ends_after      BIGINT,
    PRIMARY KEY (episode, witness)
) ${clustered};

INSERT INTO numbered_sighting
    SELECT e.id, s.witness, s.first_seen_at, s.last_seen_at, s.ends_at, s.ends_after
    FROM sighting s JOIN alert a ON a.fingerprint = s.fingerprint
        JOIN numbered_episode e ON e.alert = a.id AND e.starts_at = s.starts_at;

-- When a witness last told of any episode.
CREATE TABLE heard (
    witness         VARCHAR(8)  NOT NULL PRIMARY KEY,
    heard_at        BIGINT      NOT NULL
);

INSERT INTO heard SELECT witness, MAX(last_seen_at) FROM sighting GROUP BY witness;

CREATE TABLE numbered_label (
    name            TEXT        NOT NULL,
    value           TEXT        NOT NULL,
    alert           BIGINT      NOT NULL,
    PRIMARY KEY (name, value, alert)
) ${clustered};

INSERT INTO numbered_label
    SELECT l.name, l.value, a.id FROM label l JOIN alert a ON a.fingerprint = l.fingerprint;

-- As it was, but for its reference to the key that is gone.
CREATE TABLE unbound_response (
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
    PRIMARY KEY (fingerprint, starts_at)
);

INSERT INTO unbound_response
    SELECT fingerprint, starts_at, revision, acknowledged_by, acknowledged_at, acknowledged_until, acknowledgement_note,
        resolved_by, resolved_at, resolution_reason, resolution_condition, verdict, verdict_by, verdict_at,
        verdict_reason, notes
    FROM response;

-- The entry's subject is what its hash vouches for; the episode's number is the way to it.
CREATE TABLE numbered_log (
    seq             ${key}      NOT NULL PRIMARY KEY,
    recorded_at     BIGINT      NOT NULL,
    source_at       BIGINT,
    actor           TEXT        NOT NULL,
    kind            VARCHAR(32) NOT NULL,
    subject         VARCHAR(40),
    body            TEXT        NOT NULL,
    hash            CHAR(64)    NOT NULL,
    episode         BIGINT
);

INSERT INTO numbered_log
    SELECT l.seq, l.recorded_at, l.source_at, l.actor, l.kind, l.subject, l.body, l.hash, n.id
    FROM audit_log l LEFT JOIN (
        SELECT e.id, a.fingerprint || '-' || e.starts_at AS subject
        FROM numbered_episode e JOIN alert a ON a.id = e.alert
    ) n ON n.subject = l.subject
    ORDER BY l.seq;

DROP TABLE label;
DROP TABLE sighting;
DROP TABLE response;
DROP TABLE episode;
DROP TABLE audit_log;
ALTER TABLE numbered_episode RENAME TO episode;
ALTER TABLE numbered_sighting RENAME TO sighting;
ALTER TABLE numbered_label RENAME TO label;
ALTER TABLE unbound_response RENAME TO response;
ALTER TABLE numbered_log RENAME TO audit_log;

-- Each holds all that its order and the cursor of a page need, so that a search walks it without touching the rows.
CREATE INDEX episode_by_start ON episode (starts_at, id, alert);
CREATE INDEX episode_by_end ON episode (ends_at, starts_at, id, alert) WHERE ends_at IS NOT NULL;
CREATE INDEX episode_firing ON episode (severity, starts_at, id, alert, ends_at) WHERE ends_at IS NULL;
-- What was under way at a time: the shorter it lasted, the sooner after that time it ended.
CREATE INDEX episode_of_hours ON episode (ends_at, starts_at, id, alert) WHERE ends_at - starts_at > 3600000;
CREATE INDEX episode_of_days ON episode (ends_at, starts_at, id, alert) WHERE ends_at - starts_at > 86400000;

CREATE INDEX audit_log_by_episode ON audit_log (episode, seq) WHERE episode IS NOT NULL;
CREATE INDEX audit_log_by_time ON audit_log (recorded_at, seq);
-- What there is most of is found along the time.
CREATE INDEX audit_log_by_kind ON audit_log (kind, recorded_at, seq)
    WHERE kind <> 'fired' AND kind <> 'notified' AND kind <> 'resolved';
CREATE INDEX audit_log_by_actor ON audit_log (actor, recorded_at, seq)
    WHERE actor <> 'witness:direct' AND actor <> 'witness:webhook';

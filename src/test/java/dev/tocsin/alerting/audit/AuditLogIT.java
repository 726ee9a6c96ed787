package dev.tocsin.alerting.audit;

import org.junit.jupiter.api.Nested;

/** What the log promises, on each database. */
class AuditLogIT {

    @Nested
    class RecordingOnSqlite extends RecordingContract {
        RecordingOnSqlite() {
            super(new SqliteStore());
        }
    }

    @Nested
    class RecordingOnPostgres extends RecordingContract {
        RecordingOnPostgres() {
            super(new PostgresStore());
        }
    }

    @Nested
    class WritersOnSqlite extends WritersContract {
        WritersOnSqlite() {
            super(new SqliteStore());
        }
    }

    @Nested
    class WritersOnPostgres extends WritersContract {
        WritersOnPostgres() {
            super(new PostgresStore());
        }
    }

    @Nested
    class VerificationOnSqlite extends VerificationContract {
        VerificationOnSqlite() {
            super(new SqliteStore());
        }
    }

    @Nested
    class VerificationOnPostgres extends VerificationContract {
        VerificationOnPostgres() {
            super(new PostgresStore());
        }
    }

    @Nested
    class RetentionOnSqlite extends RetentionContract {
        RetentionOnSqlite() {
            super(new SqliteStore());
        }
    }

    @Nested
    class RetentionOnPostgres extends RetentionContract {
        RetentionOnPostgres() {
            super(new PostgresStore());
        }
    }

    @Nested
    class CompletenessOnSqlite extends CompletenessContract {
        CompletenessOnSqlite() {
            super(new SqliteStore());
        }
    }

    @Nested
    class CompletenessOnPostgres extends CompletenessContract {
        CompletenessOnPostgres() {
            super(new PostgresStore());
        }
    }

    @Nested
    class SearchOnSqlite extends SearchContract {
        SearchOnSqlite() {
            super(new SqliteStore());
        }
    }

    @Nested
    class SearchOnPostgres extends SearchContract {
        SearchOnPostgres() {
            super(new PostgresStore());
        }
    }

    @Nested
    class ResponsesOnSqlite extends ResponseContract {
        ResponsesOnSqlite() {
            super(new SqliteStore());
        }
    }

    @Nested
    class ResponsesOnPostgres extends ResponseContract {
        ResponsesOnPostgres() {
            super(new PostgresStore());
        }
    }

    @Nested
    class MigrationOnSqlite extends MigrationContract {
        MigrationOnSqlite() {
            super(new SqliteStore());
        }
    }

    @Nested
    class MigrationOnPostgres extends MigrationContract {
        MigrationOnPostgres() {
            super(new PostgresStore());
        }
    }

    @Nested
    class HistoryOnSqlite extends HistoryContract {
        HistoryOnSqlite() {
            super(new SqliteStore());
        }
    }

    @Nested
    class HistoryOnPostgres extends HistoryContract {
        HistoryOnPostgres() {
            super(new PostgresStore());
        }
    }
}

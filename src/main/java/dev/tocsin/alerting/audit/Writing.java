package dev.tocsin.alerting.audit;

import java.sql.SQLException;

/** One caller's work and what came of it, which is known when the transaction that it was part of has ended. */
final class Writing<T> {

    private final AuditLog.Work<T> work;
    private T result;
    private Throwable failure;
    private boolean isDone;

    Writing(AuditLog.Work<T> work) {
        this.work = work;
    }

    void on(Chain chain) throws SQLException {
        result = work.on(chain);
    }

    void succeed() {
        isDone = true;
    }

    void fail(Throwable thrown) {
        failure = thrown;
        isDone = true;
    }

    boolean isDone() {
        return isDone;
    }

    T result() {
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return result;
    }
}

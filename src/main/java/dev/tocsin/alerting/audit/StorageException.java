package dev.tocsin.alerting.audit;

import java.sql.SQLException;

/** The database did not do what was asked: nothing of it was stored, and the same may be tried again. */
public final class StorageException extends RuntimeException {

    private static final long serialVersionUID = 1;

    StorageException(SQLException cause) {
        super(cause);
    }
}

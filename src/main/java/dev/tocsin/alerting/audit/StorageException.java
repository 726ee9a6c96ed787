package dev.tocsin.alerting.audit;

import java.sql.SQLException;

/** The database did not do what was asked: nothing of it was stored. */
public final class StorageException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private static final int SQLITE_TOO_BIG = 18;

    StorageException(SQLException cause) {
        super(cause);
    }

    /** Whether it is the data that the database does not take (SQLSTATE classes 22 and 54): trying again is in vain. */
    public boolean isAboutTheData() {
        var cause = (SQLException) getCause();
        var state = String.valueOf(cause.getSQLState());
        return state.startsWith("22") || state.startsWith("54") || cause.getErrorCode() == SQLITE_TOO_BIG;
    }
}

package dev.tocsin.alerting.audit;

import java.sql.SQLException;

/** A database for one test, and what it takes to work around its rules. */
interface Store {

    /** Makes a new one, empty. */
    void create() throws Exception;

    /** One more instance of the service on it. */
    Database open();

    /** What somebody does who can write to the database and keeps to none of its rules. */
    void tamper(String... sql) throws SQLException;

    /** The test is over. */
    default void close() {}
}

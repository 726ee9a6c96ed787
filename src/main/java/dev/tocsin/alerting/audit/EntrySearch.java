package dev.tocsin.alerting.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/** Finds entries of the log by what they tell. */
@ApplicationScoped
public class EntrySearch {

    private final Database database;

    /** For the CDI proxy. */
    EntrySearch() {
        database = null;
    }

    @Inject
    EntrySearch(Database database) {
        this.database = database;
    }

    /** The newest that could not be read, the newest first; without the hash of the entry before. */
    public List<Entry> quarantined(int limit) {
        // The kind stands in the statement, so that the index of just these rows is used.
        var sql = "SELECT " + Entries.COLUMNS + " FROM audit_log a WHERE a.kind = 'quarantined'"
                + " ORDER BY a.seq DESC LIMIT ?";
        return database.reading(connection -> {
            try (var statement = connection.prepareStatement(sql)) {
                statement.setInt(1, limit);
                var found = new ArrayList<Entry>();
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        found.add(Entries.entry(rows, ""));
                    }
                }
                return found;
            }
        });
    }
}

package dev.tocsin.alerting.audit;

import java.util.List;
import java.util.Optional;

/**
 * What a search of the log found.
 *
 * @param next the place behind which the search may go on; empty if there is no more
 */
public record EntryPage(List<Entry> entries, Optional<EntryQuery.Place> next) {

    public EntryPage {
        entries = List.copyOf(entries);
    }
}

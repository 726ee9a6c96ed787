package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.audit.EpisodeRows.Row;
import dev.tocsin.alerting.model.Alert;
import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.Witness;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one witness tells in one delivery: what is on record of its alerts is read at once, and written at once. */
final class Telling {

    private final Witness witness;
    private final Instant receivedAt;
    private final List<Map<String, Told>> parts = new ArrayList<>();

    /** In parts in which no alert stands twice: what is written of its one firing is read for the next. */
    Telling(Witness witness, Instant receivedAt, List<Alert> alerts) {
        this.witness = witness;
        this.receivedAt = receivedAt;
        var part = new LinkedHashMap<String, Told>();
        for (var alert : alerts) {
            var told = Told.of(alert);
            if (part.containsKey(told.fingerprint())) {
                parts.add(part);
                part = new LinkedHashMap<>();
            }
            part.put(told.fingerprint(), told);
        }
        parts.add(part);
    }

    void on(Chain chain) throws SQLException {
        chain.episodes().writeHeard(witness, receivedAt);
        for (var part : parts) {
            store(chain, part);
        }
    }

    /** Rows are added before those that refer to them. */
    private void store(Chain chain, Map<String, Told> part) throws SQLException {
        var table = chain.episodes();
        var known = table.alerts(List.copyOf(part.keySet()));
        var rows = table.episodes(starts(known, part));
        var numbers = new HashMap<>(known);
        for (var told : part.values()) {
            if (!known.containsKey(told.fingerprint())) {
                numbers.put(told.fingerprint(), table.add(told));
            }
        }
        var firsts = new HashMap<Long, Row>();
        for (var told : part.values()) {
            long number = numbers.get(told.fingerprint());
            if (!rows.containsKey(number)) {
                firsts.put(number, table.add(number, Episode.first(witness, receivedAt, told.alert()), told));
            }
        }
        for (var told : part.values()) {
            long number = numbers.get(told.fingerprint());
            if (rows.containsKey(number)) {
                storeAgain(chain, rows.get(number), told);
            } else {
                storeFirst(chain, firsts.get(number), told, known.containsKey(told.fingerprint()));
            }
        }
        chain.flush();
    }

    private static List<Map.Entry<Long, Instant>> starts(Map<String, Long> known, Map<String, Told> part) {
        return known.entrySet().stream()
                .map(alert -> Map.entry(
                        alert.getValue(), part.get(alert.getKey()).id().startsAt()))
                .toList();
    }

    private void storeFirst(Chain chain, Row row, Told told, boolean isKnown) throws SQLException {
        write(chain, row.id(), Optional.empty(), row.episode(), told);
        if (isKnown) {
            setBetweenOthers(chain, row);
        }
    }

    private void storeAgain(Chain chain, Row row, Told told) throws SQLException {
        var after = row.episode().seen(witness, receivedAt, told.alert());
        chain.episodes().write(row, after, told);
        write(chain, row.id(), Optional.of(row.episode()), after, told);
    }

    /**
     * An alert that fires anew has ended before, whether or not anybody told: an outage of ours may have swallowed it. What
     * is told late may be the earlier of the two.
     */
    private void setBetweenOthers(Chain chain, Row row) throws SQLException {
        var table = chain.episodes();
        var startsAt = row.episode().startsAt();
        var earlier = table.before(row.alert(), startsAt);
        if (earlier.isPresent()) {
            followed(chain, earlier.get(), startsAt);
        }
        var later = table.after(row.alert(), startsAt);
        if (later.isPresent()) {
            followed(chain, row, later.get().episode().startsAt());
        }
    }

    private void write(Chain chain, long row, Optional<Episode> before, Episode after, Told told) throws SQLException {
        chain.episodes().write(row, witness, after.sightings().get(witness));
        for (var event : EpisodeEvents.told(witness, receivedAt, before, after, told)) {
            chain.append(event, row);
        }
    }

    private void followed(Chain chain, Row row, Instant next) throws SQLException {
        var ended = row.episode().firedAnew(next);
        chain.episodes().writeFiredAnew(row.id(), ended);
        chain.append(EpisodeEvents.refired(witness, receivedAt, ended), row.id());
    }
}

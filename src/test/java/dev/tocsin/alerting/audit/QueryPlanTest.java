package dev.tocsin.alerting.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alerting.audit.EpisodeQuery.State;
import dev.tocsin.alerting.model.Fingerprint;
import dev.tocsin.alerting.model.Matcher;
import dev.tocsin.alerting.model.Witness;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** SQLite finds episodes and entries along an index, whatever is asked: it reads no table whole, and sorts no long list. */
class QueryPlanTest extends AuditFixture {

    private static final Instant FROM = START;
    private static final Instant TO = START.plusSeconds(86_400);
    private static final List<Matcher> LABELS =
            List.of(Matcher.parse("alertname=A"), Matcher.parse("severity=~critical|warning"));

    QueryPlanTest() {
        super(new SqliteStore());
    }

    private static EpisodeQuery query(State state, boolean hasPeriod, boolean isOneAlert, List<Matcher> matchers) {
        var period = Optional.of(FROM).filter(from -> hasPeriod);
        return new EpisodeQuery(
                state,
                period,
                period.map(from -> TO),
                matchers,
                Optional.empty(),
                Optional.of(Witness.DIRECT),
                Optional.of(new Fingerprint("0123456789abcdef")).filter(alert -> isOneAlert),
                Optional.of(new EpisodePlace(state, 0, TO.toEpochMilli(), 1, 7)),
                10);
    }

    private List<String> plan(Sql sql) {
        return another().reading(connection -> plan(connection, sql));
    }

    private static List<String> plan(Connection connection, Sql sql) throws SQLException {
        var steps = new ArrayList<String>();
        try (var statement = sql.prepare(connection, "EXPLAIN QUERY PLAN ");
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                steps.add(rows.getString("detail"));
            }
        }
        return steps;
    }

    private static boolean isUnderWay(Sql sql) {
        return sql.toString().contains("UNION ALL");
    }

    /** A table that is kept in its primary key is an index that holds all. */
    private static boolean holdsAll(String step) {
        return step.contains("USING COVERING INDEX") || step.contains("USING PRIMARY KEY");
    }

    @Test
    void everyPathOfASearchIsAlongAnIndexThatHoldsAllItNeeds() {
        for (var state : State.values()) {
            for (boolean hasPeriod : new boolean[] {false, true}) {
                for (var matchers : List.of(List.<Matcher>of(), LABELS)) {
                    for (var path : new EpisodePaths(query(state, hasPeriod, false, matchers), 10).all()) {
                        assertThat(plan(path.sql()))
                                .as("%s", path.sql())
                                .noneMatch(step -> step.startsWith("SCAN"))
                                .noneMatch(step -> step.startsWith("SEARCH") && !holdsAll(step))
                                .noneMatch(step -> step.contains("TEMP B-TREE") && !isUnderWay(path.sql()));
                    }
                }
            }
        }
    }

    @Test
    void theEpisodesOfOneAlertOrLabelAreNotLookedForAmongAllOthers() {
        for (var state : List.of(State.RESOLVED, State.ALL)) {
            var query = query(state, true, true, LABELS);
            for (var path : new EpisodePaths(query, 10).all()) {
                assertThat(plan(path.sql()))
                        .filteredOn(step -> step.startsWith("SEARCH e"))
                        .isNotEmpty()
                        .allMatch(step -> step.contains("(alert=?"));
            }
            var paths = new EpisodePaths(query(state, true, false, LABELS), 10);
            for (var sql : List.of(paths.counting(LABELS.get(0), 10), paths.having(LABELS.get(1), 10))) {
                assertThat(plan(sql))
                        .noneMatch(step -> step.startsWith("SCAN e") || step.startsWith("SCAN l"))
                        .anyMatch(step -> step.startsWith("SEARCH l") && holdsAll(step))
                        .anyMatch(step -> step.startsWith("SEARCH e") && step.contains("(alert=?"));
            }
        }
    }

    @Test
    void theLogIsReadAlongWhatIsAskedFor() {
        var kind = Set.of("signed-in");
        var actor = Set.of("user:anna");
        for (boolean newestFirst : new boolean[] {false, true}) {
            for (var asked : List.of(
                    entries(Set.of(), Set.of(), Optional.empty(), newestFirst),
                    entries(Set.of(), kind, Optional.empty(), newestFirst),
                    entries(actor, Set.of(), Optional.empty(), newestFirst),
                    entries(actor, kind, Optional.of("0123456789abcdef-1"), newestFirst))) {
                var steps = another().reading(connection -> {
                    var search = new EntryPageSearch(connection, asked);
                    return plan(connection, search.places(search.path()));
                });
                assertThat(steps)
                        .as("%s", asked)
                        .noneMatch(step -> step.startsWith("SCAN"))
                        .allMatch(step -> asked.subject().isPresent() || step.startsWith("SEARCH a USING"));
            }
        }
    }

    @Test
    void aReviewReadsNoMoreThanItsTime() {
        assertThat(plan(EpisodeHistory.between(FROM, TO)))
                .singleElement()
                .asString()
                .startsWith("SEARCH e USING")
                .contains("starts_at>? AND starts_at<?");
        assertThat(plan(Deeds.answers(Kind.ACKNOWLEDGED, FROM)))
                .singleElement()
                .asString()
                .startsWith("SEARCH l USING INDEX audit_log_by_kind (kind=? AND recorded_at>?)");
        assertThat(plan(EpisodeHistory.named("A", FROM, TO)))
                .noneMatch(step -> step.startsWith("SCAN"))
                .anyMatch(step -> step.startsWith("SEARCH e USING") && step.contains("(alert=?"));
    }

    private static EntryQuery entries(
            Set<String> actors, Set<String> kinds, Optional<String> subject, boolean newestFirst) {
        var after = new EntryQuery.Place(START.toEpochMilli(), 7);
        return new EntryQuery(
                Optional.of(FROM), Optional.of(TO), actors, kinds, subject, newestFirst, Optional.of(after), 10);
    }
}

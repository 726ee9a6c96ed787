package dev.tocsin.alerting.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alerting.audit.EpisodeQuery.State;
import dev.tocsin.alerting.model.Alert;
import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.Labels;
import dev.tocsin.alerting.model.Matcher;
import dev.tocsin.alerting.model.Severity;
import dev.tocsin.alerting.model.Witness;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whatever is asked, and whichever way is taken to find it, a search finds what a reader of the whole record would. */
abstract class SearchContract extends AuditFixture {

    private static final List<String> MATCHERS = List.of(
            "severity=critical",
            "severity!=critical",
            "instance=~\"i[12]\"",
            "instance=~i1|i2",
            "instance!~i1.*",
            "instance=",
            "job=\"größer, \\\"\"",
            "alertname=~A.*",
            "nowhere=x",
            "long=" + "x".repeat(900));

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private int second;

    SearchContract(Store store) {
        super(store);
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private <T> Optional<T> maybe(T value) {
        return random.nextInt(4) == 0 ? Optional.of(value) : Optional.empty();
    }

    private Instant time() {
        return START.plus(Duration.ofMinutes(random.nextInt(600)));
    }

    /** Few instants and few labels, so that many episodes have the same. */
    private Alert any() {
        var labels = new HashMap<>(Map.of("alertname", any(List.of("A", "Ab", "B"))));
        maybe("i" + random.nextInt(4)).ifPresent(instance -> labels.put("instance", instance));
        maybe("größer, \"").ifPresent(job -> labels.put("job", job));
        maybe("x".repeat(900)).ifPresent(text -> labels.put("long", text));
        any(List.of(Optional.of("critical"), Optional.of("warning"), Optional.of("odd"), Optional.<String>empty()))
                .ifPresent(severity -> labels.put("severity", severity));
        var startsAt = time();
        var endsAt = startsAt.plus(any(List.of(
                Duration.ZERO,
                Duration.ofMinutes(5),
                Duration.ofHours(1),
                Duration.ofMinutes(61),
                Duration.ofHours(7))));
        return new Alert(
                Labels.of(labels),
                Map.of("summary", any(List.of("Größer", "kleiner")), "other", "unseen"),
                startsAt,
                random.nextInt(3) == 0 ? Optional.empty() : Optional.of(endsAt),
                Optional.empty());
    }

    private void tell(int times) {
        for (int i = 0; i < times; i += 10) {
            var alerts = IntStream.range(0, Math.min(10, times - i))
                    .mapToObj(each -> any())
                    .toArray(Alert[]::new);
            store(any(List.of(Witness.values())), second++, alerts);
        }
    }

    private EpisodeQuery anyQuery() {
        var matchers = random.nextBoolean() ? List.of(any(MATCHERS)) : List.of(any(MATCHERS), any(MATCHERS));
        var edges = List.of(time(), time()).stream().sorted().toList();
        return new EpisodeQuery(
                any(List.of(State.values())),
                maybe(edges.get(0)),
                maybe(edges.get(1)),
                random.nextBoolean()
                        ? List.of()
                        : matchers.stream().map(Matcher::parse).toList(),
                maybe(any(List.of("gröSSER", "GRÖSSER", "größer", "i1", "unseen"))),
                maybe(any(List.of(Witness.values()))),
                maybe(any().labels().fingerprint()),
                Optional.empty(),
                1 + random.nextInt(20));
    }

    private static EpisodeQuery behind(EpisodeQuery query, EpisodePlace place) {
        return new EpisodeQuery(
                query.state(),
                query.from(),
                query.to(),
                query.matchers(),
                query.text(),
                query.witness(),
                query.fingerprint(),
                Optional.of(place),
                query.limit());
    }

    private static EpisodePage page(Connection connection, EpisodeQuery query, int mostRows, int few)
            throws SQLException {
        try (var search = new EpisodePageSearch(connection, query, mostRows, few)) {
            return search.run();
        }
    }

    private List<Episode> pages(EpisodeQuery query, int mostRows, int few, Runnable between) {
        return another().reading(connection -> {
            var page = page(connection, query, mostRows, few);
            var all = new ArrayList<>(page.episodes());
            while (page.next().isPresent()) {
                between.run();
                var cursor = EpisodePlace.parse(query.state(), page.next().get().cursor());
                page = page(connection, behind(query, cursor.orElseThrow()), mostRows, few);
                assertThat(page.episodes()).hasSizeLessThanOrEqualTo(query.limit());
                all.addAll(page.episodes());
            }
            return all;
        });
    }

    private List<Episode> everything() {
        return pages(EpisodeQuery.first(State.ALL, 1000), 100_000, 0, () -> {});
    }

    /** The same by other means: all conditions in Java, on the whole record. */
    private static List<Episode> expected(List<Episode> record, EpisodeQuery query) {
        var bySeverity = Comparator.comparing((Episode episode) -> Severity.of(episode.labels()));
        var byEnd = Comparator.comparing(
                (Episode episode) -> episode.end().map(Episode.End::at).orElse(Instant.MAX));
        // Of those that began together the last to be told of comes first, as in the whole record.
        var byStart = Comparator.comparing(Episode::startsAt).reversed();
        var order = switch (query.state()) {
            case FIRING -> bySeverity.thenComparing(byStart);
            case RESOLVED -> byEnd.reversed().thenComparing(byStart);
            case ALL -> byStart;
        };
        return record.stream()
                .filter(episode ->
                        query.state() == State.ALL || episode.end().isPresent() == (query.state() == State.RESOLVED))
                .filter(episode -> query.to().map(episode.startsAt()::isBefore).orElse(true))
                .filter(episode -> query.from().isEmpty()
                        || episode.end().isEmpty()
                        || !episode.end().get().at().isBefore(query.from().get()))
                .filter(episode -> query.matchers().stream().allMatch(each -> each.matches(episode.labels())))
                .filter(episode -> query.text().map(text -> says(episode, text)).orElse(true))
                .filter(episode ->
                        query.witness().map(episode.sightings()::containsKey).orElse(true))
                .filter(episode -> query.fingerprint()
                        .map(episode.id().fingerprint()::equals)
                        .orElse(true))
                .sorted(order)
                .toList();
    }

    private static boolean says(Episode episode, String text) {
        var words =
                episode.labels().byName().values() + " " + episode.annotations().get("summary");
        return words.toLowerCase().contains(text.toLowerCase());
    }

    @Test
    void aSearchFindsWhatAReaderOfTheWholeRecordWould() {
        tell(400);
        var record = everything();
        assertThat(record).hasSizeGreaterThan(300);
        for (int i = 0; i < 60; i++) {
            var query = anyQuery();
            var expected = expected(record, query);
            for (int mostRows : new int[] {25, 10_000}) {
                for (int few : new int[] {0, 10_000}) {
                    assertThat(pages(query, mostRows, few, () -> {}))
                            .as("seed %d: %s, %d, %d", seed, query, mostRows, few)
                            .isEqualTo(expected);
                }
            }
            var first = another().reading(connection -> page(connection, query, 100_000, 10));
            assertThat(first.total()).isEqualTo(expected.size());
            assertThat(first.totalIsExact()).isTrue();
        }
    }

    /** What is there when the first page is read, and stays as it is, comes on exactly one page. */
    @Test
    void nothingComesTwiceOrIsLostWhileNewOnesArrive() {
        tell(100);
        for (int i = 0; i < 20; i++) {
            var query = anyQuery();
            var before = expected(everything(), query);
            var found = pages(query, 30, 10, () -> tell(1)).stream()
                    .map(Episode::id)
                    .toList();
            var after = new HashSet<>(expected(everything(), query).stream()
                    .filter(before::contains)
                    .map(Episode::id)
                    .toList());

            assertThat(found.stream().filter(after::contains))
                    .as("seed %d: %s", seed, query)
                    .doesNotHaveDuplicates()
                    .containsAll(after);
        }
    }

    @Test
    void theLogIsFoundByWhoWhatAndWhen() {
        tell(60);
        IntStream.range(0, 20).forEach(i -> append("note " + i));
        var all = new ArrayList<>(log.page(0, 1000));
        all.sort(Comparator.comparing(Entry::recordedAt).thenComparing(Entry::seq));
        var actors = List.of("witness:direct", "witness:webhook", "user:anna", "nobody");
        for (int i = 0; i < 200; i++) {
            var actor = random.nextBoolean() ? Set.<String>of() : Set.of(any(actors));
            var kind = random.nextBoolean() ? Set.<String>of() : new HashSet<>(List.of(any(kinds()), any(kinds())));
            var query = new EntryQuery(
                    maybe(START.plusSeconds(random.nextInt(60))),
                    maybe(START.plusSeconds(random.nextInt(60))),
                    actor,
                    kind,
                    maybe(any(all)).flatMap(Entry::subject),
                    random.nextBoolean(),
                    Optional.empty(),
                    1 + random.nextInt(30));
            var expected = new ArrayList<>(all.stream()
                    .filter(entry ->
                            !query.from().map(entry.recordedAt()::isBefore).orElse(false))
                    .filter(entry ->
                            query.to().map(entry.recordedAt()::isBefore).orElse(true))
                    .filter(entry -> actor.isEmpty() || actor.contains(entry.actor()))
                    .filter(entry -> kind.isEmpty() || kind.contains(entry.kind()))
                    .filter(entry ->
                            query.subject().isEmpty() || query.subject().equals(entry.subject()))
                    .toList());
            if (query.newestFirst()) {
                Collections.reverse(expected);
            }
            assertThat(entries(query)).as("seed %d: %s", seed, query).isEqualTo(expected);
        }
    }

    private List<Entry> entries(EntryQuery query) {
        var all = new ArrayList<Entry>();
        var page = log.find(query);
        all.addAll(page.entries());
        while (page.next().isPresent()) {
            page = log.find(new EntryQuery(
                    query.from(),
                    query.to(),
                    query.actors(),
                    query.kinds(),
                    query.subject(),
                    query.newestFirst(),
                    EntryQuery.Place.parse(page.next().get().cursor()),
                    query.limit()));
            all.addAll(page.entries());
        }
        return all;
    }
}

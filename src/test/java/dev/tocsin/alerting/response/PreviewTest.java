package dev.tocsin.alerting.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alerting.audit.EpisodeOutlines.Outline;
import dev.tocsin.alerting.model.EpisodeId;
import dev.tocsin.alerting.model.Labels;
import dev.tocsin.alerting.response.Preview.Matched;
import dev.tocsin.alerting.upstream.Silence.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PreviewTest {

    private static final Instant START = Instant.parse("2026-01-31T03:00:00Z");

    private static Stream<Outline> episodes(String name, int count) {
        var labels = Labels.of(Map.of("alertname", name));
        return IntStream.range(0, count)
                .mapToObj(i -> new Outline(new EpisodeId(labels.fingerprint(), START.plusSeconds(i)), labels));
    }

    private static Matching named(String expression) {
        return Matching.of(List.of(new Condition("alertname", expression, true, true)));
    }

    private static boolean isBroad(String expression, List<Outline> firing) {
        var matching = named(expression);
        var matched = Matched.of(matching, firing);
        return new Preview(matched, firing.size(), matched, START, true, matching.isUnlimited()).isBroad();
    }

    @Test
    void allAreCountedAndTheFirstAreListed() {
        var matched = Matched.of(
                named("A|B"),
                Stream.of(episodes("A", 60), episodes("C", 5), episodes("B", 2))
                        .flatMap(each -> each)
                        .toList());

        assertThat(matched.total()).isEqualTo(62);
        assertThat(matched.byName()).isEqualTo(Map.of("A", 60, "B", 2));
        assertThat(matched.first()).hasSize(50);
    }

    @Test
    void whatMutesAllOfSeveralIsBroadAndWhatMutesTheOnlyOneIsNot() {
        var one = episodes("A", 1).toList();
        var two = Stream.concat(episodes("A", 1), episodes("B", 1)).toList();

        assertThat(isBroad("A", one)).isFalse();
        assertThat(isBroad("A", two)).isFalse();
        assertThat(isBroad("A|B", two)).isTrue();
        assertThat(isBroad("A|B", List.of())).isFalse();
        assertThat(isBroad(".+", List.of())).isTrue();
    }
}

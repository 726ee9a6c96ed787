package dev.tocsin.alerting.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TimesTest {

    private static Times ofSeconds(long... seconds) {
        return Times.of(LongStream.of(seconds).map(each -> each * 1000));
    }

    @Test
    void percentilesAreOfTheNearestRank() {
        var times = ofSeconds(40, 10, 30, 20, 50, 60, 70, 80, 90, 100);
        var spread = times.spread().orElseThrow();

        assertThat(times.total()).isEqualTo(Duration.ofSeconds(550));
        assertThat(spread.mean()).isEqualTo(Duration.ofSeconds(55));
        assertThat(spread.median()).isEqualTo(Duration.ofSeconds(50));
        assertThat(spread.p90()).isEqualTo(Duration.ofSeconds(90));
        assertThat(spread.p95()).isEqualTo(Duration.ofSeconds(100));
        assertThat(spread.longest()).isEqualTo(Duration.ofSeconds(100));
    }

    @Test
    void ofOneAllAreTheOne() {
        var spread = ofSeconds(7).spread().orElseThrow();
        assertThat(List.of(spread.mean(), spread.median(), spread.p90(), spread.p95(), spread.longest()))
                .containsOnly(Duration.ofSeconds(7));
    }

    @Test
    void ofNoneThereIsNoMean() {
        var none = ofSeconds();
        assertThat(none.spread()).isEmpty();
        assertThat(none.count()).isZero();
        assertThat(none.counts()).hasSize(Times.BOUNDS.size() + 1).containsOnly(0L);
    }

    /** The bounds are 1, 2, 5, 10, 15, 30, 60, 120, 240, 480 and 1440 minutes. */
    @Test
    void whatTakesAsLongAsABoundCountsUpToIt() {
        assertThat(ofSeconds(0, 60, 61, 120, 300, 300, 301, 86_400, 86_401).counts())
                .containsExactly(2L, 2L, 2L, 1L, 0L, 0L, 0L, 0L, 0L, 0L, 1L, 1L);
    }
}

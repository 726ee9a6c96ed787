package dev.tocsin.telemetry;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogMetricsTest {

    private static final System.Logger NAMED = LogEvents.logger(LogMetricsTest.class);
    private static final System.Logger OTHER = System.getLogger("dev.tocsin.telemetry.other");

    private final Counts counts = new Counts();
    private final LogMetrics metrics = new LogMetrics(counts.registry());

    @AfterEach
    void stop() {
        metrics.stop();
    }

    @Test
    void aNamedEventIsCountedUnderItsName() {
        NAMED.log(ERROR, "storage_failed", new IllegalStateException("gone"));
        NAMED.log(WARNING, "clients_not_told", "8 s");

        assertThat(counts.of("app_log_events_total error storage_failed")).isOne();
        assertThat(counts.of("app_log_events_total warning clients_not_told")).isOne();
    }

    @Test
    void whatHasNoNameIsCountedTogether() {
        OTHER.log(ERROR, "storage_failed");
        OTHER.log(WARNING, "something of a library");
        NAMED.log(ERROR, "a name that the bundle does not have");

        assertThat(counts.of("app_log_events_total error other")).isEqualTo(2);
        assertThat(counts.of("app_log_events_total warning other")).isOne();
        assertThat(counts.of("app_log_events_total error storage_failed")).isZero();
    }

    @Test
    void informationIsNotCounted() {
        OTHER.log(INFO, "all is well");

        assertThat(counts.total()).isZero();
    }

    @Test
    void nothingIsCountedAfterTheEnd() {
        metrics.stop();
        OTHER.log(ERROR, "too late");

        assertThat(counts.total()).isZero();
    }
}

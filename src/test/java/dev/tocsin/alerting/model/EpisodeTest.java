package dev.tocsin.alerting.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EpisodeTest {

    private static final Instant START = Instant.parse("2026-01-31T03:00:00.123Z");
    private static final Instant END = START.plus(Duration.ofMinutes(10));
    private static final Alert FIRING = alert(Optional.empty());
    private static final Alert ENDED = alert(Optional.of(END));

    private static Alert alert(Optional<Instant> endedAt) {
        return new Alert(Labels.of(Map.of("alertname", "A")), Map.of(), START, endedAt, Optional.empty());
    }

    private static Instant minute(int minutes) {
        return START.plus(Duration.ofMinutes(minutes));
    }

    @Test
    void firesUntilAnEndIsTold() {
        assertThat(Episode.first(Witness.DIRECT, minute(0), FIRING).end()).isEmpty();
        assertThat(Episode.first(Witness.WEBHOOK, minute(0), FIRING).end()).isEmpty();
    }

    @Test
    void theSameDeliveryTwiceChangesOnlyWhenItWasLastHeardOf() {
        var once = Episode.first(Witness.DIRECT, minute(0), FIRING);
        var twice = once.seen(Witness.DIRECT, minute(1), FIRING);

        assertThat(twice.id()).isEqualTo(once.id());
        assertThat(twice.sightings())
                .containsExactly(Map.entry(Witness.DIRECT, new Sighting(minute(0), minute(1), Optional.empty())));
    }

    @Test
    void prometheusEndsAnEpisodeThatAlertmanagerStillCallsFiring() {
        var episode = Episode.first(Witness.WEBHOOK, minute(1), FIRING)
                .seen(Witness.DIRECT, minute(10), ENDED)
                .seen(Witness.WEBHOOK, minute(11), FIRING);

        assertThat(episode.end())
                .contains(new Episode.End(END, Optional.empty(), Episode.Known.REPORTED, Optional.of(Witness.DIRECT)));
    }

    @Test
    void alertmanagerEndsAnEpisodeThatPrometheusNoLongerTellsOf() {
        var episode = Episode.first(Witness.DIRECT, minute(0), FIRING).seen(Witness.WEBHOOK, minute(12), ENDED);

        assertThat(episode.end())
                .contains(
                        new Episode.End(END, Optional.empty(), Episode.Known.TIMED_OUT, Optional.of(Witness.WEBHOOK)));
    }

    @Test
    void anAlertThatAlertmanagerTimedOutFiresOnWhenPrometheusSaysSo() {
        var episode = Episode.first(Witness.DIRECT, minute(0), FIRING)
                .seen(Witness.WEBHOOK, minute(5), ENDED)
                .seen(Witness.DIRECT, minute(6), FIRING);

        assertThat(episode.end()).isEmpty();
    }

    private static Alert observed(int after, int at) {
        return new Alert(
                FIRING.labels(),
                Map.of(),
                START,
                Optional.of(minute(at)),
                Optional.of(minute(after)),
                Optional.empty());
    }

    @Test
    void whatPrometheusRemembersEndsWhatNobodyTold() {
        var episode = Episode.first(Witness.DIRECT, minute(0), FIRING)
                .seen(Witness.WEBHOOK, minute(12), ENDED)
                .seen(Witness.BACKFILL, minute(13), observed(5, 6));

        assertThat(episode.end())
                .contains(new Episode.End(
                        minute(6),
                        Optional.of(minute(5)),
                        Episode.Known.OBSERVED_ABSENT,
                        Optional.of(Witness.BACKFILL)));
        assertThat(episode.seen(Witness.DIRECT, minute(14), FIRING).end()).isEmpty();
    }

    @Test
    void whatAlertmanagerNoLongerListsHasEndedUntilItIsToldAgain() {
        var episode = Episode.first(Witness.WEBHOOK, minute(0), FIRING).seen(Witness.POLL, minute(9), observed(5, 6));

        assertThat(episode.end())
                .contains(new Episode.End(
                        minute(6), Optional.of(minute(5)), Episode.Known.OBSERVED_ABSENT, Optional.of(Witness.POLL)));
        assertThat(episode.seen(Witness.WEBHOOK, minute(10), FIRING).end()).isEmpty();
    }

    /** Alertmanager takes two firings that follow closely for one, and reports the end of the second for the first. */
    @Test
    void noEpisodeLastsBeyondTheNext() {
        var episode = Episode.first(Witness.WEBHOOK, minute(0), FIRING)
                .firedAnew(minute(4))
                .seen(Witness.WEBHOOK, minute(12), ENDED);

        assertThat(episode.end())
                .contains(new Episode.End(minute(4), Optional.empty(), Episode.Known.FIRED_ANEW, Optional.empty()));
    }

    @Test
    void aPersonsWordCountsUntilAWitnessSaysOtherwise() {
        var byHand = Episode.first(Witness.DIRECT, minute(0), FIRING).endedByHand(minute(1));
        var end = new Episode.End(minute(1), Optional.empty(), Episode.Known.BY_HAND, Optional.empty());
        assertThat(byHand.end()).contains(end);
        assertThat(byHand.seen(Witness.WEBHOOK, minute(2), ENDED).end()).contains(end);
        assertThat(byHand.seen(Witness.DIRECT, minute(2), FIRING).end()).isEmpty();
        assertThat(byHand.seen(Witness.POLL, minute(2), FIRING).end()).isEmpty();
        assertThat(byHand.seen(Witness.WEBHOOK, minute(2), ENDED)
                        .seen(Witness.POLL, minute(3), FIRING)
                        .end())
                .isEmpty();
        assertThat(byHand.seen(Witness.DIRECT, minute(2), ENDED).end())
                .contains(new Episode.End(END, Optional.empty(), Episode.Known.REPORTED, Optional.of(Witness.DIRECT)));
    }

    @Test
    void aNotificationThatWasOnItsWayDoesNotOverruleAPerson() {
        var byHand = Episode.first(Witness.DIRECT, minute(0), FIRING).endedByHand(minute(1));

        assertThat(byHand.seen(Witness.WEBHOOK, minute(2), FIRING).end()).isEqualTo(byHand.end());
    }

    @Test
    void timesAreKeptToTheMillisecond() {
        var alert = new Alert(
                Labels.of(Map.of("alertname", "A")),
                Map.of(),
                START.plusNanos(999),
                Optional.of(END.plusNanos(999)),
                Optional.empty());

        assertThat(alert.startsAt()).isEqualTo(START);
        assertThat(alert.endedAt()).contains(END);
        assertThat(alert.episode()).isEqualTo(FIRING.episode());
    }

    @Test
    void theIdentityIsReadAsItIsWritten() {
        var id = FIRING.episode();

        assertThat(id.toString()).isEqualTo("d2c6efc389df0927-1769828400123");
        assertThat(EpisodeId.parse(id.toString())).contains(id);
        for (var text : new String[] {"", "d2c6efc389df0927", "d2c6efc389df0927-", "x-1", id + "0000"}) {
            assertThat(EpisodeId.parse(text)).isEmpty();
        }
    }
}

package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.Alert;
import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.EpisodeId;

/**
 * An alert as it was told, with what can be made of it before anybody waits: the log's one writer has the least to do.
 *
 * @param labels canonical JSON
 * @param annotations canonical JSON
 */
record Told(Alert alert, EpisodeId id, String labels, String annotations) {

    static Told of(Alert alert) {
        return new Told(alert, alert.episode(), JsonText.of(alert.labels().byName()), JsonText.of(alert.annotations()));
    }

    String fingerprint() {
        return id.fingerprint().hex();
    }

    /** An episode's annotations, which mostly are the very ones that were told. */
    String annotationsOf(Episode episode) {
        return episode.annotations() == alert.annotations() ? annotations : JsonText.of(episode.annotations());
    }
}

package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.Episode;
import java.util.List;
import java.util.Optional;

/**
 * What a search found.
 *
 * @param next the place behind which the search may go on; empty if there is no more
 * @param total how many there are from here on, on this page or not
 * @param totalIsExact false if there may be more than {@code total}
 */
public record EpisodePage(List<Episode> episodes, Optional<EpisodePlace> next, int total, boolean totalIsExact) {

    public EpisodePage {
        episodes = List.copyOf(episodes);
    }
}

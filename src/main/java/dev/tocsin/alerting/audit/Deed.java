package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.EpisodeId;
import jakarta.json.JsonObject;

/**
 * What somebody does about an episode.
 *
 * @param details of this deed alone, for whoever reads the log
 */
public record Deed(Actor actor, Kind kind, EpisodeId subject, JsonObject details) {}

package dev.tocsin.ops;

import dev.tocsin.alerting.upstream.Silence;
import java.time.Instant;
import java.util.List;

/** A silence of Alertmanager as people read it. Texts come from people, and are not to be trusted. */
public record SilenceView(
        String id,
        String state,
        List<MatcherView> matchers,
        Instant startsAt,
        Instant endsAt,
        String createdBy,
        String comment) {

    /** In the fields of Alertmanager's API. */
    public record MatcherView(String name, String value, boolean isRegex, boolean isEqual) {

        static MatcherView of(Silence.Condition condition) {
            return new MatcherView(condition.name(), condition.value(), condition.isRegex(), condition.isEqual());
        }
    }

    static SilenceView of(Silence silence) {
        var terms = silence.terms();
        return new SilenceView(
                silence.id(),
                silence.state(),
                terms.matchers().stream().map(MatcherView::of).toList(),
                terms.startsAt(),
                terms.endsAt(),
                terms.createdBy(),
                terms.comment());
    }
}

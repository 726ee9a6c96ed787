package dev.tocsin.ops;

import dev.tocsin.alerting.audit.AuditLog;
import dev.tocsin.alerting.audit.EpisodeRecord;
import dev.tocsin.alerting.audit.Responses;
import dev.tocsin.alerting.model.EpisodeId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the audit log tells, as events for a stream (HTML, server-sent events). */
@ApplicationScoped
class Changes {

    /** A line that is no event. */
    static final String NOTHING = ":\n\n";

    private static final int MOST_ENTRIES = 200;
    private static final int RETRY_MILLIS = 2_000;

    /**
     * @param upTo the place of the last entry that they tell of
     */
    record Batch(String text, long upTo) {}

    private final AuditLog log;
    private final EpisodeRecord episodes;
    private final Responses responses;
    private final int mostBytes;
    private final Jsonb json = JsonbBuilder.create();

    /** For the CDI proxy. */
    Changes() {
        log = null;
        episodes = null;
        responses = null;
        mostBytes = 0;
    }

    @Inject
    Changes(
            AuditLog log,
            EpisodeRecord episodes,
            Responses responses,
            @ConfigProperty(name = "tocsin.stream.max-waiting") int mostWaiting) {
        this.log = log;
        this.episodes = episodes;
        this.responses = responses;
        this.mostBytes = mostWaiting / 2;
    }

    static String beginning() {
        return "retry: " + RETRY_MILLIS + "\n\n";
    }

    /** That the service is there and its record can be read. */
    static String beat(Instant now) {
        return "event: beat\ndata: {\"now\":\"" + now + "\"}\n\n";
    }

    /** Only where the log ends. */
    static String mark(long seq) {
        return "event: mark\nid: " + seq + "\ndata: {}\n\n";
    }

    /**
     * The alerts that entries tell of, as they are now. The last event alone has an id: who is cut off before it is told
     * all of them again. Of more than a stream may hold it is only told that there were.
     *
     * @param upTo where the log ends; it may be shorter than {@code after} if it was put back
     */
    Batch between(long after, long upTo) {
        if (after == upTo) {
            return new Batch(mark(upTo), upTo);
        }
        if (after > upTo || upTo - after > MOST_ENTRIES) {
            return new Batch(tooMany(upTo), upTo);
        }
        var ids = new LinkedHashSet<EpisodeId>();
        boolean isAboutSilences = false;
        for (var entry : log.page(after, (int) (upTo - after))) {
            entry.subject().flatMap(EpisodeId::parse).ifPresent(ids::add);
            isAboutSilences |= entry.kind().startsWith("silence");
        }
        var text = new StringBuilder();
        int bytes = 0;
        var now = Instant.now();
        for (var id : ids) {
            var event = episodes.find(id)
                    .map(episode -> json.toJson(AlertView.of(episode, responses.find(id), now)))
                    .map(alert -> "event: alert\ndata: " + alert + "\n\n")
                    .orElse("");
            text.append(event);
            bytes += event.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > mostBytes) {
                return new Batch(tooMany(upTo), upTo);
            }
        }
        if (isAboutSilences) {
            text.append("event: silences\ndata: {}\n\n");
        }
        return new Batch(text.append(mark(upTo)).toString(), upTo);
    }

    private static String tooMany(long seq) {
        return "event: reset\nid: " + seq + "\ndata: {}\n\n";
    }
}

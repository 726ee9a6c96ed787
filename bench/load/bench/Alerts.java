package bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Alerts as Prometheus posts them: each a new one, all of the same size. */
final class Alerts {

    private static final String ALERT = """
            {"labels":{"alertname":"HighMemoryUsage","instance":"host-%012d:9080","job":"websocket-app",\
            "severity":"warning","team":"websocket"},"annotations":{"description":"Memory usage is 91.3%%",\
            "runbook_url":"http://localhost:9080/runbooks/high-memory-usage","summary":"High memory usage"},\
            "startsAt":"%s","endsAt":"%s","generatorURL":"http://localhost:9090/graph?g0.expr=\
            process_resident_memory_bytes+%%2F+process_virtual_memory_bytes+%%2A+100+%%3E+85&g0.tab=1"}""";

    static final Instant STARTS_AT = Instant.ofEpochMilli(System.currentTimeMillis());
    private static final AtomicLong NEXT = new AtomicLong();

    private Alerts() {}

    /** The body of a delivery of so many. */
    static byte[] delivery(int alerts) {
        var body = new StringBuilder("[");
        var endsAt = Instant.now().plus(Duration.ofMinutes(4));
        for (int i = 0; i < alerts; i++) {
            body.append(i == 0 ? "" : ",").append(ALERT.formatted(NEXT.getAndIncrement(), STARTS_AT, endsAt));
        }
        return body.append(']').toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Makes the alerts of a delivery that was sent before new ones, in place: a sender must not cost more than it has to. */
    static void renew(byte[] delivery) {
        for (int at = find(delivery, 0); at >= 0; at = find(delivery, at)) {
            long number = NEXT.getAndIncrement();
            for (int digit = at + 11; digit >= at; digit--) {
                delivery[digit] = (byte) ('0' + number % 10);
                number /= 10;
            }
        }
    }

    /** Behind the next {@code "host-}. */
    private static int find(byte[] text, int from) {
        for (int i = from; i < text.length - 6; i++) {
            if (text[i] == '"' && text[i + 1] == 'h' && text[i + 2] == 'o' && text[i + 5] == '-') {
                return i + 6;
            }
        }
        return -1;
    }
}

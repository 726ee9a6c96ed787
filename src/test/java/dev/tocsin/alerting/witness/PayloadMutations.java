package dev.tocsin.alerting.witness;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Deliveries as Prometheus and Alertmanager make them, and then damaged in one to three ways; the same seed gives the same. */
public final class PayloadMutations {

    private static final String ALERT = """
            {"status":"firing","labels":{"alertname":"Fuzzed","instance":"app:9080","severity":"critical"},\
            "annotations":{"description":"größer 🚨","summary":"down"},"startsAt":"2026-01-31T02:00:00.123Z",\
            "endsAt":"2026-01-31T03:04:00.123Z","generatorURL":"http://prometheus:9090/graph?g0.expr=up+%3D%3D+0",\
            "fingerprint":"d2c6efc389df0927"}""";
    private static final String WEBHOOK = """
            {"receiver":"audit","status":"firing","alerts":[%s,%s],"groupLabels":{"alertname":"Fuzzed"},\
            "commonLabels":{"alertname":"Fuzzed"},"commonAnnotations":{},"externalURL":"http://alertmanager:9093",\
            "version":"4","groupKey":"{}:{alertname=\\"Fuzzed\\"}","truncatedAlerts":0}""";

    /** What a value may be replaced by. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "7",
            "-0",
            "1e999999999",
            "9".repeat(5000),
            "[]",
            "{}",
            "\"\"",
            "\"\\u0000\"",
            "\"\\ud83d\"",
            "\"\\udea8\\ud83d\"",
            "\"\u202e\ufeff\u0000\"",
            "{\"a\":{\"a\":{\"a\":1}}}",
            "[[[[]]]]",
            "\"resolved\"",
            "\"0001-01-01T00:00:00Z\"",
            "\"0001-01-01T00:00:00+23:59\"",
            "\"9999-12-31T23:59:59.999Z\"",
            "\"9999-12-31T23:59:59-18:00\"",
            "\"10000-01-01T00:00:00Z\"",
            "\"-0001-01-01T00:00:00Z\"",
            "\"1969-12-31T23:59:59Z\"",
            "\"2026-01-31T01:00:00Z\"",
            "\"2026-01-31T04:00:00Z\"",
            "\"2026-02-30T00:00:00Z\"",
            "\"2026-01-31T02:00:00\"",
            "\"2026-01-31T02:00:60Z\"");

    private final Random random;

    public PayloadMutations(Random random) {
        this.random = random;
    }

    public byte[] direct() {
        return mutated("[" + ALERT + "," + ALERT + "]");
    }

    public byte[] webhook() {
        return mutated(WEBHOOK.formatted(ALERT, ALERT));
    }

    private byte[] mutated(String original) {
        var text = original;
        var bytes = new byte[0];
        for (int i = random.nextInt(3); i >= 0; i--) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> text = replaceValue(text);
                case 3 -> text = repeatKey(text);
                case 4 -> text = nest(text);
                case 5 -> text = text.substring(0, random.nextInt(text.length() + 1));
                case 6 -> text = insert(text, VALUES.get(random.nextInt(VALUES.size())));
                default -> {
                    bytes = flipBits(text.getBytes(StandardCharsets.UTF_8));
                    text = new String(bytes, StandardCharsets.ISO_8859_1);
                }
            }
        }
        return text.getBytes(bytes.length == 0 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    }

    private String insert(String text, String what) {
        int at = random.nextInt(text.length() + 1);
        return text.substring(0, at) + what + text.substring(at);
    }

    /** Puts another value behind one of the colons or brackets. */
    private String replaceValue(String text) {
        int colon = text.indexOf("\":", random.nextInt(text.length() + 1));
        int end = colon < 0 ? -1 : text.indexOf(",\"", colon);
        return end < 0
                ? text
                : text.substring(0, colon + 2) + VALUES.get(random.nextInt(VALUES.size())) + text.substring(end);
    }

    private String repeatKey(String text) {
        int start = text.indexOf(",\"", random.nextInt(text.length() + 1));
        int end = start < 0 ? -1 : text.indexOf(",\"", start + 1);
        return end < 0 ? text : text.substring(0, end) + text.substring(start, end) + text.substring(end);
    }

    private String nest(String text) {
        int depth = 1 << random.nextInt(15);
        var pair = random.nextBoolean() ? new String[] {"[", "]"} : new String[] {"{\"a\":", "}"};
        return insert(text, pair[0].repeat(depth) + "1" + pair[1].repeat(random.nextBoolean() ? depth : 0));
    }

    private byte[] flipBits(byte[] bytes) {
        var flipped = Arrays.copyOf(bytes, bytes.length);
        for (int i = random.nextInt(4); i >= 0 && flipped.length > 0; i--) {
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
    }
}

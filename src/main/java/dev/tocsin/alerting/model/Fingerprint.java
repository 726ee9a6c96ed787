package dev.tocsin.alerting.model;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;

/**
 * Identity of a set of labels, as Prometheus and Alertmanager compute it: FNV-1a over the sorted names and values, each
 * followed by the byte 255 (prometheus/common, {@code model/signature.go}).
 *
 * @param hex 16 lower-case hexadecimal digits
 */
public record Fingerprint(String hex) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{16}");
    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;
    private static final int SEPARATOR = 0xff;

    /** @throws IllegalArgumentException if {@code hex} is not 16 lower-case hexadecimal digits */
    public Fingerprint {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("a fingerprint is 16 lower-case hexadecimal digits");
        }
    }

    /** Empty if {@code hex} is not 16 lower-case hexadecimal digits. */
    public static Optional<Fingerprint> parse(String hex) {
        return FORM.matcher(hex).matches() ? Optional.of(new Fingerprint(hex)) : Optional.empty();
    }

    static Fingerprint of(SortedMap<String, String> labels) {
        long hash = OFFSET_BASIS;
        for (var label : labels.entrySet()) {
            hash = add(add(hash, label.getKey()), label.getValue());
        }
        return new Fingerprint(HexFormat.of().toHexDigits(hash));
    }

    private static long add(long hash, String text) {
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * PRIME;
        }
        return (hash ^ SEPARATOR) * PRIME;
    }

    @Override
    public String toString() {
        return hex;
    }
}

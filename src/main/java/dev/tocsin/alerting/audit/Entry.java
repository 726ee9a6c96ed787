package dev.tocsin.alerting.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * One entry of the log, immutable once written.
 *
 * @param seq its place, from 1, without gaps
 * @param recordedAt by this service's clock
 * @param sourceAt by the clock of whoever told it; empty if there is no other clock
 * @param actor who did it, as {@link Actor} writes it
 * @param kind as {@link Kind#label} writes it; a newer release may know more of them
 * @param subject the episode that it is about
 * @param body canonical JSON, an object
 * @param previous the hash of the entry before
 * @param hash 64 hexadecimal digits
 */
public record Entry(
        long seq,
        Instant recordedAt,
        Optional<Instant> sourceAt,
        String actor,
        String kind,
        Optional<String> subject,
        String body,
        String previous,
        String hash) {

    /** What stands for the hash of the entry before the first. */
    static final String GENESIS = "0".repeat(64);

    /** The entry with the hash that it should have. */
    Entry sealed() {
        return new Entry(seq, recordedAt, sourceAt, actor, kind, subject, body, previous, computedHash());
    }

    /** The same entry as it would be at another place. */
    Entry at(long otherSeq, String otherPrevious) {
        return new Entry(otherSeq, recordedAt, sourceAt, actor, kind, subject, body, otherPrevious, hash);
    }

    boolean holds() {
        return hash.equals(computedHash());
    }

    /**
     * One line of JSON without its end: {@code {"seq":1,…,"previous":"0…0","hash":"9f…"}}. What the hash is the SHA-256
     * of is the line up to {@code ,"hash"}, so that whoever checks it needs to understand nothing of it.
     */
    public String line() {
        return hashed() + ",\"hash\":\"" + hash + "\"}";
    }

    private String hashed() {
        return "{\"seq\":" + seq
                + ",\"recorded_at\":" + recordedAt.toEpochMilli()
                + ",\"source_at\":" + sourceAt.map(Instant::toEpochMilli).orElse(null)
                + ",\"actor\":" + JsonText.quoted(actor)
                + ",\"kind\":" + JsonText.quoted(kind)
                + ",\"subject\":" + subject.map(JsonText::quoted).orElse(null)
                + ",\"body\":" + body
                + ",\"previous\":\"" + previous + "\"";
    }

    private String computedHash() {
        return Sha256.of(hashed());
    }
}

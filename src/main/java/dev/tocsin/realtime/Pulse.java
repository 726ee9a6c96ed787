package dev.tocsin.realtime;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether a client is still there (RFC 6455, section 5.5.2): one that nothing came from for an interval is pinged, and one
 * that is silent for another is gone. A network that is cut tells neither side.
 */
final class Pulse implements Outbox.Item {

    private enum State {
        HEARD,
        ASKING,
        ASKED
    }

    private final long interval;
    private final LongSupplier nanos;
    private volatile State state = State.HEARD;
    private volatile long since;

    /**
     * @param interval none if it is zero
     * @param nanos the time, as {@link System#nanoTime} has it
     */
    Pulse(Duration interval, LongSupplier nanos) {
        this.interval = interval.toNanos();
        this.nanos = nanos;
        this.since = nanos.getAsLong();
    }

    /** Something came, whatever it was. */
    void beat() {
        since = nanos.getAsLong();
        state = State.HEARD;
    }

    /** Whether it is time for a ping, which this is; asked for once. */
    boolean isDue() {
        boolean isDue = state == State.HEARD && isOver();
        if (isDue) {
            state = State.ASKING;
        }
        return isDue;
    }

    boolean isGone() {
        return state == State.ASKED && isOver();
    }

    private boolean isOver() {
        return interval > 0 && nanos.getAsLong() - since >= interval;
    }

    @Override
    public Encoded next() {
        return Encoded.PING;
    }

    @Override
    public int size() {
        return 0;
    }

    /** The client has an interval from now on: what waited before the ping may have taken long. */
    @Override
    public void written() {
        if (state == State.ASKING) {
            since = nanos.getAsLong();
            state = State.ASKED;
        }
    }
}

package dev.tocsin.realtime;

import dev.tocsin.telemetry.LogEvents;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Writes down why clients were refused, but not for as long as they like. */
final class FaultLog {

    /** So many lines a minute; the others are counted in the next. */
    static final int LINES = 10;

    private static final System.Logger LOG = LogEvents.logger(FaultLog.class);
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanos;
    private long minuteBegan;
    private int lines;
    private long unwritten;

    /** @param nanos the time, as {@link System#nanoTime} has it */
    FaultLog(LongSupplier nanos) {
        this.nanos = nanos;
        this.minuteBegan = nanos.getAsLong();
    }

    /** @param reason may hold what the client sent: it is written in printable ASCII */
    synchronized void refused(Peer peer, String reason) {
        long now = nanos.getAsLong();
        if (now - minuteBegan >= MINUTE) {
            minuteBegan = now;
            lines = 0;
        }
        if (lines == LINES) {
            unwritten++;
            return;
        }
        lines++;
        LOG.log(Level.INFO, "stomp_refused", peer.address(), Ascii.printable(reason), unwritten);
        unwritten = 0;
    }
}

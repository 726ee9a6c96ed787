package dev.tocsin.ops;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * One page that listens. No thread waits for it: what it has not read waits here, up to a bound, and is written when the
 * container says that it can be.
 */
final class EventStream implements WriteListener {

    private final AsyncContext context;
    private final ServletOutputStream out;
    private final Optional<SignInKey> signIn;
    private final int mostWaiting;
    private final Consumer<EventStream> gone;
    private final Instant openedAt = Instant.now();
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean isWritable;
    private boolean isUnflushed;
    private boolean isEnding;
    private boolean isOver;

    /**
     * @param mostWaiting bytes
     * @param gone told when the container finds that whoever listened went away
     */
    EventStream(AsyncContext context, Optional<SignInKey> signIn, int mostWaiting, Consumer<EventStream> gone)
            throws IOException {
        this.context = context;
        this.out = context.getResponse().getOutputStream();
        this.signIn = signIn;
        this.mostWaiting = mostWaiting;
        this.gone = gone;
    }

    boolean isOf(SignInKey key) {
        return signIn.filter(key::equals).isPresent();
    }

    Instant openedAt() {
        return openedAt;
    }

    /** Returns at once; false if too much waits already, or nobody listens any more. */
    synchronized boolean offer(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        if (isOver || waitingBytes + bytes.length > mostWaiting) {
            return false;
        }
        waiting.add(bytes);
        waitingBytes += bytes.length;
        write();
        return !isOver;
    }

    synchronized boolean isOver() {
        return isOver;
    }

    /** Ends it as soon as what is under way is written; what waits is not. */
    synchronized void end() {
        isEnding = true;
        waiting.clear();
        if (isWritable) {
            complete();
        }
    }

    @Override
    public void onWritePossible() {
        if (!isStillThere()) {
            // Not under the lock: whoever is told has one of its own, and calls from under it.
            gone.accept(this);
        }
    }

    private synchronized boolean isStillThere() {
        isWritable = true;
        write();
        if (isEnding && isWritable) {
            complete();
        }
        return !isOver;
    }

    @Override
    public void onError(Throwable thrown) {
        complete();
        gone.accept(this);
    }

    /** The container wants to be asked on the very thread and before each of them, the flushing too. */
    private void write() {
        try {
            while (isWritable && (isUnflushed || !waiting.isEmpty())) {
                isWritable = out.isReady();
                if (isWritable && waiting.isEmpty()) {
                    out.flush();
                    isUnflushed = false;
                } else if (isWritable) {
                    var bytes = waiting.poll();
                    waitingBytes -= bytes.length;
                    out.write(bytes);
                    isUnflushed = true;
                }
            }
        } catch (IOException e) {
            // Whoever listened is not there any more, which is how most streams end.
            complete();
        }
    }

    private synchronized void complete() {
        isWritable = false;
        if (!isOver) {
            isOver = true;
            context.complete();
        }
    }
}

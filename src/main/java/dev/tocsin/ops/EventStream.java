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
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One page that listens. What it has not read waits here, up to a bound, and is written when the container says that it can
 * be.
 *
 * <p>Open Liberty says so of a socket that is full, too, and then waits for its reader. So whoever offers something never
 * writes it himself: while there is something to write, one thread does all of it, and no lock is held meanwhile.
 */
final class EventStream implements WriteListener {

    private final AsyncContext context;
    private final ServletOutputStream out;
    private final Optional<SignInKey> signIn;
    private final int mostWaiting;
    private final Executor executor;
    private final Consumer<EventStream> gone;
    private final Instant openedAt = Instant.now();
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private volatile boolean isPossible;
    private volatile boolean isBroken;
    private volatile boolean isEnding;
    private volatile boolean isOver;

    /** How often there was work since the thread that does it last looked. */
    private final AtomicInteger work = new AtomicInteger();

    // Of the thread that does the work alone.
    private boolean isWritable;
    private boolean isUnflushed;

    /**
     * @param mostWaiting bytes
     * @param executor of threads that may wait for whoever reads
     * @param gone told when the container finds that whoever listened went away; it must not wait for anything
     */
    EventStream(
            AsyncContext context,
            Optional<SignInKey> signIn,
            int mostWaiting,
            Executor executor,
            Consumer<EventStream> gone)
            throws IOException {
        this.context = context;
        this.out = context.getResponse().getOutputStream();
        this.signIn = signIn;
        this.mostWaiting = mostWaiting;
        this.executor = executor;
        this.gone = gone;
    }

    boolean isOf(SignInKey key) {
        return signIn.filter(key::equals).isPresent();
    }

    Instant openedAt() {
        return openedAt;
    }

    /** Returns at once; false if too much waits already, or nobody listens any more. */
    boolean offer(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        synchronized (waiting) {
            if (isOver || waitingBytes + bytes.length > mostWaiting) {
                return false;
            }
            waiting.add(bytes);
            waitingBytes += bytes.length;
        }
        work();
        return !isOver;
    }

    boolean isOver() {
        return isOver;
    }

    /** Ends it as soon as what is under way is written; what waits is not. */
    void end() {
        isEnding = true;
        synchronized (waiting) {
            waiting.clear();
        }
        work();
    }

    @Override
    public void onWritePossible() {
        isPossible = true;
        work();
    }

    @Override
    public void onError(Throwable thrown) {
        isBroken = true;
        work();
        gone.accept(this);
    }

    private void work() {
        if (work.getAndIncrement() == 0) {
            executor.execute(this::doWork);
        }
    }

    private void doWork() {
        int done = 1;
        while (done > 0) {
            write();
            done = work.addAndGet(-done);
        }
    }

    /** The container wants to be asked on the very thread and before each of them, the flushing too. */
    private void write() {
        if (isPossible) {
            isPossible = false;
            isWritable = true;
        }
        try {
            while (!isOver && isWritable && (isUnflushed || isAnythingWaiting())) {
                isWritable = out.isReady();
                if (isWritable) {
                    writeNext();
                }
            }
        } catch (IOException e) {
            // Whoever listened is not there any more, which is how most streams end.
            isBroken = true;
        }
        if (!isOver && (isBroken || isEnding && isWritable)) {
            isOver = true;
            context.complete();
        }
    }

    private void writeNext() throws IOException {
        byte[] next;
        synchronized (waiting) {
            next = waiting.poll();
            waitingBytes -= next == null ? 0 : next.length;
        }
        if (next == null) {
            out.flush();
            isUnflushed = false;
        } else {
            out.write(next);
            isUnflushed = true;
        }
    }

    private boolean isAnythingWaiting() {
        synchronized (waiting) {
            return !waiting.isEmpty();
        }
    }
}

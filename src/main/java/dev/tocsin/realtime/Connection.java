package dev.tocsin.realtime;

import dev.tocsin.telemetry.Closing.Initiator;
import dev.tocsin.telemetry.ErrorType;
import dev.tocsin.telemetry.RealtimeMetrics;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** One WebSocket, as the outbox writes to it; knows which side began to close it. Its end is counted once. */
final class Connection implements Outbox.Wire {

    private static final System.Logger LOG = System.getLogger(Connection.class.getName());

    private final Session session;
    private final Executor executor;
    private final RealtimeMetrics metrics;
    private final AtomicReference<CloseReason> closedByServer = new AtomicReference<>();
    private final AtomicBoolean hasEnded = new AtomicBoolean();

    /** @param executor for what blocks: closing waits for the client */
    Connection(Session session, Executor executor, RealtimeMetrics metrics) {
        this.session = session;
        this.executor = executor;
        this.metrics = metrics;
        metrics.connectionOpened();
    }

    @Override
    public void write(String text, Consumer<SendResult> done) {
        try {
            session.getAsyncRemote().sendText(text, done::accept);
        } catch (IllegalStateException | IllegalArgumentException e) {
            // The connection went away between the last write and this one.
            done.accept(new SendResult(e));
        }
    }

    @Override
    public void close(CloseReason reason) {
        if (closedByServer.compareAndSet(null, reason)) {
            executor.execute(this::closeNow);
        }
    }

    @Override
    public void giveUp() {
        if (!hasEnded.get() && closedByServer.get() == null) {
            metrics.error(ErrorType.SLOW_CONSUMER);
            close(new CloseReason(CloseCodes.TRY_AGAIN_LATER, "messages are not read"));
        }
    }

    /** That a client goes away is no error of the service; that it does not read in time is one. */
    @Override
    public void failed(Throwable failure) {
        if (failure instanceof SocketTimeoutException || failure.getCause() instanceof SocketTimeoutException) {
            giveUp();
        } else {
            close(new CloseReason(CloseCodes.UNEXPECTED_CONDITION, "the connection failed"));
        }
    }

    /** Closes and waits for it; for a thread that may wait. */
    void closeAndWait(CloseReason reason) {
        if (closedByServer.compareAndSet(null, reason)) {
            closeNow();
        }
    }

    private void closeNow() {
        try {
            session.close(closedByServer.get());
        } catch (IOException | IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "connection {0} was gone before it was closed: {1}", session.getId(), e);
        }
    }

    /** Counts the end; false if it was counted before. */
    boolean end(CloseReason told) {
        if (!hasEnded.compareAndSet(false, true)) {
            return false;
        }
        var own = closedByServer.get();
        metrics.connectionClosed(
                own == null ? Initiator.CLIENT : Initiator.SERVER,
                (own == null ? told : own).getCloseCode().getCode());
        return true;
    }
}

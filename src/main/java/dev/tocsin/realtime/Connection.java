package dev.tocsin.realtime;

import dev.tocsin.telemetry.Closing.Initiator;
import dev.tocsin.telemetry.ErrorType;
import dev.tocsin.telemetry.LogEvents;
import dev.tocsin.telemetry.RealtimeMetrics;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** One WebSocket, as the outbox writes to it; knows which side began to close it. Its end is counted once. */
final class Connection implements Outbox.Wire {

    private static final System.Logger LOG = LogEvents.logger(Connection.class);
    private static final CloseReason GONE = new CloseReason(CloseCodes.CLOSED_ABNORMALLY, null);

    private final Session session;
    private final RemoteEndpoint.Async remote;
    private final Executor executor;
    private final RealtimeMetrics metrics;
    private final Consumer<CloseReason> ended;
    private final AtomicReference<CloseReason> closedByServer = new AtomicReference<>();
    private final AtomicBoolean hasEnded = new AtomicBoolean();

    /**
     * @param executor for what blocks: closing and a ping wait for the client
     * @param ended told of the end, perhaps once more than needed
     */
    Connection(Session session, Executor executor, RealtimeMetrics metrics, Consumer<CloseReason> ended) {
        this.session = session;
        this.remote = session.getAsyncRemote();
        this.executor = executor;
        this.metrics = metrics;
        this.ended = ended;
        metrics.connectionOpened();
    }

    @Override
    public void write(Encoded frame, SendHandler done) {
        if (frame == Encoded.PING) {
            executor.execute(() -> writeNow(frame, done));
        } else {
            writeNow(frame, done);
        }
    }

    private void writeNow(Encoded frame, SendHandler done) {
        try {
            frame.writeTo(remote, done);
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            // The connection went away between the last write and this one.
            done.onResult(new SendResult(e));
        }
    }

    @Override
    public void close(CloseReason reason) {
        if (closedByServer.compareAndSet(null, reason)) {
            executor.execute(() -> closeNow(reason));
        }
    }

    @Override
    public void giveUp() {
        refuse(ErrorType.SLOW_CONSUMER, new CloseReason(CloseCodes.TRY_AGAIN_LATER, "messages are not read"));
    }

    /** That a client goes away is no error of the service; that it does not read in time is one. */
    @Override
    public void failed(Throwable failure) {
        if (failure instanceof SocketTimeoutException || failure.getCause() instanceof SocketTimeoutException) {
            giveUp();
        } else {
            executor.execute(() -> {
                ended.accept(GONE);
                closeNow(new CloseReason(CloseCodes.UNEXPECTED_CONDITION, "the connection failed"));
            });
        }
    }

    /** Closes and counts why, unless the connection is closing already. */
    void refuse(ErrorType why, CloseReason reason) {
        if (!hasEnded.get() && closedByServer.compareAndSet(null, reason)) {
            metrics.error(why);
            executor.execute(() -> closeNow(reason));
        }
    }

    /** Closes and waits for it; for a thread that may wait. */
    void closeAndWait(CloseReason reason) {
        if (closedByServer.compareAndSet(null, reason)) {
            closeNow(reason);
        }
    }

    boolean isClosing() {
        return closedByServer.get() != null;
    }

    private void closeNow(CloseReason reason) {
        try {
            session.close(reason);
        } catch (IOException | IllegalStateException e) {
            LOG.log(Level.DEBUG, "connection_gone", session.getId(), e);
        } finally {
            // The container does not tell of the end of a connection that was lost while it opened.
            ended.accept(reason);
        }
    }

    /** Counts the end; false if it was counted before. */
    boolean end(CloseReason told) {
        if (!hasEnded.compareAndSet(false, true)) {
            return false;
        }
        var own = closedByServer.get();
        if (own != null) {
            metrics.connectionClosed(Initiator.SERVER, own.getCloseCode().getCode());
        } else if (isContainers(told)) {
            int code = told.getCloseCode().getCode();
            metrics.error(code == CloseCodes.TOO_BIG.getCode() ? ErrorType.LIMIT : ErrorType.PROTOCOL);
            metrics.connectionClosed(Initiator.SERVER, code);
        } else {
            // The container says 1011 where a client went without a close frame; RFC 6455 has 1006 for that.
            boolean gone = told.getCloseCode() == CloseCodes.UNEXPECTED_CONDITION;
            metrics.connectionClosed(
                    Initiator.CLIENT, (gone ? GONE : told).getCloseCode().getCode());
        }
        return true;
    }

    /** A message over the bound, text that is not UTF-8, a broken WebSocket frame: the container closes by itself. */
    private static boolean isContainers(CloseReason told) {
        var phrase = told.getReasonPhrase();
        return told.getCloseCode() == CloseCodes.NOT_CONSISTENT
                || phrase != null
                        && (phrase.startsWith("CWWKH") || phrase.startsWith("Invalid incoming WebSocket message"));
    }
}

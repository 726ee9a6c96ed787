package dev.tocsin.realtime;

import dev.tocsin.telemetry.ErrorType;
import dev.tocsin.telemetry.LogEvents;
import dev.tocsin.telemetry.RealtimeMetrics;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Every open connection, and every STOMP session; the container's own list is a copy under a lock. */
@ApplicationScoped
public class Connections {

    /** What belongs to one connection. */
    private record Entry(Connection connection, Outbox outbox, StompProtocol protocol) {}

    private static final System.Logger LOG = LogEvents.logger(Connections.class);
    private static final CloseReason RESTART = new CloseReason(CloseCodes.SERVICE_RESTART, "the service restarts");

    private final Map<String, Entry> open = new ConcurrentHashMap<>();
    private final Set<String> sessions = ConcurrentHashMap.newKeySet();
    private final Topics topics;
    private final RealtimeMetrics metrics;
    private final Settings settings;

    @Resource
    private ManagedScheduledExecutorService executor;

    /** For the CDI proxy. */
    Connections() {
        topics = null;
        metrics = null;
        settings = null;
    }

    @Inject
    Connections(Topics topics, RealtimeMetrics metrics, Settings settings) {
        this.topics = topics;
        this.metrics = metrics;
        this.settings = settings;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) ServletContext started) {
        metrics.observe(open::size, sessions::size);
    }

    void opened(Session session) {
        var id = session.getId();
        var connection = new Connection(session, executor, metrics, reason -> closed(session, reason));
        var outbox = new Outbox(connection, metrics, settings.maxOutboxBytes());
        var protocol = new StompProtocol(id, outbox, topics, metrics, settings, () -> sessions.add(id));
        open.put(id, new Entry(connection, outbox, protocol));
        if (!session.isOpen()) {
            // It was lost while it opened: the end was told before there was anything to end.
            closed(session, new CloseReason(CloseCodes.CLOSED_ABNORMALLY, null));
            return;
        }
        if (open.size() > settings.maxConnections()) {
            connection.refuse(ErrorType.LIMIT, new CloseReason(CloseCodes.TRY_AGAIN_LATER, "too many connections"));
            return;
        }
        executor.schedule(
                () -> refuseSilence(connection, protocol),
                settings.connectTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    void received(Session session, byte[] octets) {
        var entry = open.get(session.getId());
        if (entry != null && !entry.connection().isClosing()) {
            entry.protocol().receive(octets);
        }
    }

    /**
     * The container tells of a failure without closing; where the network is gone, it may not tell of the end either. A
     * client that went away is no error of the service.
     */
    void failed(Session session, Throwable failure) {
        if (!(failure instanceof IOException)) {
            metrics.error(ErrorType.INTERNAL);
            LOG.log(System.Logger.Level.ERROR, "connection_failed", failure);
        }
        var entry = open.get(session.getId());
        if (entry != null && session.isOpen()) {
            entry.connection().close(new CloseReason(CloseCodes.UNEXPECTED_CONDITION, "the connection failed"));
        } else {
            closed(session, new CloseReason(CloseCodes.CLOSED_ABNORMALLY, null));
        }
    }

    /** The connection has ended; told more than once, it counts once. */
    void closed(Session session, CloseReason reason) {
        var entry = open.remove(session.getId());
        if (entry != null && entry.connection().end(reason)) {
            entry.outbox().discard();
            // First the protocol, which may be in the middle of a CONNECT, then what it has registered.
            entry.protocol().end();
            sessions.remove(session.getId());
        }
    }

    /**
     * The connections that are open now, to be closed before the server stops; those come last whose client is slow to
     * read, because closing waits for the write that is under way.
     */
    public Collection<Runnable> closings() {
        return open.values().stream()
                .sorted(Comparator.comparing(entry -> entry.outbox().isWriting()))
                .<Runnable>map(entry -> () -> entry.connection().closeAndWait(RESTART))
                .toList();
    }

    private void refuseSilence(Connection connection, StompProtocol protocol) {
        if (!protocol.isConnected()) {
            connection.refuse(ErrorType.LIMIT, new CloseReason(CloseCodes.VIOLATED_POLICY, "no CONNECT in time"));
        }
    }
}

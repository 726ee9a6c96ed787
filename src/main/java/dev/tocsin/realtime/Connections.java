package dev.tocsin.realtime;

import dev.tocsin.telemetry.ErrorType;
import dev.tocsin.telemetry.LogEvents;
import dev.tocsin.telemetry.RealtimeMetrics;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Every open connection, and every STOMP session; the container's own list is a copy under a lock. */
@ApplicationScoped
public class Connections {

    /** What belongs to one connection. */
    private record Entry(
            Connection connection, Peer peer, Outbox outbox, StompProtocol protocol, Pulse pulse, long openedAt) {}

    private static final System.Logger LOG = LogEvents.logger(Connections.class);
    private static final CloseReason RESTART = new CloseReason(CloseCodes.SERVICE_RESTART, "the service restarts");

    private static final CloseReason SILENT = new CloseReason(CloseCodes.VIOLATED_POLICY, "no heart-beat in time");
    private static final CloseReason EXPIRED = new CloseReason(ProtocolException.UNAUTHORIZED, "the token has expired");
    private static final Peer UNKNOWN = new Peer("", Optional.empty());

    /** So often it is looked who has to say something, or should have. */
    private static final Duration TICK = Duration.ofMillis(250);

    private static final int TICKS_BETWEEN_SWEEPS = 20;

    private final Map<String, Entry> open = new ConcurrentHashMap<>();
    private final Occupancy addresses = new Occupancy();
    private final Services services;
    private final RealtimeMetrics metrics;
    private final Settings settings;
    private int ticks;

    private volatile boolean isAccepting = true;

    @Resource
    private ManagedScheduledExecutorService executor;

    private Future<?> ticking;

    /** For the CDI proxy. */
    Connections() {
        services = null;
        metrics = null;
        settings = null;
    }

    @Inject
    Connections(Services services) {
        this.services = services;
        this.metrics = services.metrics();
        this.settings = services.settings();
    }

    void start(@Observes @Initialized(ApplicationScoped.class) ServletContext started) {
        services.handover().read();
        metrics.observe(open::size, services.sessions()::size);
        // Not at a fixed rate: a machine that stood still would make up for every tick that it missed.
        ticking = executor.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        ticking.cancel(false);
    }

    void opened(Session session) {
        var peer = session.getUserPrincipal() instanceof Peer known ? known : UNKNOWN;
        // Over it the container closes 1009, before the message is held in memory.
        session.setMaxTextMessageBufferSize(settings.maxMessageBytes());
        session.setMaxBinaryMessageBufferSize(settings.maxMessageBytes());
        // Without a bound a stalled reader would hold a write for ever.
        session.getAsyncRemote().setSendTimeout(settings.sendTimeout().toMillis());
        var connection = new Connection(session, executor, metrics, reason -> closed(session, reason));
        var outbox = new Outbox(connection, metrics, services.outboxes(), settings.maxOutboxBytes());
        var protocol = new StompProtocol(peer, outbox, services);
        // First these, which its end takes back.
        int ofAddress = addresses.enter(peer.address());
        var pulse = new Pulse(settings.pingInterval(), System::nanoTime);
        var entry = new Entry(connection, peer, outbox, protocol, pulse, System.nanoTime());
        listen(session, entry);
        open.put(session.getId(), entry);
        if (!session.isOpen()) {
            // It was lost while it opened: the end was told before there was anything to end.
            closed(session, new CloseReason(CloseCodes.CLOSED_ABNORMALLY, null));
            return;
        }
        var limits = settings.connections();
        if (!isAccepting) {
            connection.close(RESTART);
        } else if (open.size() > limits.max()) {
            refuse(connection, CloseCodes.TRY_AGAIN_LATER, "too many connections");
        } else if (ofAddress > limits.maxPerAddress()) {
            refuse(connection, CloseCodes.VIOLATED_POLICY, "too many connections from this address");
        }
    }

    /** The parts of a message are taken as they come: of a whole one the container would hold any number of fragments. */
    private static void listen(Session session, Entry entry) {
        MessageHandler.Partial<String> text = (part, isLast) -> received(entry, part.getBytes(StandardCharsets.UTF_8));
        MessageHandler.Partial<byte[]> binary = (part, isLast) -> received(entry, part);
        MessageHandler.Whole<PongMessage> pong = answer -> entry.pulse().beat();
        session.addMessageHandler(String.class, text);
        session.addMessageHandler(byte[].class, binary);
        session.addMessageHandler(PongMessage.class, pong);
    }

    private static void received(Entry entry, byte[] octets) {
        if (!entry.connection().isClosing()) {
            entry.pulse().beat();
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
            entry.protocol().end();
            addresses.leave(entry.peer().address());
        }
    }

    /** Whether new connections are taken. */
    public boolean isAccepting() {
        return isAccepting;
    }

    /** From now on upgrades are answered 503, and what was being upgraded meanwhile is closed 1012. */
    public void stopAccepting() {
        isAccepting = false;
    }

    /** How many are open. */
    public int active() {
        return open.size();
    }

    /** The end of each connection that is open now, for a service that stops. */
    public List<Departure> departures() {
        return open.values().stream()
                .<Departure>map(entry -> (closers, limit) -> {
                    var written = new CompletableFuture<Void>();
                    entry.outbox().whenEmpty(() -> written.complete(null));
                    return written.completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS)
                            .thenRunAsync(() -> entry.connection().closeAndWait(RESTART), closers);
                })
                .toList();
    }

    /** The container has cut off whom nobody closed, and does not always tell. */
    void handOver(@Observes @BeforeDestroyed(ApplicationScoped.class) ServletContext stopping) {
        stopAccepting();
        open.values().forEach(entry -> entry.protocol().end());
        services.handover().write();
    }

    /** One for all connections: none has a timer or a thread of its own. */
    private void tick() {
        try {
            long now = System.nanoTime();
            var instant = Instant.now();
            open.values().forEach(entry -> look(entry, now, instant));
            if (++ticks % TICKS_BETWEEN_SWEEPS == 0) {
                services.broker().sweep();
                services.store().sweep();
                settings.tokens().ifPresent(Tokens::refresh);
            }
        } catch (RuntimeException e) {
            // Thrown on, it would be the last tick.
            metrics.error(ErrorType.INTERNAL);
            LOG.log(System.Logger.Level.ERROR, "tick_failed", e);
        }
    }

    private void look(Entry entry, long now, Instant instant) {
        if (entry.pulse().isGone()) {
            entry.connection().failed(new SocketException("no answer to a ping"));
        } else if (entry.pulse().isDue()) {
            entry.outbox().add(entry.pulse());
        }
        if (!entry.protocol().isConnected()) {
            if (now - entry.openedAt() > settings.connectTimeout().toNanos()) {
                refuse(entry.connection(), CloseCodes.VIOLATED_POLICY, "no CONNECT in time");
            }
        } else if (entry.protocol().isExpired(instant)) {
            entry.connection().close(EXPIRED);
        } else if (entry.protocol().isSilent(now)) {
            entry.connection().close(SILENT);
        } else {
            entry.protocol().beat(now, TICK.toNanos());
        }
    }

    private static void refuse(Connection connection, CloseCodes code, String reason) {
        connection.refuse(ErrorType.LIMIT, new CloseReason(code, reason));
    }
}

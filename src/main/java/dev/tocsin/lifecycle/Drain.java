package dev.tocsin.lifecycle;

import dev.tocsin.realtime.Connections;
import dev.tocsin.realtime.Departure;
import dev.tocsin.telemetry.LogEvents;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Empties the service: no new connections, and those that there are closed 1012, batch by batch. Done once. */
@ApplicationScoped
public class Drain {

    /** How far it is. */
    public enum State {
        SERVING,
        DRAINING,
        DRAINED
    }

    private static final System.Logger LOG = LogEvents.logger(Drain.class);
    private static final int CLOSERS = 32;

    /** So that clients answer the close before the container cuts them off, which would cost them the close frame. */
    private static final Duration LINGER = Duration.ofMillis(300);

    private final Connections connections;
    private final DrainSettings settings;
    private volatile State state = State.SERVING;
    private volatile DrainPlan plan;

    /** For the CDI proxy. */
    Drain() {
        connections = null;
        settings = null;
    }

    @Inject
    Drain(Connections connections, DrainSettings settings) {
        this.connections = connections;
        this.settings = settings;
    }

    public State state() {
        return state;
    }

    /** The plan that is carried out or was, or while the service serves, what it would be now. */
    public DrainPlan plan() {
        var begun = plan;
        return begun == null ? DrainPlan.of(connections.active(), settings.window()) : begun;
    }

    /** How many connections are left. */
    public int connections() {
        return connections.active();
    }

    /** Not ready from now on. */
    void refuseNew() {
        if (state == State.SERVING) {
            state = State.DRAINING;
            connections.stopAccepting();
        }
    }

    /** Returns when it is done, whoever began it; bounded by the window and what one close may take. */
    synchronized void run() {
        refuseNew();
        if (state == State.DRAINED) {
            return;
        }
        var closers = Executors.newFixedThreadPool(CLOSERS, task -> daemon(task, "goodbye"));
        try {
            closeAll(closers);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closers.shutdownNow();
            state = State.DRAINED;
        }
    }

    private void closeAll(ExecutorService closers) throws InterruptedException {
        var departures = new ArrayList<>(connections.departures());
        Collections.shuffle(departures);
        plan = DrainPlan.of(departures.size(), settings.window());
        var leaving = new ArrayList<CompletableFuture<Void>>();
        var began = System.nanoTime();
        for (int i = 0, batch = -1; i < departures.size(); i++) {
            if (plan.batchOf(i) != batch) {
                batch = plan.batchOf(i);
                waitUntil(began, jittered(batch));
            }
            leaving.add(begin(departures.get(i), closers));
        }
        await(leaving);
        if (!leaving.isEmpty()) {
            Thread.sleep(LINGER.toMillis());
        }
    }

    private CompletableFuture<Void> begin(Departure departure, ExecutorService closers) {
        return departure.begin(closers, settings.closeTimeout()).toCompletableFuture();
    }

    private static Duration jittered(int batch) {
        return DrainPlan.INTERVAL
                .multipliedBy(batch)
                .plusNanos(ThreadLocalRandom.current().nextLong(DrainPlan.INTERVAL.toNanos()));
    }

    private static void waitUntil(long began, Duration after) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(began + after.toNanos() - System.nanoTime());
    }

    private void await(List<CompletableFuture<Void>> leaving) throws InterruptedException {
        try {
            CompletableFuture.allOf(leaving.toArray(CompletableFuture<?>[]::new))
                    .get(2 * settings.closeTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            long untold = leaving.stream()
                    .filter(left -> !left.isDone() || left.isCompletedExceptionally())
                    .count();
            LOG.log(System.Logger.Level.WARNING, "clients_not_told", untold);
        }
    }

    static Thread daemon(Runnable task, String name) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}

package dev.tocsin.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.telemetry.Counts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;

/** What the connections share, outside a container and with a clock that the test moves. */
final class Server {

    static final Peer PEER = new Peer("192.0.2.1", Optional.empty());

    final Counts counts = new Counts();
    final AtomicLong nanos = new AtomicLong();
    final Services services;
    private final List<Client> clients = new ArrayList<>();

    /** @param settings that differ from the defaults, by their names without {@code tocsin.realtime.} */
    Server(Map<String, String> settings) {
        this(settings, Path.of("target/no-handover"));
    }

    /** @param folder where it leaves what the next one goes on with */
    Server(Map<String, String> settings, Path folder) {
        var metrics = counts.realtime();
        var all = settings(settings);
        var stored = new Budget(all.maxStoredBytes());
        var broker = new LocalBroker(stored, metrics, all.limits(), nanos::get);
        var store = new LocalSessionStore(stored, all.limits().sessionTimeout(), nanos::get);
        services = new Services(
                broker,
                store,
                new Handover(
                        folder,
                        broker,
                        store,
                        all.limits().sessionTimeout(),
                        () -> Instant.ofEpochSecond(0, nanos.get())),
                new Sessions(
                        store,
                        broker,
                        stored,
                        metrics,
                        all.maxSubscriptions(),
                        all.connections().maxPerUser()),
                new Budget(all.maxOutboxesBytes()),
                stored,
                metrics,
                new FaultLog(nanos::get),
                all);
    }

    Server() {
        this(Map.of());
    }

    static Settings settings(Map<String, String> differing) {
        var defaults = new Properties();
        try (var file = Settings.class.getResourceAsStream("/META-INF/microprofile-config.properties")) {
            defaults.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Settings.of(name -> differing.getOrDefault(name, defaults.getProperty("tocsin.realtime." + name, "")));
    }

    /** One that has not sent CONNECT. */
    Client stranger() {
        return stranger(PEER);
    }

    Client stranger(String user) {
        return stranger(new Peer("192.0.2.1", Optional.of(user)));
    }

    private Client stranger(Peer peer) {
        var client = new Client(this, peer);
        clients.add(client);
        return client;
    }

    /** The connections of all are lost. */
    void everybodyGoes() {
        clients.forEach(Client::lose);
    }

    Client connected() {
        return connected("");
    }

    /** One that has been answered CONNECTED; {@code headers} are further ones of its CONNECT, with their ends of line. */
    Client connected(String headers) {
        var client = stranger();
        client.connect(headers);
        return client;
    }

    /** What is kept, in bytes. */
    long stored() {
        return services.stored().used();
    }

    static byte[] octets(String text) {
        return text.replace("^@", "\0").getBytes(UTF_8);
    }
}

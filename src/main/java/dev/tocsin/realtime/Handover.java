package dev.tocsin.realtime;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tocsin.telemetry.LogEvents;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;

/**
 * What one life of the server leaves to the next: what waits in queues, the sessions, and what the topics have kept for
 * them. The file is written when all connections have ended and is gone when it has been read, so that nobody goes on
 * twice from one place; a server that is killed leaves none.
 */
final class Handover {

    private static final System.Logger LOG = LogEvents.logger(Handover.class);
    private static final long FORMAT = 1;
    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final LocalBroker broker;
    private final LocalSessionStore store;
    private final Duration timeout;
    private final InstantSource clock;

    /**
     * @param folder where the file is
     * @param timeout how long a client may take to come back
     */
    Handover(Path folder, LocalBroker broker, LocalSessionStore store, Duration timeout, InstantSource clock) {
        this.file = folder.resolve("handover");
        this.broker = broker;
        this.store = store;
        this.timeout = timeout;
        this.clock = clock;
    }

    /** Returns when it is on the disk. */
    void write() {
        try {
            Files.createDirectories(file.getParent());
            var unfinished = file.resolveSibling("handover.part");
            try (var channel = FileChannel.open(unfinished, Set.of(CREATE, TRUNCATE_EXISTING, WRITE), forOwner())) {
                var buffer = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
                var out = new Snapshot.Writer(buffer);
                out.number(FORMAT);
                out.number(clock.millis());
                broker.writeTo(out);
                store.writeTo(out);
                out.flush();
                channel.force(true);
            }
            Files.move(unfinished, file, ATOMIC_MOVE, REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "handover_unwritten", e);
        }
    }

    /** Takes over what there is; before the first connection. */
    void read() {
        try {
            if (Files.exists(file)) {
                take();
                Files.delete(file);
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(Level.ERROR, "handover_unreadable", e.toString());
            putAside();
        }
    }

    private void take() throws IOException {
        try (var stream = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            var in = new Snapshot.Reader(stream);
            if (in.number() != FORMAT) {
                throw new IOException(file + " has another format");
            }
            var until = Instant.ofEpochMilli(in.number()).plus(timeout);
            broker.readQueues(in);
            if (clock.instant().isBefore(until)) {
                // The sessions last: whoever finds his finds what was kept for it.
                broker.readTopics(in);
                store.readFrom(in);
            }
            LOG.log(Level.INFO, "handover_read", store.size());
        }
    }

    /** It must not be read again, when it is older still. */
    private void putAside() {
        try {
            Files.move(file, file.resolveSibling("handover.unreadable"), REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "handover_unreadable", e.toString());
        }
    }

    /** Messages are nobody else's business. */
    private FileAttribute<?>[] forOwner() {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}

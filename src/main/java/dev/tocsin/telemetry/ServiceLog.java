package dev.tocsin.telemetry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What this instance has logged, as far as everybody who may read may see it: the service's own messages, and those of the
 * server that tell of starts and stops. Whatever else stands in the server's log, such as a name that somebody typed to sign
 * in, which may have been a password, is left out; so are stack traces.
 */
@ApplicationScoped
public class ServiceLog {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ");

    private static final String OWN = "dev.tocsin.";

    /** Launch, readiness, stop, and the application's start and stop. */
    private static final Pattern LIFECYCLE =
            Pattern.compile("(CWWKE0001I|CWWKF0011I|CWWKE0036I|CWWKZ0001I|CWWKZ0009I)\\b.*");

    private static final String FILES = "messages*.log";

    /** Of longer files the end is read. */
    private static final int MOST_BYTES = 4 << 20;

    private static final int MOST_LINES = 200;
    private static final int MOST_CHARACTERS = 500;

    /** One message. */
    public record Line(Instant at, String level, String logger, String message) {}

    /**
     * What was found.
     *
     * @param reachesBack whether the log holds all of the time that was asked for
     * @param cut whether there were more lines than are told, the later ones
     */
    public record Excerpt(List<Line> lines, boolean reachesBack, boolean cut) {

        public Excerpt {
            lines = List.copyOf(lines);
        }
    }

    private final Path folder;

    /** For the CDI proxy. */
    ServiceLog() {
        folder = null;
    }

    @Inject
    ServiceLog(@ConfigProperty(name = "tocsin.log.dir") String folder) {
        this(Path.of(folder));
    }

    ServiceLog(Path folder) {
        this.folder = folder;
    }

    /** Returns nothing if there is no such file here, as where the server logs to the console only. */
    public Optional<Excerpt> between(Instant from, Instant to) {
        try {
            var files = files();
            return files.isEmpty() ? Optional.empty() : Optional.of(excerpt(ends(files), from, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Excerpt excerpt(String text, Instant from, Instant to) {
        var logged = text.lines().flatMap(line -> parse(line).stream()).toList();
        var wanted = logged.stream()
                .filter(line -> !line.at().isBefore(from) && !line.at().isAfter(to))
                .filter(ServiceLog::isForEverybody)
                .toList();
        return new Excerpt(
                wanted.subList(0, Math.min(wanted.size(), MOST_LINES)),
                !logged.isEmpty() && !logged.get(0).at().isAfter(from),
                wanted.size() > MOST_LINES);
    }

    /** The newest first: the server begins another at each start, and when one is full. */
    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var all = Files.newDirectoryStream(folder, FILES)) {
            var files = new ArrayList<Path>();
            all.forEach(files::add);
            files.sort(Comparator.comparing((Path file) -> file.toFile().lastModified())
                    .reversed());
            return files;
        }
    }

    /** As much of the newest as may be read, in the order in which it was written. */
    private static String ends(List<Path> newestFirst) throws IOException {
        var text = new StringBuilder();
        long left = MOST_BYTES;
        for (var file : newestFirst) {
            var end = end(file, left);
            text.insert(0, new String(end, StandardCharsets.UTF_8));
            left -= end.length;
        }
        return text.toString();
    }

    private static byte[] end(Path file, long most) throws IOException {
        try (var log = new RandomAccessFile(file.toFile(), "r")) {
            long start = Math.max(0, log.length() - most);
            log.seek(start);
            var bytes = new byte[(int) (log.length() - start)];
            log.readFully(bytes);
            return bytes;
        }
    }

    private static boolean isForEverybody(Line line) {
        return line.logger().startsWith(OWN)
                || LIFECYCLE.matcher(line.message()).matches();
    }

    /** A line of Liberty's {@code messages.log}, a JSON object; of a stack trace below the message nothing is told. */
    private static Optional<Line> parse(String text) {
        if (!text.startsWith("{")) {
            return Optional.empty();
        }
        try (var reader = Json.createReader(new StringReader(text))) {
            var line = reader.readObject();
            var message = line.getString("message").lines().findFirst().orElse("");
            return Optional.of(new Line(
                    OffsetDateTime.parse(line.getString("ibm_datetime"), TIME).toInstant(),
                    letter(line.getString("loglevel")),
                    line.getString("module"),
                    message.substring(0, Math.min(message.length(), MOST_CHARACTERS))));
        } catch (JsonException
                | NullPointerException
                | ClassCastException
                | StringIndexOutOfBoundsException
                | DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Liberty's letter of a level, such as I, W or E. */
    private static String letter(String level) {
        return level.equals("SEVERE") ? "E" : level.substring(0, 1);
    }
}

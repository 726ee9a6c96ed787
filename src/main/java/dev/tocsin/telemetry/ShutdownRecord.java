package dev.tocsin.telemetry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.DSYNC;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The file of all shutdowns, only ever appended to. Lines, in milliseconds: {@code +} one began, {@code ~500} it still
 * goes on after so long, {@code 730} it took so long. One without its last line was killed, and took the longest that
 * is known of it.
 */
final class ShutdownRecord {

    private static final Pattern LINE = Pattern.compile("(~?)(\\d{1,12})");

    private final Path file;

    ShutdownRecord(Path file) {
        this.file = file;
    }

    void begin() throws IOException {
        Files.createDirectories(file.getParent());
        append("+");
    }

    void still(Duration elapsed) throws IOException {
        append("~" + elapsed.toMillis());
    }

    void end(Duration elapsed) throws IOException {
        append(Long.toString(elapsed.toMillis()));
    }

    /** Of each shutdown, oldest first; of one that was killed the least that it took. */
    List<Duration> durations() throws IOException {
        var durations = new ArrayList<Duration>();
        if (!Files.exists(file)) {
            return durations;
        }
        Optional<Duration> underWay = Optional.empty();
        // Read as single octets, because garbage in one line must not cost the others.
        for (var text : Files.readAllLines(file, ISO_8859_1)) {
            var line = LINE.matcher(text);
            if (text.equals("+")) {
                underWay.ifPresent(durations::add);
                underWay = Optional.of(Duration.ZERO);
            } else if (line.matches()) {
                var elapsed = longer(underWay, Duration.ofMillis(Long.parseLong(line.group(2))));
                if (line.group(1).isEmpty()) {
                    durations.add(elapsed);
                    underWay = Optional.empty();
                } else {
                    underWay = underWay.map(known -> elapsed);
                }
            }
        }
        underWay.ifPresent(durations::add);
        return durations;
    }

    /** A line that is torn tells less than the one before. */
    private static Duration longer(Optional<Duration> known, Duration told) {
        return known.filter(before -> before.compareTo(told) > 0).orElse(told);
    }

    /** The line begins anew, because the one before is torn if the machine failed while it was written. */
    private void append(String line) throws IOException {
        Files.writeString(file, "\n" + line + "\n", CREATE, APPEND, DSYNC);
    }
}

package dev.tocsin.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The table of what each fault made of the record: {@code target/faults.txt}. */
final class FaultTable {

    private static final Path FILE = Path.of("target/faults.txt");
    private static final String LINE = "%-50s %8s %8s %6s %6s %8s  %s";

    private static final List<String> LINES = new ArrayList<>(
            List.of(LINE.formatted("fault", "expected", "recorded", "lost", "double", "unproved", "one-sided")
                    .strip()));

    private FaultTable() {}

    static void add(Tally tally) {
        add(
                tally.fault(),
                tally.expected(),
                tally.recorded(),
                tally.lost().size(),
                tally.surplus().size(),
                Long.toString(tally.unproved()),
                reasons(tally.reasons()));
    }

    static synchronized void add(
            String fault, int expected, int recorded, int lost, int surplus, String unproved, String reasons) {
        var line = LINE.formatted(fault, expected, recorded, lost, surplus, unproved, reasons)
                .strip();
        LINES.add(line);
        System.out.println(LINES.get(0) + "\n" + line);
        try {
            Files.write(FILE, LINES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String reasons(Map<String, Long> reasons) {
        return reasons.entrySet().stream()
                .map(reason -> reason.getKey() + " " + reason.getValue())
                .collect(Collectors.joining(", "));
    }
}

package bench.stomp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What came out, by row and server, in a file that one part of the run after the other adds to. */
final class Results {

    private final Path file;
    private final Map<Row, Map<String, List<Double>>> cells = new EnumMap<>(Row.class);

    Results(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            for (var line : Files.readAllLines(file)) {
                var parts = line.split("\t");
                put(Row.valueOf(parts[0]), parts[1], Double.parseDouble(parts[2]));
            }
        }
    }

    void add(Row row, String server, double value) throws IOException {
        put(row, server, value);
        Files.writeString(
                file, row + "\t" + server + "\t" + value + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void put(Row row, String server, double value) {
        cells.computeIfAbsent(row, same -> new LinkedHashMap<>())
                .computeIfAbsent(server, same -> new ArrayList<>())
                .add(value);
    }

    /** The median, if there are several. */
    OptionalDouble get(Row row, String server) {
        var values = cells.getOrDefault(row, Map.of()).getOrDefault(server, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return values.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(Load.quantile(values, 0.5));
    }

    /** Those that some row has, in the order in which they are shown. */
    List<String> servers(List<String> order) {
        var present = new ArrayList<String>();
        for (var server : order) {
            if (cells.values().stream().anyMatch(row -> row.containsKey(server))) {
                present.add(server);
            }
        }
        return present;
    }
}

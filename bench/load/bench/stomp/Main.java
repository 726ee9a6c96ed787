package bench.stomp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The generator's command line: a part of the run, the folder for results, and what that part needs. */
final class Main {

    private static final List<String> ORDER =
            List.of("tocsin", "RabbitMQ", "Artemis", "Spring", "bare Liberty", "bare featured", "sockets alone");

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        var folder = Path.of(arguments[1]);
        var results = new Results(folder.resolve("results.tsv"));
        switch (arguments[0]) {
            case "fan-out" -> load(arguments, List.of(Row.FAN_OUT_100, Row.FAN_OUT_1000, Row.MANY_TO_MANY), results);
            case "round-trip" -> load(arguments, List.of(Row.ROUND_TRIP_P50), results);
            case "connects" -> load(arguments, List.of(Row.CONNECTS), results);
            case "stalled" ->
                Stalled.run(
                        Target.parse(arguments[4]), Double.parseDouble(arguments[2]), Integer.parseInt(arguments[3]));
            case "cost" ->
                new Load(targets(arguments, 4), Double.parseDouble(arguments[2])).cost(Integer.parseInt(arguments[3]));
            case "idle" -> {
                var target = Target.parse(arguments[2]);
                results.add(Row.MEMORY, target.name(), Idle.run(target));
            }
            case "report" -> {
                System.out.print(Table.of(results, results.servers(ORDER)));
                Files.writeString(folder.resolve("stomp.svg"), Chart.of(results, results.servers(ORDER)));
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void load(String[] arguments, List<Row> rows, Results results) throws IOException {
        new Load(targets(arguments, 4), Double.parseDouble(arguments[2]))
                .run(rows, Integer.parseInt(arguments[3]), results);
    }

    private static List<Target> targets(String[] arguments, int from) {
        return Arrays.stream(arguments, from, arguments.length).map(Target::parse).toList();
    }
}

package dev.tocsin.stack;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code monitor.sh drill --json} tells of one alert. */
record Drilled(JsonObject json) {

    /** Nobody can be told by Alertmanager that Alertmanager is down. */
    private static final String UNHEARD = "AlertmanagerDown";

    private static final List<String> HOPS = List.of("pending", "firing", "witnessed", "notified", "resolved");

    static List<Drilled> of(String out) {
        return Stack.json(out).asJsonArray().getValuesAs(JsonObject.class).stream()
                .map(Drilled::new)
                .toList();
    }

    String name() {
        return json.getString("name");
    }

    String id() {
        return json.getString("id");
    }

    String result() {
        return json.getString("result");
    }

    boolean reachesPeople() {
        return !name().equals(UNHEARD);
    }

    /** How long each hop took, and in brackets how long it had to take at least, in seconds, as the documentation has it. */
    static String table(List<Drilled> drilled) {
        var head = Stream.of("| alert | " + String.join(" | ", HOPS) + " |", "|---|" + "---|".repeat(HOPS.size()));
        return Stream.concat(head, drilled.stream().map(Drilled::row)).collect(Collectors.joining("\n", "", "\n"));
    }

    private String row() {
        return HOPS.stream().map(this::cell).collect(Collectors.joining(" | ", "| " + name() + " | ", " |"));
    }

    private String cell(String hop) {
        return Optional.ofNullable(json.getJsonObject("took"))
                .map(took -> took.getJsonNumber(hop))
                .map(took -> "%.1f (%.1f)"
                        .formatted(
                                seconds(took),
                                seconds(json.getJsonObject("atLeast").getJsonNumber(hop))))
                .orElse("–");
    }

    private static double seconds(JsonNumber milliseconds) {
        return milliseconds.doubleValue() / 1000;
    }

    @Override
    public String toString() {
        return json.toString();
    }
}

package dev.tocsin.alerting.upstream;

import jakarta.json.Json;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A great many values at equal steps, eight bytes each; where there is none it is {@code NaN}, with which nothing
 * compares either.
 *
 * @param labels without the metric's name
 * @param from the time of the first value
 */
public record Samples(Map<String, String> labels, Instant from, Duration step, double[] values) {

    public Samples {
        labels = Map.copyOf(labels);
    }

    /** Nothing at any step of a window. */
    public static Samples none(Map<String, String> labels, Window window) {
        var values = new double[count(window)];
        Arrays.fill(values, Double.NaN);
        return new Samples(labels, window.from(), window.step(), values);
    }

    /** How many steps a window has, both ends included. */
    public static int count(Window window) {
        return Math.toIntExact(Duration.between(window.from(), window.to()).dividedBy(window.step()) + 1);
    }

    public Instant at(int index) {
        return from.plus(step.multipliedBy(index));
    }

    /** Puts what another holds of the same line into its place. */
    public void add(Samples other) {
        int offset = Math.toIntExact(Duration.between(from, other.from()).dividedBy(step));
        System.arraycopy(other.values, 0, values, offset, Math.min(other.values.length, values.length - offset));
    }

    /** Reads the answer to a range query without keeping its text. */
    static List<Samples> read(InputStream answer, Window window) {
        var found = new ArrayList<Samples>();
        try (var json = Json.createParser(answer)) {
            Map<String, String> labels = Map.of();
            while (json.hasNext()) {
                if (json.next() != Event.KEY_NAME) {
                    continue;
                }
                switch (json.getString()) {
                    case "metric" -> labels = labels(json);
                    case "values" -> found.add(values(json, none(labels, window)));
                    default -> {}
                }
            }
        }
        return found;
    }

    private static Map<String, String> labels(JsonParser json) {
        var labels = new HashMap<String, String>();
        for (var event = json.next(); event != Event.END_OBJECT; event = json.next()) {
            if (event == Event.KEY_NAME) {
                var name = json.getString();
                json.next();
                labels.put(name, json.getString());
            }
        }
        labels.remove("__name__");
        return labels;
    }

    private static Samples values(JsonParser json, Samples samples) {
        json.next();
        while (json.next() == Event.START_ARRAY) {
            json.next();
            var at = at(json.getBigDecimal());
            json.next();
            double value = Double.parseDouble(json.getString().replace("Inf", "Infinity"));
            json.next();
            samples.values[index(samples, at)] = value;
        }
        return samples;
    }

    private static int index(Samples samples, Instant at) {
        long half = samples.step.toMillis() / 2;
        return (int) ((Duration.between(samples.from, at).toMillis() + half) / samples.step.toMillis());
    }

    private static Instant at(BigDecimal seconds) {
        return Instant.ofEpochMilli(seconds.movePointRight(3).longValue());
    }
}

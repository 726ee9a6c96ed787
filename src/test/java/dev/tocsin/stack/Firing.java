package dev.tocsin.stack;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One firing of a scene's alert as Prometheus remembers it. */
record Firing(String number, Instant activeAt, Instant first, Instant last) {

    private static final Duration LATEST_END = Duration.ofSeconds(30);

    /** One for each time since which an alert was active. */
    static List<Firing> remembered(Stack stack, String scene) {
        var active = values(stack, "ALERTS_FOR_STATE{scene=\"" + scene + "\"}[2h]");
        var firing = values(stack, "ALERTS{alertstate=\"firing\",scene=\"" + scene + "\"}[2h]");
        var found = new ArrayList<Firing>();
        firing.forEach((number, samples) -> {
            var since = new TreeMap<Instant, List<Instant>>();
            samples.keySet()
                    .forEach(at -> since.computeIfAbsent(
                                    Instant.ofEpochSecond(
                                            Long.parseLong(active.get(number).get(at))),
                                    first -> new ArrayList<>())
                            .add(at));
            since.forEach((activeAt, times) ->
                    found.add(new Firing(number, activeAt, times.get(0), times.get(times.size() - 1))));
        });
        return found;
    }

    private static Map<String, TreeMap<Instant, String>> values(Stack stack, String selector) {
        var all = new HashMap<String, TreeMap<Instant, String>>();
        for (var series : stack.query(selector).getValuesAs(JsonObject.class)) {
            var values = new TreeMap<Instant, String>();
            for (var value : series.getJsonArray("values").getValuesAs(JsonArray.class)) {
                values.put(
                        Instant.ofEpochMilli(value.getJsonNumber(0)
                                .bigDecimalValue()
                                .movePointRight(3)
                                .longValue()),
                        value.getString(1));
            }
            all.put(series.getJsonObject("metric").getString("n"), values);
        }
        return all;
    }

    /** A Prometheus that was just started tells the start two evaluations before its first sample. */
    boolean is(JsonObject episode) {
        var start = Instant.parse(episode.getString("startsAt"));
        return episode.getJsonObject("labels").getString("n").equals(number)
                && !start.isBefore(activeAt)
                && !start.isAfter(first)
                && episode.getString("state").equals("resolved")
                && isEnd(Instant.parse(episode.getString("endsAt")));
    }

    private boolean isEnd(Instant end) {
        return end.isAfter(last) && end.isBefore(last.plus(LATEST_END));
    }
}

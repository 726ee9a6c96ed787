package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The record and the log are searched over HTTP, page by page. */
@ExtendWith(StackExtension.class)
class SearchIT {

    private final Stack stack;
    private final String team = "team-" + UUID.randomUUID();

    SearchIT(Stack stack) {
        this.stack = stack;
    }

    /** Of number n: name N, N modulo 3 as instance, from 03:0n to 03:1n. */
    private void deliver(int from, int to) {
        var alerts = IntStream.range(from, to)
                .mapToObj(i -> ("{\"labels\":{\"alertname\":\"Größe%1$d\",\"team\":\"%2$s\",\"instance\":\"i%3$d\"},"
                                + "\"annotations\":{\"summary\":\"Number %1$d\"},"
                                + "\"startsAt\":\"2026-01-31T03:%1$02d:00Z\",\"endsAt\":\"2026-01-31T03:%4$02d:00Z\"}")
                        .formatted(i, team, i % 3, i + 10))
                .collect(Collectors.joining(",", "[", "]"));
        var response = stack.send(HttpRequest.newBuilder(stack.app("/api/v2/alerts"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + stack.witnessToken())
                .POST(BodyPublishers.ofString(alerts)));
        assertThat(response.statusCode()).isEqualTo(200);
    }

    private JsonObject search(String query) {
        return stack.api("/alerts?state=all&team=" + team + query);
    }

    private static List<String> names(JsonObject page) {
        return page.getJsonArray("alerts")
                .getValuesAs(alert -> alert.asJsonObject().getString("name"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void eachConditionNarrowsWhatIsFound() {
        deliver(0, 6);
        assertThat(names(search(""))).containsExactly("Größe5", "Größe4", "Größe3", "Größe2", "Größe1", "Größe0");
        assertThat(search("").getInt("total")).isEqualTo(6);
        assertThat(names(search("&name=" + encoded("Größe2") + "&name=" + encoded("Größe4"))))
                .containsExactly("Größe4", "Größe2");
        assertThat(names(search("&filter=" + encoded("alertname=~\".*[12]\"") + "&filter=" + encoded("instance!=i1"))))
                .containsExactly("Größe2");
        assertThat(names(search("&text=" + encoded("NUMBER 3")))).containsExactly("Größe3");
        assertThat(names(search("&from=2026-01-31T03:12:30Z&to=2026-01-31T04:00:00Z")))
                .containsExactly("Größe5", "Größe4", "Größe3");
        assertThat(names(search("&to=2026-01-31T03:01:30Z"))).containsExactly("Größe1", "Größe0");
        assertThat(names(search("&witness=webhook"))).isEmpty();
        var id = search("&limit=1").getJsonArray("alerts").getJsonObject(0).getString("id");
        assertThat(stack.api("/alerts?state=all&fingerprint=" + id.split("-")[0])
                        .getInt("total"))
                .isEqualTo(1);
        assertThat(stack.api("/audit?kind=fired&actor=witness:direct&subject=" + id)
                        .getJsonArray("entries"))
                .hasSize(1);
    }

    @Test
    void pagesFollowEachOtherWhileNewOnesArrive() {
        deliver(0, 20);
        var names = new ArrayList<String>();
        var page = search("&limit=7");
        names.addAll(names(page));
        while (page.containsKey("next")) {
            deliver(20 + names.size(), 21 + names.size());
            page = search("&limit=7&cursor=" + page.getString("next"));
            assertThat(page).doesNotContainKey("total");
            names.addAll(names(page));
        }
        assertThat(names)
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(i -> "Größe" + (19 - i)).toList());
    }
}

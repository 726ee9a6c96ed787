package dev.tocsin.alerting.upstream;

import dev.tocsin.alerting.model.Alert;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** What Alertmanager is told to do: silences, and ends of alerts. */
@ApplicationScoped
public class Alertmanager {

    private static final String NAME = "Alertmanager";
    private static final int NOT_FOUND = 404;

    private final AlertmanagerApi api;

    /** For the CDI proxy. */
    Alertmanager() {
        api = null;
    }

    @Inject
    Alertmanager(@RestClient AlertmanagerApi api) {
        this.api = api;
    }

    /** All that it knows; those that expired it forgets after some days. */
    public List<Silence> silences() {
        return asking(() -> api.silences().getValuesAs(JsonObject.class).stream()
                .map(Silence::of)
                .toList());
    }

    public Optional<Silence> silence(String id) {
        return asking(() -> {
            try {
                return Optional.of(Silence.of(api.silence(id)));
            } catch (WebApplicationException e) {
                if (e.getResponse().getStatus() == NOT_FOUND) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    /** Returns the new silence's id. */
    public String create(Silence.Terms terms) {
        return asking(() -> api.post(terms.json()).getString("silenceID"));
    }

    /** Returns the id, which is another if Alertmanager had to make a new silence of it. */
    public String change(String id, Silence.Terms terms) {
        var json = Json.createObjectBuilder(terms.json()).add("id", id).build();
        return asking(() -> api.post(json).getString("silenceID"));
    }

    /** Ends a silence; one that has ended, or that Alertmanager does not know, is no fault. */
    public void expire(String id) {
        if (silence(id).filter(known -> !known.isExpired()).isPresent()) {
            asking(() -> {
                api.expire(id).close();
                return null;
            });
        }
    }

    /** Tells the end of an alert, as Prometheus would. */
    public void resolve(Alert alert, Instant endsAt) {
        var json = Json.createObjectBuilder()
                .add("labels", texts(alert.labels().byName()))
                .add("annotations", texts(alert.annotations()))
                .add("startsAt", alert.startsAt().toString())
                .add("endsAt", endsAt.toString());
        alert.generatorUrl().ifPresent(url -> json.add("generatorURL", url));
        asking(() -> {
            api.post(Json.createArrayBuilder().add(json).build()).close();
            return null;
        });
    }

    private static JsonObjectBuilder texts(Map<String, String> texts) {
        var object = Json.createObjectBuilder();
        texts.forEach(object::add);
        return object;
    }

    private static <T> T asking(Supplier<T> call) {
        try {
            return call.get();
        } catch (WebApplicationException e) {
            var answer = e.getResponse();
            throw UpstreamException.refused(
                    NAME, answer.getStatus() + " " + answer.getStatusInfo().getReasonPhrase(), e);
        } catch (ProcessingException e) {
            throw UpstreamException.away(NAME, e);
        } catch (JsonException | ClassCastException | NullPointerException e) {
            throw UpstreamException.refused(NAME, "an answer that is none of its API", e);
        }
    }
}

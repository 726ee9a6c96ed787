package dev.tocsin.ops;

import dev.tocsin.alerting.model.Severity;
import dev.tocsin.alerting.review.BackTests;
import dev.tocsin.alerting.review.BackTests.Wish;
import dev.tocsin.alerting.review.Reviews;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the record of a time comes to, and what to change. */
@Path("/review")
@Produces(MediaType.APPLICATION_JSON)
public class ReviewResource {

    private static final List<String> OF_A_BACK_TEST =
            List.of("alert", "severity", "since", "until", "threshold", "for");

    private final Reviews reviews;
    private final BackTests backTests;
    private final Duration longest;

    @Inject
    public ReviewResource(
            Reviews reviews, BackTests backTests, @ConfigProperty(name = "tocsin.review.max-period") Duration longest) {
        this.reviews = reviews;
        this.backTests = backTests;
        this.longest = longest;
    }

    @GET
    public ReviewView get(@Context UriInfo uri) {
        var given = new Parameters(uri.getQueryParameters(), ReviewParameters.KNOWN);
        var asked = ReviewParameters.of(given, Instant.now(), longest);
        return ReviewView.of(reviews.of(asked.period(), asked.form(), asked.drills()));
    }

    /** Of one alert's rule; what is asked of Prometheus stands in the rule, never in the request. */
    @GET
    @Path("/back-test")
    public BackTestView backTest(@Context UriInfo uri) {
        var given = new Parameters(uri.getQueryParameters(), OF_A_BACK_TEST);
        var asked = ReviewParameters.of(given, Instant.now(), longest);
        var wish = new Wish(
                given.one("threshold", "a number", ReviewResource::number)
                        .map(OptionalDouble::of)
                        .orElseGet(OptionalDouble::empty),
                given.one("for", "a duration such as 5m", ReviewParameters::duration));
        var severity = given.one("severity", Severity.class);
        var alert = given.text("alert").orElseThrow(() -> new BadRequestException("alert: expected an alert's name"));
        return BackTestView.of(alert, backTests.of(alert, severity, asked.period(), wish));
    }

    private static Optional<Double> number(String text) {
        try {
            return Optional.of(Double.valueOf(text)).filter(Double::isFinite);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}

package dev.tocsin.ops;

import dev.tocsin.alerting.model.Severity;
import dev.tocsin.alerting.report.Reports;
import dev.tocsin.alerting.review.BackTests;
import dev.tocsin.alerting.review.BackTests.Wish;
import dev.tocsin.alerting.review.Reviews;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the record of a time comes to, and what to change. */
@Path("/review")
@Produces(MediaType.APPLICATION_JSON)
public class ReviewResource {

    private static final List<String> OF_A_BACK_TEST =
            List.of("alert", "severity", "since", "until", "threshold", "for");

    private static final Semaphore WORKING = new Semaphore(1);
    private static final long PATIENCE_SECONDS = 20;
    private static final long RETRY_SECONDS = 5;

    private final Reviews reviews;
    private final BackTests backTests;
    private final Reports reports;
    private final Duration longest;

    @Inject
    public ReviewResource(
            Reviews reviews,
            BackTests backTests,
            Reports reports,
            @ConfigProperty(name = "tocsin.review.max-period") Duration longest) {
        this.reviews = reviews;
        this.backTests = backTests;
        this.reports = reports;
        this.longest = longest;
    }

    @GET
    public ReviewView get(@Context UriInfo uri) {
        var asked = asked(uri);
        return ReviewView.of(inTurn(() -> reviews.of(asked.period(), asked.form(), asked.drills())));
    }

    /** The same as a page to print, with its back-tests and with what the monitoring missed. */
    @GET
    @Produces("text/html;charset=UTF-8;qs=0.5")
    public Response page(@Context UriInfo uri) {
        var asked = asked(uri);
        return Response.ok(inTurn(() -> reports.html(asked.period(), asked.form(), asked.drills())))
                .header("Content-Security-Policy", Reports.CONTENT_SECURITY_POLICY)
                .build();
    }

    private ReviewParameters asked(UriInfo uri) {
        var given = new Parameters(uri.getQueryParameters(), ReviewParameters.KNOWN);
        return ReviewParameters.of(given, Instant.now(), longest);
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
        return BackTestView.of(alert, inTurn(() -> backTests.of(alert, severity, asked.period(), wish)));
    }

    /** So that many who ask at once neither fill the memory nor hold all threads. */
    private static <T> T inTurn(Supplier<T> work) {
        try {
            if (!WORKING.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new ServiceUnavailableException("other reviews are under way; try again", RETRY_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceUnavailableException("the service stops", RETRY_SECONDS, e);
        }
        try {
            return work.get();
        } finally {
            WORKING.release();
        }
    }

    private static Optional<Double> number(String text) {
        try {
            return Optional.of(Double.valueOf(text)).filter(Double::isFinite);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}

package dev.tocsin.alerting.report;

import dev.tocsin.alerting.completeness.Completeness;
import dev.tocsin.alerting.review.BackTest;
import dev.tocsin.alerting.review.BackTests;
import dev.tocsin.alerting.review.BackTests.Wish;
import dev.tocsin.alerting.review.Drills;
import dev.tocsin.alerting.review.Form;
import dev.tocsin.alerting.review.Period;
import dev.tocsin.alerting.review.Review;
import dev.tocsin.alerting.review.Review.Reviewed;
import dev.tocsin.alerting.review.Reviews;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes reports, each one file of HTML that needs nothing else. */
@ApplicationScoped
public class Reports {

    /** A report is shown with its own style, and with nothing else. */
    public static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; style-src " + ReportStyle.hash() + "; base-uri 'none'; frame-ancestors 'none'";

    private static final int MOST_TESTS = 12;
    private static final int FEWEST_FIRINGS = 2;

    private final Reviews reviews;
    private final BackTests backTests;
    private final Completeness completeness;
    private final Duration patience;
    private final Clock clock;

    /** For the CDI proxy. */
    Reports() {
        reviews = null;
        backTests = null;
        completeness = null;
        patience = null;
        clock = null;
    }

    /** @param patience after which no further back-test is begun */
    @Inject
    Reports(
            Reviews reviews,
            BackTests backTests,
            Completeness completeness,
            @ConfigProperty(name = "tocsin.review.back-test-timeout") Duration patience) {
        this.reviews = reviews;
        this.backTests = backTests;
        this.completeness = completeness;
        this.patience = patience;
        this.clock = Clock.systemUTC();
    }

    /** @throws dev.tocsin.alerting.audit.StorageException if the database failed */
    public String html(Period period, Optional<Form> form, Drills drills) {
        var review = reviews.of(period, form, drills);
        var tests = tests(review);
        return new ReportPage(new Report(review.with(tests), tests, completeness.report(period.from(), period.to())))
                .html();
    }

    /** Of those that fired most; when Prometheus is slow, of fewer. */
    private Map<Reviewed, BackTest> tests(Review review) {
        var end = clock.instant().plus(patience);
        var tests = new LinkedHashMap<Reviewed, BackTest>();
        for (var alert : review.alerts()) {
            if (tests.size() == MOST_TESTS
                    || alert.figures().firings() < FEWEST_FIRINGS
                    || clock.instant().isAfter(end)) {
                break;
            }
            if (alert.waits().isPresent()) {
                tests.put(alert, backTests.of(alert.name(), Optional.of(alert.severity()), review.period(), Wish.NONE));
            }
        }
        return tests;
    }
}

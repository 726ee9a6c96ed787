package dev.tocsin.telemetry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** How often alerts fire, what they turn out to be and how fast people are, of the last days; and the reports of it. */
@ApplicationScoped
public class ReviewMetrics {

    /** As the label has it. */
    public enum Severity {
        CRITICAL,
        WARNING,
        INFO,
        OTHER
    }

    /** What alerts turned out to be. */
    public enum Verdict {
        REAL,
        FALSE_POSITIVE,
        NOISE,
        DRILL,
        NONE
    }

    /** Whether an answer that was due came in time. */
    public enum Answer {
        KEPT,
        MISSED
    }

    /** Of times. */
    public enum Statistic {
        MEAN,
        MEDIAN,
        P90
    }

    /** Of reports. */
    public enum Form {
        WEEKLY,
        MONTHLY,
        QUARTERLY
    }

    /** Whether a report was written. */
    public enum Outcome {
        DONE,
        FAILED
    }

    private record Key(Metric metric, Severity severity, String label) {}

    private final MetricRegistry registry;
    private final Map<Key, Double> values = new ConcurrentHashMap<>();

    /** For the CDI proxy. */
    ReviewMetrics() {
        registry = null;
    }

    @Inject
    public ReviewMetrics(MetricRegistry registry) {
        this.registry = registry;
        for (var severity : Severity.values()) {
            gauge(Metric.ALERT_FIRINGS, severity, "", "", 0);
            for (var verdict : Verdict.values()) {
                gauge(Metric.ALERT_VERDICTS, severity, "verdict", Label.of(verdict), 0);
            }
            for (var answer : Answer.values()) {
                gauge(Metric.ALERT_ANSWERS, severity, "outcome", Label.of(answer), 0);
            }
            for (var statistic : Statistic.values()) {
                gauge(Metric.ALERT_TIME_TO_ANSWER, severity, "statistic", Label.of(statistic), Double.NaN);
                gauge(Metric.ALERT_TIME_TO_RESOLVE, severity, "statistic", Label.of(statistic), Double.NaN);
            }
        }
        for (var form : Form.values()) {
            for (var outcome : Outcome.values()) {
                reports(form, outcome, 0);
            }
        }
    }

    public void firings(Severity severity, long number) {
        values.put(new Key(Metric.ALERT_FIRINGS, severity, ""), (double) number);
    }

    public void verdicts(Severity severity, Verdict verdict, long number) {
        values.put(new Key(Metric.ALERT_VERDICTS, severity, Label.of(verdict)), (double) number);
    }

    public void answers(Severity severity, Answer answer, long number) {
        values.put(new Key(Metric.ALERT_ANSWERS, severity, Label.of(answer)), (double) number);
    }

    /** @param seconds {@code NaN} of none */
    public void timeToAnswer(Severity severity, Statistic statistic, double seconds) {
        values.put(new Key(Metric.ALERT_TIME_TO_ANSWER, severity, Label.of(statistic)), seconds);
    }

    /** @param seconds {@code NaN} of none */
    public void timeToResolve(Severity severity, Statistic statistic, double seconds) {
        values.put(new Key(Metric.ALERT_TIME_TO_RESOLVE, severity, Label.of(statistic)), seconds);
    }

    public void report(Form form, Outcome outcome) {
        reports(form, outcome, 1);
    }

    private void gauge(Metric metric, Severity severity, String name, String value, double first) {
        var key = new Key(metric, severity, value);
        values.put(key, first);
        var tag = new Tag("severity", Label.of(severity));
        var tags = name.isEmpty() ? new Tag[] {tag} : new Tag[] {tag, new Tag(name, value)};
        registry.gauge(metric.metadata(), () -> values.get(key), tags);
    }

    private void reports(Form form, Outcome outcome, int by) {
        registry.counter(
                        Metric.ALERT_REPORTS.metadata(),
                        new Tag("form", Label.of(form)),
                        new Tag("outcome", Label.of(outcome)))
                .inc(by);
    }
}

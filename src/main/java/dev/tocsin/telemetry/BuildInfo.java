package dev.tocsin.telemetry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Which build this is. */
@ApplicationScoped
public class BuildInfo {

    private final Properties build = new Properties();

    /** For the CDI proxy. */
    BuildInfo() {}

    @Inject
    public BuildInfo(MetricRegistry registry) {
        try (var file = BuildInfo.class.getResourceAsStream("build.properties")) {
            build.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        registry.gauge(
                Metric.BUILD_INFO.metadata(),
                () -> 1,
                new Tag("version", build.getProperty("version")),
                new Tag("revision", build.getProperty("revision")));
    }

    /** The project's version, such as 0.1.0. */
    public String version() {
        return build.getProperty("version");
    }

    /** The commit that it was built from. */
    public String revision() {
        return build.getProperty("revision");
    }
}

package dev.tocsin.alerting.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while the database does not answer. */
@Readiness
@ApplicationScoped
class DatabaseReady implements HealthCheck {

    private final Database database;

    /** For the CDI proxy. */
    DatabaseReady() {
        database = null;
    }

    @Inject
    DatabaseReady(Database database) {
        this.database = database;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("database");
        try {
            database.reading(connection -> {
                try (var statement = connection.createStatement()) {
                    return statement.execute("SELECT 1 FROM episode LIMIT 1");
                }
            });
            return response.up().build();
        } catch (StorageException e) {
            return response.down().withData("error", e.getCause().getMessage()).build();
        }
    }
}

package dev.tocsin.alerting.upstream;

import dev.tocsin.alerting.model.Alert;
import dev.tocsin.alerting.model.Suppression;
import java.util.List;

/**
 * An alert that fires, as Alertmanager lists it.
 *
 * @param suppressions what keeps Alertmanager from telling of it
 */
public record AlertmanagerAlert(Alert alert, List<Suppression> suppressions) {

    public AlertmanagerAlert {
        suppressions = List.copyOf(suppressions);
    }
}

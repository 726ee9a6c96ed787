package dev.tocsin.ops;

import dev.tocsin.alerting.audit.StorageException;
import dev.tocsin.alerting.response.ConflictException;
import dev.tocsin.alerting.response.InvalidSilenceException;
import dev.tocsin.alerting.upstream.UpstreamException;
import dev.tocsin.telemetry.ErrorType;
import dev.tocsin.telemetry.LogEvents;
import dev.tocsin.telemetry.RealtimeMetrics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.JsonbException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Answers every error as a problem, never with a stack trace; what is our own fault is counted and logged here, once. */
@Provider
@ApplicationScoped
public class ProblemMapper implements ExceptionMapper<Throwable> {

    private static final System.Logger LOG = LogEvents.logger(ProblemMapper.class);
    private static final int RETRY_SECONDS = 5;

    private final RealtimeMetrics metrics;

    /** For the CDI proxy, and for RESTEasy, which looks for a public one. */
    public ProblemMapper() {
        metrics = null;
    }

    @Inject
    public ProblemMapper(RealtimeMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public Response toResponse(Throwable thrown) {
        if (thrown instanceof WebApplicationException refused) {
            return refused(refused);
        }
        if (thrown instanceof JsonbException) {
            return Problem.response(Status.BAD_REQUEST, "the body is not the JSON that is expected here")
                    .build();
        }
        if (thrown instanceof InvalidBodyException || thrown instanceof InvalidSilenceException) {
            return Problem.response(Status.BAD_REQUEST, thrown.getMessage()).build();
        }
        if (thrown instanceof ConflictException) {
            return Problem.response(Status.CONFLICT, thrown.getMessage()).build();
        }
        if (thrown instanceof UpstreamException upstream) {
            return upstream(upstream);
        }
        if (thrown instanceof StorageException) {
            metrics.error(ErrorType.STORAGE);
            // A line each: a database that is away for minutes fails thousands, all in the same way.
            LOG.log(
                    System.Logger.Level.ERROR,
                    "storage_failed",
                    thrown.getCause().toString());
            return Problem.response(Status.SERVICE_UNAVAILABLE, "the database does not answer; try again")
                    .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                    .build();
        }
        metrics.error(ErrorType.INTERNAL);
        LOG.log(System.Logger.Level.ERROR, "request_failed", thrown);
        return Problem.response(Status.INTERNAL_SERVER_ERROR, "this is a fault of the service; its log says more")
                .build();
    }

    /** Upstream's own metrics count it, and the page shows whether it is there. */
    private static Response upstream(UpstreamException upstream) {
        return upstream.isAway()
                ? Problem.response(Status.SERVICE_UNAVAILABLE, upstream.getMessage() + "; nothing was changed")
                        .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                        .build()
                : Problem.response(Status.BAD_GATEWAY, upstream.getMessage() + "; nothing was changed")
                        .build();
    }

    private static Response refused(WebApplicationException refused) {
        var original = refused.getResponse();
        var problem = Problem.response(original.getStatusInfo(), refused.getMessage());
        for (var header : new String[] {HttpHeaders.WWW_AUTHENTICATE, HttpHeaders.ALLOW, HttpHeaders.RETRY_AFTER}) {
            var value = original.getHeaderString(header);
            if (value != null) {
                problem.header(header, value);
            }
        }
        return problem.build();
    }
}

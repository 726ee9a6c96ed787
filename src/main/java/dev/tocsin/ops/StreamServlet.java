package dev.tocsin.ops;

import dev.tocsin.alerting.audit.StorageException;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import jakarta.json.bind.JsonbBuilder;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What happens, as it happens: server-sent events. A servlet of its own, because a resource's output is written by a thread
 * that waits for whoever reads.
 */
@WebServlet(urlPatterns = "/api/stream", asyncSupported = true)
public class StreamServlet extends HttpServlet {

    private static final long serialVersionUID = 1;
    private static final int RETRY_SECONDS = 5;

    private final transient Streams streams;
    private final int mostWaiting;

    @Resource
    private transient ManagedExecutorService executor;

    @Inject
    public StreamServlet(Streams streams, @ConfigProperty(name = "tocsin.stream.max-waiting") int mostWaiting) {
        this.streams = streams;
        this.mostWaiting = mostWaiting;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getUserPrincipal() == null) {
            response.setHeader(
                    HttpHeaders.WWW_AUTHENTICATE,
                    SignInFilter.challenge(request.getHeader(SignInFilter.SENT_BY_BROWSERS)));
            refuse(response, Status.UNAUTHORIZED, "sign in first");
            return;
        }
        if (!request.isUserInRole(Role.VIEWER)) {
            refuse(response, Status.FORBIDDEN, "this needs the role " + Role.VIEWER);
            return;
        }
        var after = after(request);
        if (after.isEmpty()) {
            refuse(response, Status.BAD_REQUEST, "Last-Event-ID, after: expected the id of an event");
            return;
        }
        if (streams.isFull()) {
            response.setIntHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
            refuse(response, Status.SERVICE_UNAVAILABLE, "too many streams are open (tocsin.stream.max-streams)");
            return;
        }
        listen(request, response, after.get());
    }

    private void listen(HttpServletRequest request, HttpServletResponse response, OptionalLong after)
            throws IOException {
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        // Proxies that gather what they pass on are told not to.
        response.setHeader("X-Accel-Buffering", "no");
        var context = request.startAsync();
        context.setTimeout(0);
        var stream = new EventStream(context, SignInKey.of(request), mostWaiting, executor, streams::gone);
        try {
            streams.add(stream, after);
            response.getOutputStream().setWriteListener(stream);
        } catch (StorageException e) {
            refuse(response, Status.SERVICE_UNAVAILABLE, "the database does not answer; try again");
            context.complete();
        }
    }

    /** Where a stream stopped: a browser that comes again says so in the header. Empty if that is no number. */
    private static Optional<OptionalLong> after(HttpServletRequest request) {
        var header = Optional.ofNullable(request.getHeader("Last-Event-ID"));
        var given = header.or(() -> Optional.ofNullable(request.getParameter("after")));
        if (given.isEmpty()) {
            return Optional.of(OptionalLong.empty());
        }
        return given.filter(text -> text.matches("\\d{1,18}")).map(text -> OptionalLong.of(Long.parseLong(text)));
    }

    private static void refuse(HttpServletResponse response, Status status, String detail) throws IOException {
        response.setStatus(status.getStatusCode());
        response.setContentType(Problem.MEDIA_TYPE);
        response.setCharacterEncoding("UTF-8");
        var problem = new Problem("about:blank", status.getReasonPhrase(), status.getStatusCode(), detail, null);
        response.getOutputStream().print(JsonbBuilder.create().toJson(problem));
    }
}

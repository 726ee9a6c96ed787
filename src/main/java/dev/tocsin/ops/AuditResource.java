package dev.tocsin.ops;

import dev.tocsin.alerting.audit.AuditLog;
import dev.tocsin.alerting.audit.Entry;
import dev.tocsin.alerting.audit.EntryQuery;
import dev.tocsin.alerting.audit.Head;
import dev.tocsin.alerting.audit.Verification;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The audit log, for auditors: to read, to take away, and to have it verified. */
@Path("/audit")
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {

    private static final int MOST_ENTRIES = 1000;
    private static final int USUAL_ENTRIES = 100;
    private static final String[] CONDITIONS = {"from", "to", "actor", "kind", "subject", "order", "cursor"};
    private static final List<String> KNOWN = Stream.concat(Stream.of("after", "limit"), Arrays.stream(CONDITIONS))
            .toList();
    private static final int MOST_HASHES = 500;
    private static final long RETRY_SECONDS = 5;
    private static final Semaphore VERIFYING = new Semaphore(1);

    private enum Order {
        NEWEST,
        OLDEST
    }

    /** What the verification found; {@code findings} is empty if all holds. */
    public record VerificationView(
            boolean holds,
            Instant checkedAt,
            long length,
            String head,
            long pruned,
            long entries,
            long episodes,
            List<FindingView> findings) {

        static VerificationView of(Verification verification, Instant checkedAt) {
            var head = verification.head();
            return new VerificationView(
                    verification.holds(),
                    checkedAt,
                    head.length(),
                    head.hash(),
                    head.pruned(),
                    verification.entries(),
                    verification.episodes(),
                    verification.findings().stream().map(FindingView::of).toList());
        }
    }

    /** A place that does not hold. */
    public record FindingView(String table, String row, String fault, String detail) {

        static FindingView of(Verification.Finding finding) {
            var fault = finding.fault().name().toLowerCase(Locale.ROOT);
            return new FindingView(finding.table(), finding.row(), fault, finding.detail());
        }
    }

    private final AuditLog log;
    private final Clock clock;

    @Inject
    public AuditResource(AuditLog log) {
        this.log = log;
        this.clock = Clock.systemUTC();
    }

    /**
     * The entries as they are exported, octet for octet, so that a page verifies too: the log as it stands behind
     * {@code after}, or what a search finds.
     */
    @GET
    public String page(@Context UriInfo uri) {
        var given = new Parameters(uri.getQueryParameters(), KNOWN);
        int limit = (int) given.number("limit", USUAL_ENTRIES, 1, MOST_ENTRIES);
        var head = log.head();
        if (!given.hasAny(CONDITIONS)) {
            return json(head, "", log.page(given.number("after", 0, 0, Long.MAX_VALUE), limit));
        }
        if (given.hasAny("after")) {
            throw new BadRequestException("after: not together with a condition; expected cursor");
        }
        var page = log.find(query(given, limit));
        return json(
                head,
                page.next().map(next -> "\"next\":\"" + next.cursor() + "\",").orElse(""),
                page.entries());
    }

    private static EntryQuery query(Parameters given, int limit) {
        return new EntryQuery(
                given.instant("from"),
                given.instant("to"),
                Set.copyOf(given.texts("actor")),
                Set.copyOf(given.texts("kind")),
                given.text("subject"),
                given.one("order", Order.class).orElse(Order.NEWEST) == Order.NEWEST,
                given.one("cursor", "what next said", EntryQuery.Place::parse),
                limit);
    }

    private static String json(Head head, String next, List<Entry> entries) {
        return entries.stream()
                .map(Entry::line)
                .collect(Collectors.joining(
                        ",",
                        "{\"length\":%d,\"head\":\"%s\",\"pruned\":%d,%s\"entries\":["
                                .formatted(head.length(), head.hash(), head.pruned(), next),
                        "]}"));
    }

    /** One at a time: it reads all there is. */
    @GET
    @Path("/verification")
    public VerificationView verification() {
        if (!VERIFYING.tryAcquire()) {
            throw new ServiceUnavailableException("another verification is under way; try again", RETRY_SECONDS);
        }
        try {
            var checkedAt = clock.instant();
            return VerificationView.of(log.verify(), checkedAt);
        } finally {
            VERIFYING.release();
        }
    }

    /** The hashes of some entries by their place, to be compared with what was remembered elsewhere. */
    @GET
    @Path("/hashes")
    public Map<String, String> hashes(@QueryParam("seq") @DefaultValue("") String seqs) {
        if (!seqs.matches("\\d{1,18}(,\\d{1,18})*")) {
            throw new BadRequestException("seq: expected numbers, separated by commas");
        }
        var wanted = Arrays.stream(seqs.split(",")).map(Long::valueOf).toList();
        if (wanted.size() > MOST_HASHES) {
            throw new BadRequestException("seq: at most " + MOST_HASHES);
        }
        return log.hashes(wanted).entrySet().stream()
                .collect(Collectors.toMap(hash -> hash.getKey().toString(), Map.Entry::getValue));
    }

    /**
     * All entries, or the stretch between two instants.
     *
     * @param from the first entry is the first that was recorded then or later
     * @param to the last entry is the last that was recorded before
     */
    @GET
    @Path("/export")
    public Response export(@Context UriInfo uri) {
        var given = new Parameters(uri.getQueryParameters(), List.of("format", "from", "to"));
        var form = given.one("format", AuditExport.Form.class).orElse(AuditExport.Form.NDJSON);
        long after = given.instant("from").map(log::before).orElse(0L);
        long last = given.instant("to")
                .map(log::lastBefore)
                .orElseGet(() -> log.head().length());
        return Response.ok(new AuditExport(log, form, after, last), form.mediaType())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"tocsin-audit." + form.label() + "\"")
                .build();
    }
}

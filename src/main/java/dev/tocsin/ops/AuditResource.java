package dev.tocsin.ops;

import dev.tocsin.alerting.audit.AuditLog;
import dev.tocsin.alerting.audit.Entry;
import dev.tocsin.alerting.audit.Verification;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/** The audit log, for auditors: to read, to take away, and to have it verified. */
@Path("/audit")
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {

    private static final int MOST_ENTRIES = 1000;
    private static final int MOST_HASHES = 500;
    private static final long RETRY_SECONDS = 5;
    private static final Semaphore VERIFYING = new Semaphore(1);

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

    /** The entries as they are exported, octet for octet, so that a page verifies too. */
    @GET
    public String page(
            @QueryParam("after") @DefaultValue("0") String after,
            @QueryParam("limit") @DefaultValue("100") String limit) {
        var head = log.head();
        var entries = log.page(
                Numbers.parse("after", after, 0, Long.MAX_VALUE), (int) Numbers.parse("limit", limit, 1, MOST_ENTRIES));
        return entries.stream()
                .map(Entry::line)
                .collect(Collectors.joining(
                        ",",
                        "{\"length\":%d,\"head\":\"%s\",\"pruned\":%d,\"entries\":["
                                .formatted(head.length(), head.hash(), head.pruned()),
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
        var wanted = Arrays.stream(seqs.split(","))
                .map(seq -> Numbers.parse("seq", seq, 1, Long.MAX_VALUE))
                .toList();
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
    public Response export(
            @QueryParam("format") @DefaultValue("ndjson") String format,
            @QueryParam("from") @DefaultValue("") String from,
            @QueryParam("to") @DefaultValue("") String to) {
        var form = Arrays.stream(AuditExport.Form.values())
                .filter(known -> known.label().equals(format))
                .findFirst()
                .orElseThrow(() -> new BadRequestException("format: expected ndjson or csv"));
        long after = instant("from", from).map(log::before).orElse(0L);
        long last = instant("to", to)
                .map(log::lastBefore)
                .orElseGet(() -> log.head().length());
        return Response.ok(new AuditExport(log, form, after, last), form.mediaType())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"tocsin-audit." + form.label() + "\"")
                .build();
    }

    private static Optional<Instant> instant(String name, String text) {
        try {
            return Optional.of(text).filter(given -> !given.isEmpty()).map(Instant::parse);
        } catch (DateTimeException e) {
            throw new BadRequestException(name + ": expected a time such as 2026-01-31T23:59:59Z", e);
        }
    }
}

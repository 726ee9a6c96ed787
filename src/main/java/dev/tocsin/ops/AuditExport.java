package dev.tocsin.ops;

import dev.tocsin.alerting.audit.AuditLog;
import dev.tocsin.alerting.audit.Entry;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes a stretch of the log page by page, so that neither its size nor a slow reader holds anything up. */
final class AuditExport implements StreamingOutput {

    /** How an entry is written. */
    enum Form {
        /** A JSON object a line, which verifies with {@code sha256sum}. */
        NDJSON("application/x-ndjson", "", Entry::line, "\n"),
        /** RFC 4180, for a spreadsheet. */
        CSV(
                "text/csv; charset=UTF-8",
                "seq,recorded_at,source_at,actor,kind,subject,body,previous,hash\r\n",
                AuditExport::row,
                "\r\n");

        private final String mediaType;
        private final String header;
        private final Function<Entry, String> entry;
        private final String end;

        Form(String mediaType, String header, Function<Entry, String> entry, String end) {
            this.mediaType = mediaType;
            this.header = header;
            this.entry = entry;
            this.end = end;
        }

        String mediaType() {
            return mediaType;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int PAGE = 500;

    /** A spreadsheet takes what begins so for a formula, and runs it (OWASP, CSV injection). */
    private static final String FORMULA_BEGINS = "=+-@\t\r\n";

    private final AuditLog log;
    private final Form form;
    private final long after;
    private final long last;

    AuditExport(AuditLog log, Form form, long after, long last) {
        this.log = log;
        this.form = form;
        this.after = after;
        this.last = last;
    }

    @Override
    public void write(OutputStream output) throws IOException {
        var out = new OutputStreamWriter(output, StandardCharsets.UTF_8);
        out.write(form.header);
        long written = after;
        while (written < last) {
            var page = log.page(written, PAGE);
            if (page.isEmpty()) {
                break;
            }
            write(out, page);
            written = page.get(page.size() - 1).seq();
        }
        out.flush();
    }

    private void write(Writer out, Iterable<Entry> page) throws IOException {
        for (var entry : page) {
            if (entry.seq() <= last) {
                out.write(form.entry.apply(entry));
                out.write(form.end);
            }
        }
    }

    private static String row(Entry entry) {
        return Stream.of(
                        Long.toString(entry.seq()),
                        entry.recordedAt().toString(),
                        entry.sourceAt().map(Instant::toString).orElse(""),
                        entry.actor(),
                        entry.kind(),
                        entry.subject().orElse(""),
                        entry.body(),
                        entry.previous(),
                        entry.hash())
                .map(AuditExport::cell)
                .collect(Collectors.joining(","));
    }

    static String cell(String text) {
        var safe = !text.isEmpty() && FORMULA_BEGINS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return '"' + safe.replace("\"", "\"\"") + '"';
    }
}

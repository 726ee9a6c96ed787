package dev.tocsin.alerting.report;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The only style of a report, which stands in it; a Content-Security-Policy lets it pass by its hash. */
final class ReportStyle {

    static final String CSS = """

        :root { color-scheme: light; font: 0.9375rem/1.45 system-ui, sans-serif; color: #1b1d1f; background: #fff; }
        main { max-width: 70rem; margin: 0 auto; padding: 1.5rem; }
        h1 { font-size: 1.5rem; margin: 0; }
        h2 { font-size: 1.15rem; margin: 2rem 0 0.5rem; border-bottom: 2px solid #1b1d1f; }
        h3 { font-size: 1rem; margin: 1.25rem 0 0.25rem; }
        p, ul { margin: 0.4rem 0; }
        .period, .small, figcaption { color: #5a5f64; font-size: 0.8125rem; }
        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 0.75rem; margin: 1rem 0; }
        .figures div { border: 1px solid #d9d8d2; padding: 0.5rem 0.75rem; }
        dt { color: #5a5f64; font-size: 0.8125rem; }
        dd { margin: 0; font-weight: 600; }
        table { border-collapse: collapse; width: 100%; margin: 0.5rem 0; font-size: 0.8125rem; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; padding: 0.2rem 0.5rem 0.2rem 0; border-bottom: 1px solid #d9d8d2; vertical-align: baseline; }
        thead th { color: #5a5f64; font-weight: 600; }
        tbody th { font-weight: 600; min-width: 9rem; overflow-wrap: anywhere; }
        code { overflow-wrap: anywhere; }
        .wide { overflow-x: auto; }
        svg { fill: #0b5cad; max-width: 100%; }
        .critical { color: #a3122f; font-weight: 600; }
        .warning { color: #8a5200; font-weight: 600; }
        .info { color: #2a5d86; }
        figure { margin: 0.75rem 0; }
        @page { margin: 14mm; }
        @media print {
          main { max-width: none; padding: 0; }
          .wide { overflow: visible; }
          tr, figure, li, .figures div { break-inside: avoid; }
          h2, h3, thead { break-after: avoid; }
          section { break-inside: avoid-page; }
        }
        """;

    private ReportStyle() {}

    /** Such as {@code 'sha256-…'}. */
    static String hash() {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(CSS.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

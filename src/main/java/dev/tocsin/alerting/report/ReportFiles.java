package dev.tocsin.alerting.report;

import dev.tocsin.alerting.review.Form;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Locale;

/**
 * The reports that were written, in a folder; only those of its own names are ever deleted.
 *
 * @param kept so many of each form, the newest
 */
record ReportFiles(Path folder, int kept) {

    private static String begin(Form form) {
        return "tocsin-" + form.name().toLowerCase(Locale.ROOT) + "-";
    }

    private Path file(Form form, String name) {
        return folder.resolve(begin(form) + name + ".html");
    }

    boolean has(Form form, String name) {
        return Files.exists(file(form, name));
    }

    /** Whoever looks finds all of it or none. */
    void write(Form form, String name, String html) throws IOException {
        Files.createDirectories(folder);
        var half = Files.writeString(folder.resolve(begin(form) + name + ".part"), html);
        Files.move(half, file(form, name), StandardCopyOption.ATOMIC_MOVE);
        prune(form);
    }

    /** Their names are in the order of their times. */
    private void prune(Form form) throws IOException {
        try (var files = Files.list(folder)) {
            var old = files.filter(file -> file.getFileName().toString().startsWith(begin(form)))
                    .filter(file -> file.getFileName().toString().endsWith(".html"))
                    .sorted(Comparator.<Path>naturalOrder().reversed())
                    .skip(kept)
                    .toList();
            for (var file : old) {
                Files.delete(file);
            }
        }
    }
}

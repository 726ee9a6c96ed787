package dev.tocsin.alerting.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alerting.review.Form;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFilesTest {

    @TempDir
    private Path folder;

    private String names() throws IOException {
        try (var files = Files.list(folder)) {
            return String.join(
                    " ",
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void onlyTheNewestOfEachFormAreKeptAndNothingElseIsTouched() throws IOException {
        var files = new ReportFiles(folder, 2);
        Files.writeString(folder.resolve("mine.html"), "x");
        files.write(Form.MONTHLY, "2026-10", "x");
        for (var week : new String[] {"2026-W52", "2026-W53", "2027-W01"}) {
            assertThat(files.has(Form.WEEKLY, week)).isFalse();
            files.write(Form.WEEKLY, week, "x");
            assertThat(files.has(Form.WEEKLY, week)).isTrue();
        }
        assertThat(names())
                .isEqualTo("mine.html tocsin-monthly-2026-10.html tocsin-weekly-2026-W53.html"
                        + " tocsin-weekly-2027-W01.html");
    }

    @Test
    void aFolderThatIsNotThereIsMadeAndAReportIsReplacedAsAWhole() throws IOException {
        var files = new ReportFiles(folder.resolve("a/b"), 1);
        files.write(Form.QUARTERLY, "2026-Q3", "first");
        files.write(Form.QUARTERLY, "2026-Q3", "second");
        assertThat(folder.resolve("a/b/tocsin-quarterly-2026-Q3.html")).hasContent("second");
    }
}

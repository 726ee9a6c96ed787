package dev.tocsin.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceLogTest {

    private static final Instant FROM = Instant.parse("2026-01-31T03:00:00Z");
    private static final Instant TO = Instant.parse("2026-01-31T03:10:00Z");

    @TempDir
    private Path folder;

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static String line(String time, String logger, String message) {
        return """
                {"type":"liberty_message","message":"%s","ibm_threadId":"00000023",\
                "ibm_datetime":"2026-01-31T%s+0000","module":"%s","loglevel":"WARNING"}
                """.formatted(message, time, logger);
    }

    private ServiceLog.Excerpt excerpt() {
        return new ServiceLog(folder).between(FROM, TO).orElseThrow();
    }

    @Test
    void ownMessagesAndStartsAreTold() throws IOException {
        write(
                "messages.log",
                line("02:59:00.000", "dev.tocsin.A", "before")
                        + line("03:01:00.000", "dev.tocsin.A", "the database failed: x")
                        + line("03:02:00.000", "com.ibm.ws.F", "CWWKF0011I: The tocsin server is ready.")
                        + line("03:11:00.000", "dev.tocsin.A", "after"));

        assertThat(excerpt().lines())
                .extracting(ServiceLog.Line::message)
                .containsExactly("the database failed: x", "CWWKF0011I: The tocsin server is ready.");
        assertThat(excerpt().lines().get(0).at()).isEqualTo(Instant.parse("2026-01-31T03:01:00Z"));
        assertThat(excerpt().reachesBack()).isTrue();
    }

    @Test
    void whatSomebodyTypedAndStackTracesAreNot() throws IOException {
        write(
                "messages.log",
                line("03:01:00.000", "com.ibm.ws.security", "CWWKS1100A: did not succeed for user ID hunter2.")
                        + line(
                                "03:01:00.000",
                                "dev.tocsin.A",
                                "a request failed\\njava.lang.Exception: secret\\n\\tat A.b"));

        assertThat(excerpt().lines()).extracting(ServiceLog.Line::message).containsExactly("a request failed");
    }

    @Test
    void whatWasLoggedBeforeTheLastStartStandsInAnotherFile() throws IOException {
        write("messages.log", line("03:05:00.000", "dev.tocsin.A", "second"));
        write("messages_26.01.31_03.04.00.0.log", line("03:01:00.000", "dev.tocsin.A", "first"));
        Files.setLastModifiedTime(
                folder.resolve("messages_26.01.31_03.04.00.0.log"),
                FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

        assertThat(excerpt().lines()).extracting(ServiceLog.Line::message).containsExactly("first", "second");
        assertThat(excerpt().reachesBack()).isFalse();
    }

    @Test
    void whatIsNoMessageIsPassedOver() throws IOException {
        write(
                "messages.log",
                "****\n{\"message\":\"cut o\n{}\n[]\n{\"message\":7}\n"
                        + line("3 o'clock", "dev.tocsin.A", "when?")
                        + line("03:01:00.000", "dev.tocsin.A", "a request failed"));

        assertThat(excerpt().lines()).extracting(ServiceLog.Line::message).containsExactly("a request failed");
    }

    @Test
    void itIsBounded() throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < 201; i++) {
            text.append(line("03:01:00.000", "dev.tocsin.A", "x".repeat(501)));
        }
        write("messages.log", text.toString());

        assertThat(excerpt().lines()).hasSize(200);
        assertThat(excerpt().lines().get(0).message()).hasSize(500);
        assertThat(excerpt().cut()).isTrue();
    }

    @Test
    void withoutAFileThereIsNone() {
        assertThat(new ServiceLog(folder).between(FROM, TO)).isEmpty();
        assertThat(new ServiceLog(folder.resolve("none")).between(FROM, TO)).isEmpty();
    }
}

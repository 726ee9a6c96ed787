package dev.tocsin.realtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of faults in docs/stomp.md, with the default limits. */
class FaultsTest {

    private static final Path DOCUMENT = Path.of("docs/stomp.md");
    private static final Pattern ROW =
            Pattern.compile("^\\| [^|]+ \\| `([^`]+)` \\| (10\\d\\d) \\|$", Pattern.MULTILINE);
    private static final String LARGE = "x".repeat(65_000);

    private final Server server = new Server();

    /** How to commit each fault, by the message in the table. */
    private static Map<String, Consumer<Client>> deeds() {
        var deeds = new LinkedHashMap<String, Consumer<Client>>();
        deeds.put("the first frame must be CONNECT", before("SEND\ndestination:/topic/a\n\n^@"));
        deeds.put("Supported protocol versions are 1.2", before("CONNECT\naccept-version:1.1\n\n^@"));
        deeds.put(
                "heart-beat is two numbers of milliseconds", before("CONNECT\naccept-version:1.2\nheart-beat:x\n\n^@"));
        deeds.put(
                "session-received is id=message-id&…",
                before("CONNECT\naccept-version:1.2\nsession-token:t\nsession-received:x\n\n^@"));
        deeds.put("unknown command …", after("HELLO\n\n^@"));
        deeds.put("… is not expected here", after("CONNECT\naccept-version:1.2\n\n^@"));
        deeds.put("a header is a name, a colon and a value: …", after("SEND\nfoo\n\n^@"));
        deeds.put("a header holds an escape sequence that is not defined", after("SEND\nfoo:\\t\n\n^@"));
        deeds.put("a bare carriage return in a header", after("SEND\nfoo:a\rb\n\n^@"));
        deeds.put("a line of the head is not UTF-8", client -> {
            client.connect("");
            client.send("SEND\nfoo:ü\n\n\0".getBytes(ISO_8859_1));
        });
        deeds.put("NUL before the end of the headers", after("SEND\nfoo:^@"));
        deeds.put("content-length is not a number of octets", after("SEND\ncontent-length:x\n\n^@"));
        deeds.put("no NUL after the content-length's octets", after("SEND\ncontent-length:1\n\nab^@"));
        deeds.put("… may not have a body", after("SUBSCRIBE\nid:1\ndestination:/topic/a\n\nbody^@"));
        deeds.put("… needs the header …", after("SEND\n\n^@"));
        deeds.put("a destination begins with /topic/ or /queue/", after("SEND\ndestination:/a\n\n^@"));
        deeds.put(
                "ack is auto, client or client-individual",
                after("SUBSCRIBE\nid:1\ndestination:/topic/a\nack:x\n\n^@"));
        deeds.put(
                "there is a subscription with this id already",
                after("SUBSCRIBE\nid:1\ndestination:/topic/a\n\n^@".repeat(2)));
        deeds.put("there is no subscription with this id", after("UNSUBSCRIBE\nid:1\n\n^@"));
        deeds.put("no message with this id waits to be acknowledged", after("ACK\nid:1-1\n\n^@"));
        deeds.put("there is a transaction with this name already", after("BEGIN\ntransaction:t\n\n^@".repeat(2)));
        deeds.put("there is no transaction with this name", after("COMMIT\ntransaction:t\n\n^@"));
        deeds.put("more than 64 headers", after("SEND\n" + "a:b\n".repeat(65)));
        deeds.put("a line of the head is over 4096 bytes", after("SEND\n" + "a".repeat(4097)));
        deeds.put("the body is over 65536 bytes", after("SEND\n\n" + "x".repeat(65_537)));
        deeds.put("more than 5000 frames a second", after("SEND\ndestination:/topic/a\n\n^@".repeat(20_000)));
        deeds.put("more than 100 subscriptions", after(subscriptions("a", 101)));
        deeds.put(
                "more than 16 transactions at a time",
                after(IntStream.range(0, 17)
                        .mapToObj(i -> "BEGIN\ntransaction:" + i + "\n\n^@")
                        .collect(Collectors.joining())));
        deeds.put(
                "the transactions are over 1048576 bytes",
                after("BEGIN\ntransaction:t\n\n^@"
                        + ("SEND\ndestination:/topic/a\ntransaction:t\n\n" + LARGE + "^@").repeat(17)));
        deeds.put("the queue is full", after(("SEND\ndestination:/queue/a\n\n" + LARGE + "^@").repeat(130)));
        return deeds;
    }

    private static Consumer<Client> before(String frames) {
        return client -> client.send(frames);
    }

    private static Consumer<Client> after(String frames) {
        return client -> {
            client.connect("");
            client.send(frames);
        };
    }

    private static String subscriptions(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "SUBSCRIBE\nid:" + i + "\ndestination:/topic/" + name + i + "\n\n^@")
                .collect(Collectors.joining());
    }

    private static Map<String, Integer> documented() throws IOException {
        return ROW.matcher(Files.readString(DOCUMENT))
                .results()
                .collect(Collectors.toMap(row -> row.group(1), row -> Integer.valueOf(row.group(2))));
    }

    static Stream<Arguments> faults() throws IOException {
        var documented = documented();
        return deeds().entrySet().stream()
                .map(each -> Arguments.of(each.getKey(), documented.get(each.getKey()), each.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void everyFaultIsNamedAsTheDocumentHasIt(String message, Integer closeCode, Consumer<Client> deed) {
        var offender = server.stranger();
        deed.accept(offender);

        isToldAndClosed(offender, message, closeCode);
        var type = closeCode == 1002 ? "protocol" : "limit";
        assertThat(server.counts.of("app_errors_total " + type)).isEqualTo(1);
    }

    @Test
    void tooManyDestinationsAreNamedToo() throws IOException {
        for (int i = 0; i < 100; i++) {
            server.connected().send(subscriptions(i + "-", 100));
        }
        var offender = server.connected();
        offender.send("SUBSCRIBE\nid:1\ndestination:/topic/one-too-many\n\n^@");

        var message = "there are too many destinations";
        isToldAndClosed(offender, message, documented().get(message));
    }

    @Test
    void tooManySubscriptionsOfAllAreNamedToo() throws IOException {
        var small = new Server(Map.of("max-stored-bytes", "500"));
        var offender = small.connected();
        offender.send("SUBSCRIBE\nid:1\ndestination:/topic/a\n\n^@SUBSCRIBE\nid:2\ndestination:/topic/a\n\n^@");

        var message = "there is no room for another subscription";
        isToldAndClosed(offender, message, documented().get(message));
    }

    @Test
    void tooManyConnectionsOfOneAreNamedToo() throws IOException {
        IntStream.range(0, 100).forEach(i -> server.stranger("alice").connect(""));
        var offender = server.stranger("alice");
        offender.send("CONNECT\naccept-version:1.2\nhost:x\n\n^@");

        var message = "too many connections of this user";
        isToldAndClosed(offender, message, documented().get(message));
    }

    @Test
    void theDocumentHasNoOthers() throws IOException {
        var known = new LinkedHashMap<String, Object>(deeds());
        known.put("there are too many destinations", "above");
        known.put("there is no room for another subscription", "above");
        known.put("too many connections of this user", "above");

        assertThat(documented()).containsOnlyKeys(known.keySet());
    }

    /** Neither a line more than the bound, nor what a terminal would obey. */
    @Test
    void aFloodOfFaultsIsABoundedNumberOfLines() {
        var lines = new ArrayList<LogRecord>();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        var log = Logger.getLogger(FaultLog.class.getName());
        log.addHandler(handler);
        try {
            for (int i = 0; i < 1000; i++) {
                server.stranger().send("\u001b[31mRED\u0085\n\n^@");
            }
            assertThat(lines).hasSize(FaultLog.LINES);
            assertThat(lines.get(0).getParameters()).containsExactly("192.0.2.1", "unknown command ?[31mRED?", 0L);

            server.nanos.addAndGet(Duration.ofMinutes(1).toNanos());
            server.stranger().send("X\n\n^@");
            assertThat(lines).hasSize(FaultLog.LINES + 1);
            assertThat(lines.get(FaultLog.LINES).getParameters()).endsWith(1000L - FaultLog.LINES);
        } finally {
            log.removeHandler(handler);
        }
    }

    private static void isToldAndClosed(Client offender, String message, int closeCode) {
        var pattern = Pattern.quote(message).replace("…", "\\E.*\\Q");
        var told = Client.header(offender.last(), "message").replace("\\c", ":");
        assertThat(told).matches(message.startsWith("session-received") ? Pattern.quote(message) : pattern);
        assertThat(offender.last()).startsWith("ERROR\n").endsWith("\n\n" + told + "^@");
        assertThat(offender.closed.getCloseCode().getCode()).isEqualTo(closeCode);
        assertThat(offender.closed.getReasonPhrase()).isEqualTo(Ascii.printable(told));
    }
}

package dev.tocsin.realtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import dev.tocsin.telemetry.ErrorType;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** NUL is written as {@code ^@}, as in the specification. */
class FrameDecoderTest {

    private static final FrameDecoder.Limits LIMITS = new FrameDecoder.Limits(4, 64, 100);

    private final List<Frame> frames = new ArrayList<>();
    private final FrameDecoder decoder = new FrameDecoder(LIMITS, frames::add);

    private Frame decode(String text) {
        decoder.decode(octets(text));
        assertThat(frames).hasSize(1);
        return frames.get(0);
    }

    private static byte[] octets(String text) {
        return text.replace("^@", "\0").getBytes(UTF_8);
    }

    private static String body(Frame frame) {
        return new String(frame.body(), UTF_8);
    }

    private void isRefused(String text, ErrorType type, String message) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> decoder.decode(octets(text)))
                .withMessageContaining(message)
                .satisfies(refused -> assertThat(refused.type()).isEqualTo(type));
    }

    @Test
    void aFrameIsACommandHeadersAndABody() {
        var frame = decode("SEND\ndestination:/topic/a\ncontent-type:text/plain\n\nhello 🚨^@");

        assertThat(frame.command()).isEqualTo(Command.SEND);
        assertThat(frame.headers())
                .containsExactly(Map.entry("destination", "/topic/a"), Map.entry("content-type", "text/plain"));
        assertThat(body(frame)).isEqualTo("hello 🚨");
    }

    @Test
    void linesMayEndInCarriageReturnAndLineFeed() {
        var frame = decode("SEND\r\ndestination:/topic/a\r\n\r\nbody^@");

        assertThat(frame.header("destination")).contains("/topic/a");
        assertThat(body(frame)).isEqualTo("body");
    }

    @Test
    void endsOfLineBetweenFramesAreHeartBeats() {
        decoder.decode(octets("\n\r\n\nDISCONNECT\n\n^@\n\n"));
        decoder.decode(octets("\n"));

        assertThat(frames).extracting(Frame::command).containsExactly(Command.DISCONNECT);
    }

    @Test
    void severalFramesMayComeInOneMessage() {
        decoder.decode(octets("SEND\ndestination:/topic/a\n\n1^@\nSEND\ndestination:/topic/a\n\n2^@"));

        assertThat(frames).extracting(FrameDecoderTest::body).containsExactly("1", "2");
    }

    @Test
    void ofARepeatedHeaderTheFirstCounts() {
        assertThat(decode("SEND\nfoo:first\nfoo:second\n\n^@").header("foo")).contains("first");
    }

    @Test
    void headersAreUnescaped() {
        var frame = decode("SEND\na\\cb:\\\\x\\ny\\rz\\c\n\n^@");

        assertThat(frame.headers()).containsExactly(Map.entry("a:b", "\\x\ny\rz:"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "STOMP", "CONNECTED"})
    void headersOfConnectAreNotEscaped(String command) {
        assertThat(decode(command + "\npasscode:a\\cb\n\n^@").header("passcode"))
                .contains("a\\cb");
    }

    @Test
    void spacesBelongToTheValue() {
        assertThat(decode("SEND\nfoo: bar \n\n^@").header("foo")).contains(" bar ");
    }

    @Test
    void contentLengthCountsOctetsAndLetsNulIn() {
        var frame = decode("SEND\ncontent-length:7\n\nü^@b^@ü^@");

        assertThat(body(frame)).isEqualTo("ü\0b\0ü");
    }

    @Test
    void contentLengthMayBeZero() {
        assertThat(decode("SEND\ncontent-length:0\n\n^@").body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SENT\\n\\n^@                             | unknown command SENT",
                "send\\n\\n^@                             | unknown command send",
                "SEND\\nno colon\\n\\n^@                  | a name, a colon and a value",
                "SEND\\n:value\\n\\n^@                    | a name, a colon and a value",
                "SEND\\nfoo:\\\\t\\n\\n^@                 | escape sequence",
                "SEND\\nfoo:bar\\\\\\n\\n^@               | escape sequence",
                "SEND\\nfoo:a\\rb\\n\\n^@                 | carriage return",
                "SEND^@                                   | NUL before the end of the headers",
                "SEND\\nfoo:bar^@                         | NUL before the end of the headers",
                "SEND\\ncontent-length:3\\n\\nfour^@      | no NUL",
                "SEND\\ncontent-length:-1\\n\\n^@         | content-length is not a number",
                "SEND\\ncontent-length:x\\n\\n^@          | content-length is not a number",
                "SUBSCRIBE\\nid:1\\n\\nbody^@             | SUBSCRIBE may not have a body",
            })
    void whatIsNotStompIsNamed(String text, String message) {
        var raw = text.replace("\\\\", "␀")
                .replace("\\n", "\n")
                .replace("\\r", "\r")
                .replace("␀", "\\");
        isRefused(raw, ErrorType.PROTOCOL, message);
    }

    @Test
    void aHeadThatIsNotUtf8IsRefused() {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> decoder.decode("SEND\nfoo:ü\n\n\0".getBytes(ISO_8859_1)))
                .withMessageContaining("UTF-8");
    }

    @Test
    void theNumberOfHeadersIsBounded() {
        assertThat(decode("SEND\n" + "a:1\n".repeat(4) + "\n^@").headers()).hasSize(1);
        isRefused("SEND\n" + "a:1\n".repeat(5) + "\n^@", ErrorType.LIMIT, "more than 4 headers");
    }

    @Test
    void theLengthOfALineIsBounded() {
        assertThat(decode("SEND\nfoo:" + "x".repeat(60) + "\n\n^@").header("foo"))
                .isPresent();
        isRefused("SEND\nfoo:" + "x".repeat(61) + "\n\n^@", ErrorType.LIMIT, "over 64 bytes");
    }

    @Test
    void theBodyIsBoundedWithAndWithoutALength() {
        assertThat(decode("SEND\n\n" + "x".repeat(100) + "^@").body()).hasSize(100);
        isRefused("SEND\n\n" + "x".repeat(101), ErrorType.LIMIT, "over 100 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"101", "9999999999"})
    void aLengthOverTheBoundIsRefusedBeforeTheBodyComes(String length) {
        isRefused("SEND\ncontent-length:" + length + "\n\n", ErrorType.LIMIT, "over 100 bytes");
    }

    @Test
    void aLengthAtTheBoundIsTaken() {
        assertThat(decode("SEND\ncontent-length:100\n\n" + "x".repeat(100) + "^@")
                        .body())
                .hasSize(100);
    }

    /** Whatever is encoded comes back, however it is cut into pieces. */
    @Test
    void anyFrameCutAnyhowIsReadAsItWasWritten() {
        var random = new Random(12);
        for (int round = 0; round < 100_000; round++) {
            var sent = new ArrayList<Frame>();
            var wire = new StringBuilder();
            for (int i = random.nextInt(3); i >= 0; i--) {
                var frame = randomFrame(random);
                sent.add(frame);
                wire.append(frame.encode()).append("\n".repeat(random.nextInt(3)));
            }
            var received = new ArrayList<Frame>();
            var fresh = new FrameDecoder(LIMITS, received::add);
            var octets = wire.toString().getBytes(UTF_8);
            for (int at = 0; at < octets.length; ) {
                int end = Math.min(octets.length, at + 1 + random.nextInt(20));
                fresh.decode(Arrays.copyOfRange(octets, at, end));
                at = end;
            }
            assertThat(received.stream().map(FrameDecoderTest::content))
                    .containsExactlyElementsOf(
                            sent.stream().map(FrameDecoderTest::content).toList());
        }
    }

    private static List<Object> content(Frame frame) {
        return List.of(frame.command(), List.copyOf(frame.headers().entrySet()), ByteBuffer.wrap(frame.body()));
    }

    /**
     * A million times damage and garbage, cut anyhow, give frames or the one exception, nothing else; and what they take
     * is bounded by what there is to read.
     */
    @Test
    void garbageGivesTheProtocolExceptionOrFrames() {
        var random = new Random(34);
        var whole = new ArrayList<byte[]>();
        for (int i = 0; i < 10_000; i++) {
            whole.add(randomFrame(random).encode().getBytes(UTF_8));
        }
        int refused = 0;
        int read = 0;
        long allocated = allocated();
        for (int round = 0; round < 1_000_000; round++) {
            var octets = damaged(whole.get(random.nextInt(whole.size())), random);
            int cut = random.nextInt(octets.length + 1);
            var frames = new ArrayList<Frame>();
            var fresh = new FrameDecoder(LIMITS, frames::add);
            try {
                fresh.decode(Arrays.copyOfRange(octets, 0, cut));
                fresh.decode(Arrays.copyOfRange(octets, cut, octets.length));
            } catch (ProtocolException e) {
                refused++;
            }
            read += octets.length;
        }
        assertThat(refused).isBetween(100_000, 990_000);
        assertThat(allocated() - allocated).isLessThan(100L * read);
    }

    private static byte[] damaged(byte[] whole, Random random) {
        var octets = whole.clone();
        for (int hits = random.nextInt(4); hits >= 0; hits--) {
            octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
        }
        return octets;
    }

    /** What this thread has ever allocated, in bytes. */
    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static Frame randomFrame(Random random) {
        var alphabet = new String[] {"a", "B", ":", "\n", "\r", "\\", " ", "ü", "🚨", "/"};
        var headers = new LinkedHashMap<String, String>();
        for (int i = random.nextInt(3); i > 0; i--) {
            headers.put("h" + i + randomText(random, alphabet, 4), randomText(random, alphabet, 8));
        }
        boolean hasBody = random.nextBoolean();
        var body = hasBody ? randomText(random, alphabet, 20).getBytes(UTF_8) : Frame.NO_BODY;
        return new Frame(hasBody ? Command.SEND : Command.SUBSCRIBE, headers, body);
    }

    private static String randomText(Random random, String[] alphabet, int most) {
        var text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(alphabet[random.nextInt(alphabet.length)]);
        }
        return text.toString();
    }
}

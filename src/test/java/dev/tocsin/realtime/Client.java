package dev.tocsin.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.CloseReason;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/** A client that writes STOMP by hand, and reads at once unless it stalls. NUL is written as {@code ^@}. */
final class Client implements Outbox.Wire {

    /** A message may be more than one frame. */
    private static final Pattern NEXT_FRAME = Pattern.compile("(?<=\\^@)(?=[A-Z]+\n)");

    final List<String> frames = new ArrayList<>();
    final StompProtocol protocol;
    final Outbox outbox;
    CloseReason closed;
    boolean isGivenUp;
    boolean isStalled;
    private final Deque<SendHandler> underWay = new ArrayDeque<>();

    Client(Server server, Peer peer) {
        outbox = new Outbox(
                this,
                server.services.metrics(),
                server.services.outboxes(),
                server.services.settings().maxOutboxBytes());
        protocol = new StompProtocol(peer, outbox, server.services);
    }

    void send(String text) {
        send(Server.octets(text));
    }

    void send(byte[] octets) {
        protocol.receive(octets);
    }

    /** The CONNECTED that answers it. */
    String connect(String headers) {
        int answers = frames.size();
        send("CONNECT\naccept-version:1.1,1.2\nhost:test\n" + headers + "\n^@");
        var answer = frames.get(answers);
        assertThat(answer).startsWith("CONNECTED\n");
        return answer;
    }

    String last() {
        return frames.get(frames.size() - 1);
    }

    List<String> messages() {
        return frames.stream().filter(frame -> frame.startsWith("MESSAGE\n")).toList();
    }

    /** The bodies of the messages that it has got. */
    List<String> bodies() {
        return messages().stream()
                .map(frame -> frame.substring(frame.indexOf("\n\n") + 2, frame.length() - 2))
                .toList();
    }

    static String header(String frame, String name) {
        var found = Pattern.compile("^" + name + ":(.*)$", Pattern.MULTILINE).matcher(frame);
        assertThat(found.find()).as("%s in %s", name, frame).isTrue();
        return found.group(1);
    }

    /** Reads on, after it has stalled. */
    void read() {
        isStalled = false;
        while (!underWay.isEmpty()) {
            underWay.remove().onResult(new SendResult());
        }
    }

    /** The network is gone: what is on its way does not arrive. */
    void lose() {
        outbox.discard();
        protocol.end();
    }

    @Override
    public void write(Encoded frame, SendHandler done) {
        frames.addAll(List.of(NEXT_FRAME.split(frame.toString().replace("\0", "^@"))));
        if (isStalled) {
            underWay.add(done);
        } else {
            done.onResult(new SendResult());
        }
    }

    @Override
    public void close(CloseReason reason) {
        closed = reason;
    }

    @Override
    public void giveUp() {
        isGivenUp = true;
    }

    @Override
    public void failed(Throwable failure) {
        throw new AssertionError(failure);
    }

    static String utf8(byte[] octets) {
        return new String(octets, UTF_8);
    }
}

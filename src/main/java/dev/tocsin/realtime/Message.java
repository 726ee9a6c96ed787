package dev.tocsin.realtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** A message on its way from its sender to its subscribers; what all of them get alike is encoded once. */
final class Message {

    /** Headers of a SEND that are the server's to set, or were between the sender and the server. */
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "destination",
            "receipt",
            "transaction",
            "subscription",
            "message-id",
            "ack",
            "redelivered",
            "content-length");

    /** What a message takes beside its text, in bytes: objects and places in queues. */
    private static final int OVERHEAD = 160;

    private static final char REPLACEMENT = '\uFFFD';

    private final String destination;
    private final String head;
    private final String text;
    private final byte[] octets;

    private Message(String destination, String head, String text, byte[] octets) {
        this.destination = destination;
        this.head = head;
        this.text = text;
        this.octets = octets;
    }

    /** @throws ProtocolException if the frame has no destination, or one that cannot be */
    static Message of(Frame send) {
        var destination = Destination.of(send);
        var body = send.body();
        var head = new StringBuilder(160 + body.length);
        Frame.appendHeader(head, Command.MESSAGE, "destination", destination);
        send.headers().forEach((name, value) -> {
            if (!NOT_PASSED_ON.contains(name)) {
                Frame.appendHeader(head, Command.MESSAGE, name, value);
            }
        });
        Frame.appendHeader(head, Command.MESSAGE, "content-length", Integer.toString(body.length));
        head.append('\n');
        var text = new String(body, StandardCharsets.UTF_8);
        // Only what is not UTF-8 is decoded with replacements, or what holds one already.
        if (text.indexOf(REPLACEMENT) >= 0 && !send.isText()) {
            return new Message(destination, head.toString(), "", body);
        }
        return new Message(destination, "", head.append(text).append('\0').toString(), Frame.NO_BODY);
    }

    void writeTo(Snapshot.Writer out) throws IOException {
        out.text(destination);
        out.text(head);
        out.text(text);
        out.octets(octets);
    }

    static Message readFrom(Snapshot.Reader in) throws IOException {
        return new Message(in.text(), in.text(), in.text(), in.octets());
    }

    String destination() {
        return destination;
    }

    /** What it takes to keep it, in bytes. */
    int size() {
        return OVERHEAD + head.length() + text.length() + octets.length;
    }

    /**
     * The MESSAGE frame for a subscription.
     *
     * @param first its command and its first headers, encoded, each with its end of line
     */
    Encoded encode(String first) {
        if (head.isEmpty()) {
            return Encoded.message(first.concat(text));
        }
        var begin = (first + head).getBytes(StandardCharsets.UTF_8);
        var all = new byte[begin.length + octets.length + 1];
        System.arraycopy(begin, 0, all, 0, begin.length);
        System.arraycopy(octets, 0, all, begin.length, octets.length);
        return Encoded.message(all);
    }
}

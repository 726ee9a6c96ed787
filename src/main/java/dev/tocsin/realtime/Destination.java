package dev.tocsin.realtime;

/** Names of destinations: what begins with {@code /topic/} goes to all, what begins with {@code /queue/} to one. */
final class Destination {

    private static final String TOPIC = "/topic/";
    private static final String QUEUE = "/queue/";

    private Destination() {}

    /**
     * The destination that a frame names.
     *
     * @throws ProtocolException if it names none, or one that cannot be
     */
    static String of(Frame frame) {
        var name = frame.required("destination");
        if (!isTopic(name) && (!name.startsWith(QUEUE) || name.length() == QUEUE.length())) {
            throw ProtocolException.malformed("a destination begins with " + TOPIC + " or " + QUEUE);
        }
        return name;
    }

    static boolean isTopic(String name) {
        return name.startsWith(TOPIC) && name.length() > TOPIC.length();
    }
}

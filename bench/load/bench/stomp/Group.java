package bench.stomp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Opens many connections, some at a time, and holds them. */
final class Group implements Client.Listener {

    /** So many are opening at a time. */
    private static final int OPENING = 64;

    private final List<Client> clients = new ArrayList<>();
    private final Client.Listener listener;
    private int ready;

    /** @param listener gets the messages */
    Group(Client.Listener listener) {
        this.listener = listener;
    }

    List<Client> clients() {
        return clients;
    }

    /** Returns when the last is ready, which means CONNECTED. */
    Group open(Loop loop, Target target, int count) throws IOException {
        var sources = new Sources();
        while (ready < count) {
            while (clients.size() < count && clients.size() - ready < OPENING) {
                clients.add(new Client(loop, target, sources.next(), this));
            }
            int before = ready;
            loop.until("the next of " + count + " connections to " + target.name(), 10, () -> ready > before);
        }
        return this;
    }

    @Override
    public void ready(Client client) {
        ready++;
    }

    @Override
    public void message(Client client, int number) throws IOException {
        listener.message(client, number);
    }
}

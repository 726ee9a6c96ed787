package dev.tocsin.realtime;

import java.security.Principal;
import java.util.Optional;

/**
 * Who is at the other end of a connection. It goes from the handshake to the connection as the request's principal, which
 * is all that the container hands on.
 *
 * @param address the network address that the handshake came from
 * @param user the name under which it has signed in, if it has
 */
record Peer(String address, Optional<String> user) implements Principal {

    @Override
    public String getName() {
        return user.orElse("");
    }
}

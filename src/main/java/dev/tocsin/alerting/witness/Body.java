package dev.tocsin.alerting.witness;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.Response.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Reads what a sender sends: so much, in so much time. The server's own time-out is begun anew by each byte. */
record Body(int maxBytes, Duration timeout) {

    /** How much the sender says it will send. */
    int announced(int contentLength) {
        if (contentLength > maxBytes) {
            throw tooLarge();
        }
        return contentLength < 0 ? maxBytes : contentLength;
    }

    byte[] read(InputStream in) {
        long end = System.nanoTime() + timeout.toNanos();
        var all = new ByteArrayOutputStream();
        var part = new byte[8192];
        try {
            for (int read = in.read(part); read >= 0; read = in.read(part)) {
                all.write(part, 0, read);
                if (all.size() > maxBytes) {
                    throw tooLarge();
                }
                if (System.nanoTime() > end) {
                    throw new ClientErrorException(
                            "the body took longer than " + timeout + " (tocsin.witness.body-timeout)",
                            Status.REQUEST_TIMEOUT);
                }
            }
            return all.toByteArray();
        } catch (IOException e) {
            throw new BadRequestException("the body broke off", e);
        }
    }

    private ClientErrorException tooLarge() {
        return new ClientErrorException(
                "the body is over " + maxBytes + " bytes (tocsin.witness.max-body-bytes)",
                Status.REQUEST_ENTITY_TOO_LARGE);
    }
}

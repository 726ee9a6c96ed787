package dev.tocsin.ops;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reads what people send, which is never much. */
@ApplicationScoped
class Bodies {

    private final int maxBytes;

    /** For the CDI proxy. */
    Bodies() {
        maxBytes = 0;
    }

    @Inject
    Bodies(@ConfigProperty(name = "tocsin.response.max-body-bytes") int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * @param known the names of all fields that may stand in it
     * @throws ClientErrorException 413 or 400 if it is too large or not such an object
     */
    JsonBody read(InputStream body, String... known) {
        try {
            var bytes = body.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw new ClientErrorException(
                        "the body is over " + maxBytes + " bytes (tocsin.response.max-body-bytes)",
                        Status.REQUEST_ENTITY_TOO_LARGE);
            }
            return JsonBody.read(bytes, Set.of(known));
        } catch (IOException e) {
            throw new BadRequestException("the body broke off", e);
        }
    }
}

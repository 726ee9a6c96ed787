package bench;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;

/** Reads a delivery and forgets it: what the server itself can take. */
@Path("/alerts")
public class BareResource {

    /** Beside the real one, in the same server. */
    @ApplicationPath("/")
    public static class Bare extends Application {}

    @POST
    public Response post(InputStream body) throws IOException {
        body.readAllBytes();
        return Response.ok().build();
    }
}

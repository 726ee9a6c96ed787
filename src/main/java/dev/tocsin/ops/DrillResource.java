package dev.tocsin.ops;

import dev.tocsin.drill.HeapFilling;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The fault that nothing outside the service can make. Where drills are not enabled, there is no such resource. */
@Path("/drills/heap")
public class DrillResource {

    private final HeapFilling heap;
    private final Bodies bodies;
    private final boolean enabled;

    @Inject
    public DrillResource(HeapFilling heap, Bodies bodies, @ConfigProperty(name = "tocsin.drills") boolean enabled) {
        this.heap = heap;
        this.bodies = bodies;
        this.enabled = enabled;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public void fill(InputStream body) {
        requireDrills();
        var duration = bodies.read(body, "duration")
                .duration("duration")
                .filter(length -> !length.isNegative() && !length.isZero() && length.compareTo(HeapFilling.MOST) <= 0)
                .orElseThrow(() -> JsonBody.expected("duration", "more than nothing and at most " + HeapFilling.MOST));
        heap.fill(duration);
    }

    @DELETE
    public void release() {
        requireDrills();
        heap.release();
    }

    private void requireDrills() {
        if (!enabled) {
            throw new NotFoundException("drills are not enabled here (tocsin.drills)");
        }
    }
}

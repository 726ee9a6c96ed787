package dev.tocsin.ops;

import dev.tocsin.alerting.audit.StorageException;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Signing in and out; the container keeps the session in a cookie that no script can read. */
@Path("/session")
@PermitAll
public class SessionResource {

    /** What a person types in. */
    public record Credentials(String user, String password) {}

    /** How one can sign in here: by {@code password}, and by {@code openid} where there is a provider. */
    public record Ways(List<String> ways) {}

    private final SignIns signIns;
    private final Streams streams;
    private final String kind;

    /** @param kind {@code registry} or {@code openid} */
    @Inject
    public SessionResource(
            SignIns signIns,
            Streams streams,
            @ConfigProperty(name = "tocsin.sign-in", defaultValue = "registry") String kind) {
        this.signIns = signIns;
        this.streams = streams;
        this.kind = kind;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Ways ways() {
        return new Ways(kind.equals("openid") ? List.of("password", "openid") : List.of("password"));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public void signIn(Credentials credentials, @Context HttpServletRequest request) {
        if (credentials == null || credentials.user() == null || credentials.password() == null) {
            throw new BadRequestException("user and password are needed");
        }
        try {
            if (request.getUserPrincipal() != null) {
                request.logout();
            }
            request.login(credentials.user(), credentials.password());
            recordOrSignOut(request);
        } catch (ServletException e) {
            signIns.refused(credentials.user());
            throw new NotAuthorizedException("user or password is wrong", e, "Cookie realm=\"tocsin\"");
        }
    }

    /** Nobody is in unseen. */
    private void recordOrSignOut(HttpServletRequest request) throws ServletException {
        try {
            signIns.signedIn(request.getUserPrincipal().getName());
        } catch (StorageException e) {
            request.logout();
            throw e;
        }
    }

    @DELETE
    public void signOut(@Context HttpServletRequest request) throws ServletException {
        var user = request.getUserPrincipal();
        var signIn = SignInKey.of(request);
        request.logout();
        streams.endOf(signIn);
        if (user != null) {
            signIns.signedOut(user.getName());
        }
    }
}

package dev.tocsin.ops;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.HttpConstraint;
import jakarta.servlet.annotation.ServletSecurity;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Where a browser goes to sign in by OpenID Connect: the container sends it to the provider, and lets it in here when it comes
 * back. Without a provider nobody is sent here.
 */
@WebServlet("/sign-in")
@ServletSecurity(@HttpConstraint(rolesAllowed = "**"))
public class OpenIdSignIn extends HttpServlet {

    private static final long serialVersionUID = 1;

    private final transient SignIns signIns;

    @Inject
    public OpenIdSignIn(SignIns signIns) {
        this.signIns = signIns;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        signIns.signedIn(request.getUserPrincipal().getName());
        response.setHeader("Cache-Control", "no-store");
        response.sendRedirect(request.getContextPath() + "/");
    }
}

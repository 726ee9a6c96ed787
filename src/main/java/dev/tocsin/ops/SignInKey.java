package dev.tocsin.ops;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Optional;

/**
 * One sign-in, known by the cookie that the container keeps it in ({@code ssoCookieName} of server.xml). Of somebody who
 * sends a password with each request there is none.
 */
record SignInKey(String cookie) {

    private static final String COOKIE = "tocsin";

    static Optional<SignInKey> of(HttpServletRequest request) {
        return Optional.ofNullable(request.getCookies()).stream()
                .flatMap(Arrays::stream)
                .filter(cookie -> cookie.getName().equals(COOKIE))
                .map(cookie -> new SignInKey(cookie.getValue()))
                .findFirst();
    }

    /** What the cookie holds lets in whoever has it. */
    @Override
    public String toString() {
        return "SignInKey[…]";
    }
}

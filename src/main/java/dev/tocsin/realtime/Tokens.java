package dev.tocsin.realtime;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who a client is by its token, a JSON Web Token (RFC 7519) with the claims of MicroProfile JWT: {@code upn},
 * {@code preferred_username} or {@code sub} is the name, {@code groups} are his, and {@code iss}, {@code aud} and {@code exp} have to fit. The key
 * says which signature it has: RS256 with one of RSA, ES256 with one of P-256, and no other.
 */
final class Tokens {

    /** Clocks differ. */
    private static final Duration LEEWAY = Duration.ofSeconds(30);

    /** @param expiresAt the client is closed then */
    record Identity(String user, Set<String> groups, Instant expiresAt) {}

    private final TokenKeys keys;
    private final String issuer;
    private final String audience;

    /**
     * @param keyFile a public key in PEM, or a set of keys
     * @throws IllegalArgumentException if there is none in it
     */
    Tokens(Path keyFile, String issuer, String audience) {
        this.keys = new TokenKeys(keyFile);
        this.issuer = issuer;
        this.audience = audience;
    }

    /** Reads the keys again if they have changed; called now and then. */
    void refresh() {
        keys.refresh();
    }

    /** @throws ProtocolException if the token is not good now; it does not say why, for strangers guess */
    Identity identify(String token, Instant now) {
        try {
            var parts = token.split("\\.", -1);
            if (parts.length == 3 && isSigned(parts, json(parts[0]))) {
                var identity = identity(json(parts[1]), now);
                if (identity.isPresent()) {
                    return identity.get();
                }
            }
        } catch (GeneralSecurityException
                | JsonException
                | IllegalArgumentException
                | ClassCastException
                | DateTimeException e) {
            // As with a token that is another's.
        }
        throw ProtocolException.unauthorized("the token is not accepted");
    }

    /** What is critical there nobody here understands (RFC 7515, section 4.1.11). */
    private boolean isSigned(String[] parts, JsonObject header) throws GeneralSecurityException {
        var key = keys.find(header.getString("kid", ""));
        if (key.isEmpty() || header.containsKey("crit")) {
            return false;
        }
        var isRsa = key.get().getAlgorithm().equals("RSA");
        if (!header.getString("alg", "").equals(isRsa ? "RS256" : "ES256")) {
            return false;
        }
        var signature = Signature.getInstance(isRsa ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
        signature.initVerify(key.get());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
    }

    private Optional<Identity> identity(JsonObject claims, Instant now) {
        var isOurs = claims.getString("iss", "").equals(issuer) && isForUs(claims.get("aud"));
        var isEarly = time(claims, "nbf").filter(now.plus(LEEWAY)::isBefore).isPresent();
        if (!isOurs || isEarly) {
            return Optional.empty();
        }
        return time(claims, "exp")
                .filter(now::isBefore)
                .flatMap(expiresAt -> Stream.of("upn", "preferred_username", "sub")
                        .map(name -> claims.getString(name, ""))
                        .filter(name -> !name.isEmpty())
                        .findFirst()
                        .map(user -> new Identity(user, groups(claims), expiresAt)));
    }

    private static Optional<Instant> time(JsonObject claims, String name) {
        return Optional.ofNullable(claims.getJsonNumber(name))
                .map(seconds -> Instant.ofEpochSecond(seconds.longValue()));
    }

    private static Set<String> groups(JsonObject claims) {
        return claims.containsKey("groups")
                ? claims.getJsonArray("groups").getValuesAs(JsonString.class).stream()
                        .map(JsonString::getString)
                        .collect(Collectors.toUnmodifiableSet())
                : Set.of();
    }

    /** One audience, or one of several. */
    private boolean isForUs(JsonValue claim) {
        return claim instanceof JsonString one && one.getString().equals(audience)
                || claim != null
                        && claim.getValueType() == JsonValue.ValueType.ARRAY
                        && claim.asJsonArray().getValuesAs(JsonString.class).stream()
                                .anyMatch(one -> one.getString().equals(audience));
    }

    private static JsonObject json(String part) {
        try (var reader = Json.createReader(
                new ByteArrayInputStream(Base64.getUrlDecoder().decode(part)))) {
            return reader.readObject();
        }
    }
}

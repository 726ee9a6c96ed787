package dev.tocsin.realtime;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
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

    private final PublicKey key;
    private final String issuer;
    private final String audience;

    /**
     * @param keyFile a public key in PEM
     * @throws IllegalArgumentException if it is none
     */
    Tokens(Path keyFile, String issuer, String audience) {
        this.key = read(keyFile);
        this.issuer = issuer;
        this.audience = audience;
    }

    private static PublicKey read(Path file) {
        try {
            var base64 = Files.readString(file).replaceAll("-----(BEGIN|END) PUBLIC KEY-----|\\s", "");
            var encoded = new X509EncodedKeySpec(Base64.getDecoder().decode(base64));
            // Its object identifier says of which kind it is; asking is shorter than reading it.
            return Stream.of("RSA", "EC")
                    .flatMap(kind -> generate(kind, encoded).stream())
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(file + " is no public key of RSA or EC in PEM"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<PublicKey> generate(String kind, X509EncodedKeySpec encoded) {
        try {
            return Optional.of(KeyFactory.getInstance(kind).generatePublic(encoded));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** @throws ProtocolException if the token is not good now; it does not say why, for strangers guess */
    Identity identify(String token, Instant now) {
        try {
            var parts = token.split("\\.", -1);
            if (parts.length == 3 && isOurKind(json(parts[0])) && isSigned(parts)) {
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
    private boolean isOurKind(JsonObject header) {
        return header.getString("alg", "").equals(algorithm()) && !header.containsKey("crit");
    }

    private String algorithm() {
        return key.getAlgorithm().equals("RSA") ? "RS256" : "ES256";
    }

    private boolean isSigned(String[] parts) throws GeneralSecurityException {
        var name = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSAinP1363Format";
        var signature = Signature.getInstance(name);
        signature.initVerify(key);
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

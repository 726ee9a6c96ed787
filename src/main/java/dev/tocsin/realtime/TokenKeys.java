package dev.tocsin.realtime;

import dev.tocsin.telemetry.LogEvents;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The public keys by which tokens are verified: one in PEM, or a JSON Web Key Set (RFC 7517), whose keys have names. Of
 * the set those count that are for signatures and of a kind that is known.
 */
final class TokenKeys {

    private static final System.Logger LOG = LogEvents.logger(TokenKeys.class);

    /** The name of a key in PEM, and of one that has none. */
    private static final String UNNAMED = "";

    private final Path file;
    private FileTime readOf;
    private volatile Map<String, PublicKey> keys;

    /** @throws IllegalArgumentException if there is no key in the file */
    TokenKeys(Path file) {
        this.file = file;
        try {
            readOf = Files.getLastModifiedTime(file);
            keys = read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The key of that name; a key that is alone needs none. */
    Optional<PublicKey> find(String name) {
        var known = keys;
        var single = known.size() == 1 && (name.isEmpty() || known.containsKey(UNNAMED));
        return single
                ? known.values().stream().findFirst()
                : Optional.ofNullable(known.get(name)).filter(key -> !name.isEmpty());
    }

    /** Reads the file again if it has changed; what cannot be read leaves the keys that there are. Called now and then. */
    void refresh() {
        try {
            var changed = Files.getLastModifiedTime(file);
            if (!changed.equals(readOf)) {
                readOf = changed;
                keys = read();
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(Level.WARNING, "token_keys_unreadable", e.toString());
        }
    }

    private Map<String, PublicKey> read() throws IOException {
        var text = Files.readString(file).strip();
        var found = text.startsWith("{") ? ofSet(text) : ofPem(text);
        if (found.isEmpty()) {
            throw new IllegalArgumentException(file + " holds no public key of RSA or P-256, in PEM or a key set");
        }
        return found;
    }

    private static Map<String, PublicKey> ofPem(String text) {
        try {
            var base64 = text.replaceAll("-----(BEGIN|END) PUBLIC KEY-----|\\s", "");
            var encoded = new X509EncodedKeySpec(Base64.getDecoder().decode(base64));
            // Its object identifier says of which kind it is; asking is shorter than reading it.
            return Stream.of("RSA", "EC")
                    .flatMap(kind -> generate(kind, encoded).stream())
                    .findFirst()
                    .map(key -> Map.of(UNNAMED, key))
                    .orElse(Map.of());
        } catch (IllegalArgumentException e) {
            return Map.of();
        }
    }

    private static Optional<PublicKey> generate(String kind, X509EncodedKeySpec encoded) {
        try {
            return Optional.of(KeyFactory.getInstance(kind).generatePublic(encoded));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static Map<String, PublicKey> ofSet(String text) {
        var found = new HashMap<String, PublicKey>();
        try (var reader = Json.createReader(new StringReader(text))) {
            for (var each : reader.readObject().getJsonArray("keys").getValuesAs(JsonObject.class)) {
                ofSet(each).ifPresent(key -> found.put(each.getString("kid", UNNAMED), key));
            }
            return found;
        } catch (JsonException | NullPointerException | ClassCastException e) {
            return Map.of();
        }
    }

    private static Optional<PublicKey> ofSet(JsonObject key) {
        if (!key.getString("use", "sig").equals("sig")) {
            return Optional.empty();
        }
        try {
            return switch (key.getString("kty", "")) {
                case "RSA" ->
                    Optional.of(KeyFactory.getInstance("RSA")
                            .generatePublic(new RSAPublicKeySpec(number(key, "n"), number(key, "e"))));
                case "EC" -> key.getString("crv", "").equals("P-256") ? Optional.of(ofCurve(key)) : Optional.empty();
                default -> Optional.empty();
            };
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static PublicKey ofCurve(JsonObject key) throws GeneralSecurityException {
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        var point = new ECPoint(number(key, "x"), number(key, "y"));
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class)));
    }

    private static BigInteger number(JsonObject key, String name) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(key.getString(name, "")));
    }
}

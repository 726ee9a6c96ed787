package dev.tocsin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** Who issues JSON Web Tokens, with keys of a test. */
public final class Jwt {

    private final KeyPair keys;
    private final String algorithm;

    private Jwt(KeyPair keys, String algorithm) {
        this.keys = keys;
        this.algorithm = algorithm;
    }

    public static Jwt rs256() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return new Jwt(generator.generateKeyPair(), "RS256");
    }

    public static Jwt es256() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return new Jwt(generator.generateKeyPair(), "ES256");
    }

    /** The public key, in PEM. */
    public Path writeKey(Path file) {
        var base64 = Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded());
        try {
            return Files.writeString(file, "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The public key as one of a set, under this name. */
    public String jwk(String name) {
        if (keys.getPublic() instanceof RSAPublicKey rsa) {
            return "{\"kty\":\"RSA\",\"kid\":\"%s\",\"use\":\"sig\",\"n\":\"%s\",\"e\":\"%s\"}"
                    .formatted(name, number(rsa.getModulus()), number(rsa.getPublicExponent()));
        }
        var point = ((ECPublicKey) keys.getPublic()).getW();
        return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"%s\",\"x\":\"%s\",\"y\":\"%s\"}"
                .formatted(name, number(point.getAffineX()), number(point.getAffineY()));
    }

    private static String number(BigInteger number) {
        return part(number.toByteArray());
    }

    public byte[] publicKey() {
        return keys.getPublic().getEncoded();
    }

    public String sign(String claims) throws GeneralSecurityException {
        return sign("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}", claims);
    }

    public String sign(String header, String claims) throws GeneralSecurityException {
        var signed =
                part(header.getBytes(StandardCharsets.UTF_8)) + "." + part(claims.getBytes(StandardCharsets.UTF_8));
        var signature =
                Signature.getInstance(algorithm.equals("RS256") ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
        signature.initSign(keys.getPrivate());
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + part(signature.sign());
    }

    public static String part(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }
}

package dev.tocsin.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for localhost with its key, in a PKCS#12 file, and clients that trust it alone. */
record Certificate(Path keystore, String password) {

    private static final String ALIAS = "tls";

    static Certificate in(Path folder, String password) {
        var file = folder.resolve("tls.p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin/keytool").toString();
        var words = "-genkeypair -alias tls -keyalg EC -dname CN=localhost -ext SAN=dns:localhost -storetype PKCS12";
        Command.run(
                        Duration.ofMinutes(1),
                        Map.of("FILE", file.toString(), "PASSWORD", password, "KEYTOOL", keytool),
                        List.of(
                                "bash",
                                "-c",
                                "\"$KEYTOOL\" " + words + " -keystore \"$FILE\" -storepass \"$PASSWORD\""))
                .orFail();
        return new Certificate(file, password);
    }

    private KeyStore store() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(keystore.toFile(), password.toCharArray());
    }

    SSLContext trusting() throws IOException, GeneralSecurityException {
        var certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry(ALIAS, store().getCertificate(ALIAS));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificates);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** Writes both as nginx wants them. */
    void writePem(Path certificate, Path key) throws IOException, GeneralSecurityException {
        Files.writeString(
                certificate, pem("CERTIFICATE", store().getCertificate(ALIAS).getEncoded()));
        Files.writeString(
                key,
                pem("PRIVATE KEY", store().getKey(ALIAS, password.toCharArray()).getEncoded()));
    }

    private static String pem(String what, byte[] bytes) {
        var lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(bytes);
        return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
    }
}

package dev.tocsin.stack;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A real OpenID Connect provider, another Open Liberty, and the key store that it and the service prove themselves with. */
final class OpenIdProvider implements AutoCloseable {

    static final String SECRET = "a secret of the client";
    static final String STORE_PASSWORD = "a password of the store";

    private static final Path FOLDER = Path.of("target/openid-provider").toAbsolutePath();
    private static final Path LIBERTY =
            Path.of(System.getProperty("liberty.home")).toAbsolutePath();
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final int port = Stack.freePort();
    private final Map<String, String> environment;

    /** @param page the address of the service that its users go back to */
    OpenIdProvider(String page) {
        environment = Map.of(
                "WLP_USER_DIR",
                FOLDER.toString(),
                "OP_PORT",
                Integer.toString(port),
                "OP_KEYSTORE",
                keyStore().toString(),
                "OP_STORE_PASSWORD",
                STORE_PASSWORD,
                "OP_SECRET",
                SECRET,
                "OP_REDIRECT",
                page + "/oidcclient/redirect/tocsin");
        server("stop");
        prepare();
        server("start").orFail();
        await().atMost(LIMIT).until(() -> discovery().exit() == 0);
    }

    String issuer() {
        return "https://127.0.0.1:" + port + "/oidc/endpoint/OP";
    }

    static Path keyStore() {
        return FOLDER.resolve("keys.p12");
    }

    private void prepare() {
        try {
            var folder = FOLDER.resolve("servers/provider");
            Files.createDirectories(folder);
            Files.copy(
                    Path.of("src/test/liberty/provider/server.xml"),
                    folder.resolve("server.xml"),
                    StandardCopyOption.REPLACE_EXISTING);
            Files.deleteIfExists(keyStore());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Command.run(
                        LIMIT,
                        Map.of(),
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "tests",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=dns:localhost,ip:127.0.0.1",
                                "-validity",
                                "7",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                keyStore().toString(),
                                "-storepass",
                                STORE_PASSWORD))
                .orFail();
    }

    private Command server(String action) {
        return Command.run(
                LIMIT, environment, List.of(LIBERTY.resolve("bin/server").toString(), action, "provider"));
    }

    private Command discovery() {
        return Command.run(
                LIMIT,
                Map.of(),
                List.of("curl", "-sfk", "--max-time", "5", issuer() + "/.well-known/openid-configuration"));
    }

    @Override
    public void close() {
        server("stop").orFail();
    }
}

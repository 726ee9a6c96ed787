package dev.tocsin.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tocsin.Jwt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final String GOOD =
            "{\"iss\":\"https://issuer.example\",\"aud\":\"tocsin\",\"sub\":\"7\",\"upn\":\"alice\",\"groups\":[\"editors\"],\"exp\":1800000001}";

    private final Jwt issuer;
    private final Tokens tokens;

    @TempDir
    private Path folder;

    TokensTest(@TempDir Path folder) throws GeneralSecurityException {
        issuer = Jwt.es256();
        tokens = new Tokens(issuer.writeKey(folder.resolve("key.pem")), "https://issuer.example", "tocsin");
    }

    private void isRefused(Tokens by, String token) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> by.identify(token, NOW))
                .withMessage("the token is not accepted")
                .satisfies(refused -> assertThat(
                                refused.closeReason().getCloseCode().getCode())
                        .isEqualTo(3000));
    }

    @Test
    void aGoodTokenTellsWhoAndUntilWhen() throws GeneralSecurityException {
        var identity = tokens.identify(issuer.sign(GOOD), NOW);

        assertThat(identity).isEqualTo(new Tokens.Identity("alice", Set.of("editors"), NOW.plusSeconds(1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"iss\":\"https://issuer.example\",\"aud\":[\"other\",\"tocsin\"],\"sub\":\"alice\",\"exp\":1800000001}",
                "{\"iss\":\"https://issuer.example\",\"aud\":\"tocsin\",\"preferred_username\":\"alice\",\"sub\":\"7\",\"exp\":1800000001,\"nbf\":1800000030}",
            })
    void theClaimsOfMicroProfile(String claims) throws GeneralSecurityException {
        assertThat(tokens.identify(issuer.sign(claims), NOW).user()).isEqualTo("alice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "nonsense",
                "{\"iss\":\"https://evil.example\",\"aud\":\"tocsin\",\"sub\":\"a\",\"exp\":1800000001}",
                "{\"iss\":\"https://issuer.example\",\"aud\":\"other\",\"sub\":\"a\",\"exp\":1800000001}",
                "{\"iss\":\"https://issuer.example\",\"aud\":[],\"sub\":\"a\",\"exp\":1800000001}",
                "{\"iss\":\"https://issuer.example\",\"aud\":[1],\"sub\":\"a\",\"exp\":1800000001}",
                "{\"iss\":\"https://issuer.example\",\"sub\":\"a\",\"exp\":1800000001}",
                "{\"iss\":\"https://issuer.example\",\"aud\":\"tocsin\",\"exp\":1800000001}",
                "{\"iss\":\"https://issuer.example\",\"aud\":\"tocsin\",\"sub\":\"\",\"exp\":1800000001}",
                "{\"iss\":\"https://issuer.example\",\"aud\":\"tocsin\",\"sub\":\"a\"}",
                "{\"iss\":\"https://issuer.example\",\"aud\":\"tocsin\",\"sub\":\"a\",\"exp\":\"1800000001\"}",
                "{\"iss\":\"https://issuer.example\",\"aud\":\"tocsin\",\"sub\":\"a\",\"exp\":9e17}",
                "{\"iss\":\"https://issuer.example\",\"aud\":\"tocsin\",\"sub\":\"a\",\"exp\":1800000000}",
                "{\"iss\":\"https://issuer.example\",\"aud\":\"tocsin\",\"sub\":\"a\",\"exp\":1800009999,\"nbf\":1800000031}",
            })
    void whatIsWrongWithTheClaimsIsRefused(String claims) throws GeneralSecurityException {
        isRefused(tokens, issuer.sign(claims));
    }

    @Test
    void anotherSignatureIsRefused() throws GeneralSecurityException {
        var good = issuer.sign(GOOD);
        var unsigned =
                Jwt.part("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8)) + "." + good.split("\\.")[1] + ".";

        isRefused(tokens, Jwt.es256().sign(GOOD));
        isRefused(tokens, Jwt.rs256().sign(GOOD));
        isRefused(tokens, Jwt.rs256().sign("{\"alg\":\"ES256\"}", GOOD));
        isRefused(tokens, unsigned);
        isRefused(tokens, good.substring(0, good.lastIndexOf('.') + 1));
        isRefused(tokens, good.replace(".", ".."));
        isRefused(tokens, good + ".");
        isRefused(tokens, "");
        isRefused(tokens, issuer.sign("{\"alg\":\"ES256\",\"crit\":[\"b64\"],\"b64\":false}", GOOD));
        isRefused(
                tokens,
                issuer.sign(GOOD.replace("alice", "mallo")).split("\\.")[0] + "." + good.split("\\.", 2)[1] + "x");
    }

    /** The public key is known to everybody: as the secret of an HMAC it proves nothing. */
    @Test
    void thePublicKeyIsNoSecret() throws GeneralSecurityException {
        var rsa = Jwt.rs256();
        var verifier = new Tokens(rsa.writeKey(folder.resolve("rsa.pem")), "https://issuer.example", "tocsin");
        var signed = Jwt.part("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + Jwt.part(GOOD.getBytes(StandardCharsets.UTF_8));
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(rsa.publicKey(), "HmacSHA256"));

        isRefused(verifier, signed + "." + Jwt.part(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII))));
        assertThat(verifier.identify(rsa.sign(GOOD), NOW).user()).isEqualTo("alice");
    }

    @Test
    void aKeyThatIsNoneIsNamedAtTheStart() throws IOException {
        for (var none :
                new String[] {"-----BEGIN PUBLIC KEY-----\nAAAA\n", "?", "", "{}", "{\"keys\":[]}", "{\"keys\":[1]}"}) {
            var file = Files.writeString(folder.resolve("none.pem"), none);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Tokens(file, "i", "a"))
                    .withMessageContaining("none.pem");
        }
    }

    /** As an issuer publishes them, with others among them: a token names its key. */
    @Test
    void ofASetOfKeysTheTokenNamesOne() throws Exception {
        var rsa = Jwt.rs256();
        var next = Jwt.es256();
        var set = set(
                rsa.jwk("old"),
                issuer.jwk("new"),
                next.jwk("encryption").replace("\"EC\",", "\"EC\",\"use\":\"enc\","),
                "{\"kty\":\"OKP\",\"kid\":\"other\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"broken\",\"x\":\"?\"}");
        var file = Files.writeString(folder.resolve("keys.json"), set);
        var verifier = new Tokens(file, "https://issuer.example", "tocsin");

        assertThat(verifier.identify(rsa.sign("{\"alg\":\"RS256\",\"kid\":\"old\"}", GOOD), NOW)
                        .user())
                .isEqualTo("alice");
        assertThat(verifier.identify(issuer.sign("{\"alg\":\"ES256\",\"kid\":\"new\"}", GOOD), NOW)
                        .user())
                .isEqualTo("alice");
        isRefused(verifier, issuer.sign("{\"alg\":\"ES256\",\"kid\":\"old\"}", GOOD));
        isRefused(verifier, issuer.sign("{\"alg\":\"RS256\",\"kid\":\"new\"}", GOOD));
        isRefused(verifier, next.sign("{\"alg\":\"ES256\",\"kid\":\"encryption\"}", GOOD));
        isRefused(verifier, issuer.sign(GOOD));
    }

    /** Keys are changed while the service runs; a file that is broken meanwhile locks nobody out. */
    @Test
    void theKeysAreReadAgainWhenTheyHaveChanged() throws Exception {
        var next = Jwt.es256();
        var file = Files.writeString(folder.resolve("keys.json"), set(issuer.jwk("1")));
        var verifier = new Tokens(file, "https://issuer.example", "tocsin");
        isRefused(verifier, next.sign("{\"alg\":\"ES256\",\"kid\":\"2\"}", GOOD));

        change(file, set(issuer.jwk("1"), next.jwk("2")), 1);
        verifier.refresh();
        verifier.identify(next.sign("{\"alg\":\"ES256\",\"kid\":\"2\"}", GOOD), NOW);
        change(file, "{\"keys\":", 2);
        verifier.refresh();
        verifier.identify(next.sign("{\"alg\":\"ES256\",\"kid\":\"2\"}", GOOD), NOW);
        change(file, set(next.jwk("2")), 3);
        verifier.refresh();
        isRefused(verifier, issuer.sign("{\"alg\":\"ES256\",\"kid\":\"1\"}", GOOD));
        verifier.identify(next.sign(GOOD), NOW);
    }

    private static String set(String... keys) {
        return "{\"keys\":[" + String.join(",", keys) + "]}";
    }

    private static void change(Path file, String text, int seconds) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(seconds)));
    }

    @Test
    void groupsThatAreNoneAreRefused() throws GeneralSecurityException {
        isRefused(tokens, issuer.sign(GOOD.replace("[\"editors\"]", "\"editors\"")));
        isRefused(tokens, issuer.sign(GOOD.replace("[\"editors\"]", "[1]")));
    }

    private Server server(String permissions) {
        return new Server(Map.of(
                "permissions",
                permissions,
                "token-key-file",
                issuer.writeKey(folder.resolve("key.pem")).toString(),
                "token-issuer",
                "https://issuer.example",
                "token-audience",
                "tocsin"));
    }

    private String passcode(String claims, Instant until) throws GeneralSecurityException {
        return "passcode:" + issuer.sign(claims.replace("1800000001", Long.toString(until.getEpochSecond()))) + "\n";
    }

    @Test
    void connectNeedsATokenAndTheConnectionEndsWithIt() throws GeneralSecurityException {
        var server = server("");
        var until = Instant.ofEpochSecond(Instant.now().getEpochSecond() + 60);

        var stranger = server.stranger();
        stranger.send("CONNECT\naccept-version:1.2\nhost:test\n\n^@");
        assertThat(stranger.last()).startsWith("ERROR\n").contains("CONNECT needs a token as its passcode");
        assertThat(stranger.closed.getCloseCode().getCode()).isEqualTo(3000);

        var alice = server.stranger();
        assertThat(alice.connect(passcode(GOOD, until))).contains("\nuser-name:alice\n");
        assertThat(alice.protocol.isExpired(until.minusSeconds(1))).isFalse();
        assertThat(alice.protocol.isExpired(until)).isTrue();
    }

    @Test
    void theConnectionsOfWhomATokenNamesAreBounded() throws GeneralSecurityException {
        var server = server("");
        var passcode = passcode(GOOD, Instant.now().plusSeconds(60));
        for (int i = 0; i < 100; i++) {
            server.stranger().connect(passcode);
        }
        var oneTooMany = server.stranger();
        oneTooMany.send("CONNECT\naccept-version:1.2\nhost:test\n" + passcode + "\n^@");

        assertThat(oneTooMany.last()).contains("\nmessage:too many connections of this user\n");
        assertThat(oneTooMany.closed.getCloseCode().getCode()).isEqualTo(1008);
    }

    @Test
    void whoIsAllowedNoLongerDoesNotGoOn() throws GeneralSecurityException {
        var server = server("subscribe /topic/drafts editors");
        var until = Instant.now().plusSeconds(60);
        var before = server.stranger();
        var session = Client.header(before.connect(passcode(GOOD, until) + "session-token:new\n"), "session-token");
        before.send("SUBSCRIBE\nid:1\ndestination:/topic/drafts\n\n^@");
        assertThat(before.closed).isNull();
        before.lose();

        var after = server.stranger();
        after.send("CONNECT\naccept-version:1.2\nhost:test\n" + passcode(GOOD.replace("editors", "readers"), until)
                + "session-token:" + session + "\n\n^@");

        assertThat(after.last()).startsWith("ERROR\n").contains("not allowed");
        assertThat(after.closed.getCloseCode().getCode()).isEqualTo(3003);
        assertThat(server.services.sessions().size()).isZero();
    }
}

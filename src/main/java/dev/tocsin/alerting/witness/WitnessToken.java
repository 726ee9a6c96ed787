package dev.tocsin.alerting.witness;

import dev.tocsin.telemetry.LogEvents;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The bearer token (RFC 6750) that both witnesses must show, kept in the file {@code tocsin.witness.token-file}. The file
 * is read at each delivery, so that a token can be changed without a restart; without a file nobody is let in.
 */
@ApplicationScoped
class WitnessToken {

    private static final System.Logger LOG = LogEvents.logger(WitnessToken.class);
    private static final String SCHEME = "Bearer ";

    private final Optional<Path> file;

    /** For the CDI proxy. */
    WitnessToken() {
        file = Optional.empty();
    }

    @Inject
    WitnessToken(@ConfigProperty(name = "tocsin.witness.token-file") Optional<Path> file) {
        this.file = file;
    }

    /** Whether the header's value holds the token; takes the same time whichever octet is wrong. */
    boolean isShownBy(Optional<String> authorization) {
        return expected()
                .map(token -> authorization
                        .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                        .map(header -> header.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8))
                        .filter(shown -> MessageDigest.isEqual(shown, token))
                        .isPresent())
                .orElse(false);
    }

    private Optional<byte[]> expected() {
        if (file.isEmpty()) {
            LOG.log(System.Logger.Level.ERROR, "witness_token_missing");
            return Optional.empty();
        }
        try {
            var token = Files.readString(file.get()).strip();
            return Optional.of(token)
                    .filter(text -> !text.isEmpty())
                    .map(text -> text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "witness_token_unreadable", e.toString());
            return Optional.empty();
        }
    }
}

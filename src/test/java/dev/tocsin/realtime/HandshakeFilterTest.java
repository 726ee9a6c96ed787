package dev.tocsin.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandshakeFilterTest {

    @ParameterizedTest
    @CsvSource({
        "http://chat.example, chat.example, true",
        "https://chat.example:8443, chat.example:8443, true",
        "https://CHAT.example, chat.example, true",
        "https://allowed.example, chat.example, true",
        "http://allowed.example, chat.example, false",
        "https://chat.example:8443, chat.example, false",
        "https://chat.example.evil.example, chat.example, false",
        "null, chat.example, false",
        "https://, chat.example, false",
        "'', chat.example, false",
        "'not a uri', chat.example, false",
    })
    void onlyTheOwnOriginAndAllowedOnesMayConnect(String origin, String host, boolean allowed) {
        assertThat(HandshakeFilter.isAllowed(origin, host, Set.of("https://allowed.example")))
                .isEqualTo(allowed);
    }
}

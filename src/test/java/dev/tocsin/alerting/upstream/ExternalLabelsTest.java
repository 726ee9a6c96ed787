package dev.tocsin.alerting.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ExternalLabelsTest {

    private static final String PRINTED = """
            global:
              scrape_interval: 15s
              evaluation_interval: 15s
              external_labels:
                cluster: eu-1
                quoted: 'it''s: so'
                replica: "0"
                text: "tab\\tand \\u263a"
            rule_files:
            - rules.yml
            """;

    @Test
    void theyAreReadAsPrometheusPrintsThem() {
        assertThat(ExternalLabels.of(PRINTED).byName())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("cluster", "eu-1", "quoted", "it's: so", "replica", "0", "text", "tab\tand ☺"));
    }

    @Test
    void withoutAnyThereAreNone() {
        assertThat(ExternalLabels.of("global:\n  scrape_interval: 15s\nscrape_configs: []\n")
                        .byName())
                .isEmpty();
    }

    @Test
    void whatAnAlertHasItselfStays() {
        assertThat(ExternalLabels.of(PRINTED)
                        .addedTo(Map.of("alertname", "Test", "cluster", "us-2"))
                        .byName())
                .containsEntry("cluster", "us-2")
                .containsEntry("replica", "0");
    }
}

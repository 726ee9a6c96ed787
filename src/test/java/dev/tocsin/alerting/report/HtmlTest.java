package dev.tocsin.alerting.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlTest {

    @Test
    void everyTextIsAText() {
        assertThat(new Html()
                        .element("p class=\"small\"", "<script>&\"'")
                        .row("<b>", 3, "&")
                        .list(List.of("\u0000\u001b[31m 🚨"))
                        .toString())
                .isEqualTo("""
                    <p class="small">&lt;script&gt;&amp;&quot;&#39;</p>
                    <tr><th scope="row">&lt;b&gt;</th><td>3</td><td>&amp;</td></tr>
                    <ul>
                    <li>  [31m 🚨</li>
                    </ul>
                    """);
    }

    @Test
    void barsAreAsHighAsTheirNumbers() {
        assertThat(Bars.of("<t>", List.of(0, 1, 2)).text())
                .contains("<title>&lt;t&gt;</title>")
                .contains("y=\"12.0\"")
                .contains("height=\"24.0\"")
                .containsOnlyOnce("height=\"12.0\"");
        assertThat(Bars.of("t", List.of()).text()).doesNotContain("rect");
        assertThat(Bars.of("t", List.of(0, 0)).text()).doesNotContain("rect");
    }
}

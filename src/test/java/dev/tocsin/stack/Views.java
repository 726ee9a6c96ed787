package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;

/** What every view of the page holds to, in both themes and at every width. */
final class Views {

    /** With {@code -Dscreenshots.renew=true} the pictures of the documentation are made anew. */
    private static final boolean ARE_RENEWED = Boolean.getBoolean("screenshots.renew");

    private static final Path PICTURES = Path.of(ARE_RENEWED ? "docs/images" : "target/screenshots");

    private Views() {}

    /** Everybody can use it, nothing sticks out sideways; and a picture of it. */
    static void hold(Page page, String view, ColorScheme scheme, int width) {
        fits(page);
        axe(page);
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(!ARE_RENEWED) // those of the documentation show what one sees at first
                .setPath(PICTURES.resolve(view + "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width + ".png")));
    }

    static void axe(Page page) {
        var violations = new AxeBuilder(page).analyze().getViolations();
        assertThat(violations)
                .as(() -> violations.stream()
                        .map(rule ->
                                rule.getId() + ": " + rule.getNodes().get(0).getHtml())
                        .collect(Collectors.joining("\n", "axe on " + page.url() + "\n", "\n")))
                .isEmpty();
    }

    static void fits(Page page) {
        assertThat(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                .as("no sideways scrolling at " + page.viewportSize().width)
                .isEqualTo(true);
    }
}

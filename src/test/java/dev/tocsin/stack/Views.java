package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What every view of the page holds to, in both themes and at every width. */
final class Views {

    private static final Path TARGET = Path.of("target/screenshots");

    /** With {@code -Dtocsin.screenshots=docs/images} the pictures of the documentation are made anew. */
    private static final Path PICTURES = Path.of(System.getProperty("tocsin.screenshots", TARGET.toString()));

    private record Size(int width, int height) {}

    private static final List<Size> SIZES = List.of(new Size(1280, 800), new Size(360, 740));
    private static final Size LARGEST = new Size(3840, 2160);

    private Views() {}

    /** A view, in both themes and at both widths: everybody can use it, nothing sticks out sideways; and a picture of each. */
    static void hold(Page page, String view) {
        resize(page, LARGEST);
        fits(page);
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            for (var size : SIZES) {
                resize(page, size);
                fits(page);
                axe(page);
                picture(
                        page,
                        PICTURES.resolve(
                                "%s-%s-%d.png".formatted(view, scheme.name().toLowerCase(Locale.ROOT), size.width())));
            }
        }
        resize(page, SIZES.get(0));
    }

    /** A state of a view, as it is. */
    static void serve(Page page, String state) {
        fits(page);
        axe(page);
        picture(page, TARGET.resolve(state + ".png"));
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

    /** Charts are drawn anew for the width that there is: in the frame after the next. */
    private static void resize(Page page, Size size) {
        page.setViewportSize(size.width(), size.height());
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))");
    }

    private static void picture(Page page, Path file) {
        page.screenshot(new Page.ScreenshotOptions().setPath(file));
    }
}

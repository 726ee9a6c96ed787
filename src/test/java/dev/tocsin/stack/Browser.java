package dev.tocsin.stack;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The distribution's Chromium, without a window; sees to it that a page raises no error. */
final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow(() -> new AssertionError("Chromium is missing: apt-get install chromium"));

    private static final List<String> SWITCHES =
            List.of("--no-sandbox", "--disable-gpu", "--disable-background-networking");

    /** On a machine that has much to do. */
    private static final double PATIENCE_MILLIS = 20_000;

    static {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
    }

    private final Playwright playwright =
            Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    private final com.microsoft.playwright.Browser browser;

    /** @param switches further ones of Chromium */
    Browser(String... switches) {
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(Stream.concat(SWITCHES.stream(), Stream.of(switches))
                                .toList()));
    }

    /** Windows of one person: they share cookies with each other and with nobody else. */
    BrowserContext context(com.microsoft.playwright.Browser.NewContextOptions options) {
        return browser.newContext(options);
    }

    BrowserContext context() {
        return browser.newContext();
    }

    /** Signs in on the page of the person on call. */
    static Page signIn(BrowserContext context, Stack stack) {
        var page = context.newPage();
        page.navigate(stack.app("/").toString());
        page.locator("#sign-in input[autocomplete=username]").fill("oncall");
        page.locator("#sign-in input[autocomplete=current-password]").fill(stack.password());
        page.locator("#sign-in button[type=submit]").click();
        page.locator("#indicator").waitFor();
        return page;
    }

    @Override
    public void close() {
        playwright.close();
    }
}

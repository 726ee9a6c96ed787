package dev.tocsin.stack;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Signing in over TLS by a real OpenID Connect provider, which is another site to the browser. */
class SingleSignOnIT {

    private static final IsVisibleOptions SOON = new IsVisibleOptions().setTimeout(30_000);
    private static final String PAGE = "https://localhost:" + Stack.freePort();
    private static final String ENDED_BY_SIGNING_OUT =
            "app_streams_ended_total{mp_scope=\"application\",reason=\"signed_out\",}";
    private static final Browser BROWSER = new Browser();

    private static OpenIdProvider provider;
    private static Stack stack;

    @BeforeAll
    static void start() {
        provider = new OpenIdProvider(PAGE);
        stack = Stack.start(
                Path.of("target/stack-single-sign-on").toAbsolutePath(),
                Map.ofEntries(
                        Map.entry("TOCSIN_URL", PAGE),
                        Map.entry("TOCSIN_TLS", "on"),
                        Map.entry("TOCSIN_HTTPS_HOST", "localhost"),
                        Map.entry("TOCSIN_HTTPS_PORT", PAGE.substring(PAGE.lastIndexOf(':') + 1)),
                        Map.entry(
                                "TOCSIN_TLS_KEYSTORE", OpenIdProvider.keyStore().toString()),
                        Map.entry("TOCSIN_SIGN_IN", "openid"),
                        Map.entry("TOCSIN_OPENID_ISSUER", provider.issuer()),
                        Map.entry("TOCSIN_OPENID_CLIENT_ID", "tocsin"),
                        Map.entry("TOCSIN_OPENID_USER_CLAIM", "sub"),
                        Map.entry("TOCSIN_OPENID_GROUPS_CLAIM", "groupIds")),
                Map.of(
                        "tocsin.tls.password", OpenIdProvider.STORE_PASSWORD,
                        "tocsin.openid.client-secret", OpenIdProvider.SECRET),
                "app");
    }

    @AfterAll
    static void stop() {
        BROWSER.close();
        if (stack != null) {
            stack.close();
        }
        if (provider != null) {
            provider.close();
        }
    }

    private static BrowserContext context() {
        return BROWSER.context(new NewContextOptions().setIgnoreHTTPSErrors(true));
    }

    private static Page signIn(BrowserContext context, String hash, String user, String password) {
        var page = context.newPage();
        page.navigate(PAGE + "/" + hash);
        assertThat(page.locator("#sign-in")).isVisible(SOON);
        page.getByText("Sign in with single sign-on").click();
        page.locator("[name=j_username]").fill(user);
        page.locator("[name=j_password]").fill(password);
        page.keyboard().press("Enter");
        page.waitForURL(Pattern.compile(Pattern.quote(PAGE) + "/(#.*)?"));
        return page;
    }

    private static Object status(Page page, String method, String path) {
        return page.evaluate(
                "([method, path]) => fetch(path, { method, headers: { 'If-Match': '*', 'Content-Type': 'application/json' },"
                        + " body: method === 'GET' ? undefined : '{}' }).then(({ status }) => status)",
                List.of(method, path));
    }

    @Test
    void whoTheProviderKnowsIsInAndSeesWhatWasToBeSeen() {
        try (var context = context()) {
            var page = signIn(context, "#audit", "ada", "lovelace");

            assertThat(page.locator("audit-view")).isVisible(SOON);
            assertThat(page.locator("#sign-out")).hasAttribute("title", "Signed in as ada");
            assertThat(page.locator("#entries li")
                            .filter(new Locator.FilterOptions().setHasText("user:ada"))
                            .first())
                    .containsText("signed-in");
            assertThat(status(page, "POST", "api/lifecycle/drain")).isEqualTo(403);

            page.evaluate("() => { location.hash = '#active' }");
            assertThat(page.locator("alert-board .age"))
                    .containsText("live", new ContainsTextOptions().setTimeout(30_000));
            double ended = stack.metric(ENDED_BY_SIGNING_OUT);
            page.locator("#sign-out").click();
            assertThat(page.locator("#sign-in")).isVisible(SOON);
            assertThat(status(page, "GET", "api/status")).isEqualTo(401);
            assertThat(stack.metric(ENDED_BY_SIGNING_OUT)).isEqualTo(ended + 1);
        }
    }

    @Test
    void whoIsInNoGroupMayNothing() {
        try (var context = context()) {
            var page = signIn(context, "", "eve", "dropper");
            assertThat(page.locator("#indicator")).hasText("No access", new HasTextOptions().setTimeout(30_000));
            assertThat(page.locator("#notices"))
                    .hasText(
                            "You are signed in, but not as a viewer: whoever looks after the users of Tocsin can change that.");
            assertThat(page.locator(".alert")).hasCount(0);
            Views.serve(page, "no-access");
            assertThat(status(page, "GET", "api/status")).isEqualTo(403);
            assertThat(status(page, "POST", "api/alerts/0000000000000000-1/notes"))
                    .isEqualTo(403);
        }
    }

    @Test
    void aPasswordStillServes() {
        try (var context = context()) {
            var page = context.newPage();
            page.navigate(PAGE);
            page.locator("#sign-in input[autocomplete=username]").fill("oncall");
            page.locator("#sign-in input[autocomplete=current-password]").fill(stack.password());
            page.keyboard().press("Enter");
            assertThat(page.locator("#indicator")).isVisible(SOON);
        }
    }

    @Test
    void cookiesAreTheServersAloneAndStayOnTls() {
        try (var context = context()) {
            signIn(context, "", "ada", "lovelace");

            var cookies = context.cookies(PAGE);
            assertThat(cookies).extracting((Cookie cookie) -> cookie.name).contains("tocsin");
            assertThat(cookies)
                    .filteredOn(cookie -> cookie.name.startsWith("tocsin") || cookie.name.startsWith("WASOidc"))
                    .allSatisfy(cookie -> {
                        assertThat(cookie.httpOnly).as(cookie.name).isTrue();
                        assertThat(cookie.secure).as(cookie.name).isTrue();
                        assertThat(cookie.sameSite).as(cookie.name).isEqualTo(SameSiteAttribute.LAX);
                    });
        }
    }

    @Test
    void browsersStayOnTls() {
        try (var context = context()) {
            var answer = context.newPage().navigate(PAGE);
            assertThat(answer.headers())
                    .containsEntry("strict-transport-security", "max-age=31536000")
                    .containsKey("content-security-policy");
        }
    }
}

package dev.tocsin.stack;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import com.microsoft.playwright.options.AriaRole;
import dev.tocsin.stack.OnCall.Alert;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the person on call does about an alert on the page, on a real Alertmanager. */
@ExtendWith(StackExtension.class)
class ActPageIT {

    private static final IsVisibleOptions SOON = new IsVisibleOptions().setTimeout(20_000);
    private static final Browser BROWSER = new Browser();

    private final Stack stack;
    private final OnCall onCall;
    private final Alert alert = Alert.critical(Alert.someName(), "app-1:9080").since(Duration.ofMinutes(2));

    ActPageIT(Stack stack) {
        this.stack = stack;
        this.onCall = new OnCall(stack);
    }

    @BeforeEach
    void fire() {
        onCall.fire(alert);
    }

    @AfterEach
    void end() {
        onCall.end(alert);
    }

    @AfterAll
    static void close() {
        BROWSER.close();
    }

    private Page open(BrowserContext context) {
        var page = Browser.signIn(context, stack);
        assertThat(row(page, alert).first()).isVisible(SOON);
        return page;
    }

    private static Locator row(Page page, Alert alert) {
        return page.locator("#alerts li.alert").filter(new Locator.FilterOptions().setHasText(alert.name()));
    }

    private static Locator dialog(Page page) {
        return page.locator("form-dialog dialog[open]");
    }

    private static Locator button(Locator within, String name) {
        return within.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(Pattern.compile("^" + name)));
    }

    private static Locator note(Page page) {
        return page.locator("result-note");
    }

    /** What is done is pushed to the page too, maybe before the dialog has its answer. */
    private static void confirm(Page page) {
        page.keyboard().press("Control+Enter");
        assertThat(dialog(page)).isHidden();
    }

    @Test
    void anAlertIsAcknowledgedWithANoteAndGivenBack() {
        try (var context = BROWSER.context()) {
            var page = open(context);
            assertThat(row(page, alert)).containsText(Pattern.compile("nobody has it; answer due in [0-4]:\\d\\d"));
            button(row(page, alert), "Acknowledge").click();
            dialog(page).getByLabel("Note").fill("looking <b>at</b> it");
            dialog(page).getByLabel("For").selectOption("PT1H");
            Views.serve(page, "acknowledge");
            button(dialog(page), "Acknowledge").click();

            assertThat(note(page)).containsText("Acknowledged " + alert.name());
            assertThat(row(page, alert)).containsText("oncall has it until");
            assertThat(row(page, alert)).containsText("looking <b>at</b> it");
            assertThat(onCall.silences(alert)).hasSize(1);
            Views.serve(page, "acknowledged");

            button(note(page), "Undo").click();
            assertThat(row(page, alert)).containsText("nobody has it");
            assertThat(note(page)).containsText("Gave back");
            assertThat(onCall.silences(alert)).isEmpty();
        }
    }

    @Test
    void everythingIsDoneByKeyboard() {
        try (var context = BROWSER.context()) {
            var page = open(context);
            var keyboard = page.keyboard();
            keyboard.press("?");
            assertThat(dialog(page)).containsText("next, previous alert");
            Views.serve(page, "keys");
            keyboard.press("Escape");
            assertThat(dialog(page)).isHidden();
            keyboard.press("/");
            assertThat(page.locator("board-filter input").first()).isFocused();
            keyboard.type(alert.name());
            // The list follows what is typed a moment later.
            assertThat(page.locator("#alerts li.alert:visible")).hasCount(1);
            keyboard.press("Tab");
            page.evaluate("document.activeElement.blur()");
            keyboard.press("j");
            assertThat(row(page, alert).locator(".what a")).isFocused();

            keyboard.press("a");
            keyboard.type("mine");
            confirm(page);
            assertThat(row(page, alert)).containsText("oncall has it until");
            assertThat(row(page, alert).locator(".what a")).isFocused();
            keyboard.press("u");
            assertThat(row(page, alert)).containsText("nobody has it");

            keyboard.press("n");
            keyboard.type("tried turning it off and on");
            confirm(page);
            assertThat(row(page, alert)).containsText("1 note");

            keyboard.press("v");
            keyboard.press("ArrowDown");
            keyboard.press("ArrowDown");
            keyboard.press("Tab");
            keyboard.type("happens each night");
            confirm(page);
            assertThat(row(page, alert)).containsText("oncall says: noise (happens each night)");

            keyboard.press("r");
            keyboard.type("gone");
            confirm(page);
            assertThat(row(page, alert)).isHidden();
            assertThat(note(page)).containsText("Resolved " + alert.name());
        }
    }

    @Test
    void whatIsMissingIsSaidAndWhatWasTypedStays() {
        try (var context = BROWSER.context()) {
            var page = open(context);
            row(page, alert).locator("summary").click();
            button(row(page, alert), "Note").click();
            dialog(page).getByLabel("Note").fill("worth keeping");
            context.route("**/api/alerts/*/notes", route -> route.abort());
            button(dialog(page), "Note").click();

            assertThat(dialog(page).locator("[role=alert]")).containsText("no connection");
            assertThat(dialog(page).getByLabel("Note")).hasValue("worth keeping");
            Views.serve(page, "note-failed");
            context.unroute("**/api/alerts/*/notes");
            button(dialog(page), "Try again").click();
            assertThat(row(page, alert)).containsText("1 note");
        }
    }

    @Test
    void whoeverWasFasterIsNamedAndOnlyThenOverruled() {
        try (var context = BROWSER.context()) {
            var page = open(context);
            button(row(page, alert), "Acknowledge").click();
            dialog(page).getByLabel("Note").fill("mine");
            // The dialog is about the alert as it was when it opened.
            OnCall.isDone(onCall.act("POST", alert, "/notes", "{\"text\":\"me first\"}"));
            button(dialog(page), "Acknowledge").click();

            assertThat(dialog(page).locator("[role=alert]")).containsText("Meanwhile: oncall noted at ");
            assertThat(dialog(page).getByLabel("Note")).hasValue("mine");
            Views.serve(page, "conflict");
            button(dialog(page), "Acknowledge all the same").click();
            assertThat(row(page, alert)).containsText("oncall has it until");
        }
    }

    @Test
    void anExpiredSignInKeepsWhatWasTyped() {
        try (var context = BROWSER.context()) {
            var page = open(context);
            button(row(page, alert), "Acknowledge").click();
            dialog(page).getByLabel("Note").fill("a long story");
            // By a key, which waits for nothing: the page may notice by itself that nobody is signed in any more.
            button(dialog(page), "Acknowledge").focus();
            context.clearCookies();
            page.keyboard().press("Enter");

            assertThat(page.locator("#sign-in")).isVisible();
            assertThat(dialog(page)).isHidden();
            page.locator("#sign-in input[autocomplete=username]").fill("oncall");
            page.locator("#sign-in input[autocomplete=current-password]").fill(stack.password());
            page.keyboard().press("Enter");
            assertThat(dialog(page).getByLabel("Note")).hasValue("a long story");
            button(dialog(page), "Acknowledge").click();
            assertThat(row(page, alert)).containsText("a long story");
        }
    }

    @Test
    void manyAreAcknowledgedAtOnce() {
        var other = new Alert(
                Map.of("alertname", alert.name(), "severity", "warning", "team", "websocket", "instance", "app-2:9080"),
                alert.startsAt());
        onCall.fire(other);
        try (var context = BROWSER.context()) {
            var page = open(context);
            page.evaluate("name => { location.hash = '#active?text=' + name }", alert.name());
            assertThat(row(page, alert)).hasCount(2);
            page.getByLabel("Select all 2").check();
            button(page.locator(".selection"), "Acknowledge").click();
            assertThat(dialog(page)).containsText("2 alerts");
            button(dialog(page), "Acknowledge").click();

            assertThat(row(page, alert).filter(new Locator.FilterOptions().setHasText("oncall has it until")))
                    .hasCount(2);
            button(note(page), "Undo").click();
            assertThat(row(page, alert).filter(new Locator.FilterOptions().setHasText("nobody has it")))
                    .hasCount(2);
        } finally {
            onCall.end(other);
        }
    }

    @Test
    void aSilenceSaysWhatItMutesAndIsExtendedAndExpired() {
        try (var context = BROWSER.context()) {
            var page = open(context);
            button(row(page, alert), "Silence").click();
            assertThat(dialog(page).locator(".preview")).containsText("Mutes 1 of the ");
            assertThat(dialog(page).locator(".preview")).containsText("Would have hidden ");
            dialog(page).getByLabel("Comment").fill("planned <i>work</i>");
            Views.serve(page, "silence");
            button(dialog(page), "Silence").click();
            assertThat(note(page)).containsText("Silenced until");
            await().untilAsserted(() -> assertThat(onCall.silences(alert)).hasSize(1));
            assertThat(row(page, alert))
                    .containsText("silenced: nobody is told", new ContainsTextOptions().setTimeout(20_000));

            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Silences"))
                    .click();
            var silence = page.locator("#silences li").filter(new Locator.FilterOptions().setHasText(alert.name()));
            assertThat(silence).containsText("planned <i>work</i>");
            assertThat(silence).containsText(Pattern.compile("1 h 59 min left|2 h left"));
            button(silence, "Extend").click();
            dialog(page).getByLabel("From now on for").selectOption("PT24H");
            button(dialog(page), "Extend").click();
            assertThat(silence).containsText(Pattern.compile("23 h 59 min left|1 d left"));
            Views.serve(page, "silences");

            button(silence, "Expire").click();
            assertThat(silence).isHidden();
            assertThat(onCall.silences(alert)).isEmpty();
        }
    }

    @Test
    void aFreshSilenceIsUndone() {
        try (var context = BROWSER.context()) {
            var page = open(context);
            button(row(page, alert), "Silence").click();
            dialog(page).getByLabel("Comment").fill("by mistake");
            button(dialog(page), "Silence").click();
            button(note(page), "Undo").click();
            assertThat(note(page)).containsText("The silence is over");
            assertThat(onCall.silences(alert)).isEmpty();
        }
    }

    @Test
    void whoWouldMuteEverythingIsAskedTwice() {
        try (var context = BROWSER.context()) {
            var page = open(context);
            page.evaluate("() => { location.hash = '#silences' }");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("New silence"))
                    .click();
            dialog(page).getByLabel("Comparison").selectOption("=~");
            dialog(page).getByLabel("Value").fill(".+");
            dialog(page).getByLabel("Comment").fill("quiet please " + alert.name());
            button(dialog(page), "Silence").click();
            assertThat(dialog(page).locator("[role=alert]")).containsText("Say that you mean it");
            Views.serve(page, "silence-everything");
            assertThat(onCall.silences(alert)).isEmpty();
            page.keyboard().press("Escape");
            assertThat(dialog(page)).isHidden();
        }
    }

    @Test
    void aViewerSeesNothingThatHeMayNotDo() {
        OnCall.viewer(stack);
        try (var context = BROWSER.context()) {
            var page = context.newPage();
            page.navigate(stack.app("/").toString());
            page.locator("#sign-in input[autocomplete=username]").fill("visitor");
            page.locator("#sign-in input[autocomplete=current-password]").fill("visitor");
            page.keyboard().press("Enter");
            assertThat(row(page, alert)).isVisible(SOON);
            row(page, alert).locator("summary").click();
            assertThat(button(row(page, alert), "Acknowledge")).isHidden();
            assertThat(button(row(page, alert), "Resolve")).isHidden();
            assertThat(row(page, alert).getByRole(AriaRole.CHECKBOX)).hasCount(0);

            row(page, alert).locator(".what a").focus();
            page.keyboard().press("a");
            assertThat(note(page)).containsText("role responder");
            assertThat(dialog(page)).isHidden();
        }
    }
}

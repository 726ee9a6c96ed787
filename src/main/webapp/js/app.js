import "./alert-board.js";
import "./alertmanager-view.js";
import "./sign-in.js";
import "./tocsin-indicator.js";
import { element } from "./dom.js";
import { AlertFeed } from "./feed.js";
import { indicatorOf, newlyFiring, noticesOf } from "./model.js";
import { signOut } from "./server.js";

const TICK_MILLIS = 1_000;

const header = /** @type {HTMLElement} */ (document.querySelector("header"));
const indicator = /** @type {any} */ (document.querySelector("tocsin-indicator"));
const notices = /** @type {HTMLElement} */ (document.querySelector("#notices"));
const announcer = /** @type {HTMLElement} */ (document.querySelector("#announcer"));
const signIn = /** @type {any} */ (document.querySelector("sign-in"));
const views = {
  alerts: /** @type {any} */ (document.querySelector("alert-board")),
  alertmanager: /** @type {any} */ (document.querySelector("alertmanager-view")),
};

const feed = new AlertFeed();
let isSignedIn = false;
/** @type {import("./model.js").Snapshot | null} */
let announced = null;

function show() {
  const now = Date.now();
  indicator.show(isSignedIn ? indicatorOf(feed.state, now) : { state: "signed-out", text: "Signed out" });
  const texts = isSignedIn ? noticesOf(feed.state, now) : [];
  if (texts.join("\n") !== [...notices.children].map((notice) => notice.textContent).join("\n")) {
    notices.replaceChildren(...texts.map((text) => element("p", { class: "notice" }, text)));
  }
  views.alerts.show(feed.state, now);
}

function route() {
  const name = location.hash === "#alertmanager" ? "alertmanager" : "alerts";
  header.hidden = !isSignedIn;
  signIn.hidden = isSignedIn;
  views.alerts.hidden = !isSignedIn || name !== "alerts";
  views.alertmanager.hidden = !isSignedIn || name !== "alertmanager";
  for (const anchor of document.querySelectorAll(".views a")) {
    anchor.toggleAttribute("aria-current", anchor.getAttribute("href") === `#${name}`);
    if (anchor.hasAttribute("aria-current")) anchor.setAttribute("aria-current", "page");
  }
  if (views.alertmanager.hidden) views.alertmanager.stop();
  else views.alertmanager.start();
}

/** One sentence for all that is new, so that a storm is not a flood of words. */
function announce() {
  const fresh = feed.state.snapshot;
  if (!fresh || fresh === announced) return;
  const news = newlyFiring(announced, fresh);
  announced = fresh;
  if (news.length > 0) {
    const names = [...new Set(news.map((alert) => `${alert.name}, ${alert.severity ?? "no severity"}`))];
    announcer.textContent = `${news.length} new: ${names.slice(0, 3).join("; ")}${names.length > 3 ? " and others" : ""}`;
  }
}

feed.addEventListener("change", () => {
  const entered = !isSignedIn && feed.state.snapshot !== null;
  if (entered || (!isSignedIn && feed.state.failures > 0)) {
    isSignedIn = true;
    route();
  }
  announce();
  show();
});

feed.addEventListener("signedout", () => {
  isSignedIn = false;
  route();
  show();
  signIn.focus();
});

signIn.addEventListener("signedin", () => {
  feed.start();
  document.querySelector("main")?.focus();
});

document.querySelector("#sign-out")?.addEventListener("click", async () => {
  await signOut();
  feed.stop();
  feed.dispatchEvent(new Event("signedout"));
});

addEventListener("hashchange", route);
setInterval(show, TICK_MILLIS);
feed.start();

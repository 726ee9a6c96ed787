import "./alert-board.js";
import "./alert-view.js";
import "./alertmanager-view.js";
import "./audit-view.js";
import "./history-view.js";
import "./service-view.js";
import "./sign-in.js";
import "./tocsin-indicator.js";
import { element } from "./dom.js";
import { Feed } from "./feed.js";
import { alertIdIn, indicatorOf, newlyFiring, noticesOf } from "./model.js";
import { signOut, snapshot } from "./server.js";

const TICK_MILLIS = 1_000;

/** @param {string} selector */
const find = (selector) => /** @type {HTMLElement} */ (document.querySelector(selector));

const header = find("header");
const waiting = find("#waiting");
const notices = find("#notices");
const announcer = find("#announcer");
const signOutButton = find("#sign-out");
const indicator = /** @type {import("./tocsin-indicator.js").TocsinIndicator} */ (find("tocsin-indicator"));
const signIn = /** @type {import("./sign-in.js").SignIn} */ (find("sign-in"));
const board = /** @type {import("./alert-board.js").AlertBoard} */ (find("alert-board"));
const alertView = /** @type {import("./alert-view.js").AlertView} */ (find("alert-view"));
const alertmanager = /** @type {import("./alertmanager-view.js").AlertmanagerView} */ (find("alertmanager-view"));

const history = /** @type {import("./history-view.js").HistoryView} */ (find("history-view"));
const audit = /** @type {import("./audit-view.js").AuditView} */ (find("audit-view"));

const service = /** @type {import("./service-view.js").ServiceView} */ (find("service-view"));

const feed = new Feed(() => snapshot(alertIdIn(location.hash)));
let isSignedIn = false;
/** What went wrong when the person did something; gone with the next good answer. */
let failed = "";
/** @type {import("./model.js").Snapshot | null} */
let announced = null;

function show() {
  const now = Date.now();
  indicator.show(isSignedIn ? indicatorOf(feed.state, now) : { state: "signed-out", text: "Signed out" });
  const texts = isSignedIn ? [...noticesOf(feed.state), failed].filter(Boolean) : [];
  if (texts.join("\n") !== [...notices.children].map((notice) => notice.textContent).join("\n")) {
    notices.replaceChildren(...texts.map((text) => element("p", { class: "notice" }, text)));
  }
  signOutButton.title = feed.state.snapshot ? `Signed in as ${feed.state.snapshot.status.user}` : "";
  if (!board.hidden) board.show(feed.state, now);
  if (!alertView.hidden) alertView.show(feed.state, now, alertIdIn(location.hash) ?? "");
  if (!alertmanager.hidden) alertmanager.show(now);
  if (!service.hidden) service.show(feed.state.snapshot?.status, now);
}

function route() {
  const isAlertmanager = location.hash === "#alertmanager";
  const isOne = alertIdIn(location.hash) !== null;
  const view = location.hash.split("?")[0];
  const isHistory = view === "#history";
  const isAudit = view === "#audit";
  const isService = view === "#service";
  const current = isAlertmanager || isHistory || isAudit || isService || isOne ? view : "#active";
  waiting.hidden = true;
  header.hidden = !isSignedIn;
  signIn.hidden = isSignedIn;
  board.hidden = !isSignedIn || current !== "#active";
  alertView.hidden = !isSignedIn || !isOne;
  alertmanager.hidden = !isSignedIn || !isAlertmanager;
  history.hidden = !isSignedIn || !isHistory;
  audit.hidden = !isSignedIn || !isAudit;
  service.hidden = !isSignedIn || !isService;
  for (const anchor of document.querySelectorAll(".views a")) {
    if (anchor.getAttribute("href") === current) anchor.setAttribute("aria-current", "page");
    else anchor.removeAttribute("aria-current");
  }
  if (alertmanager.hidden) alertmanager.stop();
  else alertmanager.start();
  if (service.hidden) service.stop();
  else service.start();
  if (alertView.hidden) alertView.stop();
  if (!history.hidden) history.open();
  if (!audit.hidden) audit.open();
  show();
}

function leave() {
  isSignedIn = false;
  feed.stop();
  route();
  signIn.focus();
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
  if (feed.state.failures === 0) failed = "";
  announce();
  if (isSignedIn) {
    show();
  } else {
    isSignedIn = true;
    route();
  }
});

for (const source of [feed, alertView, alertmanager, history, audit, service]) {
  source.addEventListener("signedout", leave);
}

signIn.addEventListener("signedin", () => {
  feed.start();
  find("main").focus();
});

signOutButton.addEventListener("click", async () => {
  try {
    await signOut();
  } catch (error) {
    failed = `Signing out failed (${error instanceof Error ? error.message : error}). You are still signed in.`;
    show();
    return;
  }
  feed.forget();
  alertmanager.forget();
  history.forget();
  audit.forget();
  service.forget();
  announced = null;
  board.show(feed.state, Date.now());
  alertView.show(feed.state, Date.now(), "");
  leave();
});

addEventListener("hashchange", () => {
  route();
  if (isSignedIn) feed.start();
  // What was followed is out of sight now.
  if (document.activeElement?.closest("[hidden]")) find("main").focus();
  scrollTo(0, 0);
});
setInterval(show, TICK_MILLIS);
feed.start();

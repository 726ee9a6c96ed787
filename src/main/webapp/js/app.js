import "./alert-board.js";
import "./alert-view.js";
import "./alertmanager-view.js";
import "./audit-view.js";
import "./history-view.js";
import "./review-view.js";
import "./service-view.js";
import "./form-dialog.js";
import "./result-note.js";
import "./silences-view.js";
import "./tocsin-indicator.js";
import { Acting } from "./acting.js";
import { Announcer } from "./announcer.js";
import { element } from "./dom.js";
import { LiveFeed } from "./live-feed.js";
import { alertIdIn } from "./model.js";
import { Notifications } from "./notifications.js";
import { signOut } from "./server.js";
import { helpForm, Shortcuts } from "./shortcuts.js";
import { goOn } from "./sign-in.js";
import { indicatorOf, noticesOf } from "./standing.js";

const TICK_MILLIS = 1_000;

/** @param {string} selector */
const find = (selector) => /** @type {HTMLElement} */ (document.querySelector(selector));

const header = find("header");
const waiting = find("#waiting");
const notices = find("#notices");
const announcer = new Announcer(find("#announcer"));
const signOutButton = find("#sign-out");
const indicator = /** @type {import("./tocsin-indicator.js").TocsinIndicator} */ (find("tocsin-indicator"));
const signIn = /** @type {import("./sign-in.js").SignIn} */ (find("sign-in"));
const board = /** @type {import("./alert-board.js").AlertBoard} */ (find("alert-board"));
const alertView = /** @type {import("./alert-view.js").AlertView} */ (find("alert-view"));
const alertmanager = /** @type {import("./alertmanager-view.js").AlertmanagerView} */ (find("alertmanager-view"));

const history = /** @type {import("./history-view.js").HistoryView} */ (find("history-view"));
const audit = /** @type {import("./audit-view.js").AuditView} */ (find("audit-view"));
const review = /** @type {import("./review-view.js").ReviewView} */ (find("review-view"));
const silences = /** @type {import("./silences-view.js").SilencesView} */ (find("silences-view"));
const dialog = /** @type {import("./form-dialog.js").FormDialog} */ (find("form-dialog"));
const note = /** @type {import("./result-note.js").ResultNote} */ (find("result-note"));

const service = /** @type {import("./service-view.js").ServiceView} */ (find("service-view"));

const feed = new LiveFeed(() => alertIdIn(location.hash));
const acting = new Acting(dialog, note, {
  changed: (alert) => feed.apply(alert),
  silencesChanged: () => silences.refresh(),
  signedOut: leave,
});
const notifications = new Notifications(() => (feed.staysInBackground = notifications.areOn));
feed.staysInBackground = notifications.areOn;
let isSignedIn = false;
/** What went wrong when the person did something; gone with the next good answer. */
let failed = "";

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
  if (!silences.hidden) silences.show(now);
}

/** Each by its address; whatever else is asked for is the board. */
const views = {
  "#active": board,
  "#alertmanager": alertmanager,
  "#service": service,
  "#silences": silences,
  "#history": history,
  "#review": review,
  "#audit": audit,
};

/** Within the line of views; `scrollIntoView` would move where the Tab key goes on, too. */
function bringIntoSight(/** @type {HTMLElement} */ anchor) {
  const line = /** @type {HTMLElement} */ (anchor.parentElement);
  line.scrollLeft = anchor.offsetLeft - line.offsetLeft - (line.clientWidth - anchor.offsetWidth) / 2;
}

function route() {
  const address = /** @type {keyof typeof views} */ (location.hash.split("?")[0]);
  const view = alertIdIn(location.hash) === null ? (views[address] ?? board) : alertView;
  waiting.hidden = true;
  header.hidden = !isSignedIn;
  signIn.hidden = isSignedIn;
  for (const each of [...Object.values(views), alertView]) each.hidden = !isSignedIn || each !== view;
  for (const anchor of document.querySelectorAll(".views a")) {
    const isCurrent = views[/** @type {keyof typeof views} */ (anchor.getAttribute("href"))] === view;
    if (isCurrent) anchor.setAttribute("aria-current", "page");
    else anchor.removeAttribute("aria-current");
    if (isCurrent) bringIntoSight(/** @type {HTMLElement} */ (anchor));
  }
  for (const each of [alertmanager, service, silences]) {
    if (each.hidden) each.stop();
    else each.start();
  }
  for (const each of [history, review, audit]) {
    if (!each.hidden) each.open();
  }
  if (alertView.hidden) alertView.stop();
  show();
}

/** What was typed is kept for whoever signs in again. */
function leave() {
  isSignedIn = false;
  feed.stop();
  dialog.suspend();
  route();
  signIn.focus();
}

/** Who may not act is offered nothing. */
function takeUser(/** @type {import("./model.js").Status} */ { user, roles }) {
  acting.mayAct = roles.includes("responder");
  document.body.dataset.roles = roles.join(" ");
  dialog.user = user;
}

feed.addEventListener("change", () => {
  if (feed.state.failures === 0) failed = "";
  const snapshot = feed.state.snapshot;
  if (snapshot) {
    takeUser(snapshot.status);
    const news = announcer.hear(snapshot);
    notifications.tell(news);
  }
  if (isSignedIn) {
    show();
  } else {
    isSignedIn = true;
    route();
    dialog.resume();
  }
});
feed.addEventListener("silences", () => silences.refresh());

for (const source of [feed, alertView, alertmanager, history, review, audit, service, silences, dialog]) {
  source.addEventListener("signedout", leave);
}

document.addEventListener("act", (event) => {
  const { action, alerts } = /** @type {CustomEvent} */ (event).detail;
  acting.act(action, alerts);
});
document.addEventListener("silence", (event) => {
  const { what, silence } = /** @type {CustomEvent} */ (event).detail;
  acting.silence(what, silence);
});

function help() {
  if (isSignedIn) dialog.present(helpForm(notifications.fields()));
}

new Shortcuts(
  help,
  () => void note.undo(),
  () => (board.hidden ? [] : board.selection.alerts),
  (id) => alertOf(id),
);
find("#help").addEventListener("click", help);

/** An alert that is in sight, by its id. */
function alertOf(/** @type {string} */ id) {
  const { firing = [], resolved = [], asked } = feed.state.snapshot ?? {};
  const known = asked?.alert ? [...firing, ...resolved, asked.alert] : [...firing, ...resolved];
  return known.find((alert) => alert.id === id);
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
  review.forget();
  audit.forget();
  service.forget();
  announcer.forget();
  silences.forget();
  dialog.forget();
  note.hide();
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
// What is on paper says what it is, and of when.
addEventListener("beforeprint", () => {
  document.body.dataset.printed = `Tocsin, ${new Date().toLocaleString()}, ${location.href}`;
});
goOn();
setInterval(show, TICK_MILLIS);
feed.start();

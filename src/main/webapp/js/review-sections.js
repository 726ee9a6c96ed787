import { distribution } from "./distribution.js";
import { element, foreign, shape } from "./dom.js";
import { heatMap } from "./heat-map.js";
import { interval, partsBar } from "./interval.js";
import { alertHash, severityOf } from "./model.js";
import { addressOf, percent, secondsText } from "./review.js";
import { clock, duration } from "./time.js";

/**
 * @typedef {import("./review.js").Review} Review
 * @typedef {import("./review.js").Reviewed} Reviewed
 */

const MOST_ROWS = 25;
const WEEK = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/**
 * What a review shows, from what to change down to the figures.
 *
 * @param {Review} review
 * @param {URLSearchParams} wish
 * @param {import("./review.js").Drill[]} drills
 */
export function reviewSections(review, wish, drills) {
  const sections = [notes(review), proposals(review, wish), sum(review)];
  if (review.total.firings > 0) {
    sections.push(perDay(review), perHour(review), howSoon(review), inTime(review), judged(review), alerts(review, wish), answered(review));
  }
  sections.push(delivered(review), silent(review), held(drills));
  return sections.filter((each) => each !== null);
}

/** @param {string} title @param {...(Node | null)} children */
function section(title, ...children) {
  return element("section", { "aria-label": title }, element("h2", {}, title), ...children);
}

/** @param {Review} review */
function notes({ notes: texts }) {
  return texts.length === 0 ? null : element("ul", { class: "problems" }, ...texts.map((text) => element("li", {}, foreign(text))));
}

/** All that is said of one alert stands together. @param {Review} review @param {URLSearchParams} wish */
function proposals({ proposals: found }, wish) {
  /** @type {Map<string, import("./review.js").Proposal[]>} */
  const byAlert = new Map();
  for (const proposal of found) {
    // Rules that never fired stand further down.
    if (proposal.kind === "silent_rule") continue;
    const key = `${proposal.severity} ${proposal.alert}`;
    byAlert.set(key, [...(byAlert.get(key) ?? []), proposal]);
  }
  if (byAlert.size === 0) return section("What to change", element("p", { class: "quiet" }, "Nothing is proposed."));
  const rows = [...byAlert.values()].map((about) => {
    const [{ alert, severity }] = about;
    const texts = about.map(({ text }) => element("p", { dir: "auto" }, text));
    return element("li", {}, named(alert, severity), element("div", {}, ...texts), tryLink(alert, severity, wish));
  });
  return section("What to change", element("ul", { class: "panel rows proposals" }, ...rows));
}

/** @param {string} alert @param {string} severity @param {URLSearchParams} wish */
function tryLink(alert, severity, wish) {
  const link = element("a", { href: addressOf(wish, { alert, severity, threshold: "" }) }, "Try other thresholds");
  link.setAttribute("aria-label", `Try other thresholds: ${alert}`);
  return link;
}

/** @param {string} name @param {string} severity */
function named(name, severity) {
  return element("span", { class: "named", "data-severity": severityOf({ severity }) }, shape(severityOf({ severity })), foreign(name));
}

/** @param {Review} review */
function sum({ total }) {
  const facts = {
    Firings: `${total.firings}${total.open > 0 ? `, ${total.open} still fire` : ""}`,
    "Time to acknowledge": total.toAnswer.count === 0 ? "nobody did" : `${secondsText(total.toAnswer.median)} median, ${secondsText(total.toAnswer.mean)} mean`,
    "Time to resolve": total.toResolve.count === 0 ? "none was answered" : `${secondsText(total.toResolve.median)} median, ${secondsText(total.toResolve.mean)} mean`,
    "Ended by themselves": String(total.byThemselves),
    "False positives": total.falsePositives ? percent(total.falsePositives.share) : "none judged",
    Drills: String(total.drills),
  };
  return element(
    "dl",
    { class: "panel facts" },
    ...Object.entries(facts).map(([name, text]) => element("div", {}, element("dt", {}, name), element("dd", {}, text))),
  );
}

/** @param {Review} review */
function perDay({ alerts: found, days, beyond }) {
  const columns = days.map(({ date }, index) => {
    const at = new Date(`${date}T12:00:00Z`);
    const isFirst = date.endsWith("-01") || index === 0;
    return {
      text: String(at.getUTCDate()),
      title: at.toLocaleDateString([], { timeZone: "UTC", dateStyle: "full" }),
      above: isFirst ? at.toLocaleDateString([], { timeZone: "UTC", month: "short" }) : "",
    };
  });
  const rows = found.slice(0, MOST_ROWS).map(({ name, severity, figures }) => ({ head: named(name, severity), counts: figures.perDay }));
  const left = found.slice(MOST_ROWS).reduce((all, { figures }) => all + figures.firings, beyond);
  return section(
    "Firings a day",
    heatMap({ label: "Firings a day", corner: "Alert", columns, rows }),
    left > 0 ? element("p", { class: "quiet" }, `and ${left} firings of other names`) : null,
  );
}

/** @param {Review} review */
function perHour({ hours }) {
  const columns = Array.from({ length: 24 }, (_, hour) => ({ text: String(hour), title: `${hour}:00 to ${hour + 1}:00` }));
  const rows = hours.map((counts, day) => ({ head: document.createTextNode(WEEK[day]), counts }));
  return section("When in the week", heatMap({ label: "Firings by day and hour", corner: "Day", columns, rows }));
}

/** @param {Review} review */
function howSoon({ severities, bounds }) {
  const rows = severities
    .filter(({ figures }) => figures.toAnswer.count + figures.toResolve.count > 0)
    .map(({ severity, targetSeconds, figures }) =>
      element(
        "li",
        {},
        element("h3", {}, named(severity, severity)),
        distribution("From the start until somebody has it", figures.toAnswer, bounds, targetSeconds),
        distribution("From the start until it is over", figures.toResolve, bounds),
      ),
    );
  return section(
    "How soon",
    rows.length > 0 ? element("ul", { class: "panel rows soon" }, ...rows) : element("p", { class: "quiet" }, "Nobody answered any of them."),
  );
}

/** @param {Review} review */
function inTime({ severities }) {
  const rows = severities.flatMap(({ severity, targetSeconds, figures: { targets } }) => {
    if (!targets) return [];
    const { kept, missed, overBefore, notYetDue, share } = targets;
    return element(
      "li",
      {},
      element("h3", {}, named(severity, severity), element("span", { class: "quiet" }, `an answer within ${secondsText(targetSeconds)}`)),
      partsBar([["kept", kept], ["missed", missed], ["over before", overBefore], ["not yet due", notYetDue]]),
      share ? interval(share) : element("span", { class: "quiet" }, "none was due"),
    );
  });
  return rows.length === 0 ? null : section("Answered in time", element("ul", { class: "panel rows targets" }, ...rows));
}

/** @param {Review} review */
function judged({ alerts: found, total }) {
  const rows = found
    .filter(({ figures }) => figures.falsePositives)
    .slice(0, MOST_ROWS)
    .map(({ name, severity, figures }) => element("li", {}, named(name, severity), interval(figures.falsePositives)));
  if (rows.length === 0) {
    return section("False positives", element("p", { class: "quiet" }, "Nobody judged any of them: a verdict is one key (v) away."));
  }
  rows.unshift(element("li", {}, element("strong", {}, "All"), interval(total.falsePositives)));
  return section("False positives", element("ul", { class: "panel rows shares" }, ...rows));
}

const COLUMNS = ["Alert", "Firings", "Time in all", "Median", "Answered", "MTTA", "MTTR", "By itself", "Flaps", "Last"];

/** @param {Review} review @param {URLSearchParams} wish */
function alerts({ alerts: found, since, until }, wish) {
  const rows = found.map(({ name, severity, lastAt, figures }) => {
    const history = element("a", { href: `#history?${new URLSearchParams({ name, from: since, to: until })}` }, String(figures.firings));
    history.setAttribute("aria-label", `${figures.firings} firings of ${name} in the history`);
    const cells = [
      history,
      secondsText(figures.duration.total),
      secondsText(figures.duration.median),
      String(figures.toAnswer.count),
      secondsText(figures.toAnswer.mean),
      secondsText(figures.toResolve.mean),
      String(figures.byThemselves),
      String(figures.flaps),
      clock(lastAt),
    ];
    const link = element("a", { href: addressOf(wish, { alert: name, severity, threshold: "" }), title: "Try other thresholds" }, named(name, severity));
    return element("tr", {}, element("th", { scope: "row" }, link), ...cells.map((cell) => element("td", {}, cell)));
  });
  return section(
    "Each alert",
    element(
      "div",
      { class: "scroll", tabindex: "0", role: "group", "aria-label": "Each alert" },
      element(
        "table",
        { class: "figures" },
        element("thead", {}, element("tr", {}, ...COLUMNS.map((text) => element("th", { scope: "col" }, text)))),
        element("tbody", {}, ...rows),
      ),
    ),
  );
}

/** @param {Review} review */
function answered({ responders }) {
  if (responders.length === 0) return null;
  const rows = responders.map(({ by, toAnswer }) =>
    element("li", {}, foreign(by), element("span", { class: "quiet" }, `${toAnswer.count} answered, half within ${secondsText(toAnswer.median)}`)),
  );
  return section("Who answered", element("ul", { class: "panel rows shares" }, ...rows));
}

/** @param {Review} review */
function delivered({ deliveries }) {
  if (!deliveries || deliveries.length === 0) return null;
  const rows = deliveries.map(({ integration, sent, failed, delivered: share }) =>
    element("li", {}, foreign(integration), share ? interval(share) : element("span", { class: "quiet" }, `${sent} sent, ${failed} failed`)),
  );
  return section("Messages that were delivered", element("ul", { class: "panel rows shares" }, ...rows));
}

/** @param {Review} review */
function silent({ silentRules }) {
  if (!silentRules || silentRules.length === 0) return null;
  return section(
    "Rules of which nothing fired",
    element("p", { dir: "auto" }, silentRules.join(", ")),
    element("p", { class: "quiet" }, "Are they still right, and would they fire? A drill would tell."),
  );
}

/** @param {import("./review.js").Drill[]} drills */
function held(drills) {
  if (drills.length === 0) return null;
  const rows = drills.map(({ id, name, at, hops }) =>
    element(
      "li",
      {},
      element("a", { href: alertHash(id) }, foreign(name), ` ${clock(at)}`),
      element("span", { class: "quiet" }, hops.map(([what, millis]) => `${what} after ${duration(millis)}`).join(", ") || "no hop is on record"),
    ),
  );
  return section("Drills, and how long each hop took", element("ul", { class: "panel rows shares" }, ...rows));
}

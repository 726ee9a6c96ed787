import { element, link, pairs, shape, time } from "./dom.js";
import { clock, lastHeard, severityOf, since, witnessed } from "./model.js";

/** @param {string | undefined} witness */
function endTold(witness) {
  if (witness === "direct") return "end told by Prometheus";
  if (witness === "webhook") return "end told by Alertmanager";
  return "fired anew then; nobody told its end";
}

/**
 * One alert in a list. Built once; what changes is changed in place, so that neither focus nor open details are lost.
 *
 * @param {import("./model.js").Alert} alert
 * @param {"h2" | "h3"} heading of which level its name is
 */
export function alertItem(alert, heading) {
  const severity = severityOf(alert);
  const when = element("span");
  const told = element("span");
  const heard = element("span");
  const details = element("details", {}, element("summary", {}, "Details"));
  const item = element(
    "li",
    { class: "alert", "data-alert-id": alert.id, "data-severity": severity, "data-state": alert.state },
    element(
      "div",
      {},
      element("span", { class: "severity" }, shape(severity), alert.severity ?? "no severity"),
      element("div", {}, element(heading, {}, alert.name), element("p", {}, alert.summary ?? alert.description ?? "")),
      element("span", { class: "when" }, when),
    ),
    element(
      "footer",
      {},
      alert.labels.instance ? element("span", {}, alert.labels.instance) : null,
      told,
      heard,
      link(alert.runbookUrl, "Runbook"),
      link(alert.generatorUrl, "Prometheus"),
    ),
    details,
  );
  details.addEventListener("toggle", () => {
    if (details.children.length === 1) {
      details.append(
        alert.description ? element("p", {}, alert.description) : "",
        pairs({ "Fired at": new Date(alert.startsAt).toLocaleString(), ...alert.labels }),
      );
    }
  });

  return {
    item,
    /** @param {import("./model.js").Alert} current @param {number} now */
    update(current, now) {
      item.dataset.state = current.state;
      if (current.endsAt) {
        const lasted = since(current.startsAt, Date.parse(current.endsAt));
        when.replaceChildren(time(current.endsAt, `ended ${clock(current.endsAt)}`), ` after ${lasted}`);
        heard.textContent = endTold(current.endReportedBy);
      } else {
        when.replaceChildren("for ", time(current.startsAt, since(current.startsAt, now)));
        heard.textContent = `last heard ${since(lastHeard(current), now)} ago`;
      }
      told.textContent = witnessed(current);
    },
  };
}

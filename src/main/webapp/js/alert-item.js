import { actButtons } from "./act-buttons.js";
import { element, foreign, link, setLink, setPairs, setText, setTime, shape } from "./dom.js";
import { alertHash, lastHeard, ownership, remarks, severityOf, witnessed } from "./model.js";
import { clock, since } from "./time.js";
import { trend } from "./trend.js";

/** @param {import("./model.js").Alert} alert */
function endTold({ endKnown, endReportedBy }) {
  switch (endKnown) {
    case "reported":
      return endReportedBy === "direct" ? "end told by Prometheus" : "end told by Alertmanager";
    case "timed_out":
      return "Prometheus fell silent; Alertmanager took it for over";
    case "observed_absent":
      return endReportedBy === "backfill" ? "end read in Prometheus's memory" : "gone from what is listed; nobody told its end";
    case "by_hand":
      return "ended by hand";
    default:
      return "fired anew then; nobody told its end";
  }
}

/**
 * One alert in a list. Built once; what changes is changed in place, so that neither focus nor open details are lost.
 *
 * @param {import("./model.js").Alert} alert
 * @param {"h2" | "h3"} heading
 * @param {boolean} [open] with its details
 */
export function alertItem(alert, heading, open = false) {
  let current = alert;
  const severity = severityOf(alert);
  const name = element("a", { href: alertHash(alert.id) }, alert.name);
  const summary = element("p", { dir: "auto" });
  const before = document.createTextNode("");
  const when = element("time");
  const after = document.createTextNode("");
  const told = element("span");
  const heard = element("span");
  const owner = element("p", { class: "owner", dir: "auto" });
  const said = element("p", { class: "quiet", dir: "auto" });
  const measured = trend();
  const first = actButtons(["acknowledge", "withdraw", "silence"], () => current);
  const others = actButtons(["note", "verdict", "resolve", "takeOver"], () => current);
  const runbook = link("Runbook");
  const dashboard = link("Dashboard");
  const source = link("Prometheus");
  const description = element("p", { dir: "auto" });
  const labels = element("dl", { class: "pairs" });
  const details = /** @type {HTMLDetailsElement} */ (
    element(
      "details",
      open ? { open: "" } : {},
      element(
        "summary",
        {},
        element("span", { class: "visually-hidden" }, "Details: "),
        alert.labels.instance ? foreign(alert.labels.instance) : null,
        told,
        heard,
      ),
      others.node,
      description,
      labels,
    )
  );
  const node = element(
    "li",
    { class: "alert", "data-alert-id": alert.id, "data-severity": severity },
    element("span", { class: "severity" }, shape(severity), foreign(alert.severity ?? "no severity")),
    element("div", { class: "what" }, element(heading, { dir: "auto" }, name), summary, owner, said),
    element("div", { class: "when" }, element("p", {}, before, when, after), measured.node),
    details,
    element("div", { class: "links" }, runbook, dashboard, source, first.node),
  );
  for (const anchor of [runbook, dashboard, source]) {
    anchor.setAttribute("aria-label", `${anchor.textContent}: ${alert.name}`);
  }
  function showDetails() {
    setText(description, current.description ?? "");
    description.hidden = !current.description;
    setPairs(labels, { "Fired at": new Date(current.startsAt).toLocaleString(), ...current.labels });
  }

  details.addEventListener("toggle", showDetails);

  return {
    node,
    /** @param {import("./model.js").Alert} latest @param {number} now by the server's clock */
    update(latest, now) {
      current = latest;
      node.dataset.state = latest.state;
      setText(summary, latest.summary ?? latest.description ?? "");
      setLink(runbook, latest.runbookUrl);
      setLink(source, latest.generatorUrl);
      setLink(dashboard, latest.dashboardUrl);
      const { state: ownerState, text: ownerText } = ownership(latest, now);
      owner.dataset.state = ownerState;
      owner.hidden = !ownerText;
      setText(owner, ownerText);
      setText(said, remarks(latest));
      said.hidden = !said.textContent;
      measured.update(latest.values ?? []);
      first.update(latest);
      others.update(latest);
      if (latest.endsAt) {
        setText(before, "ended ");
        setTime(when, latest.endsAt, clock(latest.endsAt));
        setText(after, ` after ${since(latest.startsAt, Date.parse(latest.endsAt))}`);
        setText(heard, endTold(latest));
      } else {
        setText(before, "for ");
        setTime(when, latest.startsAt, since(latest.startsAt, now));
        setText(after, "");
        setText(heard, `last heard ${since(lastHeard(latest), now)} ago`);
      }
      setText(told, witnessed(latest));
      if (details.open) showDetails();
    },
  };
}

import { element, foreign, setText, setTime, shape } from "./dom.js";
import { severityOf } from "./model.js";
import { countdown } from "./time.js";
import { trend } from "./trend.js";

/** An alert whose condition holds, and that fires unless it ceases in time. @param {import("./model.js").Pending} pending */
export function pendingItem(pending) {
  const severity = severityOf(pending);
  const summary = element("p", { dir: "auto" });
  const fires = element("time");
  const measured = trend();
  const node = element(
    "li",
    { class: "alert", "data-state": "pending", "data-severity": severity },
    element("span", { class: "severity" }, shape(severity), foreign(pending.severity ?? "no severity")),
    element(
      "div",
      { class: "what" },
      element("h3", { dir: "auto" }, foreign(pending.name)),
      summary,
      pending.labels.instance ? foreign(pending.labels.instance, { class: "quiet" }) : null,
    ),
    element("div", { class: "when" }, element("p", {}, fires), measured.node),
  );
  return {
    node,
    /** @param {import("./model.js").Pending} latest @param {number} now by the server's clock */
    update(latest, now) {
      setText(summary, latest.summary ?? latest.description ?? "");
      const left = Date.parse(latest.firesAt) - now;
      setTime(fires, latest.firesAt, left > 0 ? `fires in ${countdown(left)}` : "about to fire");
      measured.update(latest.values);
    },
  };
}

import { bodyOf, coverageOf, reasonOf, verdictOf } from "./audit.js";
import { element, foreign, KeyedList, setText, setTime } from "./dom.js";
import { alertHash, isAlertId } from "./model.js";
import { choice, field, filledIn, fillIn, Pages } from "./search.js";
import { auditLog, completeness, quarantine, SignedOut, verification } from "./server.js";
import { clock } from "./time.js";

/** @typedef {import("./audit.js").Entry} Entry */

const PERIODS = { 1: "a day", 7: "a week", 30: "30 days" };
const DAY_MILLIS = 86_400_000;

/** The audit log: whether it holds, what it misses, what could not be read, and what it says. Event: `signedout`. */
export class AuditView extends HTMLElement {
  #head = element("span", { class: "quiet age" });
  #verification = new Answer("Does it hold?", "Verify", async () => {
    const found = await verification();
    return {
      text: `${verdictOf(found)} ${clock(found.checkedAt)}`,
      isGood: found.holds,
      rows: found.findings.map(({ table, row, fault, detail }) => element("li", {}, foreign(`${fault} ${table} ${row}: ${detail}`))),
    };
  });
  #period = /** @type {HTMLElement} */ (choice("Of the last", "days", PERIODS));
  #completeness = new Answer(
    "Does it miss anything?",
    "Compare",
    async () => {
      const days = Number(this.#period.querySelector("select")?.value);
      const report = await completeness(new Date(Date.now() - days * DAY_MILLIS).toISOString());
      return { text: coverageOf(report), isGood: report.complete, rows: report.gaps.map(gapRow) };
    },
    this.#period,
  );
  #quarantine = new Answer("What could not be read", "Look", async () => {
    const { quarantined } = await quarantine();
    const many =
      quarantined.length === 1 ? "One delivery lies in quarantine." : `${quarantined.length} deliveries lie in quarantine, the newest first.`;
    return {
      text: quarantined.length === 0 ? "Nothing is in quarantine." : many,
      isGood: quarantined.length === 0,
      rows: quarantined.map(poisonRow),
    };
  });
  #form = /** @type {HTMLFormElement} */ (
    element(
      "form",
      { class: "panel search", role: "search", "aria-label": "Entries of the audit log" },
      field("Who", { name: "actor", maxlength: "1000", placeholder: "user:oncall", spellcheck: "false" }),
      field("What", { name: "kind", maxlength: "1000", placeholder: "acknowledged", spellcheck: "false" }),
      field("From", { name: "from", type: "datetime-local" }),
      field("To", { name: "to", type: "datetime-local" }),
      element(
        "div",
        { class: "buttons" },
        element("button", { type: "submit", class: "primary" }, "Search"),
        element("a", { href: "#audit" }, "Start again"),
      ),
    )
  );
  #found = element("p", { class: "quiet", role: "status" });
  #list = element("ol", { class: "panel rows", id: "entries", hidden: "" });
  #more = /** @type {HTMLButtonElement} */ (element("button", { type: "button", hidden: "" }, "More"));
  /** @type {KeyedList<Entry, null>} */
  #rows = new KeyedList(this.#list, (entry) => String(entry.seq), entryRow);
  /** @type {Pages<Entry>} */
  #pages = new Pages(
    async (query) => {
      const { entries, next, length, head } = await auditLog(query);
      setText(this.#head, `${length.toLocaleString()} entries, the last is ${head.slice(0, 13)}…`);
      return { items: entries, next };
    },
    () => this.#show(),
    () => this.dispatchEvent(new Event("signedout")),
  );
  #hash = "";

  connectedCallback() {
    this.replaceChildren(
      element("div", { class: "heading" }, element("h1", {}, "Audit log"), this.#head),
      this.#verification.node,
      this.#completeness.node,
      this.#quarantine.node,
      element(
        "section",
        {},
        element("h2", {}, "What it says"),
        this.#form,
        this.#found,
        this.#list,
        element("p", { class: "back" }, this.#more),
      ),
      element(
        "p",
        { class: "back" },
        "All of it: ",
        element("a", { href: "api/audit/export", download: "" }, "NDJSON"),
        " · ",
        element("a", { href: "api/audit/export?format=csv", download: "" }, "CSV"),
      ),
    );
    for (const answer of [this.#verification, this.#completeness, this.#quarantine]) {
      answer.addEventListener("signedout", () => this.dispatchEvent(new Event("signedout")));
    }
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const query = filledIn(this.#form);
      const hash = query.size > 0 ? `#audit?${query}` : "#audit";
      if (location.hash === hash) this.#search();
      else location.hash = hash;
    });
    this.#more.addEventListener("click", () => void this.#pages.more());
  }

  /** Looks for what the address says; again only if it says something else. */
  open() {
    if (this.#hash !== location.hash) this.#search();
  }

  forget() {
    this.#hash = "";
    this.#pages.forget();
    setText(this.#head, "");
    for (const answer of [this.#verification, this.#completeness, this.#quarantine]) {
      answer.forget();
    }
  }

  #search() {
    this.#hash = location.hash;
    const query = new URLSearchParams(location.hash.split("?")[1] ?? "");
    fillIn(this.#form, query);
    query.set("order", "newest");
    query.set("limit", "50");
    void this.#pages.search(query);
  }

  #show() {
    const { items, next, isAsking, problem } = this.#pages;
    this.#rows.show(items, null);
    this.#list.hidden = items.length === 0;
    this.#more.hidden = !next;
    this.#more.disabled = isAsking;
    setText(this.#found, problem || isAsking ? "" : items.length === 0 ? "No entry is like this." : "");
    this.#form.querySelector(".error")?.remove();
    if (problem) this.#form.append(element("p", { class: "error", role: "alert" }, problem));
  }
}

/** A question that takes a while, asked when somebody wants to know. Event: `signedout`. */
class Answer extends EventTarget {
  #ask;
  #button;
  #text = element("p", { role: "status" });
  #rows = element("ul", { class: "panel rows", hidden: "" });

  /**
   * @param {string} title
   * @param {string} act
   * @param {() => Promise<{ text: string, isGood: boolean, rows: HTMLElement[] }>} ask
   * @param {HTMLElement} [option]
   */
  constructor(title, act, ask, option) {
    super();
    this.#ask = ask;
    this.#button = /** @type {HTMLButtonElement} */ (element("button", { type: "button" }, act));
    this.#button.addEventListener("click", () => void this.#answer());
    this.node = element(
      "section",
      { class: "answer" },
      element("h2", {}, title),
      element("div", { class: "buttons" }, option, this.#button),
      this.#text,
      this.#rows,
    );
  }

  forget() {
    this.#show("", [], "");
  }

  async #answer() {
    this.#button.disabled = true;
    this.#show("Reading…", [], "");
    try {
      const { text, isGood, rows } = await this.#ask();
      this.#show(text, rows, isGood ? "good" : "bad");
    } catch (error) {
      if (error instanceof SignedOut) this.dispatchEvent(new Event("signedout"));
      else this.#show(error instanceof Error ? error.message : String(error), [], "bad");
    }
    this.#button.disabled = false;
  }

  /** @param {string} text @param {HTMLElement[]} rows @param {string} state */
  #show(text, rows, state) {
    this.node.dataset.state = state;
    setText(this.#text, text);
    this.#rows.replaceChildren(...rows);
    this.#rows.hidden = rows.length === 0;
  }
}

/** @param {import("./audit.js").Gap} gap */
function gapRow(gap) {
  return element(
    "li",
    { class: "silence" },
    element("span", {}, element("a", { href: alertHash(gap.id), dir: "auto" }, gap.name), foreign(reasonOf(gap))),
    element("span", { class: "quiet" }, clock(gap.startsAt)),
  );
}

/** @param {import("./audit.js").Poison} poison */
function poisonRow({ receivedAt, actor, reason, characters, payload }) {
  return element(
    "li",
    {},
    element(
      "details",
      {},
      element("summary", {}, `${clock(receivedAt)} from ${actor}: `, foreign(reason)),
      element("p", { class: "quiet" }, `${characters.toLocaleString()} characters, of which these were kept:`),
      element("pre", { tabindex: "0", dir: "auto" }, payload),
    ),
  );
}

/** @param {Entry} entry */
function entryRow(entry) {
  const when = element("time");
  setTime(when, new Date(entry.recorded_at).toISOString(), new Date(entry.recorded_at).toLocaleString());
  const name = typeof entry.body.alertname === "string" ? entry.body.alertname : (entry.subject ?? "");
  const subject =
    entry.subject && isAlertId(entry.subject)
      ? element("a", { href: alertHash(entry.subject), dir: "auto" }, name)
      : foreign(name);
  return {
    node: element(
      "li",
      { class: "entry" },
      element("span", { class: "quiet" }, `${entry.seq}`),
      when,
      foreign(entry.actor),
      element("strong", {}, foreign(entry.kind)),
      subject,
      element("details", {}, element("summary", {}, "Entry"), element("pre", { tabindex: "0", dir: "auto" }, bodyOf(entry), "\n", entry.hash)),
    ),
    update() {},
  };
}

customElements.define("audit-view", AuditView);

/** Detects other tabs of this browser in which the same counter is open. */

/** Another tab counts as closed after this long without a message (background tabs send once a minute). */
const GONE_MS = 90_000;
const SEND_MS = 5_000;

export class Tabs {
  #channel = new BroadcastChannel("antre-counter");
  #name = String(Math.random());
  #seenMs = new Map();
  #open;

  /**
   * open: returns {venue, counter} of the counter open here, null if none; onChange: redraws the page.
   */
  constructor(open, onChange) {
    this.#open = open;
    this.#channel.addEventListener("message", ({ data }) => {
      this.#receive(data);
      onChange();
    });
    setInterval(() => this.send("here"), SEND_MS);
    addEventListener("pagehide", () => this.send("gone"));
    addEventListener("pageshow", () => this.send("here"));
  }

  /** Tell the other tabs that this counter is open "here", or "gone". */
  send(what) {
    const at = this.#open();
    if (at || what === "gone") this.#channel.postMessage({ tab: this.#name, what, ...at });
  }

  forget() {
    this.#seenMs.clear();
  }

  #receive({ tab, what, venue, counter }) {
    const at = this.#open();
    if (!at || venue !== at.venue || counter !== at.counter || what === "gone") {
      this.#seenMs.delete(tab);
      return;
    }
    const isNew = !this.#seenMs.has(tab);
    this.#seenMs.set(tab, performance.now());
    if (isNew) this.send("here");
  }

  /** Whether the counter is open in another tab too. */
  get hasTwin() {
    return [...this.#seenMs.values()].some((ms) => performance.now() - ms < GONE_MS);
  }
}

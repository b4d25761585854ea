/**
 * One press at a time, kept until it is answered: the same request key on every try, so that
 * a press through a short loss is done once and never doubled. What is kept is also written to
 * `shelf` (sessionStorage, or null), so that a reloaded page sends it again with the same key.
 */
const AGAIN_MS = [300, 600, 1_000, 2_000];
const SHELF = "antre-press";
/** A press found on the shelf is only sent again for so long: later, nobody means it any more. */
export const KEPT_MS = 60_000;

/** A request key that no other press has; over plain HTTP the browser makes none. */
export function newKey() {
  return globalThis.crypto?.randomUUID?.() ?? `${Date.now()}-${String(Math.random()).slice(2)}`;
}

export class PressBox {
  #kept = null;

  constructor(send, told, shelf = null) {
    this.send = send;
    this.told = told;
    this.shelf = shelf;
  }

  /** The press that is on its way, null if none: {verb, body, key, counter, tries, sinceMs}. */
  get kept() {
    return this.#kept;
  }

  /** Press; ignored while another press is on its way. Resolves with the answer. */
  async press(verb, body, counter = null) {
    if (this.#kept) return null;
    return this.#until(verb, body, newKey(), counter, Date.now());
  }

  /** A press of a page that was closed before its answer: {verb, body, key, counter, sinceMs}, or null. */
  left(nowMs = Date.now()) {
    try {
      const found = JSON.parse(this.shelf?.getItem(SHELF) ?? "null");
      if (found && nowMs - found.sinceMs < KEPT_MS) return found;
    } catch {
      // What cannot be read was not written by this page.
    }
    this.shelf?.removeItem(SHELF);
    return null;
  }

  /** Forget it: whoever pressed is signed in no more. */
  forget() {
    this.shelf?.removeItem(SHELF);
  }

  /** Send such a press again, with its own key. Resolves with the answer. */
  async again({ verb, body, key, counter, sinceMs }) {
    return this.#kept ? null : this.#until(verb, body, key, counter, sinceMs);
  }

  async #until(verb, body, key, counter, sinceMs) {
    this.#kept = { verb, body, key, counter, tries: 0, sinceMs };
    this.shelf?.setItem(SHELF, JSON.stringify({ verb, body, key, counter, sinceMs }));
    this.told();
    for (;;) {
      const answer = await this.send(verb, body, key, counter);
      if (answer.status !== 0 && answer.status < 500) {
        this.#kept = null;
        this.shelf?.removeItem(SHELF);
        return answer;
      }
      this.#kept.tries += 1;
      this.told();
      await new Promise((again) =>
        setTimeout(again, AGAIN_MS[Math.min(this.#kept.tries, AGAIN_MS.length) - 1]),
      );
    }
  }
}

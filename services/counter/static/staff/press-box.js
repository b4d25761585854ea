/**
 * Sends one press at a time until it is answered, with one request key, so that it is never done twice. It is
 * also written to `shelf` (sessionStorage, or null) by `name`: a reloaded page sends it again.
 */
import { newRequestKey } from "../shared/request-key.js";

const AGAIN_MS = [300, 600, 1_000, 2_000];
/** Age up to which a reloaded page sends a press again: later, nobody means it any more. */
export const RESEND_WITHIN_MS = 60_000;

export class PressBox {
  /** The press that is on its way, null if none: {verb, body, key, counter, tries, sinceMs}. */
  pending = null;

  constructor(send, changed, shelf = null, name = "antre-press") {
    Object.assign(this, { send, changed, shelf, name });
  }

  /** Press, unless another press is on its way. Resolves with the answer. */
  async press(verb, body, counter = null) {
    if (this.pending) return null;
    return this.#until({ verb, body, key: newRequestKey(), counter, sinceMs: Date.now() });
  }

  /** Return the press of a page that was closed before its answer, or null. */
  unanswered(nowMs = Date.now()) {
    try {
      const press = JSON.parse(this.shelf?.getItem(this.name) ?? "null");
      if (press && nowMs - press.sinceMs < RESEND_WITHIN_MS) return press;
    } catch {
      // What cannot be read was not written by this page.
    }
    this.forget();
    return null;
  }

  /** Forget the press: whoever pressed is no longer signed in. */
  forget() {
    this.shelf?.removeItem(this.name);
  }

  /** Send such a press again, with its own key. Resolves with the answer. */
  async resend(press) {
    return this.pending ? null : this.#until(press);
  }

  async #until(press) {
    const { verb, body, key, counter } = press;
    this.pending = { ...press, tries: 0 };
    this.shelf?.setItem(this.name, JSON.stringify(press));
    this.changed();
    for (;;) {
      const answer = await this.send(verb, body, key, counter);
      if (answer.status !== 0 && answer.status < 500) {
        this.pending = null;
        this.forget();
        return answer;
      }
      this.pending.tries += 1;
      this.changed();
      const pauseMs = AGAIN_MS[Math.min(this.pending.tries, AGAIN_MS.length) - 1];
      await new Promise((again) => setTimeout(again, pauseMs));
    }
  }
}

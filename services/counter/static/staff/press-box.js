/**
 * Sends one press at a time and retries it with the same request key until the service responds, so that it
 * is never applied twice. The press is also stored in `storage` (sessionStorage, or null) under `name`, so
 * that a reloaded page can send it again.
 */
import { newRequestKey } from "../shared/request-key.js";

const RETRY_MS = [300, 600, 1_000, 2_000];
/** Maximum age of a press that a reloaded page sends again; an older one is no longer intended. */
export const RESEND_WITHIN_MS = 60_000;

export class PressBox {
  /** The pending press, null if none: {verb, body, key, counter, tries, sinceMs}. */
  pending = null;

  constructor(send, onChange, storage = null, name = "antre-press") {
    Object.assign(this, { send, onChange, storage, name });
  }

  /** Send a press, unless another one is pending. Resolves with the response. */
  async press(verb, body, counter = null) {
    if (this.pending) return null;
    return this.#sendUntilAnswered({ verb, body, key: newRequestKey(), counter, sinceMs: Date.now() });
  }

  /** Return the unanswered press of a page that was closed, or null. */
  unanswered(nowMs = Date.now()) {
    try {
      const press = JSON.parse(this.storage?.getItem(this.name) ?? "null");
      if (press && nowMs - press.sinceMs < RESEND_WITHIN_MS) return press;
    } catch {
      // Not written by this page.
    }
    this.forget();
    return null;
  }

  /** Remove the stored press. */
  forget() {
    this.storage?.removeItem(this.name);
  }

  /** Send an unanswered press again, with the same key. Resolves with the response. */
  async resend(press) {
    return this.pending ? null : this.#sendUntilAnswered(press);
  }

  async #sendUntilAnswered(press) {
    const { verb, body, key, counter } = press;
    this.pending = { ...press, tries: 0 };
    this.storage?.setItem(this.name, JSON.stringify(press));
    this.onChange();
    for (;;) {
      const response = await this.send(verb, body, key, counter);
      if (response.status !== 0 && response.status < 500) {
        this.pending = null;
        this.forget();
        return response;
      }
      this.pending.tries += 1;
      this.onChange();
      const pauseMs = RETRY_MS[Math.min(this.pending.tries, RETRY_MS.length) - 1];
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

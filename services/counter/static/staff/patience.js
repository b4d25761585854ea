/** Retries a sign-in while the service asks to wait, with exponential backoff and jitter. */
const RETRY_MS = 1_000;
const DOUBLINGS_MAX = 4;
/** Maximum jitter as a share of the pause, so that pages do not retry at the same moment. */
const JITTER = 0.5;

/** Slugs of refusals after which the request is retried, and the word to show meanwhile. */
const WAITS = new Map([
  ["sign-ins-busy", "signBusy"],
  ["sign-in-wait", "signWait"],
]);

/** How long to wait after the nth refusal, ms; at least as long as the service asks. random: 0 to 1. */
export function pauseMs(attempts, retryAfterS, random) {
  const backoff = RETRY_MS * 2 ** Math.min(attempts - 1, DOUBLINGS_MAX);
  return Math.max(backoff, retryAfterS * 1000) + backoff * JITTER * random;
}

export class Patience {
  /** The word for the reason of the wait; null while not waiting. */
  word = null;
  #endsMs = 0;
  #end = null;

  /** Time left to wait, ms. */
  get leftMs() {
    return Math.max(0, this.#endsMs - performance.now());
  }

  /** Send a request until the response is not a request to wait; return it, or null if stopped. */
  async ask(send, onChange) {
    for (let attempts = 1; ; attempts++) {
      const response = await send();
      const word = WAITS.get(response.body.slug);
      if (!word) return response;
      const isOver = this.#wait(word, pauseMs(attempts, response.body.retry_after_s ?? 0, Math.random()));
      onChange();
      if (!(await isOver)) return null;
      onChange();
    }
  }

  /** Stop waiting, because the input is being changed. */
  stop() {
    this.#end?.(false);
  }

  async #wait(word, ms) {
    this.word = word;
    this.#endsMs = performance.now() + ms;
    const isOver = await new Promise((end) => {
      this.#end = end;
      setTimeout(() => end(true), ms);
    });
    this.word = this.#end = null;
    return isOver;
  }
}

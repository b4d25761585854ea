/** Asks to sign in again by itself while the service says to wait, after pauses that grow and vary. */
const AGAIN_MS = 1_000;
const GROWS_MAX = 4;
/** Share of a grown pause that chance adds, so that not every page comes at the same moment. */
const CHANCE = 0.5;

/** Slugs of the answers after which the same is asked again, and the word that says so. */
const WAITS = new Map([
  ["sign-ins-busy", "signBusy"],
  ["sign-in-wait", "signWait"],
]);

/** How long to wait, ms, after so many answers; at least as long as the service said. dice: 0 to 1. */
export function pauseMs(answers, retryAfterS, dice) {
  const grown = AGAIN_MS * 2 ** Math.min(answers - 1, GROWS_MAX);
  return Math.max(grown, retryAfterS * 1000) + grown * CHANCE * dice;
}

export class Patience {
  /** The word that says why it waits; null while it does not. */
  word = null;
  #endsMs = 0;
  #end = null;

  /** How long it still waits, ms. */
  get leftMs() {
    return Math.max(0, this.#endsMs - performance.now());
  }

  /** Ask until there is an answer that is not to wait; gives it, or null if it was stopped. */
  async ask(ask, changed) {
    for (let answers = 1; ; answers++) {
      const answer = await ask();
      const word = WAITS.get(answer.body.slug);
      if (!word) return answer;
      const isOver = this.#wait(word, pauseMs(answers, answer.body.retry_after_s ?? 0, Math.random()));
      changed();
      if (!(await isOver)) return null;
      changed();
    }
  }

  /** Wait no longer: what was typed is being changed. */
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

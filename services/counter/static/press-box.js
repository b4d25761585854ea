/**
 * One press at a time, kept until it is answered: the same request key on every try, so that
 * a press through a short loss is done once and never doubled.
 */
const AGAIN_MS = [300, 600, 1_000, 2_000];

export class PressBox {
  #kept = null;

  constructor(send, told) {
    this.send = send;
    this.told = told;
  }

  /** The press that is on its way, null if none: {verb, body, tries}. */
  get kept() {
    return this.#kept;
  }

  /** Press; ignored while another press is on its way. Resolves with the answer. */
  async press(verb, body) {
    if (this.#kept) return null;
    const key = globalThis.crypto?.randomUUID?.() ?? `${Date.now()}-${String(Math.random()).slice(2)}`;
    this.#kept = { verb, body, tries: 0 };
    this.told();
    for (;;) {
      const answer = await this.send(verb, body, key);
      if (answer.status !== 0 && answer.status < 500) {
        this.#kept = null;
        return answer;
      }
      this.#kept.tries += 1;
      this.told();
      await new Promise((again) => setTimeout(again, AGAIN_MS[Math.min(this.#kept.tries, AGAIN_MS.length) - 1]));
    }
  }
}

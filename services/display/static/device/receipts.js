/**
 * Receipts of calls for the display, each sent once: shown, spoken, or silent and why. Pure: sending and
 * the clock are passed in. What cannot be sent now waits, as long as it is news and there is room.
 */
export const NEWS_MS = 60_000;
export const WAITING_MAX = 100;
const SENT_MAX = 400;

export class Receipts {
  #emit;
  #waiting = [];
  #sent = [];
  #day = null;

  /** emit(kind, {seq, day?, why?}) gives false if nothing can be sent now. */
  constructor(emit) {
    this.#emit = emit;
  }

  /** Set the service day that calls belong to from now on: sequences begin anew with it. */
  set day(day) {
    if (day === this.#day) return;
    this.#day = day;
    this.#sent = [];
    this.#waiting = [];
  }

  /** Take what became of a call: {kind: "shown"|"spoken"|"silent", seq, why?}. */
  add({ kind, seq, why }, atMs) {
    const name = `${kind} ${seq}`;
    if (!Number.isInteger(seq) || this.#sent.includes(name)) return;
    this.#sent = [...this.#sent, name].slice(-SENT_MAX);
    const data = { seq, ...(why ? { why } : {}), ...(this.#day === null ? {} : { day: this.#day }) };
    this.#send({ kind, data, atMs });
  }

  /** Send what waits and is still news: sending is possible again. */
  flush(nowMs) {
    const waiting = this.#waiting.filter(({ atMs }) => nowMs - atMs < NEWS_MS);
    this.#waiting = [];
    for (const receipt of waiting) this.#send(receipt);
  }

  get waiting() {
    return this.#waiting.length;
  }

  #send(receipt) {
    if (this.#emit(receipt.kind, receipt.data) === false)
      this.#waiting = [...this.#waiting, receipt].slice(-WAITING_MAX);
  }
}

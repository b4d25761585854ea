/**
 * Receipts of calls for the display, each sent once: shown, spoken, or silent and why. Pure: sending and
 * the clock are passed in. A receipt that cannot be sent now is queued, for NEWS_MS and up to WAITING_MAX.
 */
export const NEWS_MS = 60_000;
export const WAITING_MAX = 100;
const SENT_MAX = 400;

export class Receipts {
  #emit;
  #waiting = [];
  #sent = [];
  #day = null;

  /** emit(kind, {seq, day?, why?}) returns false if it cannot send now. */
  constructor(emit) {
    this.#emit = emit;
  }

  /** Set the service day of further calls; sequences restart each day, so earlier receipts are forgotten. */
  set day(day) {
    if (day === this.#day) return;
    this.#day = day;
    this.#sent = [];
    this.#waiting = [];
  }

  /** Add a receipt of a call, {kind: "shown"|"spoken"|"silent", seq, why?}, and send it. */
  add({ kind, seq, why }, atMs) {
    const name = `${kind} ${seq}`;
    if (!Number.isInteger(seq) || this.#sent.includes(name)) return;
    this.#sent = [...this.#sent, name].slice(-SENT_MAX);
    const data = { seq, ...(why ? { why } : {}), ...(this.#day === null ? {} : { day: this.#day }) };
    this.#send({ kind, data, atMs });
  }

  /** Send the queued receipts that are younger than NEWS_MS; to be called when sending is possible again. */
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

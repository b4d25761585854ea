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

  /** The call of this sequence was lit. */
  shown(seq, nowMs) {
    this.#add("shown", { seq }, nowMs);
  }

  /** The voice spoke the call of this sequence to its end. */
  spoken(seq, nowMs) {
    this.#add("spoken", { seq }, nowMs);
  }

  /** The call of this sequence was not spoken: "locked", "muted", "off", "failed", "stopped". */
  silent(seq, why, nowMs) {
    this.#add("silent", { seq, why }, nowMs);
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

  #add(kind, receipt, atMs) {
    const name = `${kind} ${receipt.seq}`;
    if (!Number.isInteger(receipt.seq) || this.#sent.includes(name)) return;
    this.#sent = [...this.#sent, name].slice(-SENT_MAX);
    const data = this.#day === null ? receipt : { ...receipt, day: this.#day };
    this.#send({ kind, data, atMs });
  }

  #send(receipt) {
    if (this.#emit(receipt.kind, receipt.data) === false)
      this.#waiting = [...this.#waiting, receipt].slice(-WAITING_MAX);
  }
}

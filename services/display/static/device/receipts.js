/**
 * What becomes of calls on this board, told to the display once each: shown, spoken, silent and why. Pure: the
 * way out and the clock are passed in. What cannot be told now waits, as long as it is news and there is room.
 */
export const NEWS_MS = 60_000;
export const WAITING_MAX = 100;
const TOLD_MAX = 400;

export class Receipts {
  #emit;
  #waiting = [];
  #told = [];
  #day = null;

  /** emit(kind, {seq, day?, why?}) gives false if nothing can be told now. */
  constructor(emit) {
    this.#emit = emit;
  }

  /** The service day that calls belong to from now on: sequences begin anew with it. */
  set day(day) {
    if (day === this.#day) return;
    this.#day = day;
    this.#told = [];
    this.#waiting = [];
  }

  /** The call of this sequence was lit. */
  shown(seq, nowMs) {
    this.#tell("shown", { seq }, nowMs);
  }

  /** The voice said the call of this sequence to its end. */
  spoken(seq, nowMs) {
    this.#tell("spoken", { seq }, nowMs);
  }

  /** The call of this sequence was not said: "locked", "muted", "off", "failed", "stopped". */
  silent(seq, why, nowMs) {
    this.#tell("silent", { seq, why }, nowMs);
  }

  /** The way out is open again: tell what waits and is still news. */
  flush(nowMs) {
    const waiting = this.#waiting.filter(({ atMs }) => nowMs - atMs < NEWS_MS);
    this.#waiting = [];
    for (const receipt of waiting) this.#send(receipt);
  }

  get waiting() {
    return this.#waiting.length;
  }

  #tell(kind, said, atMs) {
    const name = `${kind} ${said.seq}`;
    if (!Number.isInteger(said.seq) || this.#told.includes(name)) return;
    this.#told = [...this.#told, name].slice(-TOLD_MAX);
    this.#send({ kind, said: this.#day === null ? said : { ...said, day: this.#day }, atMs });
  }

  #send(receipt) {
    if (this.#emit(receipt.kind, receipt.said) === false)
      this.#waiting = [...this.#waiting, receipt].slice(-WAITING_MAX);
  }
}

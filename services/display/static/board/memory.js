/**
 * The memory that a page leaves for the next page on the same screen: which calls it announced, and which
 * it still owes.
 *
 * Stored in sessionStorage, which lives as long as the tab: a reloaded page has it, and a TV that was
 * switched off does not need it. Without storage the calls of the last 30 s are announced again: twice
 * is better than not at all.
 */
const NAME = "antre-board";

export class BoardMemory {
  #name;
  #storage;
  #stored = null;

  /** which: the board it is for; storage: returns the browser's storage, or throws if there is none. */
  constructor(which, storage = () => sessionStorage) {
    this.#name = `${NAME} ${which}`;
    this.#storage = storage;
  }

  /** Return {told, owed, keptMs}, null if nothing valid is stored. */
  read() {
    try {
      const memory = JSON.parse(this.#storage().getItem(this.#name));
      const { told, owed, keptMs } = memory ?? {};
      return Array.isArray(told) && Array.isArray(owed) && Number.isFinite(keptMs) ? memory : null;
    } catch {
      return null;
    }
  }

  /** Store the memory if it changed, and every second while calls are owed; nowMs: the hall's time. */
  keep({ told, owed }, nowMs) {
    const second = owed.length ? Math.floor(nowMs / 1_000) : "";
    const key = `${told.join()} ${owed.map(({ seq }) => seq).join()} ${second}`;
    if (key === this.#stored) return;
    this.#stored = key;
    try {
      this.#storage().setItem(this.#name, JSON.stringify({ told, owed, keptMs: nowMs }));
    } catch {
      /* the next page announces the calls again */
    }
  }
}

/**
 * What a page knows of the page before it on the same screen: which calls that one announced, which it
 * still owed.
 *
 * Stored in sessionStorage, which lives as long as the tab: a reloaded page has it, and a TV that was
 * switched off does not need it. A browser that stores nothing announces the calls of the last 30 s again:
 * heard twice is better than not at all.
 */
const NAME = "antre-board";

export class BoardMemory {
  #name;
  #storage;
  #kept = null;

  /** which: the board it is for; storage: gives the browser's storage, or throws where there is none. */
  constructor(which, storage = () => sessionStorage) {
    this.#name = `${NAME} ${which}`;
    this.#storage = storage;
  }

  /** Return {told, owed, keptMs}, null if nothing is known. */
  read() {
    try {
      const note = JSON.parse(this.#storage().getItem(this.#name));
      const isWhole = Array.isArray(note?.told) && Array.isArray(note.owed) && Number.isFinite(note.keptMs);
      return isWhole ? note : null;
    } catch {
      return null;
    }
  }

  /** Store the memory if it changed, and each second while calls are owed; nowMs: the hall's time. */
  keep({ told, owed }, nowMs) {
    const second = owed.length ? Math.floor(nowMs / 1_000) : "";
    const kept = `${told.join()} ${owed.map(({ seq }) => seq).join()} ${second}`;
    if (kept === this.#kept) return;
    this.#kept = kept;
    try {
      this.#storage().setItem(this.#name, JSON.stringify({ told, owed, keptMs: nowMs }));
    } catch {
      /* the calls are announced again */
    }
  }
}

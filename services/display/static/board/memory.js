/**
 * What a screen's page knows of the page before it: which calls that announced, which it still owed.
 *
 * Kept in sessionStorage: it lives as long as the tab, so a page that is loaded anew has it, and a TV that was
 * switched off does not need it. A browser that keeps nothing announces the calls of the last 30 s again: heard
 * twice is better than not at all.
 */
const NAME = "antre-board";

export class BoardMemory {
  #name;
  #storage;
  #kept = null;

  /** which: the board it is for; storage: gives the browser's, or throws where it allows none. */
  constructor(which, storage = () => sessionStorage) {
    this.#name = `${NAME} ${which}`;
    this.#storage = storage;
  }

  /** Give {told, owed, keptMs}, null if nothing is known. */
  read() {
    try {
      const found = JSON.parse(this.#storage().getItem(this.#name));
      return Array.isArray(found?.told) && Array.isArray(found.owed) && Number.isFinite(found.keptMs)
        ? found
        : null;
    } catch {
      return null;
    }
  }

  /** Keep what the announcer remembers; nowMs: the hall's time. Writes when it changed, and each second while calls are owed. */
  keep({ told, owed }, nowMs) {
    const kept = `${told.join()} ${owed.map(({ seq }) => seq).join()} ${owed.length ? Math.floor(nowMs / 1_000) : ""}`;
    if (kept === this.#kept) return;
    this.#kept = kept;
    try {
      this.#storage().setItem(this.#name, JSON.stringify({ told, owed, keptMs: nowMs }));
    } catch {
      /* announced again */
    }
  }
}

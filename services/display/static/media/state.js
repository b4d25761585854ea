/**
 * Which picture, video or text stands beside the calls, and how much room it has: pure, the clock is passed in
 * (ms of a clock that never jumps).
 *
 * An item: {id, kind: "picture"|"video"|"text", seconds, file?, text?, zones?}, as the `house` event has it.
 */

/** A file that did not load is asked for again after so long: it may have been put back. */
export const AGAIN_MS = 60_000;

/** How many earlier calls each layout still shows beside media: their letters stay as large as ever. */
const ROWS = {
  hall: { small: 3, medium: 2 },
  small: { small: 2, medium: 2 },
  portrait: { small: 2, medium: 2 },
};

/**
 * Give how much room media have: "large" while nobody is called, "medium" beside a cooled call, "small" beside a lit
 * one, "hidden" where calls need the whole board: several at once, a list over several screens, a stale board, a phone.
 */
export function placeOf({ phase, layout, isMany, isPart }) {
  if (!ROWS[layout] || isPart) return "hidden";
  if (phase === "quiet" || phase === "closed") return "large";
  if (phase === "cooled") return "medium";
  return phase === "calling" && !isMany ? "small" : "hidden";
}

/** Give how many of `rows` earlier calls are shown beside media in this place. */
export function rowsBeside(layout, place, rows) {
  return Math.min(rows, ROWS[layout]?.[place] ?? rows);
}

/** Give the items for a board: those for every board, and those for its zone, or the zone its agency or counter is in. */
export function forBoard(house, { zone, agency, counter }) {
  const own = zone || house?.counters[counter]?.zone || house?.agencies[agency]?.zone;
  return (house?.media ?? []).filter(({ zones }) => !zones || zones.includes(own));
}

export class Rotation {
  #items = [];
  #current = null;
  #n = 0;
  #sinceMs = 0;
  #failed = new Map();

  /** Take the list as it is now; what is shown stays if it is still in it, as it is. */
  take(items) {
    const same = items.findIndex((item) => isSame(item, this.#current));
    const place = same >= 0 ? same : items.findIndex(({ id }) => id === this.#current?.id);
    this.#items = items;
    if (same < 0) this.#current = null;
    if (place >= 0) this.#n = place;
  }

  /** Give the item to show, null for none. isHeld: nothing changes that need not. */
  item(now, { isHeld = false } = {}) {
    if (this.#current && this.#isWell(this.#current, now)) {
      if (isHeld || now - this.#sinceMs < this.#current.seconds * 1000) return this.#current;
      this.#n += 1;
    }
    this.#next(now);
    return this.#current;
  }

  /** The item stands on the board since now: its time begins. */
  began(now) {
    this.#sinceMs = now;
  }

  /** The item's file does not load or play. */
  fail(item, now) {
    this.#failed.set(item.file, now);
  }

  #next(now) {
    const count = this.#items.length;
    const found = this.#items.findIndex((_, step) =>
      this.#isWell(this.#items[(this.#n + step) % count], now),
    );
    this.#n = found < 0 ? 0 : (this.#n + found) % count;
    this.#current = found < 0 ? null : this.#items[this.#n];
    this.#sinceMs = now;
  }

  #isWell({ file }, now) {
    return !(now - this.#failed.get(file) < AGAIN_MS);
  }
}

export function isSame(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

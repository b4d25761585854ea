/**
 * Which of a house's media stands beside the calls, and how much room it has. Pure: the clock is passed in
 * (ms of a clock that never jumps).
 *
 * A medium: {id, kind: "picture"|"video"|"text", seconds, to_end?, file?, text?, zones?}, as the `house`
 * event has it; to_end: a video that stays until it has ended.
 */

/** How long after a failure a file is tried again: it may have been uploaded again. */
export const AGAIN_MS = 60_000;

/** How many earlier calls each layout still shows beside media: their letters stay as large as ever. */
const ROWS = {
  hall: { small: 3, medium: 2 },
  small: { small: 2, medium: 2 },
  portrait: { small: 2, medium: 2 },
};

/**
 * Give how much room media have: "large" while nobody is called, "medium" beside a cooled call, "small"
 * beside a lit one; "hidden" where calls need the whole board: several at once, a list over several
 * screens, a stale board, a phone.
 */
export function placeOf({ phase, layout, isMany, isPart }) {
  if (!ROWS[layout] || isPart) return "hidden";
  if (phase === "quiet" || phase === "closed") return "large";
  if (phase === "cooled") return "medium";
  return phase === "calling" && !isMany ? "small" : "hidden";
}

/** Return how many of `rows` earlier calls are shown beside media in a place. */
export function rowsBeside(layout, place, rows) {
  return Math.min(rows, ROWS[layout]?.[place] ?? rows);
}

/** Return the media for every board, and for this one's zone or the zone of its agency or counter. */
export function forBoard(house, { zone, agency, counter }) {
  const own = zone || house?.counters[counter]?.zone || house?.agencies[agency]?.zone;
  return (house?.media ?? []).filter(({ zones }) => !zones || zones.includes(own));
}

export class Rotation {
  #list = [];
  #current = null;
  #n = 0;
  #sinceMs = 0;
  #hasEnded = false;
  #failed = new Map();

  /** Set the list; what is shown stays if it is still in it, unchanged. */
  take(list) {
    const same = list.findIndex((medium) => isSame(medium, this.#current));
    const place = same >= 0 ? same : list.findIndex(({ id }) => id === this.#current?.id);
    this.#list = list;
    if (same < 0) this.#current = null;
    if (place >= 0) this.#n = place;
  }

  /** Return what to show, null for nothing. isHeld: nothing changes that need not. */
  due(now, { isHeld = false } = {}) {
    if (this.#current && this.#isWell(this.#current, now)) {
      if (isHeld || !this.#isOver(now)) return this.#current;
      this.#n += 1;
    }
    this.#next(now);
    return this.#current;
  }

  /** Take note that it is shown from now on: its time begins. */
  began(now) {
    this.#sinceMs = now;
    this.#hasEnded = false;
  }

  /** Take note that the video that is shown has ended. */
  end() {
    this.#hasEnded = true;
  }

  #isOver(now) {
    const { to_end: toEnd, seconds } = this.#current;
    return toEnd ? this.#hasEnded : now - this.#sinceMs >= seconds * 1000;
  }

  /** Take note that its file does not load or play. */
  fail(medium, now) {
    this.#failed.set(medium.file, now);
  }

  #next(now) {
    const count = this.#list.length;
    const found = this.#list.findIndex((_, step) => this.#isWell(this.#list[(this.#n + step) % count], now));
    this.#n = found < 0 ? 0 : (this.#n + found) % count;
    this.#current = found < 0 ? null : this.#list[this.#n];
    this.began(now);
  }

  #isWell({ file }, now) {
    return !(now - this.#failed.get(file) < AGAIN_MS);
  }
}

export function isSame(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

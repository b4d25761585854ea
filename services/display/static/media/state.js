/**
 * Decides which of a house's media is shown beside the calls, and how large. Pure: the clock is passed in
 * (monotonic, ms).
 *
 * A medium: {id, kind: "picture"|"video"|"text", seconds, to_end?, file?, text?, zones?}, as in the `house`
 * event; to_end: a video that stays until it has ended.
 */

/** How long after a failure a file is retried, because it may have been uploaded again. */
export const AGAIN_MS = 60_000;

/** Number of earlier calls that each layout shows beside media; their font size stays the same. */
const ROWS = {
  hall: { small: 3, medium: 2 },
  small: { small: 2, medium: 2 },
  portrait: { small: 2, medium: 2 },
};

/**
 * Return the place of media: "large" without a call, "medium" beside a cooled call, "small" beside a lit one;
 * "hidden" if calls need the whole board: several at once, a list over several screens, a stale board, a
 * phone.
 */
export function placeOf({ phase, layout, isMany, isPart }) {
  if (!ROWS[layout] || isPart) return "hidden";
  if (phase === "quiet" || phase === "closed") return "large";
  if (phase === "cooled") return "medium";
  return phase === "calling" && !isMany ? "small" : "hidden";
}

/** Return how many of `rows` earlier calls fit beside media in a place. */
export function rowsBeside(layout, place, rows) {
  return Math.min(rows, ROWS[layout]?.[place] ?? rows);
}

/** Return the media for all boards, and those for this board's zone or the zone of its agency or counter. */
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

  /** Set the list; the current medium stays if the list still has it unchanged. */
  take(list) {
    const same = list.findIndex((medium) => isSame(medium, this.#current));
    const place = same >= 0 ? same : list.findIndex(({ id }) => id === this.#current?.id);
    this.#list = list;
    if (same < 0) this.#current = null;
    if (place >= 0) this.#n = place;
  }

  /** Return the medium to show, null for none. isHeld: change it only if necessary. */
  due(now, { isHeld = false } = {}) {
    if (this.#current && this.#isUsable(this.#current, now)) {
      if (isHeld || !this.#isOver(now)) return this.#current;
      this.#n += 1;
    }
    this.#next(now);
    return this.#current;
  }

  /** Record that the current medium is shown from now on, which starts its time. */
  began(now) {
    this.#sinceMs = now;
    this.#hasEnded = false;
  }

  /** Record that the current video has ended. */
  end() {
    this.#hasEnded = true;
  }

  #isOver(now) {
    const { to_end: toEnd, seconds } = this.#current;
    return toEnd ? this.#hasEnded : now - this.#sinceMs >= seconds * 1000;
  }

  /** Record that a medium's file does not load or play. */
  fail(medium, now) {
    this.#failed.set(medium.file, now);
  }

  #next(now) {
    const count = this.#list.length;
    const isUsable = (_, step) => this.#isUsable(this.#list[(this.#n + step) % count], now);
    const steps = this.#list.findIndex(isUsable);
    this.#n = steps < 0 ? 0 : (this.#n + steps) % count;
    this.#current = steps < 0 ? null : this.#list[this.#n];
    this.began(now);
  }

  #isUsable({ file }, now) {
    return !(now - this.#failed.get(file) < AGAIN_MS);
  }
}

export function isSame(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

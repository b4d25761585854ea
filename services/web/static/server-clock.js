/** The hall's time, set from `now` in messages and advanced by a monotonic clock. */
export class ServerClock {
  #offset = null;
  #zone = "+00:00";

  /** Set the clock to an ISO time with offset. */
  take(iso) {
    this.#offset = Date.parse(iso) - performance.now();
    this.#zone = iso.slice(-6);
  }

  /** Return the time in ms UTC, null before the first message. */
  nowMs() {
    return this.#offset === null ? null : this.#offset + performance.now();
  }

  /** Return the time as ISO 8601 with the venue's offset, null before the first message. */
  nowIso() {
    const now = this.nowMs();
    return now === null ? null : withOffset(now, this.#zone);
  }

  get zone() {
    return this.#zone;
  }
}

/** Return ms UTC as ISO 8601 with this offset ("+08:00"). */
export function withOffset(ms, zone) {
  const sign = zone[0] === "-" ? -1 : 1;
  const minutes = sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6)));
  return new Date(ms + minutes * 60_000).toISOString().slice(0, -1) + zone;
}

/**
 * When a board's page reloads: each night, when the display has a newer page, and when an admin commands
 * it. Never while a call is being announced, and never where sound would be lost. Pure: the clock is passed
 * in.
 *
 * Night is when the service day changes, at an hour when the venue is closed (`day_starts_at`), so the TV's
 * own clock does not matter. Boards spread their reloads over NIGHT_SPREAD_MS.
 */
export const NIGHT_SPREAD_MS = 45 * 60_000;
/** After an update of the display all its boards reload, spread over this time. */
export const BUILD_SPREAD_MS = 30_000;
/** No page leaves for another build before this age: two builds side by side would send it to and fro. */
export const BUILD_AFTER_MS = 120_000;
/** The longest wait of a command for a pause between calls; the next page announces what is still owed. */
export const COMMAND_WAITS_MS = 60_000;
/** How long after a failed try the next one comes. */
export const AGAIN_MS = 60_000;

export class ReloadPlan {
  #day = null;
  #build = null;
  #dueMs = Infinity;
  #command = null;
  #restsUntil = 0;

  /** Take the service day from the display; roll: this board's place in the spread, 0 to 1. */
  day(day, nowMs, roll) {
    if (this.#day !== null && day !== this.#day) this.#want(nowMs + roll * NIGHT_SPREAD_MS);
    this.#day = day;
  }

  /** Take the build of the display's page; the first one is this page's own. */
  build(build, nowMs, roll) {
    if (this.#build !== null && build !== this.#build)
      this.#want(Math.max(nowMs, BUILD_AFTER_MS) + roll * BUILD_SPREAD_MS);
    this.#build = build;
  }

  /** Take an admin's command. */
  command(nowMs) {
    this.#command ??= nowMs;
  }

  /**
   * Whether to reload now. isStale: the display is not heard; needsTouch: sound is on because somebody
   * touched the screen, which the browser forgets with the page. Only an admin may silence a board that
   * way.
   */
  isDue(nowMs, { isOnAir, isStale, needsTouch }) {
    if (nowMs < this.#restsUntil) return false;
    if (this.#command !== null && (!isOnAir || nowMs - this.#command >= COMMAND_WAITS_MS)) return true;
    return nowMs >= this.#dueMs && !isOnAir && !isStale && !needsTouch;
  }

  /** Take note of a try; if this page lives on, the next try comes later. */
  tried(nowMs) {
    this.#restsUntil = nowMs + AGAIN_MS;
  }

  #want(dueMs) {
    this.#dueMs = Math.min(this.#dueMs, dueMs);
  }
}

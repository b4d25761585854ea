/**
 * When a board's page is loaded anew: each night, when the display has a newer page, when an admin says so. Never
 * while a call is on air, and never where sound would be lost. Pure: the clock is passed in.
 *
 * The night is told by the service day, which turns at an hour when the venue is closed (`day_starts_at`): no clock
 * of the TV is asked. Boards do it spread over NIGHT_SPREAD_MS.
 */
export const NIGHT_SPREAD_MS = 45 * 60_000;
/** After a new version of the display all its boards come; not all in the same second. */
export const BUILD_SPREAD_MS = 30_000;
/** Two versions beside each other, while a new one is rolled out, make no board go to and fro. */
export const BUILD_AFTER_MS = 120_000;
/** A command waits for a pause between calls no longer; what is still owed is announced by the next page. */
export const COMMAND_WAITS_MS = 60_000;
/** The display did not give the page: so long until it is asked again. */
export const AGAIN_MS = 60_000;

export class ReloadPlan {
  #day = null;
  #build = null;
  #dueMs = Infinity;
  #command = null;
  #restsUntil = 0;

  /** The service day as the display says it; roll: 0 to 1, where in the spread this board is. */
  day(day, nowMs, roll) {
    if (this.#day !== null && day !== this.#day) this.#want(nowMs + roll * NIGHT_SPREAD_MS);
    this.#day = day;
  }

  /** The build of the display's page; the first heard is this page's own. */
  build(build, nowMs, roll) {
    if (this.#build !== null && build !== this.#build)
      this.#want(Math.max(nowMs, BUILD_AFTER_MS) + roll * BUILD_SPREAD_MS);
    this.#build = build;
  }

  /** An admin wants it. */
  command(nowMs) {
    this.#command ??= nowMs;
  }

  /**
   * Whether to do it now. isStale: the display is not heard; needsTouch: sound is on because somebody touched this
   * screen, which the browser forgets with the page. Only an admin may silence a board so.
   */
  isDue(nowMs, { isOnAir, isStale, needsTouch }) {
    if (nowMs < this.#restsUntil) return false;
    if (this.#command !== null && (!isOnAir || nowMs - this.#command >= COMMAND_WAITS_MS)) return true;
    return nowMs >= this.#dueMs && !isOnAir && !isStale && !needsTouch;
  }

  /** It is tried now; if this page lives on, it is tried again later. */
  tried(nowMs) {
    this.#restsUntil = nowMs + AGAIN_MS;
  }

  #want(dueMs) {
    this.#dueMs = Math.min(this.#dueMs, dueMs);
  }
}

/**
 * Decides when a board's page reloads: every night, when the display has a newer page, and on an admin's
 * command. Except on command, never while a call is being announced, and never if sound would be lost. Pure:
 * the clock is passed in.
 *
 * Night is when the service day changes, at an hour when the venue is closed (`day_starts_at`), so the TV's
 * own clock does not matter. Boards spread their reloads over NIGHT_SPREAD_MS.
 */
export const NIGHT_SPREAD_MS = 45 * 60_000;
/** After an update of the display, all its boards reload, spread over this time. */
export const BUILD_SPREAD_MS = 30_000;
/** Minimum age of a page before it reloads for another build; with two builds side by side it could loop. */
export const BUILD_AFTER_MS = 120_000;
/** How long a command waits for a pause between calls; the next page announces the calls still owed. */
export const COMMAND_WAITS_MS = 60_000;
/** Retry interval after a failed reload. */
export const AGAIN_MS = 60_000;

export class ReloadPlan {
  #day = null;
  #build = null;
  #dueMs = Infinity;
  #command = null;
  #restsUntil = 0;

  /** Set the service day from the display; roll: this board's random position in the spread, 0 to 1. */
  day(day, nowMs, roll) {
    if (this.#day !== null && day !== this.#day) this.#schedule(nowMs + roll * NIGHT_SPREAD_MS);
    this.#day = day;
  }

  /** Set the build of the display's page; the first one is that of this page. */
  build(build, nowMs, roll) {
    if (this.#build !== null && build !== this.#build)
      this.#schedule(Math.max(nowMs, BUILD_AFTER_MS) + roll * BUILD_SPREAD_MS);
    this.#build = build;
  }

  /** Record an admin's command to reload. */
  command(nowMs) {
    this.#command ??= nowMs;
  }

  /**
   * Return whether to reload now. isStale: nothing is received from the display; needsTouch: sound is on only
   * because the screen was touched, which does not survive a reload. Only an admin's command may silence a
   * board that way.
   */
  isDue(nowMs, { isOnAir, isStale, needsTouch }) {
    if (nowMs < this.#restsUntil) return false;
    if (this.#command !== null && (!isOnAir || nowMs - this.#command >= COMMAND_WAITS_MS)) return true;
    return nowMs >= this.#dueMs && !isOnAir && !isStale && !needsTouch;
  }

  /** Record an attempt to reload; if it fails, the next one is due after AGAIN_MS. */
  tried(nowMs) {
    this.#restsUntil = nowMs + AGAIN_MS;
  }

  #schedule(dueMs) {
    this.#dueMs = Math.min(this.#dueMs, dueMs);
  }
}

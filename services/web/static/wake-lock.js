/**
 * Keeps the screen on while its page is visible, where the browser can: by the Screen Wake Lock API, which it
 * offers over HTTPS only.
 */
export class WakeLock {
  #lock = null;
  #isWanted = false;
  #changed;

  /** changed(): called when the lock was gained or lost. */
  constructor(changed = () => {}) {
    this.#changed = changed;
    for (const again of ["visibilitychange", "pointerdown"])
      document.addEventListener(again, () => this.#hold());
  }

  /** Whether the screen is kept on now. */
  get isHeld() {
    return this.#lock !== null && !this.#lock.released;
  }

  /** Keep the screen on from now on, or no longer. */
  want(isWanted) {
    if (isWanted === this.#isWanted) return;
    this.#isWanted = isWanted;
    if (isWanted) this.#hold();
    else this.#lock?.release();
  }

  /** Ask for the lock; the browser ends it when the page is hidden, and may refuse it, as at low battery. */
  async #hold() {
    if (!this.#isWanted || this.isHeld || document.visibilityState !== "visible") return;
    const lock = await navigator.wakeLock?.request("screen").catch(() => null);
    if (!lock) return;
    this.#lock = lock;
    lock.addEventListener("release", () => this.#changed());
    if (!this.#isWanted) lock.release();
    this.#changed();
  }
}

/**
 * Keeps the screen on while its page is visible, with the Screen Wake Lock API, which is available over HTTPS
 * only.
 */
export class WakeLock {
  #lock = null;
  #isEnabled = false;
  #onChange;

  /** onChange(): called when the lock was acquired or released. */
  constructor(onChange = () => {}) {
    this.#onChange = onChange;
    for (const event of ["visibilitychange", "pointerdown"])
      document.addEventListener(event, () => this.#request());
  }

  /** Whether the screen is currently kept on. */
  get isHeld() {
    return this.#lock !== null && !this.#lock.released;
  }

  /** Start or stop keeping the screen on. */
  want(isEnabled) {
    if (isEnabled === this.#isEnabled) return;
    this.#isEnabled = isEnabled;
    if (isEnabled) this.#request();
    else this.#lock?.release();
  }

  /** Request the lock. The browser may refuse it, e.g. at low battery, and releases it on a hidden page. */
  async #request() {
    if (!this.#isEnabled || this.isHeld || document.visibilityState !== "visible") return;
    const lock = await navigator.wakeLock?.request("screen").catch(() => null);
    if (!lock) return;
    this.#lock = lock;
    lock.addEventListener("release", () => this.#onChange());
    if (!this.#isEnabled) lock.release();
    this.#onChange();
  }
}

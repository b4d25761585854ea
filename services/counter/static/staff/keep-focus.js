/** Redrawing under somebody's hands: the focus stays on the control of the same name (data-f), and nothing moves under a finger. */
import { fillIn } from "../shared/dom.js";

/** A finger that never comes up again, because the browser lost it, holds the page still for so long. */
const HELD_MS_MAX = 2_000;
/** From the finger's going up until its click at the latest. */
const CLICK_WITHIN_MS = 80;

let pressedMs = -Infinity;

addEventListener(
  "pointerdown",
  () => {
    pressedMs = performance.now();
  },
  true,
);
addEventListener(
  "click",
  () => {
    pressedMs = -Infinity;
  },
  true,
);
for (const ends of ["pointerup", "pointercancel"]) {
  addEventListener(
    ends,
    () =>
      setTimeout(() => {
        pressedMs = -Infinity;
      }, CLICK_WITHIN_MS),
    true,
  );
}

/** Whether a finger is down now: what it is on must not be drawn anew, or its click is lost. */
export function isPressed() {
  return performance.now() - pressedMs < HELD_MS_MAX;
}

/** As fillIn; if the focus was inside, it goes to the new control with the same data-f, else to [data-f-home]. */
export function fillInKeeping(parent, key, make) {
  const active = parent.contains(document.activeElement) ? (document.activeElement.dataset.f ?? "") : null;
  fillIn(parent, key, make);
  if (active === null || parent.contains(document.activeElement)) return;
  const same = active && parent.querySelector(`[data-f="${CSS.escape(active)}"]:not(:disabled)`);
  (same || parent.querySelector("[data-f-home]"))?.focus({ preventScroll: true });
}

/** Whether a finger is down: what it is on must not move, or its click is lost. */

/** A finger that never comes up again, because the browser lost it, holds the page still for so long. */
const HELD_MS_MAX = 2_000;
/** From the finger's going up until its click at the latest. */
const CLICK_WITHIN_MS = 80;

let pressedMs = -Infinity;

function lifted() {
  pressedMs = -Infinity;
}

addEventListener(
  "pointerdown",
  () => {
    pressedMs = performance.now();
  },
  true,
);
addEventListener("click", lifted, true);
for (const ends of ["pointerup", "pointercancel"])
  addEventListener(ends, () => setTimeout(lifted, CLICK_WITHIN_MS), true);

export function isPressed() {
  return performance.now() - pressedMs < HELD_MS_MAX;
}

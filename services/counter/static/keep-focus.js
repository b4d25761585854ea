/** Redrawing under somebody's keyboard: the focus stays on the control of the same name (data-f). */
import { fillIn } from "./shared/dom.js";

/** As fillIn; if the focus was inside, it goes to the new control with the same data-f, else to [data-f-home]. */
export function fillInKeeping(parent, key, make) {
  const active = parent.contains(document.activeElement) ? document.activeElement.dataset.f ?? "" : null;
  fillIn(parent, key, make);
  if (active === null || parent.contains(document.activeElement)) return;
  const same = active && parent.querySelector(`[data-f="${CSS.escape(active)}"]:not(:disabled)`);
  (same || parent.querySelector("[data-f-home]"))?.focus({ preventScroll: true });
}

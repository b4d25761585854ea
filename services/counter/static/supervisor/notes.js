/** The page's messages: the outcome of a press, and refusals. */
import { h, icon } from "../shared/draw.js";

export function outcome(message, isRefused) {
  return h(
    "p.outcome",
    { class: isRefused && "refused", role: "status", "data-message": true, hidden: !message },
    message,
  );
}

export function refusal(words) {
  return h("p.told", { role: "alert", "data-refusal": true }, icon("info-circle"), words);
}

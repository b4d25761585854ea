/** State of the ticket page. Pure. */
export const BEADS_MAX = 7;

/** Return the picture for a ticket. */
export function pictureOf(ticket) {
  if (!ticket) return "starting";
  if (ticket.other_day) return "other-day";
  if (ticket.dropped) return "dropped";
  if (ticket.taken_back) return "taken-back";
  return ticket.state;
}

/** Whether the visit has ended at a counter today, so that the visitor may give feedback. */
export function mayAnswer(ticket) {
  return ticket?.state === "finished" && !ticket.other_day;
}

/** Return how many beads to draw, one per person ahead, and whether the thread has a gap. */
export function thread(ahead) {
  return { beads: Math.min(ahead, BEADS_MAX), broken: ahead > BEADS_MAX };
}

/** Whether the visitor should come nearer; never in a closed hall. */
export function isNear({ ready, hall_closed: closed }) {
  return ready && !closed;
}

/** Return the sound and vibration for a change of state: "near", "called" or null. */
export function signal(before, after) {
  if (after.state === "called" && (before?.state !== "called" || before.calls !== after.calls))
    return "called";
  return isNear(after) && before?.state === "waiting" && !isNear(before) ? "near" : null;
}

/**
 * Return the news for a visitor who waits again after a call: "withdrawn" (the call was taken back),
 * "transferred" (to another service), or the previous news while they still wait; else null.
 */
export function news(before, after, previous) {
  if (after.state !== "waiting") return null;
  if (before && before.service !== after.service) return "transferred";
  if (before?.state === "called") return "withdrawn";
  return before?.state === "waiting" ? previous : null;
}

/** What the ticket page shows: pure. */
export const BEADS_MAX = 7;

/** Which picture to show for a ticket. */
export function pictureOf(ticket) {
  if (!ticket) return "starting";
  if (ticket.other_day) return "other-day";
  if (ticket.dropped) return "dropped";
  if (ticket.taken_back) return "taken-back";
  return ticket.state;
}

/** Whether the visit has ended at a counter today, so that its visitor may say how it was. */
export function mayAnswer(ticket) {
  return ticket?.state === "finished" && !ticket.other_day;
}

/** Beads of the thread: how many people to draw, and whether the thread is broken once. */
export function thread(ahead) {
  return { beads: Math.min(ahead, BEADS_MAX), broken: ahead > BEADS_MAX };
}

/** Whether somebody is to come nearer; nobody is in a closed hall. */
export function isNear({ ready, hall_closed: closed }) {
  return ready && !closed;
}

/** What to tell the ear and the hand when one state follows another: "near", "called" or nothing. */
export function signal(before, after) {
  if (after.state === "called" && (before?.state !== "called" || before.calls !== after.calls))
    return "called";
  return isNear(after) && before?.state === "waiting" && !isNear(before) ? "near" : null;
}

/**
 * What to tell somebody who was at a counter and waits again: "withdrawn" (the call was taken back),
 * "transferred" (for another service), or what was told before, while they wait; else nothing.
 */
export function news(before, after, told) {
  if (after.state !== "waiting") return null;
  if (before && before.service !== after.service) return "transferred";
  if (before?.state === "called") return "withdrawn";
  return before?.state === "waiting" ? told : null;
}

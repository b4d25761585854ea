/** A screen as a device: the address of its board, its state, the body's data- of its record. Pure. */

/** What of an address does not fit the device's board. */
const DROPPED = ["zone", "agency", "counter", "pair"];

/** Return the address of a device's board: its venue, its zone if any, and what else is in `search`. */
export function addressOf({ venue, zone }, search) {
  const rest = search
    .replace(/^\?/, "")
    .split("&")
    .filter((part) => part && !DROPPED.includes(part.split("=")[0]));
  if (zone) rest.push(`zone=${encodeURIComponent(zone)}`);
  return `/board/${encodeURIComponent(venue)}${rest.length ? `?${rest.join("&")}` : ""}`;
}

const SOUNDS = { on: "on", locked: "locked", muted: "muted", off: "none" };

/**
 * Give the data of the event `state`. sound: the body's data-sound ("on", "locked", "muted", "off"); seen:
 * {epoch, seq} of the latest message; width, height, capitals: px of the window.
 */
export function stateOf({ build, sound, seen, width, height, capitals }) {
  return {
    ...(build ? { build } : {}),
    ...(SOUNDS[sound] ? { sound: SOUNDS[sound] } : {}),
    ...seen,
    width: Math.round(width),
    height: Math.round(height),
    ...(capitals > 0 ? { capitals_px: Number(capitals) } : {}),
  };
}

/** Return the body's data- for a device; for null, and what its record leaves open, what the address gave. */
export function dataOf(me, given) {
  if (me === null) return given;
  const own = (value, name) => (value === null || value === undefined ? (given[name] ?? "") : String(value));
  return {
    zone: own(me.zone, "zone"),
    inches: own(me.inches, "inches"),
    distance: own(me.distance_m, "distance"),
    voice: me.speaks ? (given.voice === "off" ? "" : (given.voice ?? "")) : "off",
    muted: me.muted ? "yes" : "",
  };
}

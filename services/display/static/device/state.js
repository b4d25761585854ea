/** A screen as a device: its board's URL, its reported state, the body's data- from its settings. Pure. */

/** Query parameters that do not apply to the device's board. */
const DROPPED = ["zone", "agency", "counter", "pair"];

/** Return the URL of a device's board: its venue, its zone if any, and the other parameters of `search`. */
export function addressOf({ venue, zone }, search) {
  const parts = search
    .replace(/^\?/, "")
    .split("&")
    .filter((part) => part && !DROPPED.includes(part.split("=")[0]));
  if (zone) parts.push(`zone=${encodeURIComponent(zone)}`);
  return `/board/${encodeURIComponent(venue)}${parts.length ? `?${parts.join("&")}` : ""}`;
}

const SOUNDS = { on: "on", locked: "locked", muted: "muted", off: "none" };

/**
 * Return the data of the event `state`. sound: the body's data-sound ("on", "locked", "muted", "off"); seen:
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

/** Return the body's data- for a device; the page's initial ones if it is null or lacks a setting. */
export function dataOf(me, initial) {
  if (me === null) return initial;
  const own = (value, name) =>
    value === null || value === undefined ? (initial[name] ?? "") : String(value);
  return {
    zone: own(me.zone, "zone"),
    inches: own(me.inches, "inches"),
    distance: own(me.distance_m, "distance"),
    voice: me.speaks ? (initial.voice === "off" ? "" : (initial.voice ?? "")) : "off",
    muted: me.muted ? "yes" : "",
  };
}

/** This screen as a device, pure: where its board is, how it is, what its board is told of it. */

/** What an address says of another board than the device's. */
const LEFT = ["zone", "agency", "counter", "pair"];

/** The address of a device's board: its venue, and the zone it is for, if any; `search` is that of now. */
export function addressOf({ venue, zone }, search) {
  const rest = search
    .replace(/^\?/, "")
    .split("&")
    .filter((part) => part && !LEFT.includes(part.split("=")[0]));
  if (zone) rest.push(`zone=${encodeURIComponent(zone)}`);
  return `/board/${encodeURIComponent(venue)}${rest.length ? `?${rest.join("&")}` : ""}`;
}

const SOUNDS = { on: "on", locked: "locked", muted: "muted", off: "none" };

/**
 * How this screen is, as the event `state` says it. board: the body's data-sound ("on", "locked", "muted", "off");
 * seen: {epoch, seq} of the latest message; width, height, capitals: px of the window.
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

/** What the body's data- must be for a device, null: as the address said; given: what the address said. */
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

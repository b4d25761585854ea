/** How a device is, in rows: [word, value, whether it is bad]. */
import { numberText, reachOf } from "./devices-state.js";
import { clock, longDate } from "../shared/format.js";

/** Events that a board may be behind before that is bad. */
const BEHIND_MAX = 20;

export function factsOf(v, device) {
  const { kind, behind, sound } = device;
  const isTv = kind === "tv";
  return [
    ["seen", seen(v, device), !device.online],
    ["version", version(v, device)],
    ["behind", behindWords(v, behind), behind > BEHIND_MAX],
    isTv && ["soundOf", sound ? v.named("sounds", sound) : v.w("unknown"), sound === "locked"],
    isTv && ["size", size(v, device)],
    isTv && ["reach", reach(v, device), reachOf(device).isShort],
  ].filter(Boolean);
}

function seen(v, { online, seen_at: at }) {
  if (online) return v.w("seenNow");
  if (!at) return v.w("seenNever");
  const isToday = at.slice(0, 10) === v.now?.slice(0, 10);
  return v.w(isToday ? "seenAt" : "seenDay", { time: clock(at), day: longDate(at, v.language) });
}

function version(v, device) {
  if (!device.version) return v.w("unknown");
  return device.is_current ? device.version : v.w("versionOld", { version: device.version });
}

function behindWords(v, behind) {
  if (behind === null) return v.w("unknown");
  return behind === 0 ? v.w("behindNone") : v.w("behindBy", { n: behind });
}

function size(v, { inches }) {
  return inches ? v.w("sizeOf", { inches: numberText(inches, v.language) }) : v.w("unknown");
}

function reach(v, device) {
  const { m, isShort } = reachOf(device);
  if (m === null) return v.w("unknown");
  return v.w(isShort ? "reachShort" : "reachOf", {
    m: numberText(m.toFixed(1), v.language),
    wanted: numberText(device.distance_m, v.language),
  });
}

/** Whole minutes from an ISO time until now (ms UTC); null without a time. */
export function minutesSince(iso, nowMs) {
  return iso === null || iso === undefined || nowMs === null
    ? null
    : Math.max(0, Math.floor((nowMs - Date.parse(iso)) / 60_000));
}

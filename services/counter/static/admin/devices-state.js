/** Logic of devices on the admin's page, pure: lists, alarms, and form values. */

/** The devices of one venue, in the service's order. */
export function devicesOf(all, venue) {
  return (all ?? []).filter((device) => device.venue === venue);
}

/** An unused name for a device of the venue: "TV 3". */
export function nextName(all, venue) {
  const taken = new Set(devicesOf(all, venue).map(({ name }) => name.toLowerCase()));
  let n = 1;
  while (taken.has(`tv ${n}`)) n += 1;
  return `TV ${n}`;
}

/** TVs that need attention: [{kind: "locked" | "silent", name, since}] */
export function alarmsOf(devices) {
  return devices.flatMap(
    ({ name, kind, online, sound, sound_since: since, seen_at: seen, speaks, muted }) => {
      if (kind !== "tv" || !seen) return [];
      if (!online) return [{ kind: "silent", name, since: seen }];
      return sound === "locked" && speaks && !muted ? [{ kind: "locked", name, since: since ?? seen }] : [];
    },
  );
}

/** The distance at which a called number is legible, and whether it is less than required: {m, isShort} */
export function reachOf({ legible_m: m, distance_m: required }) {
  return { m: m ?? null, isShort: Boolean(m && required && m < required) };
}

/** Format a number: 8.5 → "8,5" in Indonesian; null → "" */
export function numberText(value, language) {
  if (value === null || value === undefined) return "";
  return language === "id" ? String(value).replace(".", ",") : String(value);
}

/** Parse a typed number: "8,5" → 8.5; "" → null; invalid → undefined */
export function numberOf(text) {
  const trimmed = text.trim().replace(",", ".");
  if (!trimmed) return null;
  return /^\d{1,3}(\.\d{1,2})?$/.test(trimmed) ? Number(trimmed) : undefined;
}

/** The settings in a device's form: {value}, or {wrong: the name of an invalid control}. */
export function bodyOf({ name, zone, inches, distance_m: distance, speaks, paper_mm: paper }) {
  const value = {
    name: name.value.trim(),
    zone: zone.value || null,
    inches: numberOf(inches.value),
    distance_m: numberOf(distance.value),
    speaks: speaks.checked,
    ...(paper && { paper_mm: Number(paper.value) || null }),
  };
  const wrong = !value.name
    ? "name"
    : value.inches === undefined
      ? "inches"
      : value.distance_m === undefined
        ? "distance_m"
        : null;
  return wrong ? { wrong } : { value };
}

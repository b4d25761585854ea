/** Devices on the admin's page, pure: which are shown, what is wrong with them, what a form says. */

/** The devices of one venue, in the service's order. */
export function devicesOf(all, venue) {
  return (all ?? []).filter((device) => device.venue === venue);
}

/** A name that no device of the venue has: "TV 3". */
export function nextName(all, venue) {
  const taken = new Set(devicesOf(all, venue).map(({ name }) => name.toLowerCase()));
  let n = 1;
  while (taken.has(`tv ${n}`)) n += 1;
  return `TV ${n}`;
}

/** What needs somebody to go there: [{kind: "locked" | "silent", name, since}] */
export function alarmsOf(devices) {
  return devices.flatMap(
    ({ name, kind, online, sound, sound_since: since, seen_at: seen, speaks, muted }) => {
      if (kind !== "tv" || !seen) return [];
      if (!online) return [{ kind: "silent", name, since: seen }];
      return sound === "locked" && speaks && !muted ? [{ kind: "locked", name, since: since ?? seen }] : [];
    },
  );
}

/** From how far its called number is legible, m, and whether that is less than it must: {m, isShort} */
export function reachOf({ legible_m: m, distance_m: wanted }) {
  return { m: m ?? null, isShort: Boolean(m && wanted && m < wanted) };
}

/** A number as it is written: 8.5 → "8,5" in Indonesian; nothing → "" */
export function numberText(value, language) {
  if (value === null || value === undefined) return "";
  return language === "id" ? String(value).replace(".", ",") : String(value);
}

/** A number as people type it: "8,5" → 8.5; "" → null; what is none → undefined */
export function numberOf(text) {
  const trimmed = text.trim().replace(",", ".");
  if (!trimmed) return null;
  return /^\d{1,3}(\.\d{1,2})?$/.test(trimmed) ? Number(trimmed) : undefined;
}

/** What a form of a device says: {value}, or {wrong: the name of the control}. elements: of the form. */
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

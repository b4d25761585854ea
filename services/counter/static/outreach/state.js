/** Logic of the outreach page: pure. */

/** The days handed over: those still out first, earliest first; then the others, latest first. */
export function rowsOf(boxes, venues) {
  const names = new Map(venues.map(({ id, name }) => [id, name]));
  const rows = boxes.flatMap(({ box, venue, days }) =>
    days.map((day) => ({
      ...day,
      box,
      venue,
      key: `${venue} ${day.day} ${box}`,
      venueName: names.get(venue) ?? venue,
    })),
  );
  const isOut = ({ state }) => state === "out" || state === "begun";
  return rows.sort(order);

  function order(a, b) {
    if (isOut(a) !== isOut(b)) return isOut(a) ? -1 : 1;
    const direction = isOut(a) ? 1 : -1;
    return a.day === b.day ? a.key.localeCompare(b.key) : direction * a.day.localeCompare(b.day);
  }
}

/** Add a day: sorted and without duplicates. */
export function withDay(days, day) {
  return [...new Set([...days, day])].filter(Boolean).sort();
}

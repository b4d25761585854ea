/** What the page of outreach laptops shows, from what the service says. Pure. */

/** The days that were handed over, the latest first: those that are out before those that are over. */
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
    const way = isOut(a) ? 1 : -1;
    return a.day === b.day ? a.key.localeCompare(b.key) : way * a.day.localeCompare(b.day);
  }
}

/** Days with one more, in order; one that is there already is not there twice. */
export function withDay(days, day) {
  return [...new Set([...days, day])].filter(Boolean).sort();
}

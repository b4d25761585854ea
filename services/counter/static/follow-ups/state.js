/** What the page of follow-ups knows: pure. */

/** A new follow-up under an id of this page's own, so that sending it twice is harmless. */
export function fresh(id, venue) {
  return { id, venue, what: "", who: "", due: "", form: "", element: "", done: "" };
}

/** What the service takes: without its id. */
export function wishOf({ venue, what, who, due, form, element, done }) {
  return { venue, what, who, due, form, element, done };
}

/** Those that are not done, the most urgent first, and those that are, the latest first. */
export function sorted(list) {
  const open = list.filter((one) => !one.done).sort((a, b) => a.due.localeCompare(b.due));
  const done = list.filter((one) => one.done).sort((a, b) => b.done.localeCompare(a.done));
  return { open, done };
}

export function isLate({ done, due }, today) {
  return !done && due < today;
}

/** The element that a follow-up is about, of the survey it names; null: of none. */
export function elementOf(forms, { form, element }) {
  return forms.find(({ id }) => id === form)?.elements.find(({ id }) => id === element) ?? null;
}

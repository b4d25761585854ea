/** Logic of the page of follow-ups: pure. */

/** A new follow-up, with an id from this page, so that saving it is idempotent. */
export function fresh(id, venue) {
  return { id, venue, what: "", who: "", due: "", form: "", element: "", done: "" };
}

/** The request body of a follow-up: without its id. */
export function bodyOf({ venue, what, who, due, form, element, done }) {
  return { venue, what, who, due, form, element, done };
}

/** Open follow-ups, most urgent first, and finished ones, latest first. */
export function sorted(list) {
  const open = list.filter((item) => !item.done).sort((a, b) => a.due.localeCompare(b.due));
  const done = list.filter((item) => item.done).sort((a, b) => b.done.localeCompare(a.done));
  return { open, done };
}

export function isLate({ done, due }, today) {
  return !done && due < today;
}

/** The survey question that a follow-up refers to; null: none. */
export function elementOf(forms, { form, element }) {
  return forms.find(({ id }) => id === form)?.elements.find(({ id }) => id === element) ?? null;
}

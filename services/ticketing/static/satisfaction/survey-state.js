/** What the survey's page knows: pure. answers: one for each question, null: none yet. */
export function start(form, stored = null) {
  const count = form.elements.length;
  const kept = stored?.version === form.version && stored.answers?.length === count ? stored.answers : null;
  return { form, answers: kept ?? Array(count).fill(null), says: "open", missing: null };
}

/** Take an answer, 1 the least. */
export function choose(state, n, value) {
  const answers = state.answers.map((one, at) => (at === n ? value : one));
  return { ...state, answers, missing: state.missing === n ? null : state.missing };
}

export function left(state) {
  return state.answers.filter((one) => one === null).length;
}

/** Begin to send, or say which question has no answer: its place from 0. */
export function send(state) {
  const missing = state.answers.indexOf(null);
  return missing === -1 ? { ...state, says: "sending", missing: null } : { ...state, missing };
}

/** The answer came; status 0: nobody answered. What was chosen stays until it is recorded. */
export function answered(state, { status, body }) {
  if (status === 200) return { ...state, says: body.replayed ? "already" : "thanks", refusal: null };
  return { ...state, says: "open", refusal: body.detail ?? null, isUnsent: true };
}

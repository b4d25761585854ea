/** State of the survey page. Pure. answers: one per question, null: none yet. */
export function start(form, stored = null) {
  const count = form.elements.length;
  const restored =
    stored?.version === form.version && stored.answers?.length === count ? stored.answers : null;
  return { form, answers: restored ?? Array(count).fill(null), says: "open", missing: null };
}

/** Record an answer; 1 is the lowest. */
export function choose(state, n, value) {
  const answers = state.answers.map((answer, index) => (index === n ? value : answer));
  return { ...state, answers, missing: state.missing === n ? null : state.missing };
}

export function left(state) {
  return state.answers.filter((answer) => answer === null).length;
}

/** Begin sending, or set missing to the index of the first question without an answer. */
export function send(state) {
  const missing = state.answers.indexOf(null);
  return missing === -1 ? { ...state, says: "sending", missing: null } : { ...state, missing };
}

/** Handle the response; status 0: no response. The answers stay until they are recorded. */
export function handleResponse(state, { status, body }) {
  if (status === 200) return { ...state, says: body.replayed ? "already" : "thanks", refusal: null };
  return { ...state, says: "open", refusal: body.detail ?? null, isUnsent: true };
}

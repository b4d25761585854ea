/**
 * The page for other programs: each form becomes one request of the API, which needs the session's
 * CSRF token.
 *
 * A form says its address (data-url), its method (data-method), and its body: whole (data-body), or
 * from its fields, of which some are lists (data-lists) or numbers (data-numbers). data-answer: the
 * member of the answer that is shown once, because nobody can read it again.
 */
const ANSWER_WITHIN_MS = 10_000;
const meta = (name) => document.querySelector(`meta[name="antre-${name}"]`).content;

function bodyOf(form) {
  if (form.dataset.body) return JSON.parse(form.dataset.body);
  const fields = new FormData(form);
  const lists = (form.dataset.lists ?? "").split(" ").filter(Boolean);
  const numbers = (form.dataset.numbers ?? "").split(" ");
  const body = {};
  for (const [name, value] of fields) body[name] = numbers.includes(name) ? Number(value) : value;
  for (const name of lists) body[name] = fields.getAll(name);
  return body;
}

async function ask(form) {
  try {
    const answer = await fetch(form.dataset.url, {
      method: form.dataset.method ?? "POST",
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      headers: {
        "Content-Type": "application/json",
        "X-CSRF-Token": meta("csrf"),
        "Accept-Language": document.documentElement.lang,
        Accept: "application/json, application/problem+json",
      },
      body: JSON.stringify(bodyOf(form)),
    });
    return { ok: answer.ok, body: await answer.json() };
  } catch {
    return { ok: false, body: { detail: meta("away") } };
  }
}

/** Show what nobody can read again, until somebody says that it is copied. */
function showOnce(form, value) {
  const once = form.querySelector("[data-once]");
  once.querySelector("[data-value]").textContent = value;
  once.hidden = false;
  for (const button of form.querySelectorAll("button:not([data-done])")) button.hidden = true;
  once.querySelector("[data-done]").addEventListener("click", () => location.reload());
  once.querySelector("[data-value]").focus();
}

async function submit(form) {
  const alert = form.querySelector("[role=alert]");
  const buttons = form.querySelectorAll("button");
  alert.hidden = true;
  for (const button of buttons) button.disabled = true;
  const { ok, body } = await ask(form);
  for (const button of buttons) button.disabled = false;
  if (!ok) {
    alert.textContent = body.detail;
    alert.hidden = false;
  } else if (form.dataset.answer) {
    showOnce(form, body[form.dataset.answer]);
  } else {
    location.reload();
  }
}

document.addEventListener("submit", (event) => {
  event.preventDefault();
  void submit(event.target);
});

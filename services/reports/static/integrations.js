/**
 * The integrations page: each form is submitted as one API request, with the session's CSRF token.
 *
 * Attributes of a form: data-url, data-method; data-body: the complete JSON body, otherwise it is
 * built from the fields; data-lists, data-numbers: names of fields that are lists or numbers;
 * data-answer: the member of the response that is shown once and cannot be read again.
 */
const TIMEOUT_MS = 10_000;
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

async function send(form) {
  try {
    const response = await fetch(form.dataset.url, {
      method: form.dataset.method ?? "POST",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        "Content-Type": "application/json",
        "X-CSRF-Token": meta("csrf"),
        "Accept-Language": document.documentElement.lang,
        Accept: "application/json, application/problem+json",
      },
      body: JSON.stringify(bodyOf(form)),
    });
    return { ok: response.ok, body: await response.json() };
  } catch {
    return { ok: false, body: { detail: meta("away") } };
  }
}

/** Show a secret that cannot be read again, until the user confirms that it is copied. */
function showOnce(form, value) {
  const panel = form.querySelector("[data-once]");
  panel.querySelector("[data-value]").textContent = value;
  panel.hidden = false;
  for (const button of form.querySelectorAll("button:not([data-done])")) button.hidden = true;
  panel.querySelector("[data-done]").addEventListener("click", () => location.reload());
  panel.querySelector("[data-value]").focus();
}

async function submit(form) {
  const alert = form.querySelector("[role=alert]");
  const buttons = form.querySelectorAll("button");
  alert.hidden = true;
  for (const button of buttons) button.disabled = true;
  const { ok, body } = await send(form);
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

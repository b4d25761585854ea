/** The screens before sign-in, and the fields of password forms. */
import { h, icon } from "../shared/draw.js";
import { remaining } from "./remaining.js";

export function startingView(v) {
  return h("p.starting", { role: "status" }, v.startingWords ?? v.w("starting"));
}

export function forbiddenView(v) {
  return h(
    "p.forbidden.told",
    { role: "alert", "data-message": true },
    icon("lock"),
    h("b", v.w("forbidden")),
  );
}

/** A message in a form; its element is always there, so that screen readers announce it. */
export function messageView(message, kind) {
  const isRefused = kind === "refused";
  return h(
    "p.told",
    { class: !isRefused && "news", role: "alert", "data-message": true, hidden: !message },
    icon(isRefused ? "alert-triangle" : "info-circle"),
    h("span", message),
  );
}

/** Words in the reader's language, followed by a lighter translation. */
export function inBoth(v, name, between = null) {
  return [v.w(name), between, h("span.en", { lang: v.otherLanguage }, v.o(name))];
}

export function signInView(v) {
  const isPlain = location.protocol === "http:" && !["127.0.0.1", "localhost"].includes(location.hostname);
  return h(
    "form.door",
    {
      "data-sign-in": true,
      oninput: v.actions.stopWaiting,
      onsubmit: (event) => {
        event.preventDefault();
        const { username: name, password: secret } = event.currentTarget.elements;
        v.actions.signIn(name.value, secret.value);
      },
    },
    h("antre-motif", { name: "ketupat" }),
    h("h1", inBoth(v, "signTitle", " ")),
    messageView(v.message, v.messageKind),
    username(v),
    password(v, "password", "password", "current-password", true),
    submit(v, "signTitle"),
    isPlain && h("p.en", v.w("plainHttp")),
    h(
      "button.link",
      { "data-first-admin": true, onclick: () => v.actions.openFirstAdmin() },
      v.w("signFirst"),
    ),
  );
}

export function submit(v, word) {
  return h("button.go", { type: "submit" }, h("b", submitWords(v, word)));
}

function submitWords(v, word) {
  if (v.waitsMs !== null) return v.w("signAgain", { time: remaining(v.waitsMs, v.language) });
  return v.w(v.isSigningIn ? "signing" : word);
}

/** A text field without autocorrection. */
export function plainField(v, name, word, autocomplete) {
  return [
    h("label", { for: name }, v.w(word)),
    h("input", {
      name,
      id: name,
      autocomplete,
      autocapitalize: "none",
      spellcheck: "false",
      required: true,
    }),
  ];
}

export function username(v) {
  return plainField(v, "username", "user", "username");
}

/** A password's label and field; canShow: with a button that shows all passwords of the form. */
export function password(v, name, word, autocomplete, canShow) {
  return [
    h("label", { for: name }, v.w(word)),
    h(
      "div.with-button",
      h("input", { name, type: "password", autocomplete, required: true, id: name }),
      canShow &&
        h("button.plain", { "aria-pressed": "false", onclick: showPasswords }, icon("eye"), v.w("show")),
    ),
  ];
}

function showPasswords({ currentTarget: button }) {
  const isVisible = button.getAttribute("aria-pressed") === "false";
  for (const field of button.form.querySelectorAll("[type=password], [data-shown]")) {
    field.type = isVisible ? "text" : "password";
    field.toggleAttribute("data-shown", isVisible);
  }
  button.setAttribute("aria-pressed", String(isVisible));
}

/** The door before every page of staff: its start, signing in, and what its forms are made of. */
import { fillIn, h, icon } from "../shared/dom.js";

export function drawStarting(page, main) {
  fillIn(main, ["starting", page.language, page.startingWords], () =>
    h("p.starting", { role: "status" }, page.startingWords ?? page.w("starting")),
  );
}

/** Draw a door: its form, with the first field in focus; what was typed stays when it says something. title: of its button. */
export function drawDoor(page, main, title, make) {
  const before = main.dataset.key;
  fillIn(main, [page.screen, page.language], make);
  if (main.dataset.key !== before) main.querySelector("input").focus();
  const go = main.querySelector(".go b");
  const says = page.isSigningIn ? page.w("signing") : title;
  if (go.textContent !== says) go.textContent = says;
  tell(main, page.message, page.messageKind);
}

/** Say something in its place (toldHere) in a form; kind as StaffPage.say has it. */
export function tell(main, message, kind) {
  const told = main.querySelector("[data-message]");
  if (told.dataset.told === (message ?? "")) return;
  told.dataset.told = message ?? "";
  told.hidden = !message;
  told.classList.toggle("news", kind !== "refused");
  told
    .querySelector("antre-icon")
    .setAttribute("name", kind === "refused" ? "alert-triangle" : "info-circle");
  told.querySelector("span").textContent = message ?? "";
}

export function toldHere() {
  return h("p.told", { role: "alert", "data-message": true, hidden: true }, icon("info-circle"), h("span"));
}

export function drawSignIn(page, main) {
  drawDoor(page, main, page.w("signTitle"), () => {
    const form = h(
      "form.door",
      {
        "data-sign-in": true,
        onsubmit: (event) => {
          event.preventDefault();
          page.signIn(form.elements.username.value, form.elements.password.value);
        },
      },
      h("antre-motif", { name: "ketupat" }),
      h("h1", page.w("signTitle"), " ", h("span.en", { lang: page.otherLanguage }, page.o("signTitle"))),
      toldHere(),
      ...username(page),
      ...password(page, "password", "password", "current-password", true),
      h("button", { type: "submit", class: "go" }, h("b")),
      location.protocol === "http:" &&
        !["127.0.0.1", "localhost"].includes(location.hostname) &&
        h("p.en", page.w("plainHttp")),
      h(
        "button.link",
        { "data-first-admin": true, onclick: () => page.openFirstAdmin() },
        page.w("signFirst"),
      ),
    );
    return form;
  });
}

export function username(page) {
  return [
    h("label", { for: "username" }, page.w("user")),
    h("input", {
      name: "username",
      id: "username",
      autocomplete: "username",
      autocapitalize: "none",
      spellcheck: "false",
      required: true,
    }),
  ];
}

/** The label and the field of a password; canShow: with the button that shows every one of its form. */
export function password(page, name, word, autocomplete, canShow) {
  const input = h("input", { name, type: "password", autocomplete, required: true, id: name });
  return [
    h("label", { for: name }, page.w(word)),
    h(
      "div.with-button",
      input,
      canShow &&
        h(
          "button.plain",
          {
            "aria-pressed": "false",
            onclick: (event) => {
              const shows = input.type === "password";
              for (const field of input.form.querySelectorAll("[type=password], [data-shown]")) {
                field.type = shows ? "text" : "password";
                field.toggleAttribute("data-shown", shows);
              }
              event.currentTarget.setAttribute("aria-pressed", String(shows));
            },
          },
          icon("eye"),
          page.w("show"),
        ),
    ),
  ];
}

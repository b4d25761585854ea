/** The door for the first admin, who has a code instead of an account; loaded when it is asked for. */
import { WORDS as NEW_PASSWORD, whyNoPassword } from "./new-password.js";
import { h } from "../shared/dom.js";
import { drawDoor, password, toldHere, username } from "./sign-in.js";

/** [Indonesian, English] (look/words.md) */
const WORDS = {
  ...NEW_PASSWORD,
  firstCode: ["Kode sekali pakai", "One-time code"],
  firstPassword: ["Buat kata sandi, paling sedikit 12 karakter", "Make a password, at least 12 characters"],
  firstBack: ["Sudah punya akun? Masuk", "You have an account? Sign in"],
};

export function drawFirstAdmin(page, main) {
  const words = { w: (name) => page.word(WORDS[name] ?? page.words[name]) };
  drawDoor(page, main, words.w("signFirst"), () => {
    const form = h(
      "form.door",
      {
        "data-first-admin-form": true,
        onsubmit: (event) => {
          event.preventDefault();
          const { code, username: user, password: first, again } = form.elements;
          const wrong = whyNoPassword(first.value, again.value);
          if (wrong) {
            page.go("first-admin", words.w(wrong), "refused");
            first.focus();
          } else page.firstAdmin(code.value.trim(), user.value, first.value);
        },
      },
      h("antre-motif", { name: "ketupat" }),
      h("h1", words.w("signFirst")),
      toldHere(),
      h("label", { for: "code" }, words.w("firstCode")),
      h("input", {
        name: "code",
        id: "code",
        autocomplete: "one-time-code",
        autocapitalize: "none",
        spellcheck: "false",
        required: true,
      }),
      ...username(words),
      ...password(words, "password", "firstPassword", "new-password", true),
      ...password(words, "again", "passwordAgain", "new-password", false),
      h("button", { type: "submit", class: "go" }, h("b")),
      h("button.link", { "data-to-sign-in": true, onclick: () => page.go("sign-in") }, words.w("firstBack")),
    );
    return form;
  });
}

/** The form for the first admin, who has a code instead of an account; loaded on demand. */
import { WORDS as NEW_PASSWORD, whyNoPassword } from "./new-password.js";
import { h } from "../shared/draw.js";
import { textsIn } from "../shared/words/texts.js";
import { messageView, password, plainField, submit, username } from "./sign-in.js";
import { WORDS as STAFF } from "./words.js";

/** [Indonesian, English] */
const WORDS = {
  ...STAFF,
  ...NEW_PASSWORD,
  firstCode: ["Kode sekali pakai", "One-time code"],
  firstPassword: ["Buat kata sandi, paling sedikit 12 karakter", "Make a password, at least 12 characters"],
  firstBack: ["Sudah punya akun? Masuk", "You have an account? Sign in"],
};

export function firstAdminView({ actions, ...view }) {
  const v = { ...view, ...textsIn(view.language, WORDS) };
  return h(
    "form.door",
    {
      "data-first-admin-form": true,
      oninput: actions.stopWaiting,
      onsubmit: (event) => {
        event.preventDefault();
        const { code, username: user, password: first, again } = event.currentTarget.elements;
        const problem = whyNoPassword(first.value, again.value, user.value);
        if (problem) {
          actions.go("first-admin", v.w(problem), "refused");
          first.focus();
        } else actions.firstAdmin(code.value.trim(), user.value, first.value);
      },
    },
    h("antre-motif", { name: "ketupat" }),
    h("h1", v.w("signFirst")),
    messageView(v.message, v.messageKind),
    plainField(v, "code", "firstCode", "one-time-code"),
    username(v),
    password(v, "password", "firstPassword", "new-password", true),
    password(v, "again", "passwordAgain", "new-password", false),
    submit(v, "signFirst"),
    h("button.link", { "data-to-sign-in": true, onclick: () => goBack(actions) }, v.w("firstBack")),
  );
}

function goBack(actions) {
  actions.stopWaiting();
  actions.go("sign-in");
}

/** The dialog in which staff change their own password; a page loads it when it is first opened. */
import { whyNoPassword } from "./new-password.js";
import { WORDS } from "./own-password-words.js";
import { newRequestKey } from "../shared/request-key.js";
import { h, make, morph } from "../shared/draw.js";
import { fill } from "../shared/words/format.js";
import { messageView, password } from "./sign-in.js";

const stop = (event) => event.stopPropagation();

export class OwnPassword {
  #page;
  #box = null;
  /**
   * The request key of what is typed, so that it is done once however often it is sent; null: not sent yet.
   */
  #key = null;
  #isSending = false;
  #isDone = false;
  /** What is said: {word} of ours or {detail} of the service, and whether it is a refusal. */
  #said = {};

  constructor(page) {
    this.#page = page;
  }

  get isOpen() {
    return this.#box !== null;
  }

  open() {
    if (this.isOpen) return;
    const hadFocus = document.activeElement.matches("[data-own-password-open]");
    this.#key = null;
    this.#isDone = false;
    this.#said = {};
    this.#box = make(
      h("dialog.own-password", {
        tabindex: "-1",
        "aria-labelledby": "own-title",
        "data-own-password": true,
        oncancel: (event) => {
          if (this.#isSending) event.preventDefault();
        },
        onclose: () => this.#closed(hadFocus),
      }),
    );
    document.body.append(this.#box);
    // Wherever the focus is, no key reaches the page behind: digits are its verbs, Escape its way home.
    addEventListener("keydown", stop, true);
    this.update();
    this.#box.showModal();
    this.#focus("[name=old]");
  }

  #closed(hadFocus) {
    removeEventListener("keydown", stop, true);
    this.#box.remove();
    this.#box = null;
    // The browser leads back by itself, unless the head was drawn anew meanwhile.
    if (hadFocus) this.#page.querySelector("[data-own-password-open]")?.focus();
  }

  #focus(selector) {
    this.#box.querySelector(selector).focus();
  }

  /** Draw what is known now, with what was typed; once nobody is signed in there is nothing to draw. */
  update() {
    if (!this.isOpen) return;
    if (this.#page.isAtDoor) {
      this.#box.close();
      return;
    }
    morph(
      this.#box,
      formView({
        w: (name) => this.#w(name),
        username: this.#page.staff.username,
        isDone: this.#isDone,
        said: this.#said,
        typed: () => {
          this.#key = null;
        },
        send: (typed) => {
          if (this.#isDone) this.#box.close();
          else if (!this.#isSending) this.#send(typed);
        },
        close: () => this.#isSending || this.#box.close(),
      }),
    );
  }

  /** Words of this dialog, or of every page, in the reader's language. */
  #w(name) {
    const pair = WORDS[name] ?? this.#page.words[name];
    return fill(this.#page.word(pair), { user: this.#page.staff.username });
  }

  async #send({ old, new: first, again }) {
    const wrong = whyNoPassword(first.value, again.value, this.#page.staff.username);
    if (wrong) return this.#refuse({ word: wrong }, "[name=new]");
    this.#key ??= newRequestKey();
    this.#isSending = true;
    this.#said = { word: "starting" };
    this.update();
    const { status, body } = await this.#page.heard(
      this.#page.api.ask(
        "POST",
        "/session/password",
        { old: old.value, new: first.value },
        { "Idempotency-Key": this.#key },
      ),
    );
    this.#isSending = false;
    if (!this.isOpen) return undefined;
    if (status === 401) return this.#page.ended(body);
    if (status === 0 || status >= 500) return this.#refuse({ word: "ownUnsure" }, "[type=submit]");
    if (status !== 200)
      return this.#refuse(
        { detail: body.detail },
        body.slug.startsWith("password-") && body.slug !== "password-wrong" ? "[name=new]" : "[name=old]",
      );
    this.#isDone = true;
    this.#said = { word: "ownDone" };
    this.update();
    return this.#focus("[type=submit]");
  }

  #refuse(said, selector) {
    this.#said = { ...said, isRefused: true };
    this.update();
    this.#focus(selector);
  }
}

function formView(v) {
  const { word, detail, isRefused } = v.said;
  return h(
    "form.door",
    {
      oninput: v.typed,
      onsubmit: (event) => {
        event.preventDefault();
        v.send(event.currentTarget.elements);
      },
    },
    h("h2", { id: "own-title" }, v.w("ownTitle")),
    messageView(word ? v.w(word) : detail, isRefused ? "refused" : "news"),
    !v.isDone && fields(v),
    h(
      "footer",
      h("button.go", { type: "submit" }, h("b", v.w(v.isDone ? "ownClose" : "ownDo"))),
      !v.isDone && h("button.plain", { onclick: v.close }, v.w("ownCancel")),
    ),
  );
}

function fields(v) {
  return [
    h("p", v.w("ownEffect")),
    // For whoever keeps passwords: whose this one is.
    h("input", { name: "username", autocomplete: "username", value: v.username, hidden: true }),
    password(v, "old", "ownOld", "current-password", true),
    password(v, "new", "ownNew", "new-password", false),
    password(v, "again", "passwordAgain", "new-password", false),
  ];
}

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
   * The request key of the current input, so that a retry has no further effect; null: not sent yet.
   */
  #key = null;
  #isSending = false;
  #isDone = false;
  /** The message: our {word} or the service's {detail}, and whether it is a refusal. */
  #message = {};

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
    this.#message = {};
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
    // Keep key presses from the page behind, where digits are verbs and Escape closes screens.
    addEventListener("keydown", stop, true);
    this.update();
    this.#box.showModal();
    this.#focus("[name=old]");
  }

  #closed(hadFocus) {
    removeEventListener("keydown", stop, true);
    this.#box.remove();
    this.#box = null;
    // The browser restores the focus itself, unless the head was redrawn meanwhile.
    if (hadFocus) this.#page.querySelector("[data-own-password-open]")?.focus();
  }

  #focus(selector) {
    this.#box.querySelector(selector).focus();
  }

  /** Redraw the dialog and keep its input; close it if the account is signed out. */
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
        message: this.#message,
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

  /** Words of this dialog or of all pages, in the reader's language. */
  #w(name) {
    const pair = WORDS[name] ?? this.#page.words[name];
    return fill(this.#page.word(pair), { user: this.#page.staff.username });
  }

  async #send({ old, new: first, again }) {
    const problem = whyNoPassword(first.value, again.value, this.#page.staff.username);
    if (problem) return this.#refuse({ word: problem }, "[name=new]");
    this.#key ??= newRequestKey();
    this.#isSending = true;
    this.#message = { word: "starting" };
    this.update();
    const { status, body } = await this.#page.track(
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
    this.#message = { word: "ownDone" };
    this.update();
    return this.#focus("[type=submit]");
  }

  #refuse(message, selector) {
    this.#message = { ...message, isRefused: true };
    this.update();
    this.#focus(selector);
  }
}

function formView(v) {
  const { word, detail, isRefused } = v.message;
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
    // Tells password managers which account this is.
    h("input", { name: "username", autocomplete: "username", value: v.username, hidden: true }),
    password(v, "old", "ownOld", "current-password", true),
    password(v, "new", "ownNew", "new-password", false),
    password(v, "again", "passwordAgain", "new-password", false),
  ];
}

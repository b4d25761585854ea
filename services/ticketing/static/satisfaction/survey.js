/** A survey on the phone of somebody who was served: one question under the other, sent once. */
import * as S from "./survey-state.js";
import { WORDS } from "./survey-words.js";
import { h, icon, make, morph } from "../shared/draw.js";
import "../shared/icon.js";
import "../shared/motif.js";
import { reader } from "../shared/words/reader.js";

const ANSWER_WITHIN_MS = 8_000;
const AFTER = { skm: "ipak" };
const { dataset } = document.body;
const KEPT = `antre-survey-${dataset.form}-${dataset.token.slice(-12)}`;

class Survey extends HTMLElement {
  #state = null;
  #next = null;
  #isLost = false;
  #language = firstLanguage();

  connectedCallback() {
    const parts = [h("header.on-dark"), h("antre-selvedge", { cell: 1 }), h("main")];
    this.append(...parts.map((part) => make(part)));
    this.#load();
    this.update();
  }

  async #load() {
    const { status, body } = await ask("GET", `${dataset.serviceApi}/forms/${dataset.form}`, this.#language);
    this.#isLost = status !== 200;
    if (status === 200) this.#state = S.start(body, kept());
    this.update();
    const next = AFTER[dataset.form];
    const answer = next && (await ask("GET", `${dataset.serviceApi}/forms/${next}`, this.#language));
    if (answer?.status === 200) this.#next = answer.body;
  }

  #set(state) {
    this.#state = state;
    keep(state.says === "open" ? { version: state.form.version, answers: state.answers } : null);
    this.update();
  }

  async #send() {
    const state = S.send(this.#state);
    this.#state = state;
    this.update();
    if (state.missing !== null) {
      const missing = this.querySelector(`[data-question="${state.missing}"] input`);
      missing?.focus();
      missing?.closest("fieldset").scrollIntoView({ block: "center" });
      return;
    }
    const url = `${dataset.serviceApi}/tickets/${dataset.token}/surveys/${dataset.form}`;
    const { version } = state.form;
    const answer = await ask("POST", url, this.#language, { version, answers: state.answers });
    this.#set(S.answered(this.#state, answer));
    scrollTo({ top: 0 });
  }

  update() {
    const v = {
      ...reader(this.#language, WORDS),
      state: this.#state,
      next: this.#next,
      isLost: this.#isLost,
      actions: {
        again: () => this.#load(),
        choose: (n, value) => this.#set(S.choose(this.#state, n, value)),
        send: () => this.#send(),
        switchLanguage: () => {
          this.#language = v.otherLanguage;
          this.update();
        },
      },
    };
    document.documentElement.lang = v.language;
    const title = this.#state && v.text(this.#state.form.title);
    if (title) document.title = title;
    const [head, , main] = this.children;
    morph(head, headView(v));
    morph(main, mainView(v));
  }
}

function headView(v) {
  return [
    h("antre-motif", { name: "ketupat" }),
    h("b", "Antre"),
    h("button", { onclick: () => v.actions.switchLanguage() }, v.language === "id" ? "English" : "Indonesia"),
  ];
}

function mainView(v) {
  const { state } = v;
  if (!state && v.isLost)
    return [
      h("p.refused", { role: "alert" }, icon("alert-triangle"), v.w("notReached")),
      h("button.send", { onclick: () => v.actions.again() }, icon("refresh"), v.w("again")),
    ];
  if (!state) return h("p", v.w("starting"));
  if (state.says === "thanks" || state.says === "already") return thanksView(v);
  const count = state.form.elements.length;
  return [
    h("h1", v.text(state.form.title)),
    h("p.en", v.w(state.form.minutes === 1 ? "introOne" : "intro", { count, n: state.form.minutes })),
    h(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          v.actions.send();
        },
      },
      state.form.elements.map((element, n) => questionView(v, element, n)),
      h("div.end", endView(v)),
    ),
  ];
}

function questionView(v, { id, question, answers }, n) {
  const { state } = v;
  const count = state.form.elements.length;
  return h(
    "fieldset",
    { key: id, "data-question": n, class: state.missing === n && "missing" },
    h("legend", h("span.place", v.w("place", { n: n + 1, count })), h("span", v.text(question))),
    answers.map((answer, at) =>
      h(
        "label",
        { key: at, class: state.answers[n] === at + 1 && "chosen" },
        h("input", {
          type: "radio",
          name: id,
          value: at + 1,
          checked: state.answers[n] === at + 1,
          onchange: () => v.actions.choose(n, at + 1),
        }),
        h("span", v.text(answer)),
      ),
    ),
  );
}

function endView(v) {
  const { state } = v;
  const left = S.left(state);
  return [
    state.missing !== null &&
      h("p.refused", { role: "alert" }, icon("alert-triangle"), v.w("missing", { n: state.missing + 1 })),
    state.isUnsent &&
      h("p.refused", { role: "alert" }, icon("alert-triangle"), state.refusal ?? v.w("notSent")),
    left > 0 && h("p.en", v.w(left === 1 ? "leftOne" : "left", { n: left })),
    h(
      "button.send",
      { type: "submit", disabled: state.says === "sending" },
      v.w(state.says === "sending" ? "sending" : "send"),
    ),
  ];
}

function thanksView(v) {
  const { state, next } = v;
  const here = `/ticket/${dataset.token}`;
  return [
    h("section.thanks", { role: "status" }, icon("circle-check"), h("p", v.w(state.says))),
    next &&
      h(
        "a.act",
        { href: `${here}/survey/${next.id}?lang=${v.language}` },
        v.w("more", { n: next.minutes, title: v.text(next.title) }),
      ),
    h("a.act", { href: here }, icon("chevron-left"), v.w("back")),
  ];
}

/** Ask the service: {status, body}; status 0: nobody answered. */
async function ask(method, url, language, body) {
  try {
    const answer = await fetch(url, {
      method,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      headers: { "Accept-Language": language, ...(body && { "Content-Type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json() };
  } catch {
    return { status: 0, body: {} };
  }
}

function firstLanguage() {
  const wanted = new URLSearchParams(location.search).get("lang");
  if (wanted) return wanted === "en" ? "en" : "id";
  return navigator.language?.startsWith("en") ? "en" : "id";
}

/** What was chosen before a reload, in this tab alone. */
function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT));
  } catch {
    return null;
  }
}

function keep(answers) {
  try {
    if (answers) sessionStorage.setItem(KEPT, JSON.stringify(answers));
    else sessionStorage.removeItem(KEPT);
  } catch {
    /* nothing is kept here: a reload begins anew */
  }
}

customElements.define("antre-survey", Survey);

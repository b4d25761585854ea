/** A survey on a visitor's phone: all questions on one page, submitted once. */
import * as S from "./survey-state.js";
import { WORDS } from "./survey-words.js";
import { h, icon, make, morph } from "../shared/draw.js";
import "../shared/icon.js";
import "../shared/motif.js";
import { textsIn } from "../shared/words/texts.js";

const TIMEOUT_MS = 8_000;
const AFTER = { skm: "ipak" };
const { dataset } = document.body;
const DRAFT_KEY = `antre-survey-${dataset.form}-${dataset.token.slice(-12)}`;

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
    if (status === 200) this.#state = S.start(body, loadDraft());
    this.update();
    const next = AFTER[dataset.form];
    const response = next && (await ask("GET", `${dataset.serviceApi}/forms/${next}`, this.#language));
    if (response?.status === 200) this.#next = response.body;
  }

  #set(state) {
    this.#state = state;
    saveDraft(state.says === "open" ? { version: state.form.version, answers: state.answers } : null);
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
    const response = await ask("POST", url, this.#language, { version, answers: state.answers });
    this.#set(S.handleResponse(this.#state, response));
    scrollTo({ top: 0 });
  }

  update() {
    const v = {
      ...textsIn(this.#language, WORDS),
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

/** Send a request; return {status, body}; status 0: no response. */
async function ask(method, url, language, body) {
  try {
    const response = await fetch(url, {
      method,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { "Accept-Language": language, ...(body && { "Content-Type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  } catch {
    return { status: 0, body: {} };
  }
}

function firstLanguage() {
  const requested = new URLSearchParams(location.search).get("lang");
  if (requested) return requested === "en" ? "en" : "id";
  return navigator.language?.startsWith("en") ? "en" : "id";
}

/** Return the answers chosen before a reload in this tab. */
function loadDraft() {
  try {
    return JSON.parse(sessionStorage.getItem(DRAFT_KEY));
  } catch {
    return null;
  }
}

function saveDraft(draft) {
  try {
    if (draft) sessionStorage.setItem(DRAFT_KEY, JSON.stringify(draft));
    else sessionStorage.removeItem(DRAFT_KEY);
  } catch {
    /* without storage, a reload starts with no answers */
  }
}

customElements.define("antre-survey", Survey);

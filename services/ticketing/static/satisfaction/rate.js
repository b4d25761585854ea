/** The rating tablet at a counter: idle, then three faces for the visitor served last, then idle. */
import { KioskDevice } from "../kiosk/device.js";
import { RATING_WORDS } from "./rating-words.js";
import { facesView } from "./rating-views.js";
import * as S from "./rate-state.js";
import { h, icon, make, morph } from "../shared/draw.js";
import "../shared/fitted.js";
import "../shared/icon.js";
import "../shared/motif.js";
import { newRequestKey } from "../shared/request-key.js";
import { WakeLock } from "../shared/wake-lock.js";
import { textsIn } from "../shared/words/texts.js";

const LOOK_MS = 2_000;
const TIMEOUT_MS = 5_000;
const DRAW_MS = 250;
const { dataset } = document.body;
const VENUE_URL = `${dataset.serviceApi}/venues/${encodeURIComponent(dataset.venue)}`;
const WORDS = {
  ...RATING_WORDS,
  starting: ["Sebentar, tablet ini sedang disiapkan.", "One moment, this tablet is getting ready."],
  idle: ["Setelah dilayani, Anda dapat menilai kami di sini.", "After the service you can rate us here."],
  number: ["Nomor antrean", "Number"],
  lost: ["Tablet ini sedang tidak terhubung.", "This tablet is not connected now."],
  refused: [
    "Tablet ini belum terdaftar. Petugas: sentuh untuk menampilkan kode.",
    "This tablet is not registered. Staff: touch to show the code.",
  ],
  code: ["Tampilkan kode", "Show the code"],
  gone: ["Nomor ini sudah dinilai. Terima kasih.", "This number has been rated. Thank you."],
};

class Rate extends HTMLElement {
  #state = S.start();
  #language = "id";
  #drawn = null;
  #device = new KioskDevice(
    { test: () => false, reload: () => this.#screen !== "ask" },
    {
      kind: "tablet",
      pageOf: (venue) => `/rate/${encodeURIComponent(venue)}/${encodeURIComponent(dataset.counter)}`,
    },
  );
  #awake = new WakeLock(() => this.update());

  connectedCallback() {
    this.append(make(h("header.on-dark")), make(h("antre-selvedge", { cell: 2 })), make(h("main")));
    this.#look();
    setInterval(() => this.#set(S.tick(this.#state, performance.now())), DRAW_MS);
    this.update();
  }

  get #screen() {
    return S.screenOf(this.#state, performance.now());
  }

  #set(state) {
    this.#state = state;
    this.update();
  }

  async #look() {
    const path = `counters/${encodeURIComponent(dataset.counter)}/ratable`;
    const { status, body } = this.#device.isPaired ? await this.#ask("GET", path) : { status: 401, body: {} };
    if (status === 200) this.#set(S.updateRatable(this.#state, body, performance.now()));
    if (status === 401) this.#refuse();
    setTimeout(() => this.#look(), LOOK_MS);
  }

  #refuse() {
    if (this.#device.isPaired) this.#device.refused();
    this.#set(S.refused(this.#state));
  }

  async #choose(rating) {
    const key = newRequestKey();
    this.#set(S.choose(this.#state, rating, key));
    const { sending } = this.#state;
    if (sending?.key !== key) return;
    const response = await this.#ask("POST", "tablet/ratings", { ticket: sending.number, rating }, key);
    if (response.status === 401) this.#refuse();
    else this.#set(S.handleResponse(this.#state, key, response, performance.now()));
  }

  async #ask(method, path, body, key) {
    try {
      const response = await fetch(`${VENUE_URL}/${path}`, {
        method,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          ...this.#device.headers,
          "Accept-Language": this.#language,
          ...(body && { "Content-Type": "application/json", "Idempotency-Key": key }),
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    } catch {
      return { status: 0, body: {} };
    }
  }

  update() {
    const screen = this.#screen;
    const v = { ...textsIn(this.#language, WORDS), state: this.#state, screen, actions: this.#actions };
    this.#awake.want(screen !== "refused");
    dataset.screen = screen;
    document.documentElement.lang = v.language;
    const [head, , main] = this.children;
    morph(head, headView(v));
    if (this.#drawn !== screen) main.replaceChildren();
    this.#drawn = screen;
    morph(main, VIEWS[screen](v));
  }

  #actions = {
    choose: (face) => this.#choose(face),
    pair: () => this.#device.pair(),
    speak: (language) => {
      this.#language = language;
      this.update();
    },
  };
}

function headView(v) {
  return [
    h("antre-motif", { name: "ketupat" }),
    h("b", v.text(v.state.counter) || "Antre"),
    h(
      "div.languages",
      { role: "group" },
      ["id", "en"].map((language) =>
        h(
          "button",
          {
            "aria-pressed": String(language === v.language),
            "data-language": language,
            onclick: () => v.actions.speak(language),
          },
          language === "id" ? "Indonesia" : "English",
        ),
      ),
    ),
  ];
}

const VIEWS = {
  starting: (v) => middle(v, "starting"),
  lost: (v) => h("section.middle", icon("wifi-off"), h("h1", v.w("lost")), h("p.en", v.o("lost"))),
  idle: (v) => middle(v, "idle"),
  refused: (v) =>
    h(
      "section.middle",
      icon("help-circle"),
      h("h1", v.w("refused")),
      h("button.plain", { "data-pair": true, onclick: () => v.actions.pair() }, v.w("code")),
    ),
  thanks: (v) =>
    h(
      "section.middle",
      { role: "status" },
      icon("circle-check"),
      h("h1", v.w("rateThanks")),
      h("p.en", v.o("rateThanks")),
    ),
  ask: askView,
};

function middle(v, words) {
  return h(
    "section.middle",
    h("antre-motif", { name: "ketupat" }),
    h("h1", v.w(words)),
    h("p.en", v.o(words)),
  );
}

function askView(v) {
  const { ticket, sending, refusal } = v.state;
  return h(
    "section.ask",
    { key: ticket.number },
    h("p.whose", v.w("number"), " ", h("b", { "data-number": ticket.number }, ticket.number)),
    h("h1", v.w("rateAsk")),
    h("p.en", v.o("rateAsk")),
    facesView(v, {
      chosen: sending?.rating ?? null,
      isSending: Boolean(sending),
      choose: v.actions.choose,
    }),
    refusal
      ? h("p.refused", { role: "alert" }, v.w(refusal === "again" ? "rateAgain" : "gone"))
      : h("p.hint", v.w("rateHint")),
  );
}

customElements.define("antre-rate", Rate);

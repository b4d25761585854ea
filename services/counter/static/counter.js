/** The clerk's page: sign in, choose a counter, work. This file holds the state; the views draw it. */
import { CounterApi } from "./counter-api.js";
import * as S from "./counter-state.js";
import { WORDS } from "./counter-words.js";
import { PressBox } from "./press-box.js";
import { tap, unlock } from "./shared/chime.js";
import { fillIn, h } from "./shared/dom.js";
import { clock, fill, together } from "./shared/format.js";
import { Freshness } from "./shared/freshness.js";
import "./shared/icon.js";
import { follow } from "./shared/live.js";
import "./shared/motif.js";
import { ServerClock } from "./shared/server-clock.js";
import { drawLost, drawPick, drawSignIn, drawStarting } from "./views-door.js";
import { drawWork } from "./views-work.js";

const DRAW_MS = 250;
const POLL_MS = 2_000;
const LOST_AFTER_MS = 2_500;
const REMEMBER = "antre-counter";

export class CounterPage extends HTMLElement {
  api = new CounterApi(document.body.dataset.serviceApi, document.body.dataset.venue);
  clock = new ServerClock();
  screen = "starting";
  staff = null;
  hall = null;
  state = null;
  message = null;
  asking = null;
  language = localStorage.getItem("antre-language") ?? "id";
  keysOn = localStorage.getItem("antre-keys") !== "off";
  soundOn = localStorage.getItem("antre-sound") !== "off";
  changedMs = -Infinity;
  lostAt = null;
  #freshness = new Freshness();
  #socket = null;
  #live = false;
  #answeredMs = performance.now();
  #polling = false;
  box = new PressBox((verb, body, key) => this.#heard(this.api.press(this.state.counter.id, verb, body, key)), () => this.update());

  connectedCallback() {
    this.api.language = this.language;
    this.append(h("header", { class: "on-dark" }), h("antre-selvedge", { cell: 1 }), h("div", { class: "lost-banner", role: "alert" }), h("main", {}),
      h("p", { class: "visually-hidden", "aria-live": "polite", "data-said": true }));
    addEventListener("keydown", (event) => this.#key(event));
    addEventListener("pointerdown", () => unlock(), true);
    setInterval(() => this.#poll(), POLL_MS);
    setInterval(() => this.update(), DRAW_MS);
    this.#begin();
    this.update();
  }

  async #begin() {
    const { status, body } = await this.#heard(this.api.session());
    if (status === 200) return this.#enter(body.staff);
    if (status === 401) return this.go("sign-in", body.slug === "session-ended" ? this.w("ended") : null);
    setTimeout(() => this.#begin(), 1_000);
    return undefined;
  }

  async #enter(staff) {
    this.staff = staff;
    const remembered = localStorage.getItem(`${REMEMBER}-${this.api.venue}`);
    if (remembered) {
      const { status, body } = await this.#heard(this.api.counter(remembered));
      if (status === 200 && body.counter.yours) return this.work(body);
    }
    return this.pick();
  }

  async pick(message = null) {
    this.#socket?.disconnect();
    this.#socket = null;
    this.state = null;
    const { status, body } = await this.#heard(this.api.hall());
    if (status === 200) {
      this.hall = body;
      this.clock.take(body.now);
      return this.go("pick", message);
    }
    if (status === 401) return this.go("sign-in", this.w("ended"));
    setTimeout(() => this.pick(message), 1_000);
    return undefined;
  }

  async open(id) {
    const { status, body } = await this.#heard(this.api.press(id, "open", {}, crypto.randomUUID?.() ?? `${Math.random()}`));
    if (status === 200) return this.work(body);
    return this.pick(status === 403 ? this.w("forbidden") : body.detail ?? null);
  }

  work(state) {
    localStorage.setItem(`${REMEMBER}-${this.api.venue}`, state.counter.id);
    this.state = null;
    this.#freshness = new Freshness();
    this.take(state);
    this.go("work");
    this.#socket?.disconnect();
    const { id } = state.counter;
    this.#socket = follow("/counter", document.body.dataset.display, async () => {
      const { status, body } = await this.#heard(this.api.counter(id));
      if (status === 200) this.take(body);
      return { pass: body.pass };
    }, {
      up: () => { this.#live = true; },
      down: () => { this.#live = false; this.#poll(); },
      counter: (pushed) => this.take(pushed),
      heartbeat: (beat) => { if (this.#freshness.take(beat, performance.now())) this.clock.take(beat.now); },
    });
  }

  /** Take a counter's state if it is not older than what is shown. */
  take(state) {
    if (!this.#freshness.take(state, performance.now())) return;
    this.clock.take(state.now);
    const before = this.state;
    if (S.holding(before) !== S.holding(state)) this.changedMs = performance.now();
    const came = S.arrival(before, state);
    if (came) {
      this.say(this.w("arrival", { number: came.number, service: came.service_name }));
      if (this.soundOn) tap();
    }
    this.state = state;
    if (this.screen === "work" && !state.counter.yours) this.go(state.counter.open ? "lost" : "pick");
    if (this.screen === "pick" && !this.hall) this.pick();
    this.update();
  }

  /** Press a verb; what the page shows goes with it, so that a stale page never acts. */
  async press(verb, extra = {}) {
    if (this.box.kept || this.screen !== "work") return;
    const answer = await this.box.press(verb, { ticket: this.state.ticket?.id ?? null, ...extra });
    if (!answer) return;
    const { status, body } = answer;
    this.message = null;
    if (status === 200) {
      this.take(body);
      if (verb === "close") this.pick();
      else if (verb === "next" && !body.ticket) this.say(this.w("nobody"));
    } else if (status === 401) {
      const held = this.state.ticket;
      this.go("sign-in", held ? this.w("endedHeld", { number: held.number, counter: this.state.counter.name }) : this.w("ended"));
    } else {
      if (body.state) this.take(body.state);
      if (body.slug === "counter-not-yours" || body.slug === "counter-closed") this.go(this.state.counter.open ? "lost" : "pick");
      else this.say(body.slug === "forbidden" ? this.w("forbidden") : body.detail ?? this.w("stale"));
    }
    this.update();
  }

  say(message) {
    this.message = message;
    this.querySelector("[data-said]").textContent = message;
    this.update();
  }

  go(screen, message = null) {
    if (screen === "lost") this.lostAt = this.state.counter.opened_at ?? this.state.now;
    this.screen = screen;
    this.message = message;
    this.asking = null;
    if (screen === "pick" && !this.hall) this.pick(message);
    this.update();
  }

  async signOut() {
    if (this.state?.ticket) return this.say(this.w("busyClose", { number: this.state.ticket.number }));
    if (this.state?.counter.yours) await this.press("close");
    await this.api.signOut();
    this.#socket?.disconnect();
    return this.go("sign-in");
  }

  async signIn(username, password) {
    const { status, body } = await this.#heard(this.api.signIn(username, password));
    if (status === 200) return this.#enter(body.staff);
    return this.go("sign-in", body.detail ?? this.w("lost"));
  }

  setting(name, value) {
    this[name] = value;
    localStorage.setItem({ keysOn: "antre-keys", soundOn: "antre-sound" }[name], value ? "on" : "off");
    this.update();
  }

  switchLanguage() {
    this.language = this.language === "id" ? "en" : "id";
    this.api.language = this.language;
    localStorage.setItem("antre-language", this.language);
    this.update();
  }

  /** How the page hears of the hall: "live", "poll" (the display is away), "lost". */
  get connection() {
    if (performance.now() - this.#answeredMs > LOST_AFTER_MS && !this.#live) return "lost";
    if (this.box.kept?.tries || this.#freshness.isStale(performance.now())) return "lost";
    return this.#live ? "live" : "poll";
  }

  get lostMs() {
    return performance.now() - Math.min(this.#answeredMs, this.#freshness.heardMs ?? this.#answeredMs);
  }

  w(name, values = {}) {
    return fill(WORDS[name][this.language === "id" ? 0 : 1], values);
  }

  o(name, values = {}) {
    return fill(WORDS[name][this.language === "id" ? 1 : 0], values);
  }

  async #heard(asked) {
    const answer = await asked;
    if (answer.status !== 0 && answer.status < 500) this.#answeredMs = performance.now();
    return answer;
  }

  async #poll() {
    if (this.#live && !this.box.kept) {
      this.#answeredMs = performance.now();
      return;
    }
    if (this.#polling || this.screen !== "work") return;
    this.#polling = true;
    const { status, body } = await this.#heard(this.api.counter(this.state.counter.id));
    this.#polling = false;
    if (status === 200) this.take(body);
    if (status === 401) this.go("sign-in", this.w("ended"));
  }

  #key(event) {
    if (!this.keysOn || this.screen !== "work" || S.keysRest(event, this.changedMs, performance.now())) return;
    const verb = S.verbOfKey(event);
    const isButton = event.target?.closest?.("button") && event.key === "Enter" && !event.target.closest("[data-main]");
    if (!verb || isButton) return;
    const button = this.querySelector(verb === "main" ? "[data-main]" : `[data-verb="${verb}"]:not([data-main])`);
    if (!button || button.disabled) return;
    event.preventDefault();
    button.click();
  }

  /** Draw everything from what is known now. */
  update() {
    const { connection } = this;
    document.body.dataset.screen = this.screen;
    document.body.dataset.connection = connection;
    document.documentElement.lang = this.language;
    this.#drawHead(connection);
    const banner = this.querySelector(".lost-banner");
    const lost = connection === "lost" && this.screen === "work";
    banner.hidden = !lost;
    if (lost) {
      fillIn(banner, [this.language, Math.floor(this.lostMs / 1000)], () => [h("antre-icon", { name: "wifi-off" }),
        h("p", {}, h("b", {}, this.w("lost")), h("span", {}, this.w("lostHint"))), h("b", { class: "tabular" }, `${Math.floor(this.lostMs / 1000)} ${this.language === "id" ? "dtk" : "s"}`)]);
    }
    const draw = { starting: drawStarting, "sign-in": drawSignIn, pick: drawPick, work: drawWork, lost: drawLost }[this.screen];
    draw(this, this.querySelector("main"));
  }

  #drawHead(connection) {
    const now = this.clock.nowIso();
    const { counter, time_zone_label: label } = this.state ?? {};
    const shown = this.screen === "work" || this.screen === "lost" ? counter : null;
    fillIn(this.querySelector("header"), [shown?.id, shown?.name, connection, now?.slice(0, 16), this.language, this.screen, this.staff?.username], () => [
      h("antre-motif", { name: "ketupat" }),
      h("b", { class: "counter" }, shown?.name ?? "Antre"), shown && h("span", {}, shown.serves),
      shown && h("span", { class: "zone" }, `Zona ${shown.zone_name}`),
      h("span", { class: "space" }),
      this.screen === "work" && h("span", { class: "link" }, h("antre-icon", { name: connection === "lost" ? "wifi-off" : "wifi" }), this.w(connection === "lost" ? "disconnected" : "connected")),
      now && h("b", { class: "clock tabular" }, clock(now)), now && h("span", { class: "zone" }, label ?? this.hall?.time_zone_label ?? ""),
      h("button", { type: "button", "data-language": this.language === "id" ? "en" : "id", onclick: () => this.switchLanguage() }, this.language === "id" ? "English" : "Indonesia"),
      this.screen === "work" && h("button", { type: "button", "data-verb": "close", onclick: () => this.press("close") }, together(this.w("close"))),
      this.staff && this.screen !== "sign-in" && h("button", { type: "button", "data-sign-out": true, onclick: () => this.signOut() }, this.w("signOut")),
    ]);
  }
}

customElements.define("antre-counter", CounterPage);

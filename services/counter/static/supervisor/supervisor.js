/**
 * The supervisor's page: the live hall, actions at any counter, stories from the log. State and actions are
 * here, views in other modules.
 */
import * as S from "./state.js";
import { WORDS } from "./words.js";
import { hallView } from "./hall.js";
import { navigation, placeName } from "../staff/head.js";
import { PressBox } from "../staff/press-box.js";
import { isPressed, StaffPage } from "../staff/page.js";
import { readNumber } from "../staff/ticket-number.js";
import { WORDS as STAFF_WORDS } from "../staff/words.js";
import { displayOrigin } from "../shared/display-origin.js";
import { h, make, morph } from "../shared/draw.js";
import { clock } from "../shared/words/format.js";
import { noticesOn } from "../shared/words/notices.js";
import { textsIn } from "../shared/words/texts.js";
import { withOffset } from "../shared/server-clock.js";

const ACTIONS = [
  "act",
  "ask",
  "attendKiosk",
  "kioskHelped",
  "postNotice",
  "endNotice",
  "takeBack",
  "putBack",
  "showAgency",
  "showCounter",
  "showStory",
  "showScore",
  "showNotices",
  "setForm",
  "replayDay",
  "closePanel",
];
/** Verbs that do not depend on the counter's ticket. */
const ANY_TICKET = ["message", "attend", "assignment"];
/** Paths of presses for the whole hall. */
const OF_HALL = /^(taken-back|kiosks|notices)\b/;

export class SupervisorPage extends StaffPage {
  words = { ...STAFF_WORDS, ...WORDS };
  holdsStill = true;
  acts = ACTIONS;
  /**
   * The content of the panel: {kind: "agency", agency}, {kind: "story", number | minute, day, facts,
   * refusal}, {kind: "score", day, score, refusal} or {kind: "notices", openedMs, posted (how often)}; null:
   * closed.
   */
  panel = null;
  /**
   * The open form in the panel: {counter, form: "pause" | "message" | "assign" | "ask", …}; null: nothing.
   */
  form = null;
  /** The key of the need whose question is open, null if none. */
  asking = null;
  refused = false;
  /** The result of a replay request: {day, board} or {refusal}; null: none. */
  replay = null;
  #drawnPanel = null;
  box = new PressBox(
    (verb, { counter, body }, key) => this.track(this.#send(verb, counter, body, key)),
    () => this.update(),
  );

  connectedCallback() {
    super.connectedCallback();
    this.dialog = make(
      h("dialog.panel", {
        "aria-labelledby": "panel-title",
        onclose: () => this.#closed(),
        onclick: (event) => {
          if (event.target === this.dialog) this.dialog.close();
        },
      }),
    );
    this.append(this.dialog);
    addEventListener("keydown", (event) => this.#key(event));
  }

  begin() {
    if (!this.may("hall")) return this.go("forbidden");
    this.follow("hall", () => this.api.ask("GET", `/venues/${this.api.venue}/live`));
    return this.go("hall");
  }

  loadMore() {
    return import("./panel.js");
  }

  get isSendingAgain() {
    return Boolean(this.box.pending?.tries);
  }

  #send(verb, counter, body, key) {
    if (verb !== "assignment" && !OF_HALL.test(verb)) return this.api.press(counter, verb, body, key);
    const path = OF_HALL.test(verb) ? verb : `counters/${counter}/${verb}`;
    return this.api.ask("POST", `/venues/${this.api.venue}/${path}`, body, { "Idempotency-Key": key });
  }

  /**
   * Press a verb at a counter; resolves with true on success. Does nothing while another press is pending or
   * the page is disconnected.
   */
  async act(verb, counterId, body = {}) {
    const counter = S.counterOf(this.state, counterId);
    if (this.box.pending || !counter || this.connection === "lost") return false;
    const displayed = ANY_TICKET.includes(verb) ? {} : { ticket: counter.ticket };
    const response = await this.box.press(verb, { counter: counterId, body: { ...displayed, ...body } });
    if (!response) return false;
    const { status, body: payload } = response;
    if (status === 401) {
      this.ended(payload);
      return false;
    }
    this.refused = status !== 200;
    if (this.refused) this.#refuse(verb, counterId, body, payload);
    else {
      this.form = null;
      this.asking = null;
      this.say(this.#done(verb, counter, payload));
    }
    await this.refresh();
    return !this.refused;
  }

  /** Cancel the waiting numbers that one origin took in a period. */
  takeBack({ origin, from_ms, until_ms }) {
    return this.#actInHall("taken-back", { origin, from_ms, until_ms }, (payload) =>
      this.w("done_taken-back", { n: payload.numbers }),
    );
  }

  /** Undo the last taking back. */
  putBack({ seq, numbers }) {
    return this.#actInHall("taken-back/undo", { seq }, () => this.w("done_put-back", { n: numbers }));
  }

  /** Record that staff are on their way to a kiosk. */
  attendKiosk({ device, name }) {
    return this.#actInHall(`kiosks/${device}/attend`, {}, () => this.w("done_attend-kiosk", { kiosk: name }));
  }

  /** Record that a kiosk no longer needs help. */
  kioskHelped({ device, name }) {
    return this.#actInHall(`kiosks/${device}/helped`, {}, () => this.w("done_helped", { kiosk: name }));
  }

  /** Post a notice until a typed time ("10.30"). */
  async postNotice({ until, ...fields }) {
    const minute = S.minuteOf(until);
    if (!minute) {
      this.refused = true;
      this.say(this.w("storyBadTime"));
      return;
    }
    const done = () => this.w("done_notice", { time: minute.replace(":", ".") });
    await this.#actInHall("notices", { ...fields, until: minute }, done);
    const { panel } = this;
    if (!this.refused && panel?.kind === "notices")
      this.panel = { ...panel, openedMs: this.clock.nowMs(), posted: panel.posted + 1 };
    this.update();
  }

  /** End a notice. */
  endNotice(notice) {
    return this.#actInHall("notices/end", { notice }, () => this.w("done_notice-end"));
  }

  async #actInHall(path, body, done) {
    if (this.box.pending || this.connection === "lost") return;
    const response = await this.box.press(path, { body });
    if (!response) return;
    const { status, body: payload } = response;
    if (status === 401) {
      this.dialog.close();
      this.ended(payload);
      return;
    }
    this.refused = status !== 200;
    this.asking = null;
    this.say(this.refused ? (payload.detail ?? this.w("refused")) : done(payload));
    await this.refresh();
  }

  #refuse(verb, counterId, body, payload) {
    if (payload.slug === "would-strand") {
      this.refused = false;
      this.form = {
        counter: counterId,
        form: "assign",
        agencies: body.agencies ?? [],
        stranded: payload.stranded ?? [],
        isEnd: !body.agencies,
      };
    } else
      this.say(payload.slug === "forbidden" ? this.w("forbidden") : (payload.detail ?? this.w("refused")));
  }

  #done(verb, counter, payload) {
    const number = verb === "next" ? payload.ticket?.number : counter.ticket;
    const word = verb === "next" && !number ? "done_nobody" : `done_${verb}`;
    return this.w(word, { counter: this.counterName(counter), number: number ?? "" });
  }

  /** Fetch the hall at once, without waiting for a live update. */
  async refresh() {
    const response = await this.fetchState();
    if (response?.status === 200 && this.freshness.take(response.body, performance.now()))
      this.take(response.body);
    this.update();
  }

  showAgency(agency, form = null) {
    this.panel = { kind: "agency", agency };
    this.form = this.#withTime(form);
    this.say(null);
    this.#open();
  }

  /** The form, with the time at which it was opened. */
  #withTime(form) {
    return form && { ...form, openedMs: this.clock.nowMs() ?? Date.now() };
  }

  /** Open the panel of a counter's agency, with a form of that counter open. */
  showCounter(counter, form = null) {
    const agency = S.agencyAt(this.state, counter);
    if (agency) this.showAgency(agency, form && { counter, form });
  }

  /**
   * Show the story of a typed number ("a12") or minute ("9.41"), on a day ("2026-11-24"; default: today).
   */
  async showStory({ number = null, minute = null, day = "" }) {
    const today = this.state.service_day;
    const isMinute = number === null;
    const parsed = isMinute ? S.minuteOf(minute) : readNumber(number, this.state.agencies);
    const panel = {
      kind: "story",
      ...(isMinute ? { minute: parsed ?? minute } : { number: parsed ?? number.trim() }),
      day: day || today,
      facts: null,
      refusal: parsed ? null : this.w(isMinute ? "storyBadTime" : "storyBadNumber"),
      replayFrom: this.panel?.replayFrom ?? "",
    };
    this.replay = null;
    this.panel = panel;
    this.form = null;
    this.say(null);
    this.#open();
    if (!parsed) return;
    const query = new URLSearchParams({
      ...(isMinute && { minute: parsed }),
      ...(panel.day !== today && { day: panel.day }),
    });
    const path = isMinute ? "story" : `tickets/${parsed}/story`;
    const response = await this.track(this.api.ask("GET", `/venues/${this.api.venue}/${path}?${query}`));
    if (this.panel === panel) this.#showAnswer(panel, response);
  }

  #showAnswer(panel, { status, body }) {
    if (status === 401) {
      this.dialog.close();
      this.ended(body);
      return;
    }
    const refusal = body.detail ?? this.w("notNow");
    const isOther = body.slug === "unknown-number";
    this.panel =
      status === 200
        ? { ...panel, day: body.day, facts: body.facts }
        : { ...panel, facts: [], refusal: isOther ? `${refusal} ${this.w("storyOtherDay")}` : refusal };
    if (status === 200) this.panel.replayFrom = S.replayFrom(this.panel) || panel.replayFrom;
    this.update();
  }

  showNotices() {
    this.panel = { kind: "notices", openedMs: this.clock.nowMs() ?? Date.now(), posted: 0 };
    this.form = null;
    this.say(null);
    this.#open();
  }

  /** Show how accurate the estimated waits of a day were ("2026-11-24"; default: today). */
  async showScore({ day = "" }) {
    const today = this.state.service_day;
    const panel = { kind: "score", day: day || today, score: null, refusal: null };
    this.panel = panel;
    this.form = null;
    this.say(null);
    this.#open();
    const query = new URLSearchParams(panel.day === today ? {} : { day: panel.day });
    const { status, body } = await this.track(
      this.api.ask("GET", `/venues/${this.api.venue}/waits?${query}`),
    );
    if (this.panel !== panel) return undefined;
    if (status === 401) {
      this.dialog.close();
      return this.ended(body);
    }
    const result = status === 200 ? { score: body } : { refusal: body.detail ?? this.w("notNow") };
    this.panel = { ...panel, ...result };
    return this.update();
  }

  /**
   * Request the address of a board that replays the day of the story, from a typed minute ("9.41").
   */
  async replayDay({ minute, speed }) {
    const { panel } = this;
    const parsed = S.minuteOf(minute);
    const { status, body } = parsed
      ? await this.track(
          this.api.ask("POST", `/venues/${this.api.venue}/replays`, {
            day: panel.day,
            minute: parsed,
            speed,
          }),
        )
      : { status: 422, body: { detail: this.w("storyBadTime") } };
    if (this.panel !== panel) return undefined;
    if (status === 401) {
      this.dialog.close();
      return this.ended(body);
    }
    this.replay = status === 200 ? body : { refusal: body.detail ?? this.w("notNow") };
    return this.update();
  }

  #open() {
    this.opener ??= document.activeElement?.dataset.f ?? null;
    this.update();
    if (!this.dialog.open) this.dialog.showModal();
    // Keep the focus in a day field that is being used.
    if (this.dialog.querySelector("[name=day]:focus")) return;
    (
      this.dialog.querySelector("[data-form] :is(input, textarea, button)") ?? this.dialog.querySelector("h2")
    )?.focus();
  }

  closePanel() {
    this.dialog.close();
  }

  #closed() {
    this.panel = null;
    this.form = null;
    this.update();
    // The browser restores the focus itself, unless the opener is gone.
    if (this.opener && document.activeElement === document.body)
      this.querySelector(`main [data-f="${CSS.escape(this.opener)}"]`)?.focus();
    this.opener = null;
  }

  setForm(form) {
    this.form = this.#withTime(form);
    this.update();
    this.dialog.querySelector("[data-form] :is(input, textarea, button)")?.focus();
  }

  ask(key) {
    this.asking = key;
    this.update();
  }

  #key(event) {
    const isTyping = ["INPUT", "TEXTAREA", "SELECT"].includes(event.target?.tagName);
    if (event.key !== "/" || isTyping || this.dialog.open || this.screen !== "hall") return;
    event.preventDefault();
    this.querySelector("#story-number")?.focus();
  }

  go(screen, ...message) {
    if (screen === "sign-in" && this.dialog?.open) this.dialog.close();
    super.go(screen, ...message);
  }

  get view() {
    const { state } = this;
    return {
      ...super.view,
      hall: state,
      notices: noticesOn(state?.notices, this.clock.nowMs()),
      panel: this.panel,
      form: this.form,
      asking: this.asking,
      refused: this.refused,
      replay: this.replay,
      rests: Boolean(this.box.pending) || this.connection === "lost",
      dataAt: this.dataAt,
      displayOrigin: displayOrigin(document.body.dataset.display),
      serviceName: (id) => this.#serviceName(id),
      minutes: (iso) => S.minutesSince(iso, this.clock.nowMs()) ?? 0,
      iso: (ms) => withOffset(ms, this.clock.zone),
    };
  }

  #serviceName(id) {
    const service = S.serviceOf(this.state, id);
    return service ? textsIn(this.language, this.words).names(service)[0] : id;
  }

  mainView(v) {
    return hallView(v);
  }

  drawOver(v) {
    if (!this.panel || !this.loaded || isPressed()) return;
    const { kind, agency } = this.panel;
    const panel = `${kind} ${agency ?? ""}`;
    if (this.#drawnPanel !== panel) this.dialog.replaceChildren();
    this.#drawnPanel = panel;
    morph(this.dialog, this.loaded.panelView(v));
  }

  headline(v) {
    const venues = this.state?.venues ?? [];
    const name = this.state?.venue_name ?? "Antre";
    if (this.screen !== "hall" || venues.length < 2) return [placeName(name), navigation(v)];
    return [venueChoice(v, venues), navigation(v)];
  }

  /** The time of the state, "09.45". */
  get dataAt() {
    return this.state?.heard || this.state?.now ? clock(this.state.heard ?? this.state.now) : "";
  }
}

/** The choice of a venue, among those this account may see. */
function venueChoice(v, venues) {
  return h(
    "select.venues",
    {
      "aria-label": v.w("venue"),
      "data-f": "venue",
      onchange: ({ target }) => {
        location.search = `?venue=${target.value}`;
      },
    },
    venues.map(({ id, name }) => h("option", { value: id, "initial-selected": id === v.venueId }, name)),
  );
}

customElements.define("antre-supervisor", SupervisorPage);

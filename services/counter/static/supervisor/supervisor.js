/**
 * The supervisor's page: the hall live, acts for any counter, stories from the log. State here, views beside.
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
import { reader } from "../shared/words/reader.js";
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
/** Verbs that do not depend on what the counter holds. */
const ANY_TICKET = ["message", "attend", "assignment"];
/** What is pressed for the whole hall, by its address. */
const OF_HALL = /^(taken-back|kiosks|notices)\b/;

export class SupervisorPage extends StaffPage {
  words = { ...STAFF_WORDS, ...WORDS };
  holdsStill = true;
  acts = ACTIONS;
  /**
   * What the panel shows: {kind: "agency", agency}, {kind: "story", number | minute, day, facts, refusal},
   * {kind: "score", day, score, refusal} or {kind: "notices", openedMs, posted (how often)}; null: closed.
   */
  panel = null;
  /** What is open in the panel: {counter, form: "pause" | "message" | "assign" | "ask", …}; null: nothing. */
  form = null;
  /** The key of the need in the rail that asks before it acts, null if none. */
  asking = null;
  refused = false;
  /** Where a day is replayed, or why not: {day, board} or {refusal}; null: not asked. */
  replay = null;
  #shows = null;
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
   * Act for a counter; resolves true once it is done. Nothing while another press is on its way or the page
   * is cut off.
   */
  async act(verb, counterId, body = {}) {
    const counter = S.counterOf(this.state, counterId);
    if (this.box.pending || !counter || this.connection === "lost") return false;
    const shown = ANY_TICKET.includes(verb) ? {} : { ticket: counter.ticket };
    const answer = await this.box.press(verb, { counter: counterId, body: { ...shown, ...body } });
    if (!answer) return false;
    const { status, body: said } = answer;
    if (status === 401) {
      this.ended(said);
      return false;
    }
    this.refused = status !== 200;
    if (this.refused) this.#refuse(verb, counterId, body, said);
    else {
      this.form = null;
      this.asking = null;
      this.say(this.#done(verb, counter, said));
    }
    await this.refresh();
    return !this.refused;
  }

  /** Cancel what one origin took within a time. */
  takeBack({ origin, from_ms, until_ms }) {
    return this.#actInHall("taken-back", { origin, from_ms, until_ms }, (said) =>
      this.w("done_taken-back", { n: said.numbers }),
    );
  }

  /** Let the numbers that were taken back last wait again. */
  putBack({ seq, numbers }) {
    return this.#actInHall("taken-back/undo", { seq }, () => this.w("done_put-back", { n: numbers }));
  }

  /** Go to a kiosk that called. */
  attendKiosk({ device, name }) {
    return this.#actInHall(`kiosks/${device}/attend`, {}, () => this.w("done_attend-kiosk", { kiosk: name }));
  }

  /** Nobody is needed there any more. */
  kioskHelped({ device, name }) {
    return this.#actInHall(`kiosks/${device}/helped`, {}, () => this.w("done_helped", { kiosk: name }));
  }

  /** Tell those who wait something, until a time as typed ("10.30"). */
  async postNotice({ until, ...wish }) {
    const minute = S.minuteOf(until);
    if (!minute) {
      this.refused = true;
      this.say(this.w("storyBadTime"));
      return;
    }
    const done = () => this.w("done_notice", { time: minute.replace(":", ".") });
    await this.#actInHall("notices", { ...wish, until: minute }, done);
    const { panel } = this;
    if (!this.refused && panel?.kind === "notices")
      this.panel = { ...panel, openedMs: this.clock.nowMs(), posted: panel.posted + 1 };
    this.update();
  }

  /** Tell it no more. */
  endNotice(notice) {
    return this.#actInHall("notices/end", { notice }, () => this.w("done_notice-end"));
  }

  async #actInHall(path, body, done) {
    if (this.box.pending || this.connection === "lost") return;
    const answer = await this.box.press(path, { body });
    if (!answer) return;
    const { status, body: said } = answer;
    if (status === 401) {
      this.dialog.close();
      this.ended(said);
      return;
    }
    this.refused = status !== 200;
    this.asking = null;
    this.say(this.refused ? (said.detail ?? this.w("refused")) : done(said));
    await this.refresh();
  }

  #refuse(verb, counterId, body, said) {
    if (said.slug === "would-strand") {
      this.refused = false;
      this.form = {
        counter: counterId,
        form: "assign",
        agencies: body.agencies ?? [],
        stranded: said.stranded ?? [],
        isEnd: !body.agencies,
      };
    } else this.say(said.slug === "forbidden" ? this.w("forbidden") : (said.detail ?? this.w("refused")));
  }

  #done(verb, counter, said) {
    const number = verb === "next" ? said.ticket?.number : counter.ticket;
    const word = verb === "next" && !number ? "done_nobody" : `done_${verb}`;
    return this.w(word, { counter: this.counterName(counter), number: number ?? "" });
  }

  /** Ask for the hall at once, since nothing may come live. */
  async refresh() {
    const answer = await this.fetchState();
    if (answer?.status === 200 && this.freshness.take(answer.body, performance.now())) this.take(answer.body);
    this.update();
  }

  showAgency(agency, form = null) {
    this.panel = { kind: "agency", agency };
    this.form = this.#opened(form);
    this.say(null);
    this.#open();
  }

  /** A form, with the time from which it counts. */
  #opened(form) {
    return form && { ...form, openedMs: this.clock.nowMs() ?? Date.now() };
  }

  /** Open the panel of a counter's agency, with a form of that counter open. */
  showCounter(counter, form = null) {
    const agency = S.agencyAt(this.state, counter);
    if (agency) this.showAgency(agency, form && { counter, form });
  }

  /**
   * Tell the story of a number ("a12") or of a minute ("9.41"), both as typed, of a day ("2026-11-24"; none:
   * today).
   */
  async showStory({ number = null, minute = null, day = "" }) {
    const today = this.state.service_day;
    const isMinute = number === null;
    const read = isMinute ? S.minuteOf(minute) : readNumber(number, this.state.agencies);
    const asked = {
      kind: "story",
      ...(isMinute ? { minute: read ?? minute } : { number: read ?? number.trim() }),
      day: day || today,
      facts: null,
      refusal: read ? null : this.w(isMinute ? "storyBadTime" : "storyBadNumber"),
      replayFrom: this.panel?.replayFrom ?? "",
    };
    this.replay = null;
    this.panel = asked;
    this.form = null;
    this.say(null);
    this.#open();
    if (!read) return;
    const query = new URLSearchParams({
      ...(isMinute && { minute: read }),
      ...(asked.day !== today && { day: asked.day }),
    });
    const path = isMinute ? "story" : `tickets/${read}/story`;
    const answer = await this.track(this.api.ask("GET", `/venues/${this.api.venue}/${path}?${query}`));
    if (this.panel === asked) this.#answered(asked, answer);
  }

  #answered(asked, { status, body }) {
    if (status === 401) {
      this.dialog.close();
      this.ended(body);
      return;
    }
    const refusal = body.detail ?? this.w("notNow");
    const isOther = body.slug === "unknown-number";
    this.panel =
      status === 200
        ? { ...asked, day: body.day, facts: body.facts }
        : { ...asked, facts: [], refusal: isOther ? `${refusal} ${this.w("storyOtherDay")}` : refusal };
    if (status === 200) this.panel.replayFrom = S.replayFrom(this.panel) || asked.replayFrom;
    this.update();
  }

  showNotices() {
    this.panel = { kind: "notices", openedMs: this.clock.nowMs() ?? Date.now(), posted: 0 };
    this.form = null;
    this.say(null);
    this.#open();
  }

  /** Tell how good the waits were that visitors of a day were told ("2026-11-24"; none: today). */
  async showScore({ day = "" }) {
    const today = this.state.service_day;
    const asked = { kind: "score", day: day || today, score: null, refusal: null };
    this.panel = asked;
    this.form = null;
    this.say(null);
    this.#open();
    const query = new URLSearchParams(asked.day === today ? {} : { day: asked.day });
    const { status, body } = await this.track(
      this.api.ask("GET", `/venues/${this.api.venue}/waits?${query}`),
    );
    if (this.panel !== asked) return undefined;
    if (status === 401) {
      this.dialog.close();
      return this.ended(body);
    }
    const told = status === 200 ? { score: body } : { refusal: body.detail ?? this.w("notNow") };
    this.panel = { ...asked, ...told };
    return this.update();
  }

  /**
   * Make the address at which a test screen replays the day of the story, from a minute ("9.41", as typed)
   * on.
   */
  async replayDay({ minute, speed }) {
    const asked = this.panel;
    const read = S.minuteOf(minute);
    const { status, body } = read
      ? await this.track(
          this.api.ask("POST", `/venues/${this.api.venue}/replays`, { day: asked.day, minute: read, speed }),
        )
      : { status: 422, body: { detail: this.w("storyBadTime") } };
    if (this.panel !== asked) return undefined;
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
    // Leave the focus to somebody who is choosing a day.
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
    // The browser returns the focus by itself, unless the opener is gone.
    if (this.opener && document.activeElement === document.body)
      this.querySelector(`main [data-f="${CSS.escape(this.opener)}"]`)?.focus();
    this.opener = null;
  }

  setForm(form) {
    this.form = this.#opened(form);
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

  go(screen, ...said) {
    if (screen === "sign-in" && this.dialog?.open) this.dialog.close();
    super.go(screen, ...said);
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
    return service ? reader(this.language, this.words).names(service)[0] : id;
  }

  mainView(v) {
    return hallView(v);
  }

  drawOver(v) {
    if (!this.panel || !this.loaded || isPressed()) return;
    const { kind, agency } = this.panel;
    const shows = `${kind} ${agency ?? ""}`;
    if (this.#shows !== shows) this.dialog.replaceChildren();
    this.#shows = shows;
    morph(this.dialog, this.loaded.panelView(v));
  }

  headline(v) {
    const venues = this.state?.venues ?? [];
    const name = this.state?.venue_name ?? "Antre";
    if (this.screen !== "hall" || venues.length < 2) return [placeName(name), navigation(v)];
    return [venueChoice(v, venues), navigation(v)];
  }

  /** When the state was the truth, "09.45". */
  get dataAt() {
    return this.state?.heard || this.state?.now ? clock(this.state.heard ?? this.state.now) : "";
  }
}

/** The venue that is seen, among those this account may see. */
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

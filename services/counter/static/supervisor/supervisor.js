/** The supervisor's page: the whole hall live, acts for any counter, stories from the log. This file holds the state; the views draw it. */
import * as S from "./state.js";
import { WORDS } from "./words.js";
import { drawForbidden, drawHall } from "./hall.js";
import { drawPanel } from "./panel.js";
import { isPressed } from "../staff/keep-focus.js";
import { PressBox } from "../staff/press-box.js";
import { StaffPage } from "../staff/page.js";
import { readNumber } from "../staff/ticket-number.js";
import { WORDS as STAFF_WORDS } from "../staff/words.js";
import { h } from "../shared/dom.js";
import { clock } from "../shared/format.js";
import { withOffset } from "../shared/server-clock.js";

/** Verbs for which it does not matter what the counter holds by now. */
const ANY_TICKET = ["message", "attend", "assignment"];

export class SupervisorPage extends StaffPage {
  words = { ...STAFF_WORDS, ...WORDS };
  /** What the panel shows: {kind: "agency", agency} or {kind: "story", number | minute, day, facts, refusal}; null: closed. */
  panel = null;
  /** What is open in the panel: {counter, form: "pause" | "message" | "assign" | "ask", …}; null: nothing. */
  form = null;
  /** The key of the need in the rail that asks before it acts, null if none. */
  asking = null;
  refused = false;
  /** Where a day is replayed, or why not: {day, board} or {refusal}; null: not asked. */
  replay = null;
  box = new PressBox(
    (verb, { counter, body }, key) => this.heard(this.#send(verb, counter, body, key)),
    () => this.update(),
  );

  connectedCallback() {
    super.connectedCallback();
    this.dialog = h("dialog.panel", {
      onclose: () => this.#closed(),
      onclick: (event) => {
        if (event.target === this.dialog) this.dialog.close();
      },
    });
    this.append(this.dialog);
    addEventListener("keydown", (event) => this.#key(event));
  }

  begin() {
    if (!this.may("hall")) return this.go("forbidden");
    this.follow("hall", () => this.api.ask("GET", `/venues/${this.api.venue}/live`));
    return this.go("hall");
  }

  get isSendingAgain() {
    return Boolean(this.box.kept?.tries);
  }

  #send(verb, counter, body, key) {
    if (verb !== "assignment") return this.api.press(counter, verb, body, key);
    return this.api.ask("POST", `/venues/${this.api.venue}/counters/${counter}/assignment`, body, {
      "Idempotency-Key": key,
    });
  }

  /** Act for a counter; resolves true once it is done. Nothing while another press is on its way or the page is cut off. */
  async act(verb, counterId, body = {}) {
    const counter = S.counterOf(this.state, counterId);
    if (this.box.kept || !counter || this.connection === "lost") return false;
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

  /** Ask for the hall at once, so that what was done is seen even while nothing comes live. */
  async refresh() {
    const answer = await this.askAgain();
    if (answer?.status === 200 && this.freshness.take(answer.body, performance.now())) this.take(answer.body);
    this.update();
  }

  serviceName(id) {
    const service = S.serviceOf(this.state, id);
    return service ? (this.language === "id" ? service.name : service.name_en) : id;
  }

  minutes(iso) {
    return S.minutesSince(iso, this.clock.nowMs()) ?? 0;
  }

  /** ms UTC as ISO with the venue's offset. */
  iso(ms) {
    return withOffset(ms, this.clock.zone);
  }

  showAgency(agency, form = null) {
    this.panel = { kind: "agency", agency };
    this.form = form;
    this.say(null);
    this.#open();
  }

  /** Open the panel of a counter's agency, with a form of that counter open. */
  showCounter(counter, form = null) {
    const agency = S.agencyAt(this.state, counter);
    if (agency) this.showAgency(agency, form && { counter, form });
  }

  /** Tell the story of a number ("a12") or of a minute ("9.41"), both as typed, of a day ("2026-11-24"; none: today). */
  async showStory({ number = null, minute = null, day = "" }) {
    const today = this.state.service_day;
    const of = day || today;
    const read = number === null ? S.minuteOf(minute) : readNumber(number, this.state.agencies);
    const about = number === null ? { minute: read ?? minute } : { number: read ?? number.trim() };
    this.replay = null;
    this.panel = {
      kind: "story",
      ...about,
      day: of,
      facts: null,
      refusal: read ? null : this.w(number === null ? "storyBadTime" : "storyBadNumber"),
    };
    this.form = null;
    this.say(null);
    this.#open();
    if (!read) return;
    const asked = this.panel;
    const path = number === null ? "story" : `tickets/${read}/story`;
    const wish = new URLSearchParams({
      ...(number === null && { minute: read }),
      ...(of !== today && { day: of }),
    });
    const { status, body } = await this.heard(
      this.api.ask("GET", `/venues/${this.api.venue}/${path}?${wish}`),
    );
    if (this.panel !== asked) return;
    if (status === 401) {
      this.dialog.close();
      this.ended(body);
      return;
    }
    if (status === 200) this.panel = { ...asked, day: body.day, facts: body.facts };
    else
      this.panel = {
        ...asked,
        facts: [],
        refusal: [body.detail ?? this.w("notNow"), body.slug === "unknown-number" && this.w("storyOtherDay")]
          .filter(Boolean)
          .join(" "),
      };
    this.update();
  }

  /** Make the address at which a test screen replays the day of the story, from a minute ("9.41", as typed) on. */
  async replayDay({ minute, speed }) {
    const asked = this.panel;
    const read = S.minuteOf(minute);
    const { status, body } = read
      ? await this.heard(
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
    // Whoever chooses a day goes on choosing.
    if (this.dialog.querySelector("#story-day:focus")) return;
    (
      this.dialog.querySelector("[data-form] :is(input, textarea, button)") ?? this.dialog.querySelector("h2")
    )?.focus();
  }

  #closed() {
    this.panel = null;
    this.form = null;
    this.update();
    // The browser leads back by itself, unless what opened the panel was drawn anew meanwhile.
    if (this.opener && document.activeElement === document.body)
      this.querySelector(`main [data-f="${CSS.escape(this.opener)}"]`)?.focus();
    this.opener = null;
  }

  setForm(form) {
    this.form = form;
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

  draw(main) {
    if (this.screen === "forbidden") return drawForbidden(this, main);
    if (isPressed()) return undefined;
    drawHall(this, main);
    if (this.dialog.open || this.panel) drawPanel(this, this.dialog);
    return undefined;
  }

  headKey() {
    return [this.state?.venue_name, this.state?.venues, this.staff?.may];
  }

  headline() {
    const venues = this.state?.venues ?? [];
    const name = h("b.counter", this.state?.venue_name ?? "Antre");
    if (this.screen !== "hall" || venues.length < 2) return [name, this.navigation()];
    const choose = h(
      "select.venues",
      {
        "aria-label": this.w("venue"),
        "data-f": "venue",
        onchange: () => {
          location.search = `?venue=${choose.value}`;
        },
      },
      venues.map((venue) =>
        h("option", { value: venue.id, selected: venue.id === this.api.venue }, venue.name),
      ),
    );
    return [choose, this.navigation()];
  }

  /** When the state was the truth, "09.45". */
  get dataAt() {
    return this.state?.heard || this.state?.now ? clock(this.state.heard ?? this.state.now) : "";
  }
}

customElements.define("antre-supervisor", SupervisorPage);

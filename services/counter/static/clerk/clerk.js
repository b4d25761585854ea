/** The clerk's page: choose a counter, then work. State and actions are here, views in other modules. */
import { Hands } from "./hands.js";
import { readKeys } from "./keys-state.js";
import { didWords } from "./parts.js";
import { lostView, pickView } from "./pick-views.js";
import * as S from "./state.js";
import { Tabs } from "./tabs.js";
import { WORDS } from "./words.js";
import { workView } from "./work-views.js";
import { PressBox } from "../staff/press-box.js";
import { remaining } from "../staff/remaining.js";
import { isRunOut, StaffPage } from "../staff/page.js";
import { WORDS as STAFF_WORDS } from "../staff/words.js";
import { tap } from "../shared/sound.js";
import { h, icon, make, morph } from "../shared/draw.js";
import { newRequestKey } from "../shared/request-key.js";
import { together } from "../shared/words/format.js";
import { withOffset } from "../shared/server-clock.js";

const REMEMBER = "antre-counter";
const RETRY_MS = 1_000;
/** The performance mark for when the page is ready for presses. */
const READY = "antre-ready";
/** How long news are displayed; a refusal stays until the next press. */
const NEWS_MS = 10_000;
/** How long a priority's reason is displayed; short for privacy. */
const REASON_MS = 5_000;
/** Time before a pending press changes more than its chip, so that the page does not flicker. */
const SENDING_AFTER_MS = 400;
const SETTINGS = { keysOn: "antre-keys", soundOn: "antre-sound", autoOn: "antre-auto" };
/** Verbs after which auto-next may call. */
const AUTO_VERBS = new Set(["finish", "no-show", "hold", "transfer", "next"]);
/** Refusals of presses on a stale page. */
const STALE = new Set([
  "stale-page",
  "wrong-state",
  "counter-empty",
  "counter-busy",
  "counter-paused",
  "not-waiting",
]);

export class CounterPage extends StaffPage {
  words = { ...STAFF_WORDS, ...WORDS };
  acts = ["open", "pick", "askTakeOver"];
  hall = null;
  asking = null;
  keys = readKeys(localStorage.getItem("antre-keymap"));
  keysOn = localStorage.getItem(SETTINGS.keysOn) !== "off";
  soundOn = localStorage.getItem(SETTINGS.soundOn) !== "off";
  autoOn = localStorage.getItem(SETTINGS.autoOn) === "on";
  changedMs = -Infinity;
  /** When this screen was entered. */
  enteredMs = -Infinity;
  lostAt = null;
  dialog = null;
  /** A priority's reason, displayed on request: {number, text, untilMs}. */
  reason = null;
  /** A description of the last press to use instead of its facts: {seq, text}. */
  done = null;
  holdNotes = [];
  /** Every missed and held number, for the dialogs; null: only the newest, in the state. */
  listed = null;
  box = new PressBox(
    (verb, body, key, counter) => this.track(this.api.press(counter, verb, body, key)),
    () => this.update(),
    sessionStorage,
  );
  #leftMs = null;
  #returnTo = null;
  #tabs = new Tabs(
    () => (this.screen === "work" ? { venue: this.api.venue, counter: this.state?.counter.id } : null),
    () => this.update(),
  );

  connectedCallback() {
    this.hands = new Hands(this);
    super.connectedCallback();
  }

  async loadMore() {
    const loaded = await import("./dialogs.js");
    this.words = { ...this.words, ...loaded.WORDS };
    return loaded;
  }

  get counterWord() {
    return this.hall?.counter_word ?? null;
  }

  // Choosing a counter, and returning to it.

  async begin() {
    const id = this.#lastCounter;
    if (!id) return this.pick();
    const unanswered = this.box.unanswered();
    const isReturning = this.#returnTo?.id === id && this.#returnTo.username === this.staff.username;
    this.#returnTo = null;
    this.startingWords = unanswered ? `${this.w("sending")} ${this.w("once")}` : null;
    for (;;) {
      const { status, body } = await this.track(this.api.counter(id));
      if (status === 200) {
        if (body.counter.yours) {
          this.work(body);
          if (unanswered?.counter === id)
            this.#answered(await this.box.resend(unanswered), unanswered.verb, body);
          return undefined;
        }
        // After this page's session ended, the same clerk continues here, unless another one took over.
        return isReturning && body.counter.open && body.counter.opened_by === this.staff.username
          ? this.open(id)
          : this.pick();
      }
      if (status === 401) return this.ended(body);
      if (status !== 0 && status < 500) return this.pick();
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  async pick(message = null, kind = "news") {
    this.unfollow();
    this.closeDialog();
    this.state = null;
    // There is no counter to draw until the list of counters arrives.
    if (this.screen === "work" || this.screen === "lost") this.screen = "starting";
    const { status, body } = await this.track(this.api.hall());
    if (status === 200) {
      this.hall = body;
      this.clock.take(body.now);
      return this.go("pick", message, kind);
    }
    if (status === 401) return this.ended(body);
    setTimeout(() => this.pick(), RETRY_MS);
    return undefined;
  }

  /** Ask before taking over a counter; null: close the question. */
  askTakeOver(id) {
    this.asking = id;
    this.update();
    if (id) this.querySelector("[data-take-over]").focus();
    else this.#focusFirst();
  }

  async open(id) {
    const { status, body } = await this.track(this.api.press(id, "open", {}, newRequestKey()));
    if (status === 200) return this.work(body);
    return this.pick(status === 0 ? this.w("notReached") : (body.detail ?? this.w("refused")), "refused");
  }

  work(state) {
    const { id } = state.counter;
    localStorage.setItem(`${REMEMBER}-${this.api.venue}`, id);
    this.state = null;
    this.#leftMs = null;
    this.#tabs.forget();
    this.follow("counter", () => this.api.counter(id));
    this.clock.take(state.now);
    this.freshness.take(state, performance.now());
    this.take(state);
    this.go("work");
    if (!performance.getEntriesByName(READY).length) performance.mark(READY);
    this.#tabs.send("here");
    this.#loadHall();
  }

  async #loadHall() {
    if (this.hall) return;
    const { status, body } = await this.track(this.api.hall());
    if (status === 200) this.hall = body;
  }

  /** Take a counter's newer state. */
  take(newer) {
    const before = this.state;
    const state = S.withReceipts(before, newer);
    const isChanged = S.holding(before) !== S.holding(state);
    if (isChanged) {
      this.changedMs = performance.now();
      if (before && this.dialog && this.dialog.plan.id !== "menu" && this.dialog.plan.id !== "keys")
        this.closeDialog();
    }
    this.state = state;
    if (before && isChanged) this.announce(this.standing());
    const arrived = S.arrival(before, state);
    if (arrived) {
      if (this.#leftMs !== null) this.#leftMs = performance.now();
      this.say(this.w("arrival", { number: arrived.number, service: this.serviceName(arrived) }));
      if (this.soundOn) tap();
    }
    if (this.screen === "work" && !state.counter.yours) {
      if (state.counter.open) this.go("lost");
      else this.pick();
      return;
    }
    this.update();
  }

  /** The counter's current state, for screen readers. */
  standing() {
    const { ticket, counter } = this.state;
    if (counter.pause)
      return this.w("pausedFor", {
        reason: this.word(this.words.pauseReasons[counter.pause.reason] ?? this.words.pauseReasons.other),
      });
    if (!ticket) return this.w("none");
    return `${this.w(ticket.state === "called" ? "calling" : "serving")} ${ticket.number}`;
  }

  ended(body) {
    const { ticket, counter } = this.state ?? {};
    if (counter && this.screen === "work")
      this.#returnTo = { id: counter.id, username: this.staff?.username };
    this.box.forget();
    this.closeDialog();
    const detail =
      ticket && isRunOut(body) && this.screen === "work"
        ? this.w("endedHeld", { number: ticket.number, counter: this.counterName(this.state.counter) })
        : body.detail;
    super.ended({ ...body, detail });
  }

  go(screen, message = null, kind = "news") {
    if (screen === "lost") this.lostAt = this.state.counter.opened_at ?? this.state.now;
    if (screen !== "work") this.closeDialog();
    this.asking = null;
    if (screen !== this.screen) this.enteredMs = performance.now();
    super.go(screen, message, kind);
    this.#focusFirst();
  }

  /** Focus the likeliest button on a screen before work, so that Enter presses it. */
  #focusFirst() {
    const last = `[data-counter-pick="${CSS.escape(this.#lastCounter ?? "")}"]`;
    const selectors = {
      pick: [".pick .yours", `.pick .free${last}`, ".pick .free", last],
      lost: ["[data-take-back]"],
    };
    for (const selector of selectors[this.screen] ?? []) {
      const button = this.querySelector(selector);
      if (button) return button.focus();
    }
    return undefined;
  }

  /** The last counter used in this browser. */
  get #lastCounter() {
    return localStorage.getItem(`${REMEMBER}-${this.api.venue}`);
  }

  async signOut() {
    if (this.state?.ticket && this.screen === "work")
      return this.say(this.w("outHeld", { number: this.state.ticket.number }), "refused");
    if (this.box.pending) return undefined;
    if (this.screen === "work") await this.press("close");
    this.#returnTo = null;
    return super.signOut();
  }

  // Pressing.

  get isSendingAgain() {
    return Boolean(this.box.pending?.tries);
  }

  /**
   * Whether a press has been pending for so long that the main button shows it and the others are disabled.
   */
  get isSending() {
    const { pending } = this.box;
    return Boolean(pending) && (pending.tries > 0 || Date.now() - pending.sinceMs > SENDING_AFTER_MS);
  }

  /**
   * Press a verb. The displayed ticket is sent along, so that a press on a stale page is refused. `done`: a
   * description of the press.
   */
  async press(verb, extra = {}, done = null) {
    if (this.box.pending || this.screen !== "work") return;
    const before = this.state;
    this.message = null;
    this.#leftMs = null;
    const response = await this.box.press(
      verb,
      { ticket: before.ticket?.id ?? null, ...extra },
      before.counter.id,
    );
    this.#answered(response, verb, before, done);
  }

  #answered(response, verb, before, done = null) {
    if (!response || !this.state) return;
    const { status, body } = response;
    if (status === 200) this.#granted(body, verb, before, done);
    else if (status === 401) this.ended(body);
    else this.#refused(body, before);
    this.update();
  }

  #granted(body, verb, before, done) {
    this.#takeIfNewer(body);
    if (verb === "close") {
      if (this.screen === "work") this.pick();
      return;
    }
    if (verb === "undo") this.say(this.#undone(before, body));
    else if (verb === "next" && !body.ticket) this.say(this.w("nobody"));
    else if (verb === "note")
      this.say(
        this.w("resultSaved", { time: together(this.clock.nowIso().slice(11, 16).replace(":", ".")) }),
      );
    if (
      verb === "no-show" &&
      before.ticket &&
      !body.missed.some(({ number }) => number === before.ticket.number)
    ) {
      done = this.w("dropped", { number: before.ticket.number, n: before.ticket.calls });
    }
    if (done && body.undo) this.done = { seq: body.undo.seq, text: done };
    if (this.autoOn && AUTO_VERBS.has(verb) && !body.ticket && before.ticket)
      this.#leftMs = performance.now();
  }

  #refused(body, before) {
    if (body.state) this.#takeIfNewer(body.state);
    if (body.slug === "counter-not-yours" || body.slug === "counter-closed") {
      if (this.state?.counter.open) this.go("lost");
      else this.pick(body.detail, "refused");
      return;
    }
    const events =
      body.state && STALE.has(body.slug) ? didWords(this.view, S.happened(before, body.state)) : "";
    const stale = events
      ? this.w("stale", { what: events })
      : body.slug === "stale-page"
        ? this.w("staleBare")
        : null;
    this.say(stale ?? body.detail ?? this.w("refused"), "refused");
  }

  #undone(before, after) {
    const { called, again, isServed } = S.undone(before, after);
    if (called && again && isServed) return this.w("undoneBoth", { called, again });
    if (called) return this.w("undoneCall", { called });
    if (again) return this.w(isServed ? "undoneServed" : "undoneCalled", { again });
    return this.w("undone");
  }

  #takeIfNewer(state) {
    if (this.freshness.take(state, performance.now())) this.take(state);
  }

  // Actions: buttons and keys call these by name.

  act(action, { number } = {}) {
    const { state } = this;
    if (!state || this.screen !== "work") return undefined;
    const isLocal = action === "menu" || action === "keys-toggle" || action === "auto-off";
    if (this.box.pending && !isLocal) return undefined;
    const isRetried = action === "main";
    if (this.connection === "lost" && !isLocal && !isRetried) return this.say(this.w("waitsHere"), "refused");
    const reason = this.#whyNot(action, number);
    if (reason) return this.say(reason, "refused");
    return this.#actions[action]?.(number);
  }

  /** The handlers of all actions; those of list rows get a number. */
  #actions = {
    main: () => {
      const { verb, body } = S.mainVerb(this.state);
      return this.press(verb, body);
    },
    recall: () => this.press("recall"),
    "no-show": () => this.press("no-show"),
    finish: () => this.press("finish"),
    undo: () => this.press("undo", { seq: this.state.undo.seq }),
    read: () => this.press("read", { message: this.state.message.id }),
    "help-cancel": () => this.press("help-cancel"),
    "call-listed": (number) => this.press("call", { number_of: number }),
    resume: (number) => this.press("resume", { number_of: number }),
    later: () => this.#movePause(1),
    sooner: () => this.#movePause(-1),
    reason: (number) => this.#askReason(number ?? this.state.ticket.number),
    hold: () => this.#ask("holdPlan"),
    result: () => this.#ask("resultPlan"),
    help: () => this.#ask("helpPlan"),
    pause: () => this.#ask("pausePlan"),
    "walk-in": () => this.#ask("walkInPlan"),
    priority: () => this.#ask("priorityPlan"),
    call: () => this.loaded?.askCall(this),
    numbers: (name) => this.loaded?.askNumbers(this, name),
    listed: (number) => this.#ask("listedPlan", number),
    menu: () => this.#ask("menuPlan"),
    transfer: () => this.loaded?.askTransfer(this),
    "keys-toggle": () => this.setting("keysOn", !this.keysOn),
    "auto-off": () => this.setting("autoOn", false),
  };

  /** Why an action is not possible now, in words; null if it is. */
  #whyNot(action, number) {
    const { state } = this;
    const now = this.clock.nowMs();
    if (action === "main") return null;
    if (action === "reason" && number) return null;
    if (action === "call-listed" || action === "resume") {
      const missed = state.missed.find((m) => m.number === number);
      const cooling = S.coolingMs(missed?.callable_at, now);
      if (cooling > 0 && action === "call-listed") return `${number}: ${this.#inWords(cooling)}.`;
    }
    const basic = { "call-listed": "call", resume: "call" }[action] ?? action;
    const why = S.whyNot(state, basic, now);
    const values = { number: state.ticket?.number ?? "" };
    if (why === "cooling")
      return `${this.w("recall")}: ${this.#inWords(S.coolingMs(state.ticket.recall.at, now))}.`;
    if (why === "nothing") return action === "undo" ? this.w("nothingUndo") : "";
    const words = { none: "none", busy: "busy", serving: "isServed", paused: "isPaused", limit: "limit" }[
      why
    ];
    return words ? this.w(words, values) : null;
  }

  #inWords(ms) {
    return this.w("in_", { length: remaining(ms, this.language) });
  }

  #movePause(by) {
    const { pause } = this.state.counter;
    if (!pause) return undefined;
    const now = this.clock.nowMs();
    const until = S.movedMs(pause.until ? Date.parse(pause.until) : null, by, now);
    return this.press("pause", { reason: pause.reason, until: withOffset(until, this.clock.zone) });
  }

  async #askReason(number) {
    const { status, body } = await this.track(this.api.reason(number));
    if (status === 401) return this.ended(body);
    if (status !== 200) return this.say(body.detail ?? this.w("notReached"), "refused");
    const words = STAFF_WORDS.priorityReasons[body.priority];
    const text = this.w("priorityIs", { number, reason: words ? this.word(words) : "–" });
    this.reason = { number, text, untilMs: performance.now() + REASON_MS };
    this.announce(text);
    return this.update();
  }

  /** Whether this account may call a waiting number out of turn. */
  get callsNumbers() {
    return Boolean(this.staff?.calls_numbers) || this.may("any-counter");
  }

  // Dialogs.

  ask(plan) {
    this.dialog = new this.loaded.DialogState(plan);
    this.message = null;
    this.update();
  }

  #ask(plan, ...args) {
    return this.loaded && this.ask(this.loaded[plan](this, ...args));
  }

  closeDialog() {
    if (!this.dialog) return;
    this.dialog = null;
    this.drawOver(this.view);
  }

  setting(name, value) {
    this[name] = value;
    localStorage.setItem(SETTINGS[name], value ? "on" : "off");
    if (name === "autoOn" && !value) this.#leftMs = null;
    this.update();
  }

  setKeys(keys) {
    this.keys = keys;
    localStorage.setItem("antre-keymap", JSON.stringify(keys));
    this.update();
  }

  // Drawing.

  /** Time until auto-next calls, ms; null if it does not. */
  get autoMs() {
    const at = S.autoAtMs(this.state, this.autoOn, this.#leftMs);
    return at === null ? null : Math.max(0, at - performance.now());
  }

  update() {
    if (this.message && this.screen === "work" && this.messageKind === "news" && this.messageAgeMs > NEWS_MS)
      this.message = null;
    if (this.reason && performance.now() > this.reason.untilMs) {
      this.reason = null;
      this.announce("");
    }
    if (
      this.screen === "work" &&
      this.autoMs === 0 &&
      !this.dialog &&
      !this.ownPassword?.isOpen &&
      !this.box.pending &&
      this.connection !== "lost"
    )
      this.press("next", { finish: false });
    super.update();
  }

  get view() {
    const { state } = this;
    return {
      ...super.view,
      state,
      hall: this.hall,
      asking: this.asking,
      lostAt: this.lostAt,
      nowMs: this.clock.nowMs() ?? Date.parse(state?.now),
      pending: this.box.pending,
      sends: this.isSending,
      rests: this.isResting,
      keys: this.keys,
      keysOn: this.keysOn,
      hasTwin: this.#tabs.hasTwin,
      done: this.done,
      reason: this.reason,
      autoMs: this.autoMs,
      serviceName: (item) => this.serviceName(item),
    };
  }

  mainView(v) {
    return { pick: pickView, work: workView, lost: lostView }[this.screen](v);
  }

  drawOver(v) {
    const { dialog } = this;
    let box = this.querySelector(":scope > dialog");
    if (!dialog) {
      box?.close();
      box?.remove();
      return;
    }
    box ??= this.#openBox();
    box.dataset.dialog = dialog.plan.id;
    box.dataset.step = dialog.step.id;
    morph(box, this.loaded.dialogView(v, dialog));
  }

  #openBox() {
    const box = make(
      h("dialog.asks", {
        tabindex: "-1",
        "aria-labelledby": "asks-title",
        oncancel: (event) => {
          event.preventDefault();
          this.closeDialog();
        },
        oninput: (event) => this.dialog?.write(event.target.value),
      }),
    );
    this.append(box);
    box.showModal();
    box.focus();
    return box;
  }

  /** Whether keys are inactive just after a change, so that their caps are drawn empty. */
  get isResting() {
    return performance.now() - this.changedMs < S.SETTLE_MS;
  }

  /** The name of a service, or of a ticket's service, in the reader's language. */
  serviceName(item) {
    const [id, en] = [item.name ?? item.service_name, item.name_en ?? item.service_name_en];
    return this.language === "id" ? id : en || id;
  }

  headline(v) {
    const counter = this.screen === "work" || this.screen === "lost" ? this.state?.counter : null;
    if (!counter) return super.headline(v);
    return [
      h("b.counter", this.counterName(counter)),
      h("span.serves", counter.serves),
      h("span.zone", this.w("zone", { zone: counter.zone_name })),
    ];
  }

  /** The tab's title: the current number and the counter. */
  get tab() {
    return this.screen === "work"
      ? [this.state.ticket?.number, this.counterName(this.state.counter)].filter(Boolean).join(", ")
      : super.tab;
  }

  buttons() {
    if (this.screen !== "work" || this.state.counter.pause) return [];
    const isOff = Boolean(this.state.ticket) || this.isSending || this.connection === "lost";
    return [
      h(
        "button",
        { "data-act": "pause", "data-verb": "pause", "aria-disabled": isOff ? "true" : null },
        icon("player-pause"),
        this.w("pause"),
        this.keysOn && h("kbd", { class: this.isResting ? "rests" : "" }, this.keys.pause),
      ),
    ];
  }
}

customElements.define("antre-counter", CounterPage);

/** The clerk's page: choose a counter, work. This file holds the state and acts; the views draw it. */
import { drawDialog } from "./dialog.js";
import { DialogState } from "./dialog-state.js";
import * as plans from "./dialogs.js";
import { actionOf, keyName, keysRest, readKeys } from "./keys-state.js";
import * as S from "./state.js";
import { WORDS } from "./words.js";
import { newKey, PressBox } from "../staff/press-box.js";
import { isRunOut, StaffPage } from "../staff/page.js";
import { WORDS as STAFF_WORDS } from "../staff/words.js";
import { tap } from "../shared/chime.js";
import { h, icon } from "../shared/dom.js";
import { length, together } from "../shared/format.js";
import { withOffset } from "../shared/server-clock.js";
import { drawLost, drawPick } from "./pick-views.js";
import { didWords, drawWork, isResting } from "./work-views.js";

const REMEMBER = "antre-counter";
const AGAIN_MS = 1_000;
/** The mark of the moment from which on the page can be pressed. */
const READY = "antre-ready";
/** News pass after this long; a refusal stays until the next press. */
const NEWS_MS = 10_000;
/** So long a priority's reason stays on the page: somebody may look over the clerk's shoulder. */
const REASON_MS = 5_000;
/** A press that is answered sooner is only shown by its chip: the rest of the page does not flicker. */
const SENDING_AFTER_MS = 400;
/** Digits of a counter's sign that follow each other so soon are one sign. */
const DIGITS_WITHIN_MS = 2_000;
/** Another tab that said nothing for this long is gone (a tab in the background speaks once a minute). */
const TAB_GONE_MS = 90_000;
const TAB_SPEAKS_MS = 5_000;
const SETTINGS = { keysOn: "antre-keys", soundOn: "antre-sound", autoOn: "antre-auto" };
/** Buttons that a hand presses several times in a row: times, and the digits of a dialog. */
const REPEATED = new Set(["later", "sooner", "dialog-later", "dialog-sooner", "dialog-key"]);
/** Verbs after which auto-next may call. */
const LEAVES = new Set(["finish", "no-show", "hold", "transfer", "next"]);
/** Refusals that mean: the page was behind the truth. */
const BEHIND = new Set([
  "stale-page",
  "wrong-state",
  "counter-empty",
  "counter-busy",
  "counter-paused",
  "not-waiting",
]);

export class CounterPage extends StaffPage {
  words = { ...STAFF_WORDS, ...WORDS };
  hall = null;
  asking = null;
  keys = readKeys(localStorage.getItem("antre-keymap"));
  keysOn = localStorage.getItem(SETTINGS.keysOn) !== "off";
  soundOn = localStorage.getItem(SETTINGS.soundOn) !== "off";
  autoOn = localStorage.getItem(SETTINGS.autoOn) === "on";
  changedMs = -Infinity;
  lostAt = null;
  dialog = null;
  /** A priority's reason that was asked for: {number, text, untilMs}. */
  reason = null;
  /** Better words for the last press than its facts give: {seq, text}. */
  done = null;
  holdNotes = [];
  startingWords = null;
  box = new PressBox(
    (verb, body, key, counter) => this.heard(this.api.press(counter, verb, body, key)),
    () => this.update(),
    sessionStorage,
  );
  #leftMs = null;
  #comesBack = null;
  #picking = null;
  #asksHall = false;
  #pressed = null;
  #typed = { digits: "", atMs: -Infinity };
  #tab = String(Math.random());
  #tabs = new Map();
  #channel = new BroadcastChannel("antre-counter");

  connectedCallback() {
    addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("click", (event) => this.#touch(event), true);
    this.addEventListener("click", (event) => this.#click(event));
    this.#channel.onmessage = ({ data }) => this.#hearTab(data);
    setInterval(() => this.#speakToTabs("here"), TAB_SPEAKS_MS);
    addEventListener("pagehide", () => this.#speakToTabs("gone"));
    addEventListener("pageshow", () => this.#speakToTabs("here"));
    super.connectedCallback();
  }

  // Choosing a counter, and coming back to it.

  async begin() {
    const id = localStorage.getItem(`${REMEMBER}-${this.api.venue}`);
    if (!id) return this.pick();
    const left = this.box.left();
    const comesBack = this.#comesBack?.id === id && this.#comesBack.username === this.staff.username;
    this.#comesBack = null;
    this.startingWords = left ? `${this.w("sending")} ${this.w("once")}` : null;
    for (;;) {
      const { status, body } = await this.heard(this.api.counter(id));
      if (status === 200) {
        if (body.counter.yours) {
          this.work(body);
          if (left?.counter === id) this.#answered(await this.box.again(left), left.verb, body);
          return undefined;
        }
        // This page's own session ended: the same person goes on where it was, unless somebody else is there.
        return comesBack && body.counter.open && body.counter.opened_by === this.staff.username
          ? this.open(id)
          : this.pick();
      }
      if (status === 401) return this.ended(body);
      if (status !== 0 && status < 500) return this.pick();
      await new Promise((again) => setTimeout(again, AGAIN_MS));
    }
  }

  async pick(message = null, kind = "news") {
    this.unfollow();
    this.closeDialog();
    this.state = null;
    // Until the counters are here there is nothing of a counter to draw.
    if (this.screen === "work" || this.screen === "lost") this.screen = "starting";
    const { status, body } = await this.heard(this.api.hall());
    if (status === 200) {
      this.hall = body;
      this.clock.take(body.now);
      this.#picking = null;
      return this.go("pick", message, kind);
    }
    if (status === 401) return this.ended(body);
    setTimeout(() => this.pick(), AGAIN_MS);
    return undefined;
  }

  async open(id) {
    const { status, body } = await this.heard(this.api.press(id, "open", {}, newKey()));
    if (status === 200) return this.work(body);
    return this.pick(status === 0 ? this.w("notReached") : (body.detail ?? this.w("refused")), "refused");
  }

  work(state) {
    const { id } = state.counter;
    localStorage.setItem(`${REMEMBER}-${this.api.venue}`, id);
    this.state = null;
    this.#leftMs = null;
    this.#tabs.clear();
    this.follow("counter", () => this.api.counter(id));
    this.clock.take(state.now);
    this.freshness.take(state, performance.now());
    this.take(state);
    this.go("work");
    if (!performance.getEntriesByName(READY).length) performance.mark(READY);
    this.#speakToTabs("here");
    this.#learnHall();
  }

  async #learnHall() {
    if (this.hall) return;
    const { status, body } = await this.heard(this.api.hall());
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
    const came = S.arrival(before, state);
    if (came) {
      if (this.#leftMs !== null) this.#leftMs = performance.now();
      this.say(this.w("arrival", { number: came.number, service: this.named(came) }));
      if (this.soundOn) tap();
    }
    if (this.screen === "work" && !state.counter.yours) {
      if (state.counter.open) this.go("lost");
      else this.pick();
      return;
    }
    this.update();
  }

  /** What the counter does now, in words: what readers hear after a change. */
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
      this.#comesBack = { id: counter.id, username: this.staff?.username };
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
    super.go(screen, message, kind);
  }

  async signOut() {
    if (this.state?.ticket && this.screen === "work")
      return this.say(this.w("outHeld", { number: this.state.ticket.number }), "refused");
    if (this.box.kept) return undefined;
    if (this.screen === "work") await this.press("close");
    this.#comesBack = null;
    return super.signOut();
  }

  // Pressing.

  get isSendingAgain() {
    return Boolean(this.box.kept?.tries);
  }

  /** Whether a press is on its way for so long that the page says so over the whole button, and rests the others. */
  get isSending() {
    const { kept } = this.box;
    return Boolean(kept) && (kept.tries > 0 || Date.now() - kept.sinceMs > SENDING_AFTER_MS);
  }

  /** Press a verb; what the page shows goes with it, so that a stale page never acts. `done`: words for what it did. */
  async press(verb, extra = {}, done = null) {
    if (this.box.kept || this.screen !== "work") return;
    const before = this.state;
    this.message = null;
    this.#leftMs = null;
    const answer = await this.box.press(
      verb,
      { ticket: before.ticket?.id ?? null, ...extra },
      before.counter.id,
    );
    this.#answered(answer, verb, before, done);
  }

  #answered(answer, verb, before, done = null) {
    if (!answer || !this.state) return;
    const { status, body } = answer;
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
    if (this.autoOn && LEAVES.has(verb) && !body.ticket && before.ticket) this.#leftMs = performance.now();
  }

  #refused(body, before) {
    if (body.state) this.#takeIfNewer(body.state);
    if (body.slug === "counter-not-yours" || body.slug === "counter-closed") {
      if (this.state?.counter.open) this.go("lost");
      else this.pick(body.detail, "refused");
      return;
    }
    const did = body.state && BEHIND.has(body.slug) ? didWords(this, S.happened(before, body.state)) : "";
    const stale = did
      ? this.w("stale", { what: did })
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

  // Acting: every button and every key comes here by the action's name.

  act(action, { number } = {}) {
    const { state } = this;
    if (!state || this.screen !== "work") return undefined;
    const isLocal = action === "menu" || action === "keys-toggle" || action === "auto-off";
    if (this.box.kept && !isLocal) return undefined;
    const isKept = action === "main";
    if (this.connection === "lost" && !isLocal && !isKept) return this.say(this.w("waitsHere"), "refused");
    const reason = this.#whyNot(action, number);
    if (reason) return this.say(reason, "refused");
    const isPaused = Boolean(state.counter.pause);
    switch (action) {
      case "main": {
        const { verb, body } = S.mainVerb(state);
        return this.press(verb, body);
      }
      case "recall":
      case "no-show":
      case "finish":
        return this.press(action);
      case "undo":
        return this.press("undo", { seq: state.undo.seq });
      case "read":
        return this.press("read", { message: state.message.id });
      case "reason":
        return this.#askReason(number ?? state.ticket.number);
      case "hold":
        return this.ask(plans.holdPlan(this));
      case "result":
        return this.ask(plans.resultPlan(this));
      case "help":
        return this.ask(plans.helpPlan(this));
      case "help-cancel":
        return this.press("help-cancel");
      case "pause":
        return this.ask(plans.pausePlan(this));
      case "walk-in":
        return this.ask(plans.walkInPlan(this));
      case "call":
        return this.ask(plans.callPlan(this));
      case "transfer":
        return this.#askTransfer();
      case "menu":
        return this.ask(plans.menuPlan(this));
      case "listed":
        return this.ask(plans.listedPlan(this, number));
      case "call-listed":
        return this.press("call", { number_of: number });
      case "resume":
        return this.press("resume", { number_of: number });
      case "later":
      case "sooner":
        return isPaused ? this.#movePause(action === "later" ? 1 : -1) : undefined;
      case "keys-toggle":
        return this.setting("keysOn", !this.keysOn);
      case "auto-off":
        return this.setting("autoOn", false);
      default:
        return undefined;
    }
  }

  /** Why an action cannot be done now, in words; null if it can. */
  #whyNot(action, number) {
    const { state } = this;
    const now = this.clock.nowMs();
    if (action === "main") return null;
    if (action === "reason" && number) return null;
    if (action === "call-listed" || action === "resume") {
      const missed = state.missed.find((m) => m.number === number);
      const cooling = S.coolingMs(missed?.callable_at, now);
      if (cooling > 0 && action === "call-listed")
        return `${number}: ${this.w("in_", { length: length(cooling, this.language) })}.`;
    }
    const like = { "call-listed": "call", resume: "call" }[action] ?? action;
    const why = S.whyNot(state, like, now);
    const values = { number: state.ticket?.number ?? "" };
    if (why === "cooling")
      return `${this.w("recall")}: ${this.w("in_", { length: length(S.coolingMs(state.ticket.recall.at, now), this.language) })}.`;
    if (why === "nothing") return action === "undo" ? this.w("nothingUndo") : "";
    const words = { none: "none", busy: "busy", serving: "isServed", paused: "isPaused", limit: "limit" }[
      why
    ];
    return words ? this.w(words, values) : null;
  }

  #movePause(by) {
    const { pause } = this.state.counter;
    const now = this.clock.nowMs();
    const until = S.movedMs(pause.until ? Date.parse(pause.until) : null, by, now);
    return this.press("pause", { reason: pause.reason, until: withOffset(until, this.clock.zone) });
  }

  async #askReason(number) {
    const { status, body } = await this.heard(this.api.reason(number));
    if (status === 401) return this.ended(body);
    if (status !== 200) return this.say(body.detail ?? this.w("notReached"), "refused");
    const words = STAFF_WORDS.priorityReasons[body.priority];
    const text = this.w("priorityIs", { number, reason: words ? this.word(words) : "–" });
    this.reason = { number, text, untilMs: performance.now() + REASON_MS };
    this.announce(text);
    return this.update();
  }

  /** Whether this account may call a waiting number before its turn. */
  get callsNumbers() {
    return Boolean(this.staff?.calls_numbers) || this.may("any-counter");
  }

  // Dialogs.

  ask(plan) {
    this.dialog = new DialogState(plan);
    this.message = null;
    this.update();
  }

  async #askTransfer() {
    const { id } = this.state.ticket;
    const { status, body } = await this.heard(this.api.hall());
    if (status !== 200) return this.say(body.detail ?? this.w("notReached"), "refused");
    this.hall = body;
    const others = (body.venues ?? []).filter((venue) => venue.id !== this.api.venue);
    const halls = await Promise.all(others.map((venue) => this.heard(this.api.hall(venue.id))));
    if (this.state?.ticket?.id !== id || this.dialog || this.box.kept) return undefined;
    const known = Object.fromEntries(
      halls.map((answer, n) => [others[n].id, answer.status === 200 ? answer.body : null]),
    );
    return this.ask(plans.transferPlan(this, { ...known, [this.api.venue]: body }));
  }

  closeDialog() {
    if (!this.dialog) return;
    this.dialog = null;
    drawDialog(this);
  }

  /** Take what a key or a touch gave a dialog. */
  #dialogTakes(outcome) {
    const { dialog } = this;
    if (outcome === "closed") this.closeDialog();
    else if (outcome === "done") {
      const { plan, given } = dialog;
      this.closeDialog();
      plan.done(given);
    } else if (outcome?.do) dialog.plan.act(outcome.do);
    else if (outcome?.captured && dialog.plan.captured(outcome.captured, dialog.given)) dialog.back();
    this.update();
  }

  #dialogActs(act, { field, value }) {
    const { dialog } = this;
    if (!dialog) return;
    const outcome = {
      "dialog-close": () => "closed",
      "dialog-back": () => dialog.back(),
      "dialog-more": () => dialog.more(),
      "dialog-confirm": () => dialog.confirm(),
      "dialog-choose": () => dialog.choose(field, value),
      "dialog-key": () => dialog.press(value),
      "dialog-later": () => dialog.move(1),
      "dialog-sooner": () => dialog.move(-1),
    }[act]();
    this.#dialogTakes(outcome);
  }

  // Keys and touches.

  /** Before any button hears of it: a double press of a finger or a mouse is one, whatever the first one put under it. */
  #touch(event) {
    if (event.detail === 0) return; // A key's.
    const press = {
      x: event.clientX,
      y: event.clientY,
      atMs: event.timeStamp,
      act: event.target.closest?.("[data-act]")?.dataset.act,
    };
    const before = this.#pressed;
    this.#pressed = press;
    // It leaves no focus behind: the next Enter of the keypad is the main action's, not this button's again.
    if (document.activeElement?.matches("button")) {
      const box = document.activeElement.closest("dialog");
      if (box) box.focus();
      else document.activeElement.blur();
    }
    if (!S.isDouble(before, press) || (REPEATED.has(press.act) && press.act === before.act)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  #click(event) {
    const button = event.target.closest?.("[data-act]");
    if (!button) return;
    const { act, ...data } = button.dataset;
    if (act.startsWith("dialog-")) this.#dialogActs(act, data);
    else if (act !== "main" || !isResting(this)) this.act(act, data);
  }

  #key(event) {
    if (event.defaultPrevented || event.key === "Escape" || event.key === "Tab") return;
    const name = keyName(event);
    const isOnButton = event.target?.closest?.("button, a") && name === "Enter";
    if (this.dialog) {
      const asks = this.dialog.step.capture;
      if (
        !name ||
        (isOnButton && !asks) ||
        keysRest({ ...plain(event), target: name === "Enter" ? null : event.target }, -Infinity, 0)
      )
        return;
      event.preventDefault();
      this.#dialogTakes(this.dialog.press(name));
      return;
    }
    if (this.screen === "pick" && name && !keysRest(event, -Infinity, 0)) this.#pickByDigits(name);
    if (!name || !this.keysOn || this.screen !== "work" || keysRest(event, this.changedMs, performance.now()))
      return;
    const action = this.#actionOf(name);
    if (!action || (isOnButton && !event.target.closest("[data-main]"))) return;
    event.preventDefault();
    if (action === "undo" || action === "read" || action === "reason") {
      if (S.whyNot(this.state, action, this.clock.nowMs()) === "nothing") return;
    }
    this.act(action);
  }

  /** Digits go to the counter whose sign they are, and Enter, which is a button's own, opens it. */
  #pickByDigits(name) {
    if (!/^\d$/.test(name)) return;
    const isSoon = performance.now() - this.#typed.atMs < DIGITS_WITHIN_MS;
    this.#typed = { digits: `${isSoon ? this.#typed.digits : ""}${name}`, atMs: performance.now() };
    const at = S.counterBySign(
      this.hall.counters.filter(({ allowed }) => allowed),
      this.#typed.digits,
    );
    if (at) this.querySelector(`[data-counter-pick="${CSS.escape(at.id)}"]`)?.focus();
  }

  /** What a key means now: while paused, the keys of recall and no-show move the return time. */
  #actionOf(name) {
    const action = actionOf(this.keys, name);
    return this.state?.counter.pause ? ({ recall: "later", "no-show": "sooner" }[action] ?? action) : action;
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

  // Other tabs of this browser.

  #speakToTabs(what) {
    if (this.screen !== "work" && what !== "gone") return;
    this.#channel.postMessage({
      tab: this.#tab,
      what,
      venue: this.api.venue,
      counter: this.state?.counter.id,
    });
  }

  #hearTab({ tab, what, venue, counter }) {
    if (
      this.screen !== "work" ||
      venue !== this.api.venue ||
      counter !== this.state?.counter.id ||
      what === "gone"
    )
      this.#tabs.delete(tab);
    else {
      const isNew = !this.#tabs.has(tab);
      this.#tabs.set(tab, performance.now());
      if (isNew) this.#speakToTabs("here");
    }
    this.update();
  }

  /** Whether this counter is open in another tab too. */
  get hasTwin() {
    return [...this.#tabs.values()].some((heardMs) => performance.now() - heardMs < TAB_GONE_MS);
  }

  // Drawing.

  /** How long until auto-next calls, ms; null if it does not. */
  get autoMs() {
    const at = S.autoAtMs(this.state, this.autoOn, this.#leftMs);
    return at === null ? null : Math.max(0, at - performance.now());
  }

  update() {
    if (this.message && this.screen === "work" && this.messageKind === "news" && this.saidMs > NEWS_MS)
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
      !this.box.kept &&
      this.connection !== "lost"
    )
      this.press("next", { finish: false });
    super.update();
  }

  draw(main) {
    const draw = { pick: drawPick, work: drawWork, lost: drawLost }[this.screen];
    draw(this, main);
    drawDialog(this);
  }

  /** The name of a service, in the reader's language. */
  named(what) {
    const [id, en] = [what.name ?? what.service_name, what.name_en ?? what.service_name_en];
    return this.language === "id" ? id : en || id;
  }

  headKey() {
    const { counter } = this.state ?? {};
    return [
      counter?.id,
      counter?.name,
      counter?.serves,
      this.screen === "work" && [
        Boolean(this.state.ticket),
        Boolean(counter.pause),
        isResting(this),
        this.keysOn,
        this.keys.pause,
        this.isSending,
      ],
    ];
  }

  headline() {
    const shown = this.screen === "work" || this.screen === "lost" ? this.state?.counter : null;
    if (!shown) return super.headline();
    return [
      h("b.counter", this.counterName(shown)),
      h("span.serves", shown.serves),
      h("span.zone", this.w("zone", { zone: shown.zone_name })),
    ];
  }

  /** Which counter's tab it is, among others, and what it holds. */
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
        this.keysOn && h("kbd", { class: isResting(this) ? "rests" : "" }, this.keys.pause),
      ),
    ];
  }
}

/** What of a key event the rest rules look at. */
function plain({ ctrlKey, altKey, metaKey, repeat, isComposing }) {
  return { ctrlKey, altKey, metaKey, repeat, isComposing };
}

customElements.define("antre-counter", CounterPage);

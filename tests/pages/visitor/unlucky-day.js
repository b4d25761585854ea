/**
 * A day at a kiosk on which everything goes wrong, with a clock, a server and visitors made up from a
 * seed: taps at any moment, answers late, lost or doubled, the network away, Redis frozen, the page loaded
 * anew.
 */
import "../as-served.js";

const STATIC = "../../../services/ticketing/static";
const { KioskDriver } = await import(`${STATIC}/kiosk/driver.js`);
const S = await import(`${STATIC}/kiosk/state.js`);
const { TAKE_WITHIN_MS } = await import(`${STATIC}/kiosk/presses.js`);

const OPENS_MS = Date.parse("2026-06-08T09:00:00.000+08:00");
const DAY_MS = 240_000;
/** After the day everything works again: long enough for whatever is in doubt. */
const EVENING_MS = 120_000;
const TICK_MS = 500;
const LOOK_MS = 10_000;
const TIMEOUT_MS = 5_000;
const PRESS_DEADLINE_MS = 3_000;
const VENUE = { id: "hall", house: 1, agencies: [{ id: "bank", services: [{ id: "teller" }] }], zones: [] };

/** Random numbers of a seed: below(n) is an integer, chance(p) a boolean. */
function dice(seed) {
  let a = seed;
  const next = () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n) => Math.floor(next() * n);
  return { below, chance: (p) => next() < p, pick: (list) => list[below(list.length)] };
}

/** A clock that goes from one thing to the next. */
class Clock {
  nowMs = 0;
  #due = [];

  at(afterMs, act) {
    this.#due.push({ atMs: this.nowMs + afterMs, act });
  }

  run(untilMs) {
    for (;;) {
      let next = 0;
      this.#due.forEach(({ atMs }, n) => {
        if (atMs < this.#due[next].atMs) next = n;
      });
      if (!this.#due.length || this.#due[next].atMs > untilMs) break;
      const [{ atMs, act }] = this.#due.splice(next, 1);
      this.nowMs = atMs;
      act();
    }
    this.nowMs = untilMs;
  }
}

/** Tickets by key, as the ticketing service makes them; it may be frozen, and refuse. */
class Server {
  tickets = new Map();
  isFrozen = false;
  #onItsWay = [];

  constructor(clock, random) {
    Object.assign(this, { clock, random });
  }

  nowMs() {
    return OPENS_MS + this.clock.nowMs;
  }

  /**
   * While it is frozen nothing is answered, and an append is on its way; it comes shortly after the thaw.
   */
  handle(request, answer) {
    if (!this.isFrozen) return answer(this.#does(request));
    if (request.kind === "take" && this.nowMs() <= Date.parse(request.press.until))
      this.#onItsWay.push(request.press.key);
    return this.clock.at(PRESS_DEADLINE_MS, () => answer({ status: 503, body: { slug: "unavailable" } }));
  }

  thaw() {
    this.isFrozen = false;
    const keys = this.#onItsWay.splice(0);
    for (const key of keys) this.clock.at(this.random.below(500), () => this.#record(key));
  }

  call() {
    const waiting = [...this.tickets.values()].find((ticket) => ticket.state === "waiting");
    if (waiting) waiting.state = "called";
  }

  #record(key) {
    if (!this.tickets.has(key)) this.tickets.set(key, { key, token: `token ${key}`, state: "waiting" });
    return this.tickets.get(key);
  }

  #does({ kind, press }) {
    if (kind === "give-back") return this.#giveBack(press.token);
    if (kind === "help") return { status: 200, body: {} };
    const isKnown = this.tickets.has(press.key);
    if (!isKnown && this.random.chance(0.05)) return { status: 429, body: { slug: "too-many-numbers" } };
    if (!isKnown && this.nowMs() > Date.parse(press.until))
      return { status: 409, body: { slug: "wish-expired" } };
    if (!isKnown && this.random.chance(0.05)) return { status: 409, body: { slug: "service-closed" } };
    return { status: 201, body: { ...this.#record(press.key) } };
  }

  #giveBack(token) {
    const ticket = this.tickets.get(token.replace("token ", ""));
    if (ticket.state === "called") return { status: 409, body: { slug: "already-called" } };
    ticket.state = "cancelled";
    return { status: 200, body: { ...ticket } };
  }
}

/** The kiosk's page, and whoever stands before it. */
export class UnluckyDay {
  /**
   * Keys of numbers that somebody saw, with who it was; keys of which somebody was told that there is
   * none.
   */
  owners = new Map();
  denied = new Set();
  /** The shortest time that a number stood on the screen before a touch, or rest, hid it. */
  shortestMs = Infinity;
  #shownMs = 0;
  #clock = new Clock();
  #stored = "";
  #visitor = 0;
  #keys = 0;
  #page = 0;
  #isAway = false;
  #isUnlucky = true;

  constructor(seed) {
    this.random = dice(seed);
    this.server = new Server(this.#clock, this.random);
  }

  /** Live the day and the evening after it. */
  live() {
    this.#load();
    this.#every(TICK_MS, () => this.driver.tick());
    this.#every(LOOK_MS, () => this.#look());
    this.#often(4_000, () => this.#tap());
    this.#often(40_000, () => this.#load());
    this.#often(20_000, () => this.server.call());
    this.#often(60_000, () => this.#goAway());
    this.#often(80_000, () => this.#freeze());
    this.#clock.run(DAY_MS);
    this.#isUnlucky = this.#isAway = false;
    this.server.thaw();
    this.#clock.run(DAY_MS + EVENING_MS);
  }

  get inDoubt() {
    return this.driver.state.presses;
  }

  get waiting() {
    return [...this.server.tickets.values()].filter(({ state }) => state === "waiting").map(({ key }) => key);
  }

  #every(ms, act) {
    act();
    this.#clock.at(ms, () => this.#every(ms, act));
  }

  /** Do it again and again during the day, about once in so many ms. */
  #often(ms, act) {
    this.#clock.at(this.random.below(2 * ms), () => {
      if (!this.#isUnlucky) return;
      act();
      this.#often(ms, act);
    });
  }

  #load() {
    const page = ++this.#page;
    const isThere = () => page === this.#page;
    if (this.driver?.state.ticket) this.#visitor++;
    this.isHeard = false;
    this.driver = new KioskDriver(
      {
        nowMs: () => this.#clock.nowMs,
        serverMs: () => (this.isHeard ? this.server.nowMs() : null),
        load: () => this.#stored,
        store: (text) => {
          this.#stored = text;
        },
        send: (request, answered) => this.#send(request, (answer) => isThere() && answered(answer)),
        onChange: (before, after) => this.#changed(before, after),
      },
      { id: "lewat", en: "expired" },
    );
    this.#look();
  }

  #look() {
    if (this.#isAway) return;
    this.isHeard = true;
    this.driver.change((state, nowMs) => S.updateVenue(state, VENUE, nowMs));
  }

  #changed(before, after) {
    const { nowMs } = this.#clock;
    if (after.ticket && !before.ticket) {
      this.owners.set(after.ticket.key, this.#visitor);
      this.#shownMs = nowMs;
    }
    if (before.ticket && !after.ticket) this.#visitor++;
    if (before.ticket && !before.help && (!after.ticket || after.help))
      this.shortestMs = Math.min(this.shortestMs, nowMs - this.#shownMs);
    if (after.refusal && !before.refusal) this.denied.add(before.taking.key);
  }

  /** A request may be lost or late, its answer too; the page stops waiting, as its fetch does. */
  #send(request, answered) {
    const { below, chance } = this.random;
    const isLost = () => this.#isAway || (this.#isUnlucky && chance(0.15));
    this.#clock.at(TIMEOUT_MS, () => answered({ status: 0, body: {} }));
    if (isLost()) return;
    const lateMs = () => (this.#isUnlucky && chance(0.2) ? below(20_000) : below(300));
    this.#clock.at(lateMs(), () =>
      this.server.handle(request, (answer) => {
        if (isLost()) return;
        for (let times = chance(0.1) ? 2 : 1; times > 0; times--)
          this.#clock.at(lateMs(), () => answered(answer));
      }),
    );
  }

  /** Touch something that stands on the screen, and often once more within a second. */
  #tap(isFirst = true) {
    const beganMs = this.#clock.nowMs;
    if (this.random.chance(0.9)) this.driver.touched();
    const { state } = this.driver;
    const [button, change] = this.random.pick(this.#buttons(S.screenOf(state, beganMs), state));
    if (button) this.#clock.at(this.random.below(200), () => this.driver.touch(button, beganMs, change));
    if (isFirst && this.random.chance(0.5))
      this.#clock.at(100 + this.random.below(900), () => this.#tap(false));
  }

  #buttons(screen, { taking }) {
    const press = {
      key: `key ${++this.#keys}`,
      until: new Date(this.server.nowMs() + TAKE_WITHIN_MS).toISOString(),
    };
    const takeButton = ["take", (state, nowMs) => (state.service ? S.take(state, press, nowMs) : state)];
    const back = ["any", (state) => S.back(state)];
    const language = ["any", (state) => S.speak(state, "en")];
    const help = ["any", (state, nowMs) => S.askForHelp(state, press.key, nowMs)];
    const buttons = {
      agencies: [["any", (state) => S.chooseAgency(state, "bank")], help],
      services: taking ? [language] : [takeButton, takeButton, takeButton, back, help],
      unsure: [back, [null]],
      help: [["any", S.closeHelp]],
      ticket: [["done", S.home], help],
    };
    return [...(buttons[screen] ?? [[null]]), language];
  }

  #goAway() {
    this.#isAway = true;
    this.#clock.at(this.random.below(30_000), () => {
      this.#isAway = false;
    });
  }

  #freeze() {
    this.server.isFrozen = true;
    this.#clock.at(this.random.below(70_000), () => this.server.thaw());
  }
}

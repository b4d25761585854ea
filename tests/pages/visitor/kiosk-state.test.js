import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";

const S = await import("../../../services/ticketing/static/kiosk/state.js");
const { PRESSES_MAX, TAKE_WITHIN_MS } = await import("../../../services/ticketing/static/kiosk/presses.js");

const UNTIL = "2026-06-08T09:00:15.000+08:00";
const venue = {
  id: "hall",
  agencies: [
    { id: "dukcapil", services: [{ id: "ktp" }, { id: "kk" }] },
    { id: "bank", services: [{ id: "teller" }] },
    { id: "paud", closed_reason: "planned", services: [] },
  ],
};
const home = () => S.updateVenue(S.start(), venue, 0);
const atBank = () => S.chooseAgency(home(), "bank");
const taking = (state = atBank()) => S.take(state, { key: "key-1", until: UNTIL }, 0);

/** The state after an answer to the press "key-1". */
function answered(state, status, body = {}, { kind = "take", nowMs = 0, serverMs = 0 } = {}) {
  const expiredWords = { id: "lewat", en: "expired" };
  const response = { status, body };
  return S.handleResponse(state, { kind, key: "key-1", response }, { nowMs, serverMs, expiredWords });
}
const withTicket = (state) => answered(taking(state), 201, { number: "A-001", token: "t" });

test("three touches lead from agency to number", () => {
  let state = S.chooseAgency(home(), "dukcapil");
  assert.deepEqual([state.screen, state.service], ["services", null]);
  state = taking(S.chooseService(state, "kk"));
  assert.deepEqual(
    state.presses.map(({ key, service, until }) => [key, service, until]),
    [["key-1", "kk", UNTIL]],
  );
  state = answered(state, 201, { number: "A-001", token: "t" });
  assert.deepEqual([state.screen, state.ticket.number, state.taking], ["ticket", "A-001", null]);
  assert.deepEqual(state.presses, []);
});

test("an agency with one service has it chosen already", () => {
  assert.equal(atBank().service, "teller");
});

test("a second touch while a number is on its way keeps the first key", () => {
  const once = taking();
  assert.equal(S.take(once, { key: "second", until: UNTIL }, 5), once);
});

test("a button takes no touch that began before its screen stood, or just after", () => {
  const stood = S.trackLayout(atBank(), 1_000);
  const takes = (button, ms) => S.takesTouch(stood, button, 1_000 + ms);
  assert.deepEqual(
    [-1, 0, 499, 500].map((ms) => takes("any", ms)),
    [false, false, false, true],
  );
  assert.deepEqual(
    [500, 999, 1_000].map((ms) => takes("take", ms)),
    [false, false, true],
  );
  assert.deepEqual(
    [1_000, 3_999, 4_000].map((ms) => takes("done", ms)),
    [false, false, true],
  );
});

test("a screen stands anew when its buttons move: a choice, an aid, the number, and the way home", () => {
  const steps = [
    (state) => S.chooseAgency(state, "dukcapil"),
    (state) => S.chooseService(state, "kk"),
    (state) => S.openPriority(state),
    (state) => S.choosePriority(state, "elderly"),
    (state) => S.choosePriority(state, null),
    (state) => S.switchAid(state, "isLarge"),
    (state) => taking(state),
    (state) => answered(state, 201, { number: "A-001", token: "t" }),
    (state) => S.home(state),
  ];
  let state = S.trackLayout(home(), 1);
  for (const [n, step] of steps.entries()) {
    state = S.trackLayout(step(state), 10 + n);
    assert.equal(state.layoutMs, 10 + n);
    assert.equal(S.trackLayout(state, 100), state);
  }
});

test("nothing of the last visitor remains once they are done, and Back keeps language and aids", () => {
  const changed = S.switchAid(S.switchAid(S.speak(atBank(), "en"), "isLarge"), "isLow");
  assert.deepEqual(S.home(withTicket(changed)), home());
  const { language, isLarge, isLow, screen, agency } = S.back(changed);
  assert.deepEqual([language, isLarge, isLow, screen, agency], ["en", true, true, "agencies", null]);
});

test("an idle kiosk warns, then goes home; the first screen does if a visitor left it changed", () => {
  assert.equal(S.idleLeft(home(), 1e9), null);
  for (const state of [atBank(), S.speak(home(), "en"), S.switchAid(home(), "isLow")]) {
    assert.equal(S.isAtRest(state), false);
    assert.equal(S.idleLeft(state, S.IDLE_MS - 1), null);
    assert.equal(S.idleLeft(state, S.IDLE_MS), 12);
    assert.equal(S.idleLeft(state, S.IDLE_MS + S.WARNING_MS), 0);
  }
});

test("an errand is typed letter by letter, taken back, and kept while one looks at what was found", () => {
  const typed = [..."KTP", S.SPACE, S.SPACE, ..."HX", S.BACKSPACE].reduce(S.type, S.openFind(home()));
  assert.deepEqual([typed.screen, typed.query], ["find", "KTP H"]);
  assert.equal(S.type(S.openFind(home()), S.SPACE).query, "");
  assert.ok([..."A".repeat(99)].reduce(S.type, typed).query.length < 30);

  const found = S.chooseFound(typed, "dukcapil", "kk");
  assert.deepEqual([found.screen, found.agency, found.service], ["services", "dukcapil", "kk"]);
  assert.deepEqual([S.back(found).screen, S.back(found).query], ["find", "KTP H"]);
  assert.deepEqual(S.back(S.back(found)), home());
  assert.deepEqual(S.home(found), home());
  assert.equal(S.back(S.chooseAgency(home(), "dukcapil")).screen, "agencies");
});

const asking = (isPaired = true) => S.updateVenue(S.start(), { ...venue, asks_priority: true }, 0, isPaired);
const withPriority = () => S.choosePriority(S.openPriority(S.chooseAgency(asking(), "bank")), "elderly");

test("priority is asked at a paired kiosk where the house says so, and nowhere else", () => {
  const asks = (state) => state.asksPriority;
  assert.equal(asks(asking()), true);
  assert.equal(asks(asking(false)), false);
  assert.equal(asks(S.updateVenue(S.start(), { ...venue, asks_priority: false }, 0, true)), false);
  assert.equal(asks(S.start()), false);
});

test("a priority is chosen in two touches, taken back in one, and asked of nobody who says nothing", () => {
  const bank = S.chooseAgency(asking(), "bank");
  assert.deepEqual([S.openPriority(bank).screen, S.back(S.openPriority(bank))], ["priority", bank]);
  const { screen, service, priority } = withPriority();
  assert.deepEqual([screen, service, priority], ["services", "teller", "elderly"]);
  assert.deepEqual(S.choosePriority(withPriority(), null), bank);
  assert.equal(taking(bank).presses[0].priority, null);
});

test("the wish carries the priority over every retry, and only it", () => {
  const unanswered = answered(taking(withPriority()), 0);
  assert.deepEqual([unanswered.presses[0].key, unanswered.presses[0].priority], ["key-1", "elderly"]);
  assert.equal(S.openPriority(unanswered), unanswered);
  assert.equal(S.choosePriority(unanswered, null), unanswered);
  const refused = answered(taking(withPriority()), 409, { closed_text: { id: "Tutup.", en: "Closed." } });
  assert.equal(refused.priority, "elderly", "who tries again need not say it again");
});

test("a priority is forgotten with its visitor, and once the number is there", () => {
  const given = withTicket(withPriority());
  assert.deepEqual([given.screen, given.priority, given.presses], ["ticket", null, []]);
  assert.deepEqual(S.home(given), asking());
  assert.deepEqual([S.home(withPriority()), S.back(withPriority())], [asking(), asking()]);
  assert.equal(S.home(taking(withPriority())).presses[0].priority, null);
  assert.equal(S.idleLeft(S.openPriority(withPriority()), S.IDLE_MS + S.WARNING_MS), 0);
});

test("a house that no longer lets kiosks ask takes the question and its answer away", () => {
  const off = (state) => S.updateVenue(state, venue, 1, true);
  const { screen, priority, service } = off(S.openPriority(withPriority()));
  assert.deepEqual([screen, priority, service], ["services", null, "teller"]);
  assert.equal(S.updateVenue(withPriority(), { ...venue, asks_priority: true }, 1, true).priority, "elderly");
});

test("tiles stand by what people come for, large ones first, whatever the language and the capitals", () => {
  const agency = (short, about, featured = false) => ({ short, about: { id: about, en: "" }, featured });
  const agencies = [
    agency("Samsat", "Pajak kendaraan"),
    agency("ATR/BPN", "Sertifikat tanah"),
    agency("Dukcapil", "KTP", true),
    agency("Bank", ""),
    agency("PLN", "listrik"),
    { ...agency("Karantina", "Hewan"), closed_reason: "planned" },
  ];
  const { here, away } = S.byErrand({ agencies });
  assert.deepEqual(
    here.map(({ short }) => short),
    ["Dukcapil", "Bank", "PLN", "Samsat", "ATR/BPN"],
  );
  assert.equal(away.length, 1);
});

test("staff are called over whatever is shown, with one key, and what was there before comes back", () => {
  for (const state of [home(), atBank(), withTicket(atBank())]) {
    const calling = S.askForHelp(state, "call-1", S.SETTLE_MS.done);
    assert.equal(S.screenOf(calling, 0), "help");
    assert.equal(S.askForHelp(calling, "call-2", S.SETTLE_MS.done + 5), calling);
    assert.deepEqual(S.closeHelp(calling), state);
  }
  const isTaking = taking();
  assert.equal(S.askForHelp(isTaking, "call-1", 0), isTaking);
});

test("a call for staff does not cover a number that has just come", () => {
  const stood = S.trackLayout(withTicket(atBank()), 1_000);
  assert.equal(S.askForHelp(stood, "call-1", 1_000 + S.SETTLE_MS.done - 1), stood);
  assert.equal(S.screenOf(S.askForHelp(stood, "call-1", 1_000 + S.SETTLE_MS.done), 0), "help");
});

test("who waits for staff is left alone for a minute; then the kiosk goes home and forgets the call", () => {
  const calling = S.askForHelp(home(), "call-1", 0);
  assert.equal(S.isAtRest(calling), false);
  assert.equal(S.idleLeft(calling, S.HELP_MS - 1), null);
  assert.equal(S.idleLeft(calling, S.HELP_MS + S.WARNING_MS), 0);
  assert.deepEqual(S.home(calling), home());
});

test("nobody is sent home while their number is on its way, until it takes too long", () => {
  assert.equal(S.idleLeft({ ...taking(), touchedMs: -1e6 }, TAKE_WITHIN_MS - 1), null);
  assert.equal(S.idleLeft({ ...taking(), touchedMs: -1e6 }, TAKE_WITHIN_MS), 0);
});

test("what is not certain is not denied: the screen says that it is being made certain", () => {
  let state = answered(taking(), 0);
  assert.equal(S.screenOf(state, TAKE_WITHIN_MS - 1), "services");
  assert.equal(S.screenOf(state, TAKE_WITHIN_MS), "unsure");
  assert.equal(S.screenOf(state, 1e9), "unsure");
  state = answered(state, 201, { number: "A-001", token: "t" }, { nowMs: 1e9 });
  assert.deepEqual([S.screenOf(state, 1e9), state.ticket.number, state.presses], ["ticket", "A-001", []]);
});

test("after a lost answer, only a second refusal after its time says that there is no number", () => {
  const doubtful = answered(taking(), 0);
  for (const [status, slug] of [
    [503, "unavailable"],
    [409, "service-closed"],
    [429, "too-many-numbers"],
  ])
    assert.equal(answered(doubtful, status, { slug }).refusal, null);
  const once = answered(doubtful, 409, { slug: "wish-expired" });
  assert.deepEqual([once.refusal, once.presses.length], [null, 1]);
  const twice = answered(once, 409, { slug: "wish-expired" });
  assert.deepEqual([twice.refusal.en, twice.presses, twice.taking], ["expired", [], null]);
});

test("a refusal of a press that was never in doubt is said at once", () => {
  const { refusal, presses } = answered(taking(), 409, { closed_text: { id: "Tutup.", en: "Closed." } });
  assert.deepEqual([refusal.en, presses], ["Closed.", []]);
});

test("a number whose visitor has gone is given back, and never shown to the next", () => {
  let state = S.home(answered(taking(), 503));
  assert.equal(S.take(state, { key: "key-2", until: UNTIL }, 9).presses.length, 2);
  state = answered(state, 201, { number: "A-001", token: "t" });
  assert.deepEqual([state.screen, state.ticket, state.presses[0].token], ["agencies", null, "t"]);
  assert.equal(answered(state, 503, {}, { kind: "give-back" }).presses.length, 1);
  assert.deepEqual(answered(state, 200, {}, { kind: "give-back" }).presses, []);
  assert.deepEqual(answered(state, 409, {}, { kind: "give-back" }).presses, []);
  assert.equal(answered(state, 201, { number: "A-001", token: "t" }), state, "an answer that came twice");
});

test("a kiosk with too many presses in doubt gives no number", () => {
  let state = home();
  for (let n = 0; n < PRESSES_MAX; n++) state = S.back(S.take(state, { key: `k${n}`, until: UNTIL }, 0));
  assert.equal(S.screenOf(state, 1), "offline");
  assert.equal(S.screenOf({ ...state, presses: state.presses.slice(1) }, 1), "agencies");
});

test("what is touched is 15 mm where the screen's inches are known", () => {
  const screen = { width: 1080, height: 1920 };
  assert.equal(S.touchPx(null, screen), 0);
  assert.equal(Math.round(S.touchPx(21.5, screen)), 61);
  assert.equal(Math.round(S.touchPx(10.1, screen)), 129);
  assert.equal(S.touchPx(1, screen), 180);
});

test("without news the kiosk says that it gives no numbers, but a ticket stays on the screen", () => {
  assert.equal(S.screenOf(home(), S.OFFLINE_AFTER_MS), "agencies");
  assert.equal(S.screenOf(home(), S.OFFLINE_AFTER_MS + 1), "offline");
  assert.equal(S.screenOf(withTicket(atBank()), 1e9), "ticket");
  assert.equal(S.screenOf(S.start(), 0), "starting");
});

test("where only paired kiosks give numbers, one that is not says so until it is paired", () => {
  const closed = { ...venue, kiosks_only: true };
  const start = S.start();
  assert.equal(S.screenOf(S.updateVenue(start, closed, 0), 1), "offline");
  assert.equal(S.screenOf(S.updateVenue(start, closed, 0, true), 1), "agencies");
  assert.equal(S.screenOf(S.home(S.updateVenue(start, closed, 0)), 1), "offline");
  assert.equal(S.screenOf(withTicket(S.updateVenue(atBank(), closed, 0)), 1), "ticket");
  assert.equal(S.screenOf(S.updateVenue(S.updateVenue(start, closed, 0), venue, 1), 1), "agencies");
});

test("agencies that are elsewhere or only planned stand apart", () => {
  const { here, away } = S.tiles(venue);
  assert.deepEqual([here.map((a) => a.id), away.map((a) => a.id)], [["dukcapil", "bank"], ["paud"]]);
});

test("a break that every open agency has is said once for all", () => {
  const noon = {
    id: "Istirahat. Pemanggilan mulai lagi pukul 13.00.",
    en: "Break. Calling starts again at 13.00.",
  };
  const late = {
    id: "Istirahat. Pemanggilan mulai lagi pukul 13.30.",
    en: "Break. Calling starts again at 13.30.",
  };
  const shared = (...agencies) => S.sharedBreak({ agencies });
  const closed = { open: false, closed_reason: "today-ended", break_text: null };
  assert.equal(
    shared({ open: true, break_text: noon }, { open: true, break_text: { ...noon } }, closed),
    noon,
  );
  assert.equal(shared({ open: true, break_text: noon }, { open: true, break_text: null }), null);
  assert.equal(shared({ open: true, break_text: noon }, { open: true, break_text: late }), null);
  assert.equal(shared(closed), null);
  assert.equal(shared(), null);
});

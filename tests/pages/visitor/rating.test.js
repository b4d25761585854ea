import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";

const at = "../../../services/ticketing/static";
const R = await import(`${at}/kiosk/rating.js`);
const S = await import(`${at}/kiosk/state.js`);
const T = await import(`${at}/satisfaction/rate-state.js`);
const F = await import(`${at}/satisfaction/survey-state.js`);
const { mayAnswer } = await import(`${at}/ticket/state.js`);

const venue = { id: "hall", agencies: [] };
const atHome = () => S.updateVenue(S.start(), venue, 0, true);
const list = (rating) =>
  R.handleResponse(
    R.markSent(rating),
    { kind: "ratable", press: { key: null } },
    { status: 200, body: { tickets: [{}] } },
    0,
  );
const sending = () => R.chooseFace(R.chooseNumber(list(R.begin(0)), "A-012"), 2, "key", 0);

test("a phone may answer once the visit has ended, that day", () => {
  assert.equal(mayAnswer({ state: "finished" }), true);
  assert.equal(mayAnswer({ state: "serving" }), false);
  assert.equal(mayAnswer({ state: "finished", other_day: true }), false);
  assert.equal(mayAnswer(null), false);
});

test("only a paired kiosk asks how it was", () => {
  assert.equal(atHome().asksRating, true);
  assert.equal(S.updateVenue(S.start(), venue, 0, false).asksRating, false);
});

test("a number, then a face: one key for one touch, asked again until it is answered", () => {
  const due = R.due(sending(), 0);
  assert.deepEqual(due, { kind: "rate", press: { key: "key", ticket: "A-012", rating: 2 } });
  const again = R.handleResponse(R.markSent(sending()), due, { status: 0, body: {} }, 1_000);
  assert.deepEqual(
    [again.says, R.due(again, 1_000), R.due(again, 2_000).press.key],
    ["sending", null, "key"],
  );
  assert.equal(R.handleResponse(again, due, { status: 503, body: {} }, R.RATE_WITHIN_MS).says, "failed");
  const thanks = R.handleResponse(again, due, { status: 200, body: {} }, 5_000);
  assert.deepEqual([thanks.says, R.isOver(thanks, 5_000), R.isOver(thanks, 9_000)], ["thanks", false, true]);
});

test("what is refused is said in the service's words", () => {
  const due = R.due(sending(), 0);
  const refused = R.handleResponse(
    R.markSent(sending()),
    due,
    { status: 409, body: { detail: "Sudah dinilai." } },
    0,
  );
  assert.deepEqual([refused.says, refused.words], ["refused", "Sudah dinilai."]);
});

test("nothing of a rating remains for the next visitor, and a number on its way is not disturbed", () => {
  const rating = S.openRating(atHome(), 0);
  assert.equal(S.screenOf(rating, 0), "rating");
  assert.equal(S.home(rating).rating, null);
  assert.equal(S.screenOf(S.back(rating), 0), "agencies");
  const face = S.updateRating(rating, (one) => R.chooseNumber(list(one), "A-012"));
  assert.deepEqual([S.back(face).rating.says, S.back(face).screen], ["list", "rating"]);
  const taking = { ...atHome(), taking: { key: "k", beganMs: 0 } };
  assert.equal(S.openRating(taking, 0), taking);
  assert.equal(S.isAtRest(rating), false);
});

const news = (seconds) => ({
  now: "2026-06-08T09:41:40.000+08:00",
  counter_name: { id: "Loket 3", en: "Counter 3" },
  tickets: [
    { number: "A-012", finished_at: `2026-06-08T09:41:${String(40 - seconds).padStart(2, "0")}.000+08:00` },
  ],
});

test("a tablet asks about the visit that ended last for a minute, then it rests", () => {
  const asked = T.updateRatable(T.start(), news(20), 1_000);
  assert.equal(T.screenOf(asked, 1_000), "ask");
  assert.equal(T.screenOf(T.tick(asked, 40_999), 40_999), "ask");
  const rests = T.tick(asked, 41_000);
  assert.equal(rests.ticket, null);
});

test("a tablet that was away asks nobody about somebody who has left", () => {
  const late = { ...news(0), now: "2026-06-08T09:43:00.000+08:00" };
  assert.equal(T.screenOf(T.updateRatable(T.start(), late, 0), 0), "idle");
  assert.equal(T.screenOf(T.updateRatable(T.start(), { ...late, tickets: [] }, 0), 0), "idle");
  assert.equal(T.screenOf(T.updateRatable(T.start(), news(5), 0), T.LOST_AFTER_MS + 1), "ask");
});

test("a tablet takes one face at a time, thanks, and asks again only for the next visit", () => {
  const sent = T.choose(T.updateRatable(T.start(), news(5), 0), 3, "key");
  assert.equal(T.choose(sent, 1, "other"), sent);
  assert.equal(T.handleResponse(sent, "other", { status: 200, body: {} }, 0), sent);
  const again = T.handleResponse(sent, "key", { status: 0, body: {} }, 10);
  assert.deepEqual([again.refusal, T.screenOf(again, 10)], ["again", "ask"]);
  const thanks = T.handleResponse(sent, "key", { status: 200, body: {} }, 10);
  assert.equal(T.screenOf(thanks, 10), "thanks");
  assert.equal(T.updateRatable(thanks, news(6), 20).ticket, null);
  assert.equal(T.tick(thanks, 10 + T.THANKS_MS).thanksMs, null);
});

test("a tablet that is refused or lost says so", () => {
  assert.equal(T.screenOf(T.refused(T.start()), 0), "refused");
  const heard = T.updateRatable(T.start(), { ...news(5), tickets: [] }, 0);
  assert.equal(T.screenOf(heard, T.LOST_AFTER_MS + 1), "lost");
});

const form = { version: 2, elements: [{ id: "u1" }, { id: "u2" }] };

test("a survey is sent whole: the first question without an answer is named", () => {
  const one = F.choose(F.start(form), 0, 3);
  assert.deepEqual([F.left(one), F.send(one).missing, F.send(one).says], [1, 1, "open"]);
  const whole = F.choose(F.send(one), 1, 4);
  assert.deepEqual([whole.missing, F.send(whole).says, whole.answers], [null, "sending", [3, 4]]);
});

test("answers stay until they are recorded, also over a reload of the same form", () => {
  const whole = F.send(F.choose(F.choose(F.start(form), 0, 3), 1, 4));
  const unsent = F.handleResponse(whole, { status: 0, body: {} });
  assert.deepEqual([unsent.says, unsent.answers, unsent.isUnsent], ["open", [3, 4], true]);
  assert.equal(F.handleResponse(whole, { status: 200, body: {} }).says, "thanks");
  assert.equal(F.handleResponse(whole, { status: 200, body: { replayed: true } }).says, "already");
  assert.deepEqual(F.start(form, { version: 2, answers: [1, null] }).answers, [1, null]);
  assert.deepEqual(F.start(form, { version: 1, answers: [1, null] }).answers, [null, null]);
});

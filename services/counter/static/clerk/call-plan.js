/** The dialogs about one number: call one by its digits, and what can be done with a missed or a held one. */
import * as S from "./state.js";
import { NOTE_MAX } from "./plan-parts.js";
import { length, minutes, clock } from "../shared/words/format.js";
import { DIGITS_MAX, numberOf } from "../staff/ticket-number.js";

const PLACES = ["first", "after-two", "last"];

/** A missed or a held number: call or resume it, or let it wait again. */
function listedOptions(page, { missed, held }) {
  const places = PLACES.map((place) => ({
    value: place,
    label: `${page.w("putBack")}: ${page.word(page.words.places[place])}`,
  }));
  const coolingMs = S.coolingMs(missed?.callable_at, page.clock.nowMs());
  const now = held
    ? { value: "resume", label: page.w("resume") }
    : {
        value: "call",
        label: page.w("call"),
        hint: coolingMs ? page.w("in_", { length: length(coolingMs, page.language) }) : null,
        off: coolingMs > 0,
      };
  const isBusy = page.state.ticket || page.state.counter.pause;
  return isBusy ? [{ ...now, off: true }, ...places] : [now, ...places];
}

function listedStep(page, number) {
  const missed = page.state.missed.find((m) => m.number === number);
  const held = missed ? null : page.state.held.find((m) => m.number === number);
  return {
    id: "listed",
    title: number,
    confirm: page.w("goOn"),
    needs: ["listed"],
    anew: { number, listed: undefined },
    hint: missed
      ? page.w("missedRow", { n: missed.calls, time: clock(missed.last_called_at) })
      : [page.serviceName(held), held.note].filter(Boolean).join(", "),
    fields: [{ id: "listed", kind: "one", options: listedOptions(page, { missed, held }) }],
  };
}

function actOnListed(page, { number, listed: act }) {
  if (act === "call" || act === "resume") return page.press(act, { number_of: number });
  return page.press("return", { number_of: number, place: act });
}

export function listedPlan(page, number) {
  return { id: "listed", first: listedStep(page, number), done: (given) => actOnListed(page, given) };
}

/** Type the digits of a number with these letters. */
function digitsStep(page, prefix) {
  const written = (digits) => numberOf(prefix, digits, page.hall?.agencies);
  return {
    id: "number",
    title: page.w("callOne"),
    confirm: page.w("goOn"),
    needs: ["digits"],
    anew: { prefix, digits: "" },
    typed: {
      id: "digits",
      digits: DIGITS_MAX,
      label: page.w("callNumber"),
      show: (digits) => ({
        prefix: `${prefix}-`,
        digits: digits && written(digits).slice(prefix.length + 1),
      }),
      known: (digits) => (digits ? queuedWords(page, written(digits)) : ""),
    },
  };
}

/** What is known of a number in the queue; "" of any other. */
function queuedWords(page, number) {
  const queued = page.state.queue.find((q) => q.number === number);
  return queued
    ? page.w("nextHint", {
        number,
        service: page.serviceName(queued),
        length: minutes(page.clock.nowMs() - Date.parse(queued.issued_at), page.language),
      })
    : "";
}

function reasonStep(page, number) {
  return {
    id: "reason",
    title: page.w("callReason", { number }),
    confirm: page.w("callOf", { number }),
    calls: true,
    needs: ["reason"],
    anew: { number, reason: undefined },
    hint: page.w("privacy"),
    fields: [
      {
        id: "reason",
        kind: "one",
        options: page.words.callReasons.map((pair) => ({ value: pair[0], label: page.word(pair) })),
      },
    ],
    text: { id: "text", label: page.w("noteOf"), max: NOTE_MAX },
  };
}

/** Letters to begin a number with, then the held and the missed numbers. */
function whichStep(page, prefixes) {
  const { missed, held } = page.state;
  const label = (number, word) => page.w("callList", { number, what: page.w(word) });
  const options = [
    ...prefixes.map((prefix) => ({ value: `${prefix}-`, label: `${prefix}-…` })),
    ...held.map((m) => ({ value: m.number, label: label(m.number, "held"), hint: m.note })),
    ...missed.map((m) => ({ value: m.number, label: label(m.number, "missed") })),
  ];
  if (options.length === 1 && prefixes.length === 1) return digitsStep(page, prefixes[0]);
  return {
    id: "which",
    title: page.w("callOne"),
    confirm: page.w("goOn"),
    goesOn: true,
    needs: ["which"],
    fields: [{ id: "which", kind: "one", options }],
  };
}

export function callPlan(page) {
  const { missed, held } = page.state;
  const listed = [...missed, ...held].map(({ number }) => number);
  const written = ({ prefix, digits }) => numberOf(prefix, digits, page.hall?.agencies);
  return {
    id: "call",
    first: whichStep(page, S.prefixes(page.state, page.hall)),
    after: (step, given) => {
      if (step === "which" && given.which.endsWith("-")) return digitsStep(page, given.which.slice(0, -1));
      if (step === "which") return listedStep(page, given.which);
      if (step !== "number") return null;
      const number = written(given);
      if (listed.includes(number)) return listedStep(page, number);
      // No reason is asked from somebody whom the service will refuse.
      return page.callsNumbers ? reasonStep(page, number) : null;
    },
    done: (given) => {
      if (given.listed) return actOnListed(page, given);
      const reason = [given.reason, given.text?.trim()].filter(Boolean).join(": ");
      return page.press("call", { number_of: given.number ?? written(given), reason: reason || null });
    },
  };
}

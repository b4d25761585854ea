/** The dialogs for one number: call one by its digits, and act on a missed or held one. */
import * as S from "./state.js";
import { NOTE_MAX, optionsOf } from "./plan-parts.js";
import { minutes, clock } from "../shared/words/format.js";
import { remaining } from "../staff/remaining.js";
import { DIGITS_MAX, numberOf } from "../staff/ticket-number.js";
import { WORDS as STAFF_WORDS } from "../staff/words.js";

const PLACES = ["first", "after-two", "last"];
const NO_PRIORITY = "none";
const REASONS = STAFF_WORDS.priorityReasons;

/** The options for a missed or held number: call or resume it, or return it to the line. */
function listedOptions(page, { missed, held }) {
  const places = PLACES.map((place) => ({
    value: place,
    label: `${page.w("putBack")}: ${page.word(page.words.places[place])}`,
  }));
  const coolingMs = S.coolingMs(missed?.callable_at, page.clock.nowMs());
  const first = held
    ? { value: "resume", label: page.w("resume") }
    : {
        value: "call",
        label: page.w("call"),
        hint: coolingMs ? page.w("in_", { length: remaining(coolingMs, page.language) }) : null,
        off: coolingMs > 0,
      };
  const isBusy = page.state.ticket || page.state.counter.pause;
  return isBusy ? [{ ...first, off: true }, ...places] : [first, ...places];
}

/** All missed or held numbers once they are loaded, until then the newest. */
function all(page, name) {
  return (page.listed ?? page.state)[name];
}

function missedWords(page, { calls, last_called_at: at }) {
  return page.w(calls === 1 ? "missedRowOnce" : "missedRow", { n: calls, time: clock(at) });
}

function listedStep(page, number) {
  const missed = all(page, "missed").find((m) => m.number === number);
  const held = missed ? null : all(page, "held").find((m) => m.number === number);
  return {
    id: "listed",
    title: number,
    confirm: page.w("goOn"),
    needs: ["listed"],
    anew: { number, listed: undefined },
    hint: missed ? missedWords(page, missed) : [page.serviceName(held), held.note].filter(Boolean).join(", "),
    fields: [{ id: "listed", kind: "one", options: listedOptions(page, { missed, held }) }],
  };
}

function actOnListed(page, { number, listed: act }) {
  if (act === "call" || act === "resume") return page.press(act, { number_of: number });
  return page.press("return", { number_of: number, place: act });
}

export function listedPlan(page, number) {
  return { id: "listed", first: listedStep(page, number), done: (answers) => actOnListed(page, answers) };
}

/** All missed or all held numbers, the newest first. */
function numbersStep(page, name) {
  const hint = {
    held: (m) => [m.note ?? page.serviceName(m), page.w("since", { time: clock(m.held_at) })].join(", "),
    missed: (m) => missedWords(page, m),
  }[name];
  return {
    id: "which",
    title: page.w(name),
    goesOn: true,
    needs: ["which"],
    anew: { which: undefined },
    get fields() {
      const options = all(page, name).map((m) => ({ value: m.number, label: m.number, hint: hint(m) }));
      return [{ id: "which", kind: "one", options }];
    },
  };
}

/** The dialog that lists all missed or held numbers, and acts on one. */
export function numbersPlan(page, name) {
  return {
    id: "numbers",
    first: numbersStep(page, name),
    after: (step, { which }) => (step === "which" ? listedStep(page, which) : null),
    done: (answers) => actOnListed(page, answers),
  };
}

/** The step to type a number's digits, with keys for other letters and for the held and missed numbers. */
function digitsStep(page) {
  const prefixes = S.prefixes(page.state, page.hall);
  const next = ({ prefix }) => prefixes[(prefixes.indexOf(prefix) + 1) % prefixes.length];
  const format = (digits, { prefix }) => numberOf(prefix, digits, page.hall?.agencies);
  const list = (key, name) => {
    const total = page.state[`${name}_total`];
    return total > 0 && { key, label: `${page.w(name)}: ${total}`, step: () => numbersStep(page, name) };
  };
  const other = prefixes.length > 1 && {
    key: "+",
    label: page.w("otherLetters", { letters: prefixes.join(", ") }),
    take: (answers) => {
      answers.prefix = next(answers);
    },
  };
  return {
    id: "number",
    title: page.w("callOne"),
    confirm: page.w("goOn"),
    needs: ["digits"],
    anew: { prefix: prefixes[0] ?? "", digits: "" },
    jumps: [other, list("*", "held"), list("-", "missed")].filter(Boolean),
    typed: {
      id: "digits",
      digits: DIGITS_MAX,
      label: page.w("callNumber"),
      show: (digits, answers) => ({
        prefix: `${answers.prefix}-`,
        digits: digits && format(digits, answers).slice(answers.prefix.length + 1),
      }),
      describe: (digits, answers) => (digits ? queuedWords(page, format(digits, answers)) : ""),
    },
  };
}

/** The details of a number in the queue; "" for any other. */
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

export function callPlan(page) {
  const written = ({ prefix, digits }) => numberOf(prefix, digits, page.hall?.agencies);
  const isListed = (number) =>
    [...all(page, "missed"), ...all(page, "held")].some((m) => m.number === number);
  return {
    id: "call",
    first: digitsStep(page),
    after: (step, answers) => {
      if (step === "which") return listedStep(page, answers.which);
      if (step !== "number") return null;
      const number = written(answers);
      if (isListed(number)) return listedStep(page, number);
      // Do not ask for a reason if the service will refuse the call anyway.
      return page.callsNumbers ? reasonStep(page, number) : null;
    },
    done: (answers) => {
      if (answers.listed) return actOnListed(page, answers);
      const reason = [answers.reason, answers.text?.trim()].filter(Boolean).join(": ");
      return page.press("call", { number_of: answers.number ?? written(answers), reason: reason || null });
    },
  };
}

/** The dialog that sets or removes the priority of a waiting or current number. */
export function priorityPlan(page) {
  const written = ({ prefix, digits }) => numberOf(prefix, digits, page.hall?.agencies);
  const none = { value: NO_PRIORITY, label: page.w("priorityNone") };
  return {
    id: "priority",
    first: { ...digitsStep(page), title: page.w("priorityMark"), jumps: digitsStep(page).jumps.slice(0, 1) },
    after: (step, answers) =>
      step === "number"
        ? {
            id: "reason",
            title: page.w("priorityOf", { number: written(answers) }),
            confirm: page.w("priorityDo"),
            needs: ["priority"],
            anew: { number: written(answers), priority: undefined },
            fields: [{ id: "priority", kind: "one", options: [...optionsOf(page, REASONS), none] }],
          }
        : null,
    done: ({ number, priority }) =>
      page.press("priority", { number_of: number, priority: priority === NO_PRIORITY ? null : priority }),
  };
}

export function askCall(page) {
  return ask(page, () => callPlan(page));
}

/** name: "missed" or "held". */
export function askNumbers(page, name) {
  return ask(page, () => numbersPlan(page, name));
}

/** Open a dialog, and load all missed and held numbers meanwhile. */
async function ask(page, plan) {
  page.listed = null;
  page.ask(plan());
  const { status, body } = await page.track(page.api.listed(page.state.counter.id));
  if (status === 200) page.listed = body;
  page.update();
}

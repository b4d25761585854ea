/** The lists of waiting, missed and held numbers, and the button to search for one. */
import { act, cap } from "./parts.js";
import * as S from "./state.js";
import { remaining } from "../staff/remaining.js";
import { h, icon } from "../shared/draw.js";
import { clock, minutes } from "../shared/words/format.js";

const SERVICES_SHOWN = 4;

export function lists(v) {
  return [
    h(
      "div.lists",
      { tabindex: "0", role: "group", "aria-label": v.w("lists") },
      waiting(v),
      held(v),
      missed(v),
    ),
    act(
      v,
      "call",
      { class: "search", off: isBusy(v), "data-verb": "call" },
      icon("search"),
      h("span", v.w("callOne")),
      cap(v, "call"),
    ),
  ];
}

/** Whether no number of a list can be called now. */
function isBusy(v) {
  return S.whyNot(v.state, "call", v.nowMs) !== null;
}

function heading(v, word, count, more = {}, fold = null) {
  return h(
    "h2",
    v.w(word),
    h(
      "span.en",
      { lang: v.isLost ? null : v.otherLanguage },
      v.isLost ? v.w("dataAt", { time: clock(v.state.now) }) : v.o(word),
    ),
    fold,
    h("b.tabular", more, String(count)),
  );
}

function waiting(v) {
  const { state } = v;
  const rows = S.queueRows({ ...state, missed: recent(v) });
  const rest = state.waiting - rows;
  return [
    heading(v, "waiting", state.waiting, { "data-waiting": String(state.waiting) }),
    h(
      "ol.queue",
      state.queue.slice(0, rows).map((queued, n) => queuedRow(v, queued, n === 0)),
    ),
    state.waiting === 0 && h("p.en.empty", v.w("nobody")),
    rest > 0 && h("p.en.more", othersWords(v, rest)),
    perService(v),
  ];
}

function queuedRow(v, queued, isFirst) {
  const { state } = v;
  const isNext = !v.isLost && !state.counter.pause && state.ticket?.state !== "called";
  return h(
    "li",
    {
      key: queued.number,
      class: isFirst && (isNext ? "first next" : "first"),
      "data-queued": queued.number,
    },
    h("b.tabular", queued.number),
    h(
      "span.en.what",
      h("span", v.serviceName(queued)),
      queued.for_counter && h("small.mark", v.w("here")),
      queued.note && h("small.mark", v.w("noteOf")),
    ),
    queued.priority &&
      act(
        v,
        "reason",
        { class: "mark", number: queued.number, label: v.w("priorityAskOf", { number: queued.number }) },
        v.w("priority"),
      ),
    h(
      "span.age.tabular",
      minutes(v.nowMs - Date.parse(queued.issued_at), v.language),
      v.loaded?.waitView(v, queued),
    ),
  );
}

/** How many more wait, and the longest wait. */
function othersWords(v, n) {
  const [longest] = v.state.services
    .map(({ longest_since: since }) => since)
    .filter(Boolean)
    .sort();
  return longest
    ? v.w("othersLongest", { n, length: minutes(v.nowMs - Date.parse(longest), v.language) })
    : v.w("others", { n });
}

/** How many wait for each service, if there are several; the longest line first. */
function perService(v) {
  const { services } = v.state;
  const busy = services.filter((s) => s.waiting > 0).sort((a, b) => b.waiting - a.waiting);
  if (services.length < 2 || busy.length < 2) return null;
  return h(
    "ul.per-service",
    { "aria-label": v.w("perService") },
    busy
      .slice(0, SERVICES_SHOWN)
      .map((s) =>
        h(
          "li",
          { key: s.id, "data-service": s.id },
          h("span", v.serviceName(s)),
          " ",
          h("b.tabular", String(s.waiting)),
        ),
      ),
  );
}

/** A list of numbers under its heading: some rows, and a button to see all. */
function numbers(v, name, noneWord, visible, row) {
  const total = v.state[`${name}_total`];
  const fold = total > visible.length && act(v, "numbers", { class: "mark", number: name }, v.w("seeAll"));
  return [
    heading(v, name, total, {}, fold),
    total === 0 && h("p.en.empty", v.w(noneWord)),
    h(
      `ul.rows.${name}`,
      visible.map((item) => h("li", { key: item.number, [`data-${name}`]: item.number }, row(item))),
    ),
  ];
}

/** The recently missed numbers; older ones are folded. */
function recent(v) {
  return S.recent(v.state, v.nowMs);
}

function missed(v) {
  const off = isBusy(v);
  return numbers(v, "missed", "missedNone", recent(v), ({ number, calls, callable_at: at }) => {
    const coolingMs = S.coolingMs(at, v.nowMs);
    const isCooling = coolingMs > 0;
    const words = isCooling ? v.w("in_", { length: remaining(coolingMs, v.language) }) : v.w("call");
    const label = v.w("callOf", { number });
    return [
      named(number, v.w(calls === 1 ? "missedCallsOnce" : "missedCalls", { n: calls })),
      act(
        v,
        "call-listed",
        {
          class: isCooling ? "plain cooling" : "plain",
          number,
          off: off || isCooling,
          label: isCooling ? `${label}: ${words}` : label,
        },
        words,
      ),
      backButton(v, number),
    ];
  });
}

function held(v) {
  const off = isBusy(v);
  return numbers(v, "held", "heldNone", v.state.held, (item) => {
    const { number } = item;
    const age = minutes(v.nowMs - Date.parse(item.held_at), v.language);
    const label = v.w("resumeOf", { number });
    return [
      named(number, [item.note ?? v.serviceName(item), age].join(", ")),
      act(v, "resume", { class: "plain", number, off, label }, v.w("resume")),
      backButton(v, number),
    ];
  });
}

function named(number, words) {
  return h("p", h("b.tabular", number), h("small", words));
}

function backButton(v, number) {
  return act(v, "listed", { class: "plain", number, label: v.w("backOf", { number }) }, v.w("back"));
}

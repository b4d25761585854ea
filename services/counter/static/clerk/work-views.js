/** The work: the number in hand, the one next action, the others, and who waits. Drawn whole, again and again. */
import { capOf } from "./keys-state.js";
import * as S from "./state.js";
import { morph } from "../staff/morph.js";
import { h, icon } from "../shared/dom.js";
import { clock, clockSeconds, length, minutes, spokenLength, together } from "../shared/format.js";

const SERVICES_SHOWN = 4;
const NAMES_MAX = 3;
const OTHERS = [
  ["recall", "recall", "speakerphone"],
  ["no-show", "noShow", "user-x"],
  ["finish", "finish", "check"],
  ["hold", "hold", "hourglass"],
  ["transfer", "transfer", "transfer"],
  ["help", "help", "lifebuoy"],
];

/** Whether keys rest now, so that their caps are drawn empty. */
export function isResting(page) {
  return performance.now() - page.changedMs < S.SETTLE_MS;
}

/** What was done, in words without a full stop: "A-011 selesai, A-012 dipanggil". */
export function didWords(page, did) {
  return did
    .map(
      ({ kind, number }) =>
        page.words.did[kind] && page.word(page.words.did[kind]).replace("{n}", number ?? ""),
    )
    .filter(Boolean)
    .join(", ");
}

export function drawWork(page, main) {
  main.dataset.key = "";
  const view = {
    page,
    state: page.state,
    now: page.clock.nowMs() ?? Date.parse(page.state.now),
    lost: page.connection === "lost",
    kept: page.box.kept,
    sends: page.isSending,
    rests: isResting(page),
  };
  morph(
    main,
    h(
      "div.work",
      { "data-k": "work" },
      h("div.notices", notices(view)),
      h(
        "section",
        {
          class: `hand ${view.state.counter.pause ? "is-paused" : view.state.ticket?.note ? "with-note" : ""}`,
          "aria-labelledby": "in-hand",
        },
        hand(view),
      ),
      h("section.actions", { "aria-label": page.w("actions") }, actions(view)),
      h("section.side", { "aria-label": page.w("lists") }, side(view)),
    ),
  );
}

/** A cap with the key of an action; empty while keys rest, none while they are off. */
function cap({ page, rests }, action) {
  return (
    page.keysOn &&
    h("kbd", { class: rests ? "rests" : "", "aria-hidden": "true" }, drawnCap(page.keys[action]))
  );
}

/** What stands on a cap. */
export function drawnCap(name) {
  return name === "Backspace" ? icon("backspace") : capOf(name);
}

/** A button that says by its edge whether it can be pressed now; pressed all the same, it says why not. */
function act(
  view,
  action,
  { off = false, number = null, label = null, key = action, ...more } = {},
  ...inside
) {
  const { lost, sends } = view;
  return h(
    "button",
    {
      "data-act": action,
      "data-number": number,
      "data-k": `${key}-${number ?? ""}`,
      "aria-label": label,
      "aria-disabled": off || lost || sends ? "true" : null,
      ...more,
    },
    inside,
  );
}

// What the clerk is told, over everything.

function notices(view) {
  const { page, state } = view;
  const { message, help } = state;
  return [
    message &&
      h(
        "div.notice.message",
        { role: "alert", "data-k": "message", "data-from-coordinator": message.id },
        icon("bell"),
        h("p", h("small", page.w("message", { time: clock(message.at) })), h("b", message.text)),
        act(view, "read", { class: "plain" }, h("b", page.w("read")), cap(view, "read")),
      ),
    help &&
      h(
        "div",
        {
          class: `notice help ${help.coming ? "coming" : ""}`,
          role: "status",
          "data-k": "help",
          "data-help": help.kind,
          "data-coming": help.coming ? "true" : null,
        },
        icon("lifebuoy"),
        h(
          "p",
          h(
            "b",
            page.w(help.coming ? "helpComing" : "helpSent", {
              kind: page.word(page.words.helpKinds[help.kind] ?? page.words.helpKinds.coordinator),
              time: together(clock(help.asked_at)),
            }),
          ),
        ),
        act(view, "help-cancel", { class: "plain" }, page.w("helpCancel")),
      ),
    page.hasTwin &&
      h(
        "p.notice",
        { role: "status", "data-k": "tabs", "data-twin": true },
        icon("info-circle"),
        h("span", page.w("tabs")),
      ),
  ];
}

// What is in hand.

function hand(view) {
  const { page, state } = view;
  if (state.counter.pause) return paused(view);
  const { ticket } = state;
  if (!ticket) {
    return [
      h(
        "div.top",
        chip(view, "open", "circle-check", page.w("free_")),
        h("p.en", page.w("since", { time: clock(state.counter.opened_at ?? state.now) })),
      ),
      h("h1.none", { id: "in-hand" }, page.w("none")),
      told(view),
    ];
  }
  const isCalled = ticket.state === "called";
  const since = isCalled ? ticket.called_at : (ticket.started_at ?? ticket.called_at);
  const aside = [
    page.w("since", { time: clockSeconds(since) }),
    isCalled && page.w("nthCall", { n: ticket.calls }),
    ticket.walk_in && page.w("walkIn"),
  ];
  return [
    h(
      "div.top",
      chip(
        view,
        ticket.state,
        isCalled ? "speakerphone" : "user-check",
        page.w(isCalled ? "calling" : "serving"),
      ),
      h("p.en", aside.filter(Boolean).join(", ")),
      running(view, view.now - Date.parse(since)),
    ),
    h(
      "h1",
      {
        class: `number cap ${ticket.number.length > 5 ? "long" : ""}`,
        id: "in-hand",
        "data-number": ticket.number,
      },
      ticket.number,
    ),
    h(
      "dl",
      fact(page.w("service"), page.named(ticket)),
      !ticket.walk_in &&
        fact(
          page.w("waited"),
          minutes(Date.parse(ticket.called_at) - Date.parse(ticket.issued_at), page.language),
        ),
      ticket.then[0] && fact(page.w("after"), ticket.then.map((stop) => stop.agency_short).join(", ")),
      ticket.outcome &&
        fact(
          page.w("outcomeOf"),
          page.word(page.words.resultKinds[ticket.outcome] ?? [ticket.outcome, ticket.outcome]),
        ),
      ticket.moved_from && fact(page.w("before"), ticket.moved_from.split("/").at(-1)),
      ticket.priority &&
        h(
          "div.priority",
          { "data-k": "priority" },
          h("dt", page.w("priority")),
          h("dd", act(view, "reason", { class: "plain small" }, page.w("priorityAsk"), cap(view, "reason"))),
        ),
    ),
    ticket.note &&
      h(
        "p.note",
        { "data-k": "note", "data-note": true },
        icon("file-text"),
        h("span", `${page.w("noteOf")}: ${ticket.note}`),
      ),
    receipt(view),
    told(view),
  ];
}

/** What screens said of the call: shown where, spoken when; or that nobody saw it. */
function receipt({ page, state, now, lost }) {
  const found = lost ? null : S.receiptOf(state, now);
  if (found?.isUnseen)
    return h(
      "p.receipt.unseen",
      { "data-k": "receipt", "data-receipt": "unseen", role: "status" },
      icon("alert-triangle"),
      h("span", page.w("noBoard")),
    );
  const words = found && [
    page.w("shownOn", { names: listed(page, found.names.map(together)) }),
    found.spokenAt && page.w("spokenAt", { time: clockSeconds(found.spokenAt) }),
  ];
  return h(
    "p.receipt",
    { "data-k": "receipt", "data-receipt": found ? "shown" : null, role: "status" },
    found && icon("device-tv"),
    found && h("span", words.filter(Boolean).join(" ")),
  );
}

/** "TV 1 dan TV 2"; of many the first three. */
function listed(page, names) {
  const shown =
    names.length > NAMES_MAX + 1
      ? [...names.slice(0, NAMES_MAX), page.w("moreNames", { n: names.length - NAMES_MAX })]
      : names;
  return shown.length < 2
    ? shown.join("")
    : page.w("and", { first: shown.slice(0, -1).join(", "), last: shown.at(-1) });
}

function chip({ page, kept }, state, name, words) {
  const isSending = Boolean(kept);
  return h(
    "p",
    {
      class: `chip ${isSending ? "sending" : state}`,
      "data-k": "chip",
      "data-state": state,
      "data-sending": isSending ? "true" : null,
    },
    icon(isSending ? "refresh" : name),
    h("span", isSending ? page.w("sending") : words),
  );
}

function running({ page }, ms) {
  return h(
    "p.running.tabular",
    { role: "timer", "aria-label": spokenLength(ms, page.language), "data-k": "running" },
    length(ms, page.language),
  );
}

function fact(name, value) {
  return h("div", { "data-k": name }, h("dt", name), h("dd", value));
}

/** What the page says: a reason that was asked for, a refusal, news. */
function told({ page }) {
  if (page.reason)
    return h(
      "p.said.reason",
      { "data-k": "said", "data-reason": page.reason.number },
      icon("eye"),
      h("span", page.reason.text),
    );
  if (page.autoMs !== null && page.messageKind !== "refused") {
    return h(
      "p.said.auto",
      { "data-k": "said", "data-auto": true },
      icon("clock"),
      h("span", page.w("autoIn", { length: length(page.autoMs + 999, page.language) })),
      h("button.plain", { "data-act": "auto-off", "data-k": "auto-off" }, page.w("autoOff")),
    );
  }
  if (!page.message) return h("p.said", { "data-k": "said", "data-message": true });
  const isRefused = page.messageKind === "refused";
  return h(
    "p",
    {
      class: `said ${page.messageKind}`,
      "data-k": "said",
      "data-message": true,
      "data-refused": isRefused ? "true" : null,
    },
    icon(isRefused ? "alert-triangle" : "info-circle"),
    h("span", page.message),
  );
}

function paused(view) {
  const {
    page,
    state: { counter },
    now,
  } = view;
  const { pause } = counter;
  const reason = page.word(page.words.pauseReasons[pause.reason] ?? page.words.pauseReasons.other);
  const isOver = pause.until && now >= Date.parse(pause.until);
  const name = page.counterName(counter);
  return [
    h(
      "div.top",
      chip(view, "paused", "player-pause", page.w("pausedFor", { reason: reason.toLowerCase() })),
      h("p.en", page.w("since", { time: clock(pause.since) })),
      running(view, now - Date.parse(pause.since)),
    ),
    h(
      "p.until",
      h("b", page.w("pauseUntil")),
      " ",
      h("span.en", { lang: page.otherLanguage }, page.o("pauseUntil")),
    ),
    h(
      "h1.number.cap",
      { id: "in-hand", "data-until": pause.until ?? "" },
      pause.until ? clock(pause.until) : "–",
    ),
    h(
      "div.move",
      act(
        view,
        "sooner",
        { class: "plain" },
        icon("chevron-left"),
        h("span", page.w("pauseSooner")),
        cap(view, "no-show"),
      ),
      act(
        view,
        "later",
        { class: "plain" },
        h("span", page.w("pauseLater")),
        icon("chevron-right"),
        cap(view, "recall"),
      ),
      act(view, "pause", { class: "plain" }, h("span", page.w("pauseReason")), cap(view, "pause")),
    ),
    isOver
      ? h(
          "p.said.refused",
          { "data-k": "over", "data-over": true, role: "status" },
          icon("clock"),
          h("span", page.w("pauseOver", { time: together(clock(pause.until)) })),
        )
      : h(
          "p.effect",
          { "data-k": "effect" },
          page.w("pauseEffect", { counter: name }),
          h("br"),
          h(
            "span.en",
            page.w("pauseScreens", {
              words: page.w(pause.until ? "pausePublic" : "pausePublicOpen", {
                counter: name,
                time: pause.until ? together(clock(pause.until)) : "",
              }),
            }),
          ),
        ),
    told(view),
  ];
}

// What can be pressed.

function actions(view) {
  const { page, state, lost, sends } = view;
  return [
    sends ? sending(view) : main(view),
    h(
      "div.others",
      state.counter.pause ? null : OTHERS.map(([action, word, name]) => other(view, action, word, name)),
    ),
    h(
      "div.last",
      { "data-k": "last" },
      lost ? h("p.en", { "data-k": "keep" }, page.w("keep")) : lastRow(view),
    ),
  ];
}

function sending({ page, kept, state }) {
  return h(
    "div.main.sending",
    { role: "status", "data-k": "sending", "data-kept": kept.verb },
    h("span", h("b", page.w("sending")), h("span", `${verbWords(page, kept, state)}. ${page.w("once")}`)),
  );
}

/** The words of a verb as its button has them. */
function verbWords(page, { verb, body }) {
  if (verb === "next") return page.w(body.finish ? "finishNext" : "next");
  const word =
    {
      open: "reopen",
      "no-show": "noShow",
      "walk-in": "walkInDo",
      note: "result",
      return: "putBack",
      undo: "undoKey",
      "help-cancel": "helpCancel",
    }[verb] ?? verb;
  return page.w(word);
}

function main(view) {
  const { page, state, kept } = view;
  const next = S.mainVerb(state);
  const first = state.queue[0];
  const waited = first ? minutes(view.now - Date.parse(first.issued_at), page.language) : "";
  const title = verbWords(page, next, state);
  const hint =
    next.verb === "open"
      ? page.w("reopenHint")
      : next.verb === "start"
        ? page.w("startHint", { number: state.ticket.number })
        : first
          ? page.w("nextHint", { number: first.number, service: page.named(first), length: waited })
          : page.w("nobody");
  const look = next.calls ? "calls" : next.verb === "next" ? "idle" : "";
  return h(
    "button",
    {
      class: `main ${look} ${kept ? "pressed" : ""}`,
      "data-act": "main",
      "data-main": true,
      "data-verb": next.verb,
      "data-k": "main",
      "aria-disabled": kept ? "true" : null,
    },
    h("span", h("b", title), h("span", hint)),
    cap(view, "main"),
  );
}

function other(view, action, word, name) {
  const { page, state, now } = view;
  const why = S.whyNot(state, action, now);
  let [words, hint] = [page.w(word), null];
  if (action === "recall" && why === "cooling")
    [words, hint] = [
      page.w("recallCools"),
      page.w("in_", { length: length(S.coolingMs(state.ticket.recall.at, now) + 999, page.language) }),
    ];
  else if (action === "recall" && state.ticket?.state === "called" && state.ticket.recall)
    hint = page.w("recallsLeft", { n: state.ticket.recall.left });
  const title = action === "finish" ? page.w("finishHint") : null;
  return act(
    view,
    action,
    { off: why !== null, "data-verb": action, title },
    icon(name),
    h("span", h("b", words), hint && h("small", hint)),
    cap(view, action),
  );
}

function lastRow(view) {
  const { page, state, now } = view;
  const left = S.undoMs(state, now);
  if (left > 0 && state.undo.did.length) {
    const words =
      page.done?.seq === state.undo.seq ? page.done.text : `${sentence(didWords(page, state.undo.did))}.`;
    return [
      h("p.did", { "data-k": "did", "data-did": true }, words),
      h("progress", { max: 10_000, value: Math.round(left), "aria-hidden": "true", "data-k": "left" }),
      act(
        view,
        "undo",
        { class: "plain undo", "data-verb": "undo" },
        h("b", page.w("undo", { length: length(left + 999, page.language) })),
        cap(view, "undo"),
      ),
    ];
  }
  const text = state.counter.pause
    ? h("p.did", { "data-k": "public" }, page.w("none"))
    : [
        state.ticket && act(view, "result", { class: "plain" }, page.w("result"), cap(view, "result")),
        !state.ticket &&
          act(
            view,
            "walk-in",
            { class: "plain", "data-verb": "walk-in" },
            page.w("walkInDo"),
            cap(view, "walk-in"),
          ),
      ];
  return [
    text,
    h("span.space", { "data-k": "space" }),
    h(
      "button.plain",
      { "data-act": "keys-toggle", "data-k": "keys", "aria-pressed": String(page.keysOn) },
      icon("keyboard"),
      page.w("keys"),
      h("span.switch", page.w(page.keysOn ? "on" : "off")),
    ),
    h("button.plain", { "data-act": "menu", "data-k": "menu" }, page.w("menu"), cap(view, "menu")),
  ];
}

function sentence(words) {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

// Who waits.

function side(view) {
  const { page, state } = view;
  return [
    h(
      "div.lists",
      { tabindex: "0", role: "group", "aria-label": page.w("lists") },
      waiting(view),
      missed(view),
      held(view),
    ),
    act(
      view,
      "call",
      { class: "search", off: S.whyNot(state, "call", view.now) !== null, "data-verb": "call" },
      icon("search"),
      h("span", page.w("callOne")),
      cap(view, "call"),
    ),
  ];
}

function heading({ page, lost, state }, word, count, more = {}) {
  return h(
    "h2",
    { "data-k": `head-${word}` },
    page.w(word),
    h(
      "span.en",
      { lang: lost ? null : page.otherLanguage },
      lost ? page.w("dataAt", { time: clock(state.now) }) : page.o(word),
    ),
    h("b.tabular", { ...more }, String(count)),
  );
}

function waiting(view) {
  const { page, state, now } = view;
  const rows = S.queueRows(state);
  const isNext = !view.lost && !state.counter.pause && state.ticket?.state !== "called";
  const longest = state.services
    .map(({ longest_since: since }) => since)
    .filter(Boolean)
    .sort()[0];
  const rest = state.waiting - rows;
  return [
    heading(view, "waiting", state.waiting, { "data-waiting": String(state.waiting) }),
    h(
      "ol.queue",
      { "data-k": "queue" },
      state.queue.slice(0, rows).map((q, n) =>
        h(
          "li",
          {
            class: n === 0 ? `first ${isNext ? "next" : ""}` : "",
            "data-k": q.number,
            "data-queued": q.number,
          },
          h("b.tabular", q.number),
          h(
            "span.en.what",
            h("span", page.named(q)),
            q.for_counter && h("small.mark", page.w("here")),
            q.note && h("small.mark", page.w("noteOf")),
          ),
          q.priority &&
            act(
              view,
              "reason",
              { class: "mark", number: q.number, label: page.w("priorityAskOf", { number: q.number }) },
              page.w("priority"),
            ),
          h("span.age.tabular", minutes(now - Date.parse(q.issued_at), page.language)),
        ),
      ),
    ),
    state.waiting === 0 && h("p.en.empty", { "data-k": "nobody" }, page.w("nobody")),
    rest > 0 &&
      h(
        "p.en.more",
        { "data-k": "others" },
        longest
          ? page.w("othersLongest", { n: rest, length: minutes(now - Date.parse(longest), page.language) })
          : page.w("others", { n: rest }),
      ),
    perService(view),
  ];
}

/** How many wait for each service: told where there are several, the longest first. */
function perService({ page, state }) {
  const waited = state.services.filter((s) => s.waiting > 0).sort((a, b) => b.waiting - a.waiting);
  if (state.services.length < 2 || waited.length < 2) return null;
  return h(
    "ul.per-service",
    { "aria-label": page.w("perService"), "data-k": "per-service" },
    waited
      .slice(0, SERVICES_SHOWN)
      .map((s) =>
        h(
          "li",
          { "data-k": s.id, "data-service": s.id },
          h("span", page.named(s)),
          " ",
          h("b.tabular", String(s.waiting)),
        ),
      ),
  );
}

function missed(view) {
  const { page, state, now } = view;
  const isBusy = S.whyNot(state, "call", now) !== null;
  return [
    heading(view, "missed", state.missed_total ?? state.missed.length),
    state.missed.length === 0 && h("p.en.empty", { "data-k": "missed-none" }, page.w("missedNone")),
    h(
      "ul.rows.missed",
      { "data-k": "missed" },
      state.missed.map((m) => {
        const cooling = S.coolingMs(m.callable_at, now);
        const words =
          cooling > 0 ? page.w("in_", { length: length(cooling + 999, page.language) }) : page.w("call");
        return h(
          "li",
          { "data-k": m.number, "data-missed": m.number },
          h(
            "p",
            h("b.tabular", m.number),
            h("small", page.w(m.calls === 1 ? "missedCallsOnce" : "missedCalls", { n: m.calls })),
          ),
          act(
            view,
            "call-listed",
            {
              class: `plain ${cooling > 0 ? "cooling" : ""}`,
              number: m.number,
              off: isBusy || cooling > 0,
              label:
                cooling > 0
                  ? `${page.w("callOf", { number: m.number })}: ${words}`
                  : page.w("callOf", { number: m.number }),
            },
            words,
          ),
          act(
            view,
            "listed",
            { class: "plain", number: m.number, label: page.w("backOf", { number: m.number }) },
            page.w("back"),
          ),
        );
      }),
    ),
    moreOf(page, "missed", (state.missed_total ?? 0) - state.missed.length),
  ];
}

function held(view) {
  const { page, state, now } = view;
  const isBusy = S.whyNot(state, "call", now) !== null;
  return [
    heading(view, "held", state.held_total ?? state.held.length),
    state.held.length === 0 && h("p.en.empty", { "data-k": "held-none" }, page.w("heldNone")),
    h(
      "ul.rows.held",
      { "data-k": "held" },
      state.held.map((m) =>
        h(
          "li",
          { "data-k": m.number, "data-held": m.number },
          h(
            "p",
            h("b.tabular", m.number),
            h(
              "small",
              [m.note ?? page.named(m), minutes(now - Date.parse(m.held_at), page.language)].join(", "),
            ),
          ),
          act(
            view,
            "resume",
            {
              class: "plain",
              number: m.number,
              off: isBusy,
              label: page.w("resumeOf", { number: m.number }),
            },
            page.w("resume"),
          ),
          act(
            view,
            "listed",
            { class: "plain", number: m.number, label: page.w("backOf", { number: m.number }) },
            page.w("back"),
          ),
        ),
      ),
    ),
    moreOf(page, "held", (state.held_total ?? 0) - state.held.length),
  ];
}

function moreOf(page, key, n) {
  return n > 0 && h("p.en.more", { "data-k": `more-${key}` }, page.w("others", { n }));
}

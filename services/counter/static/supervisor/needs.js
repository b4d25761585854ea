/** The rail: needs, most urgent first; notices, the fields for stories, and scores. */
import { h, icon } from "../shared/draw.js";
import { clock } from "../shared/words/format.js";
import { outcome } from "./notes.js";
import { levelSign } from "./sign.js";
import * as S from "./state.js";
import { storyFields } from "./story-fields.js";

const ICONS = {
  help: "lifebuoy",
  "kiosk-help": "lifebuoy",
  stuck: "hourglass",
  "pause-over": "player-pause",
  device: "device-tv",
  log: "alert-triangle",
  unsaved: "alert-triangle",
  memory: "alert-triangle",
  disk: "alert-triangle",
  backup: "info-circle",
  restored: "info-circle",
  flood: "alert-triangle",
  "taken-back": "info-circle",
};

/** Needs with the sign of a level. */
const SIGNS = { "held-up": "held-up", "no-counter": "no-counter", unserved: "no-counter" };

export function railView(v) {
  const needs = S.needs(v.hall);
  const count = S.needing(v.hall);
  const message = v.panel ? null : v.message;
  return h(
    "aside.rail",
    { "aria-labelledby": "rail-title" },
    h(
      "h2",
      { id: "rail-title" },
      h("b", v.w("attention")),
      h("span.en", { lang: v.otherLanguage }, v.o("attention")),
      h("b.tabular", { "data-needs": count }, count),
    ),
    outcome(message, v.refused),
    h(
      "ol.needs",
      needs.map((need) => needView(v, need)),
      needs.length === 0 && h("li.calm", levelSign("flowing"), h("span", v.w("attentionNone"))),
    ),
    v.may("notice") &&
      h(
        "button.plain.scores",
        { "data-notices": v.notices.length, "data-f": "notices", onclick: () => v.actions.showNotices() },
        icon("speakerphone"),
        v.w("notices"),
        v.notices.length > 0 && h("b.tabular", v.notices.length),
      ),
    storyFields(v),
    h(
      "button.plain.scores",
      { "data-scores": true, "data-f": "scores", onclick: () => v.actions.showScore({}) },
      icon("hourglass"),
      v.w("scoreTitle"),
    ),
  );
}

function needView(v, need) {
  const counter = need.counter ? S.counterOf(v.hall, need.counter) : null;
  const agency = need.agency ? S.agencyOf(v.hall, need.agency) : null;
  const [title, more] = WORDS_OF[need.kind](v, { need, counter, agency, minutes: v.minutes(need.since) });
  const acts = need.acts.map((act) => actView(v, need, act)).filter(Boolean);
  return h(
    "li.need",
    {
      key: need.key,
      class: need.kind,
      "data-need": need.kind,
      "data-counter": need.counter,
      "data-agency-need": need.agency,
    },
    h("h3", ICONS[need.kind] ? icon(ICONS[need.kind]) : levelSign(SIGNS[need.kind]), h("b", title)),
    more && h("p", more),
    v.asking === need.key ? question(v, need) : acts.length > 0 && h("div.acts", acts),
  );
}

/** The title and the details of each kind of need. */
const WORDS_OF = {
  "held-up": (v, about) => [
    v.w("needHeldUp", { agency: about.agency?.short ?? "" }),
    [heldUpMore(v, about), pausedWords(v, about.need)].filter(Boolean).join(" "),
  ],
  "no-counter": (v, about) => [
    v.w(about.agency?.counters_paused ? "needNoneCalls" : "needNoCounter", {
      agency: about.agency?.short ?? "",
    }),
    [heldUpMore(v, about), pausedWords(v, about.need)].filter(Boolean).join(" "),
  ],
  unserved: (v, { need }) => [
    v.w("needUnserved", { n: need.agencies.length }),
    v.w("needUnservedMore", {
      agencies: need.agencies.map((id) => S.agencyOf(v.hall, id)?.short ?? id).join(", "),
    }),
  ],
  help(v, { need, counter, minutes }) {
    const help = v.w(`help_${need.help}`);
    const more = v.w(minutes ? "needHelpMore" : "needHelpNow", { help, minutes });
    return [
      v.w("needHelp", { counter: v.counterName(counter) }),
      need.coming ? `${help}. ${v.w("coming")}` : more,
    ];
  },
  "kiosk-help": (v, { need, minutes }) => [
    v.w("needKiosk", { kiosk: need.name }),
    need.coming ? v.w("kioskComing") : v.w(minutes ? "needKioskMore" : "needKioskNow", { minutes }),
  ],
  device(v, { need: { device, since, what } }) {
    const word = what === "sound-locked" ? "needLocked" : "needSilent";
    return [v.w(word, { device, time: clock(since) }), v.w(`${word}More`, { device })];
  },
  log: (v, { need: { since, entries } }) => [
    v.w("needLog"),
    v.w("needLogMore", { entries, time: clock(since) }),
  ],
  unsaved: storageWords,
  memory: storageWords,
  disk: storageWords,
  backup: storageWords,
  restored: storageWords,
  "pause-over": (v, { need, counter }) => {
    const word = need.until ? "needPauseOver" : "needPauseLong";
    return [
      v.w(word, { counter: v.counterName(counter) }),
      v.w(`${word}More`, { time: clock(need.until ?? need.since) }),
    ];
  },
  stuck: (v, { need, counter, minutes }) => [
    v.w("needStuck", { number: need.number, counter: v.counterName(counter), minutes }),
    stuckMore(v, need, counter),
  ],
  flood: (v, { need }) => [
    v.w("needFlood", { n: need.numbers, minutes: need.minutes }),
    v.w(need.by_kiosk ? "needFloodKiosk" : "needFloodMore", { time: span(need) }),
  ],
  "taken-back": (v, { need }) => [
    v.w("needTakenBack", { n: need.numbers }),
    v.w("needTakenBackMore", { time: clock(need.since), until: clock(need.until) }),
  ],
};

/** A problem of the storage or backup, or a restored day, in the service's words. */
function storageWords(v, { need: { text, more } }) {
  return [v.text(text), v.text(more)];
}

/** The period, "09.38–09.41"; only one time if both are the same minute. */
function span({ since, until }) {
  return [...new Set([clock(since), clock(until)])].join("–");
}

function heldUpMore(v, { agency, minutes }) {
  if (!agency) return "";
  const { waiting: n, promise_min: promise, last_call_min: last } = agency;
  return [
    v.w("needHeldUpMore", { n, minutes }),
    last !== null && v.w("needLast", { length: S.lasts(v, last) }),
    v.w("needPromise", { promise }),
  ]
    .filter(Boolean)
    .join(" ");
}

/** A remark that the counter to message is paused, if it is. */
function pausedWords(v, need) {
  const counter = S.counterOf(v.hall, S.counterToAsk(v.hall, need.agency));
  if (!counter?.pause) return "";
  const { until } = counter.pause;
  return v.w(until ? "needPausedUntil" : "needPaused", {
    counter: v.counterName(counter),
    time: until ? clock(until) : "",
  });
}

function stuckMore(v, need, counter) {
  if (counter?.state === "called") return v.w("needCalled");
  return need.usual_min
    ? v.w("needStuckMore", { service: v.serviceName(need.service), usual: need.usual_min })
    : "";
}

function actView(v, need, { act, counter, agency, number, main }) {
  const { actions } = v;
  const name = v.counterName(S.counterOf(v.hall, counter));
  const [permission, word, press] = {
    attend: ["attend", v.w("attend"), () => actions.act("attend", counter)],
    message: ["message", v.w("askCounter", { counter: name }), () => actions.showCounter(counter, "message")],
    add: ["assign", v.w("add"), () => actions.showAgency(agency, { form: "add", agency })],
    look: [
      "hall",
      v.w(counter ? "lookCounter" : "lookQueue"),
      () => (counter ? actions.showCounter(counter) : actions.showAgency(agency)),
    ],
    release: ["release", v.w("release", { number }), () => actions.ask(need.key)],
    takeBack: ["take-back", v.w("takeBack", { n: need.numbers }), () => actions.ask(need.key)],
    putBack: ["take-back", v.w("putBack"), () => actions.putBack(need)],
    attendKiosk: ["kiosk-help", v.w("attend"), () => actions.attendKiosk(need)],
    kioskHelped: ["kiosk-help", v.w("kioskHelped"), () => actions.kioskHelped(need)],
  }[act];
  if (!v.may(permission) || !isAllowed(v, permission, { act, counter, agency })) return null;
  return h(
    "button.plain",
    {
      class: main && "do",
      "data-act": act,
      "data-f": `${need.key} ${act}`,
      disabled: v.rests && act !== "look",
      onclick: press,
    },
    word,
  );
}

/** Whether the account may act there; some acts are limited to its agencies. */
function isAllowed(v, permission, { act, counter, agency }) {
  if (act === "look" || permission === "kiosk-help") return true;
  if (permission === "take-back") return !v.staff.agencies.length;
  if (act === "add") return S.mayChange(v.staff, agency);
  return Boolean(S.counterOf(v.hall, counter)?.allowed);
}

function question(v, need) {
  const [ask, yes, press] =
    need.kind === "flood"
      ? [
          v.w("takeBackAsk", { n: need.numbers, minutes: need.minutes }),
          v.w("takeBackYes"),
          () => v.actions.takeBack(need),
        ]
      : [
          v.w("releaseAsk", { number: need.number }),
          v.w("releaseYes"),
          () => v.actions.act("release", need.counter),
        ];
  return h(
    "div.question",
    { role: "group" },
    h("p", ask),
    h(
      "div.acts",
      h(
        "button.plain.do",
        {
          "data-yes": true,
          "data-f-home": true,
          disabled: v.rests,
          onclick: press,
        },
        yes,
      ),
      h("button.plain", { "data-no": true, onclick: () => v.actions.ask(null) }, v.w("no")),
    ),
  );
}

/** The hall as its supervisor sees it: totals, a column a zone with a tile an agency, and the rail of what needs somebody. */
import { fillInKeeping } from "../staff/keep-focus.js";
import { fillIn, h, icon, say } from "../shared/dom.js";
import { clock } from "../shared/format.js";
import * as S from "./state.js";
import { levelShown, sign } from "./sign.js";

const LEVELS = ["flowing", "busy", "held-up", "closed"];
const ICONS = {
  "held-up": null,
  help: "lifebuoy",
  stuck: "hourglass",
  "no-counter": "user-off",
  "pause-over": "player-pause",
  device: "device-tv",
};

export function drawForbidden(page, main) {
  fillIn(main, ["forbidden", page.language], () =>
    h("p.forbidden.told", { role: "alert", "data-message": true }, icon("lock"), h("b", page.w("forbidden"))),
  );
}

export function drawHall(page, main) {
  const { state } = page;
  if (!state) return fillIn(main, ["waiting", page.language], () => h("p.starting", page.w("starting")));
  const columns = S.columns(state);
  fillIn(
    main,
    ["hall", page.language, columns.map(({ zone, agencies }) => [zone, agencies.map((a) => a.id)])],
    () => [
      h("h1.visually-hidden", page.w("pageHall")),
      h("section.totals"),
      h(
        "div.columns",
        columns.map(({ zone, agencies }) =>
          h(
            "section.column",
            { "data-zone": zone.id, "aria-label": page.w("zone", { zone: zone.name }) },
            h("h2", h("antre-motif", { name: zone.motif }), h("b", zone.name), h("span.count")),
            h(
              "ul",
              agencies.map((agency) =>
                h(
                  "li",
                  h("button.tile", {
                    "data-agency": agency.id,
                    "data-f": `agency ${agency.id}`,
                    onclick: () => page.showAgency(agency.id),
                  }),
                ),
              ),
            ),
          ),
        ),
      ),
      h(
        "aside.rail",
        { "aria-labelledby": "rail-title" },
        h("h2", { id: "rail-title" }),
        h("p.outcome", { role: "status", "data-message": true }),
        h("ol.needs"),
        stories(page),
      ),
    ],
  );
  drawTotals(page, main.querySelector(".totals"));
  for (const column of columns)
    drawColumn(page, main.querySelector(`[data-zone="${CSS.escape(column.zone.id)}"]`), column);
  drawRail(page, main.querySelector(".rail"));
  return undefined;
}

function drawTotals(page, section) {
  const { totals } = page.state;
  const minutes = totals.longest_since ? page.minutes(totals.longest_since) : null;
  const isOld = page.connection === "lost";
  fillIn(section, [totals, minutes, isOld, page.language], () => [
    h(
      "dl",
      total(
        page,
        "waitingNow",
        totals.waiting,
        page.w(totals.waiting === 1 ? "person" : "people"),
        "waiting",
      ),
      total(
        page,
        "longest",
        minutes ?? "–",
        minutes === null ? "" : page.w(minutes === 1 ? "minute" : "minutes"),
        "longest",
      ),
      total(
        page,
        "servingNow",
        totals.serving,
        page.w(totals.serving === 1 ? "person" : "people"),
        "serving",
      ),
      total(
        page,
        "countersOpen",
        totals.counters_open,
        page.w("ofTotal", { n: totals.counters_total }),
        "open",
      ),
      total(page, "issued", totals.issued, "", "issued"),
    ),
    h(
      "div.legend",
      isOld && h("b.as-of", { "data-as-of": true }, icon("clock"), page.w("dataAt", { time: page.dataAt })),
      LEVELS.map((level) => levelShown(page, level)),
    ),
  ]);
}

function total(page, word, value, unit, name) {
  return h(
    "div",
    h("dt", page.w(word)),
    h("dd", { "data-total": name }, h("b.tabular", value), unit && h("span", unit)),
  );
}

function drawColumn(page, section, { agencies, waiting }) {
  say(section.querySelector(".count"), page.w("waitingN", { n: waiting }));
  for (const agency of agencies)
    drawTile(page, section.querySelector(`[data-agency="${CSS.escape(agency.id)}"]`), agency);
}

function drawTile(page, tile, agency) {
  const { level } = agency;
  const minutes = agency.longest_since ? page.minutes(agency.longest_since) : null;
  const isClosed = level === "closed";
  fillIn(tile, [agency, minutes, page.language], () => {
    tile.className = `tile ${level}`;
    return [
      h(
        "span.visually-hidden",
        page.w("tile", { agency: agency.short, n: agency.waiting, level: page.w(level) }),
      ),
      h("span.name", { "aria-hidden": "true" }, h("span.prefix", agency.prefix), h("b", agency.short)),
      h(
        "span.figures",
        { "aria-hidden": "true" },
        h("b.number.tabular", { "data-waiting": agency.waiting }, isClosed ? "–" : agency.waiting),
        isClosed && agency.closed_text
          ? h("span.lines.why", agency.closed_text[page.language])
          : h(
              "span.lines",
              h(
                "b",
                { class: minutes === null ? "empty" : null },
                minutes === null ? page.w("empty") : longest(page, minutes),
              ),
              h(
                "span",
                page
                  .w("ofCounters", { open: agency.counters_open, total: agency.counters_total })
                  .replace(/ (?=.* )/g, "\u00a0"),
              ),
            ),
      ),
      h("span.level-line", { "aria-hidden": "true", "data-level": level }, levelShown(page, level)),
    ];
  });
}

function longest(page, minutes) {
  const [n, ...rest] = page.w("longestOf", { n: minutes }).split(" ");
  return [`${n}\u00a0${rest[0]} `, h("span.weak", rest.slice(1).join(" "))];
}

function drawRail(page, rail) {
  const needs = S.needs(page.state);
  const count = S.needing(page.state);
  fillIn(rail.querySelector("h2"), [count, page.language], () => [
    h("b", page.w("attention")),
    h("span.en", { lang: page.otherLanguage }, page.o("attention")),
    h("b.tabular", { "data-needs": count }, count),
  ]);
  const outcome = rail.querySelector(".outcome");
  const shown = page.panel ? null : page.message;
  say(outcome, shown ?? "");
  outcome.hidden = !shown;
  outcome.classList.toggle("refused", page.refused);
  const rests = Boolean(page.box.kept) || page.connection === "lost";
  fillInKeeping(
    rail.querySelector(".needs"),
    [
      needs.map((need) => [need, page.minutes(need.since), paused(page, need), agencyOf(page, need)]),
      page.asking,
      rests,
      page.language,
      page.staff?.may,
    ],
    () =>
      needs.length
        ? needs.map((need) => needShown(page, need, rests))
        : h("li.calm", sign("flowing"), h("span", page.w("attentionNone"))),
  );
}

function agencyOf(page, need) {
  const agency = need.agency ? S.agencyOf(page.state, need.agency) : null;
  return agency && [agency.waiting, agency.promise_min];
}

/** The counter of a held-up agency that pauses, if that is who to ask. */
function paused(page, need) {
  if (need.kind !== "held-up") return null;
  const counter = S.counterOf(page.state, S.counterToAsk(page.state, need.agency));
  return counter?.pause ? { name: page.counterName(counter), until: counter.pause.until } : null;
}

function needShown(page, need, rests) {
  const counter = need.counter ? S.counterOf(page.state, need.counter) : null;
  const agency = need.agency ? S.agencyOf(page.state, need.agency) : null;
  const [title, more] = needWords(page, need, counter, agency);
  const acts = need.acts.map((act) => actShown(page, need, act, rests)).filter(Boolean);
  return h(
    "li",
    {
      class: `need ${need.kind}`,
      "data-need": need.kind,
      "data-counter": need.counter,
      "data-agency-need": need.agency,
    },
    h("h3", ICONS[need.kind] ? icon(ICONS[need.kind]) : sign("held-up"), h("b", title)),
    more && h("p", more),
    page.asking === need.key ? question(page, need, rests) : acts.length > 0 && h("div.acts", acts),
  );
}

function needWords(page, need, counter, agency) {
  const name = page.counterName(counter);
  const minutes = page.minutes(need.since);
  const agencyName = agency?.short ?? "";
  switch (need.kind) {
    case "held-up": {
      const resting = paused(page, need);
      const said = [
        page.w("needHeldUpMore", { n: agency?.waiting ?? 0, minutes, promise: agency?.promise_min ?? "" }),
      ];
      if (resting)
        said.push(
          page.w(resting.until ? "needPausedUntil" : "needPaused", {
            counter: resting.name,
            time: resting.until ? clock(resting.until) : "",
          }),
        );
      return [page.w("needHeldUp", { agency: agencyName }), said.join(" ")];
    }
    case "no-counter":
      return [
        page.w("needNoCounter", { agency: agencyName }),
        page.w("needHeldUpMore", { n: agency?.waiting ?? 0, minutes, promise: agency?.promise_min ?? "" }),
      ];
    case "help": {
      const help = page.w(`help_${need.help}`);
      return [
        page.w("needHelp", { counter: name }),
        need.coming
          ? `${help}. ${page.w("coming")}`
          : page.w(minutes ? "needHelpMore" : "needHelpNow", { help, minutes }),
      ];
    }
    case "device": {
      const [words, said] =
        need.what === "sound-locked" ? ["needLocked", "needLockedMore"] : ["needSilent", "needSilentMore"];
      return [
        page.w(words, { device: need.device, time: clock(need.since) }),
        page.w(said, { device: need.device }),
      ];
    }
    case "pause-over":
      return [
        page.w("needPauseOver", { counter: name }),
        page.w("needPauseOverMore", { time: clock(need.until ?? need.since) }),
      ];
    default:
      return [
        page.w("needStuck", { number: need.number, counter: name, minutes }),
        counter?.state === "called"
          ? page.w("needCalled")
          : need.usual_min
            ? page.w("needStuckMore", { service: page.serviceName(need.service), usual: need.usual_min })
            : "",
      ];
  }
}

function actShown(page, need, { act, counter, agency, number, main }, rests) {
  const name = page.counterName(S.counterOf(page.state, counter));
  const [permission, word, press] = {
    attend: ["attend", page.w("attend"), () => page.act("attend", counter)],
    message: ["message", page.w("askCounter", { counter: name }), () => page.showCounter(counter, "message")],
    look: [
      "hall",
      page.w(counter ? "lookCounter" : "lookQueue"),
      () => (counter ? page.showCounter(counter) : page.showAgency(agency)),
    ],
    release: ["release", page.w("release", { number }), () => page.ask(need.key)],
  }[act];
  if (!page.may(permission) || (act !== "look" && !S.counterOf(page.state, counter)?.allowed)) return null;
  return h(
    "button",
    {
      class: main ? "plain do" : "plain",
      "data-act": act,
      "data-f": `${need.key} ${act}`,
      disabled: rests && act !== "look",
      onclick: press,
    },
    word,
  );
}

function question(page, need, rests) {
  return h(
    "div.question",
    { role: "group" },
    h("p", page.w("releaseAsk", { number: need.number })),
    h(
      "div.acts",
      h(
        "button.plain.do",
        {
          "data-yes": true,
          "data-f-home": true,
          disabled: rests,
          onclick: () => page.act("release", need.counter),
        },
        page.w("releaseYes"),
      ),
      h("button.plain", { "data-no": true, onclick: () => page.ask(null) }, page.w("no")),
    ),
  );
}

/**
 * The two fields that lead to a story; `prefix` keeps the ids of the rail and of the panel apart.
 * `day`: the field with the day they ask about; none: today.
 */
export function stories(page, prefix = "story", day = null) {
  const show = (about) => {
    if (!day || day.reportValidity()) page.showStory({ ...about, day: day?.value });
  };
  const field = (name, word, example, submit) => {
    const input = h("input", {
      id: `${prefix}-${name}`,
      name,
      autocomplete: "off",
      placeholder: example,
      maxlength: 12,
      "data-f": `${prefix}-${name}`,
    });
    return h(
      "form",
      {
        "data-story": name,
        onsubmit: (event) => {
          event.preventDefault();
          if (input.value.trim()) submit(input.value);
        },
      },
      h("label", { for: input.id }, page.w(word)),
      input,
      h(
        "button",
        { type: "submit", class: "plain", "aria-label": `${page.w("storyGo")}: ${page.w(word)}` },
        icon("search"),
      ),
    );
  };
  return h(
    "section.stories",
    { "aria-label": page.w("storyTitle") },
    h("h3", h("b", page.w("storyTitle")), h("span.en", { lang: page.otherLanguage }, page.o("storyTitle"))),
    h(
      "div",
      day && h("div.day", h("label", { for: day.id }, page.w("storyDay")), day),
      field("number", "storyNumber", "A-012", (number) => show({ number })),
      field("time", "storyTime", "09.41", (minute) => show({ minute })),
    ),
  );
}

/** The panel over the hall: an agency with its counters and what can be done for them, or a story from the log. */
import { fillInKeeping } from "../staff/keep-focus.js";
import { inSentences } from "../shared/counter-name.js";
import { fillIn, h, icon, say } from "../shared/dom.js";
import { clock, clockSeconds, fill, longDate } from "../shared/format.js";
import { stories } from "./hall.js";
import { drawReplay, replayForm, replayOf } from "./replay.js";
import * as S from "./state.js";
import { levelShown } from "./sign.js";
import { STORY } from "./words.js";

const REASONS = ["break", "prayer", "errand", "files", "meeting", "equipment", "helping", "other"];
const PAUSE_MIN = [10, 15, 30, 60];
const MESSAGE_MAX = 300;
/** No queue is older; a year that is still being typed is. */
const FIRST_DAY = "2020-01-01";

export function drawPanel(page, dialog) {
  if (!page.panel) return;
  if (page.panel.kind === "story") drawStory(page, dialog);
  else drawAgency(page, dialog, S.agencyOf(page.state, page.panel.agency));
}

function closeButton(page) {
  return h(
    "button.plain",
    { "data-close": true, "data-f": "close", onclick: () => page.dialog.close() },
    icon("x"),
    page.w("close1"),
  );
}

function outcome() {
  return h("p.outcome", { role: "status", "data-message": true });
}

function drawOutcome(page, dialog) {
  const shown = dialog.querySelector(".outcome");
  say(shown, page.message ?? "");
  shown.hidden = !page.message;
  shown.classList.toggle("refused", page.refused);
}

function drawAgency(page, dialog, agency) {
  if (!agency) return;
  const { state } = page;
  const counters = S.countersOf(state, agency.id);
  const zone = state.zones.find((z) => z.id === agency.zone);
  fillInKeeping(dialog, ["agency", agency.id, counters.map((c) => c.id), page.language], () => {
    dialog.setAttribute("aria-labelledby", "panel-title");
    return [
      h(
        "header",
        h("span.prefix", agency.prefix),
        h(
          "div",
          h("h2", { id: "panel-title", tabindex: -1, "data-f-home": true }, agency.name),
          zone && h("p.en", h("antre-motif", { name: zone.motif }), page.w("zone", { zone: zone.name })),
        ),
        closeButton(page),
      ),
      h("div.summary"),
      outcome(),
      h(
        "section",
        { "aria-label": page.w("counters") },
        h("h3", page.w("counters"), h("span.en", { lang: page.otherLanguage }, page.o("counters"))),
        counters.length === 0 && h("p.en", page.w("noCounters")),
        h(
          "ul.counters",
          counters.map((c) =>
            h(
              "li.card",
              { "data-card": c.id },
              h("div.facts"),
              h("div.acts"),
              h("div", { "data-form": c.id }),
            ),
          ),
        ),
      ),
      h(
        "section.waiting-lines",
        { "aria-label": page.w("lines") },
        h("h3", page.w("lines"), h("span.en", { lang: page.otherLanguage }, page.o("lines"))),
        h("ul.lines"),
      ),
    ];
  });
  drawOutcome(page, dialog);
  const minutes = agency.longest_since ? page.minutes(agency.longest_since) : null;
  fillIn(
    dialog.querySelector(".summary"),
    [agency, minutes, page.language, page.connection === "lost"],
    () => [
      levelShown(page, agency.level),
      h("b", page.w("waitingN", { n: agency.waiting })),
      minutes !== null && h("span", page.w("longestOf", { n: minutes })),
      h("span", page.w("ofCounters", { open: agency.counters_open, total: agency.counters_total })),
      agency.promise_min && h("span.en", page.w("promise", { n: agency.promise_min })),
      agency.closed_text && h("span.why", agency.closed_text[page.language]),
      page.connection === "lost" && h("b.as-of", icon("clock"), page.w("dataAt", { time: page.dataAt })),
    ],
  );
  const lines = S.linesOf(state, agency.id);
  const ages = lines.map((line) => (line.longest_since ? page.minutes(line.longest_since) : null));
  fillIn(dialog.querySelector("ul.lines"), [lines, ages, page.language], () =>
    lines.map((line, n) =>
      h(
        "li",
        h("span", page.language === "id" ? line.name : line.name_en),
        h("span.en", ages[n] === null ? "" : page.w("longestOf", { n: ages[n] })),
        h("b.tabular", line.waiting),
      ),
    ),
  );
  for (const counter of counters)
    drawCard(page, dialog.querySelector(`[data-card="${CSS.escape(counter.id)}"]`), counter);
}

function drawCard(page, card, counter) {
  const doing = S.doing(counter);
  card.dataset.doing = doing;
  const minutes = counter.since ? page.minutes(counter.since) : null;
  fillIn(card.querySelector(".facts"), [counter, minutes, page.language], () => [
    h("h4", h("b", page.counterName(counter))),
    h("span", { class: `chip ${doing}` }, h("b", page.w(`doing_${doing}`))),
    counter.ticket &&
      h(
        "button.number.tabular",
        {
          "data-holds": counter.ticket,
          "data-f": `story ${counter.ticket}`,
          "aria-label": page.w("storyOf", { number: counter.ticket }),
          onclick: () => page.showStory({ number: counter.ticket }),
        },
        counter.ticket,
      ),
    counter.ticket &&
      counter.since &&
      h("span.since", page.w("forMinutes", { time: clock(counter.since), n: minutes })),
    h(
      "p.who.en",
      counter.open
        ? page.w("openedBy", {
            who: counter.opened_by ?? "",
            time: counter.opened_at ? clock(counter.opened_at) : "",
          })
        : page.w("nobody"),
      counter.agencies.length > 1 &&
        h(
          "span",
          page.w("serves", {
            agencies: counter.agencies.map((id) => S.agencyOf(page.state, id)?.short ?? id).join(", "),
          }),
        ),
    ),
    counter.pause &&
      h(
        "p.tell",
        icon("player-pause"),
        page.w(counter.pause.until ? "pausedUntil" : "pausedWhy", {
          reason: page.w(`reason_${counter.pause.reason}`),
          time: clock(counter.pause.until ?? counter.pause.since),
        }),
      ),
    counter.help &&
      h(
        "p.tell",
        icon("lifebuoy"),
        page.w("helpAsked", { help: page.w(`help_${counter.help.kind}`) }),
        counter.help.coming && ` · ${page.w("coming")}`,
      ),
    counter.message &&
      h(
        "p.tell",
        { "data-message-state": counter.message.read_at ? "read" : "sent" },
        icon(counter.message.read_at ? "eye" : "bell"),
        h(
          "span",
          `“${counter.message.text}” `,
          h(
            "span.en",
            page.w(counter.message.read_at ? "read" : "sent", {
              time: clock(counter.message.read_at ?? counter.message.at),
            }),
          ),
        ),
      ),
  ]);
  const rests = Boolean(page.box.kept) || page.connection === "lost";
  const opened = page.form?.counter === counter.id ? page.form : null;
  const verbs = verbsShown(page, counter);
  fillInKeeping(
    card.querySelector(".acts"),
    [verbs, counter.ticket, rests, opened?.form, opened?.verb, page.language],
    () =>
      [
        counter.help &&
          !counter.help.coming &&
          counter.allowed &&
          page.may("attend") &&
          h(
            "button.plain.do",
            {
              "data-verb": "attend",
              "data-f": `${counter.id} attend`,
              disabled: rests,
              onclick: () => page.act("attend", counter.id),
            },
            page.w("attend"),
          ),
        ...verbs.map((verb) => verbShown(page, counter, verb, rests, opened)),
      ].filter(Boolean),
  );
  fillInKeeping(
    card.querySelector("[data-form]"),
    [opened, opened?.form === "ask" ? counter.ticket : null, page.language],
    () => opened && formShown(page, counter, opened),
  );
  for (const button of card.querySelectorAll("[data-form] [data-do]")) button.disabled = rests;
}

function verbsShown(page, counter) {
  if (!counter.allowed) return [];
  const act = page.may("any-counter");
  return S.verbsAt(counter).filter(({ verb }) =>
    verb === "assignment" ? page.may("assign") : act && page.may(verb),
  );
}

function verbShown(page, counter, verb, rests, opened) {
  const form = verb.opens ?? (verb.asks ? "ask" : null);
  const isOpen = form !== null && opened?.form === form && (form !== "ask" || opened.verb === verb.verb);
  const press = () => {
    if (isOpen) page.setForm(null);
    else if (form)
      page.setForm({
        counter: counter.id,
        form,
        ...(form === "ask" ? { verb: verb.verb, asks: verb.asks } : {}),
        ...(form === "assign" ? { agencies: counter.agencies } : {}),
      });
    else page.act(verb.verb, counter.id, verb.body);
  };
  const calls = verb.verb === "next";
  return h(
    "button",
    {
      class: ["plain", calls ? "calls" : verb.main ? "do" : ""].join(" "),
      "data-verb": verb.verb,
      "data-f": `${counter.id} ${verb.verb}`,
      "aria-expanded": form ? String(isOpen) : null,
      disabled: rests,
      onclick: press,
    },
    page.w(verb.word, { number: counter.ticket ?? "" }),
  );
}

function formShown(page, counter, opened) {
  return { ask: askForm, message: messageForm, pause: pauseForm, assign: assignForm }[opened.form](
    page,
    counter,
    opened,
  );
}

function cancel(page) {
  return h("button.plain", { "data-no": true, onclick: () => page.setForm(null) }, page.w("cancel"));
}

function askForm(page, counter, { verb, asks }) {
  return h(
    "div.question",
    { role: "group" },
    h("p", page.w(asks, { number: counter.ticket ?? "", counter: page.counterName(counter) })),
    h(
      "div.acts",
      h(
        "button.plain.do",
        { "data-yes": true, "data-do": true, onclick: () => page.act(verb, counter.id) },
        page.w(`${verb}Yes`),
      ),
      h("button.plain", { "data-no": true, onclick: () => page.setForm(null) }, page.w("no")),
    ),
  );
}

function messageForm(page, counter) {
  const text = h("textarea", {
    id: `message-${counter.id}`,
    name: "text",
    rows: 2,
    maxlength: MESSAGE_MAX,
    required: true,
    "aria-describedby": `message-hint-${counter.id}`,
  });
  return h(
    "form.question",
    {
      onsubmit: (event) => {
        event.preventDefault();
        if (text.value.trim()) page.act("message", counter.id, { text: text.value.trim() });
      },
    },
    h("label", { for: text.id }, page.w("messageTo", { counter: page.counterName(counter) })),
    text,
    h("p.en", { id: `message-hint-${counter.id}` }, page.w("messageHint")),
    h(
      "div.acts",
      h("button", { type: "submit", class: "plain do", "data-send": true, "data-do": true }, page.w("send")),
      cancel(page),
    ),
  );
}

function pauseForm(page, counter) {
  const radio = (name, value, label, checked) =>
    h(
      "label.choice",
      h("input", { type: "radio", name: `${name}-${counter.id}`, value, checked }),
      h("span", label),
    );
  const now = page.clock.nowMs() ?? Date.now();
  const form = h(
    "form.question",
    {
      onsubmit: (event) => {
        event.preventDefault();
        page.act("pause", counter.id, {
          reason: form.elements[`reason-${counter.id}`].value,
          until: page.iso(Number(form.elements[`until-${counter.id}`].value)),
        });
      },
    },
    h(
      "fieldset",
      h("legend", page.w("pauseTitle", { counter: page.counterName(counter) })),
      h(
        "div.choices",
        REASONS.map((reason, n) => radio("reason", reason, page.w(`reason_${reason}`), n === 0)),
      ),
    ),
    h(
      "fieldset",
      h("legend", page.w("pauseBack")),
      h(
        "div.choices",
        PAUSE_MIN.map((minutes, n) => {
          const until = S.pauseUntil(now, minutes);
          return radio("until", until, clock(page.iso(until)), n === 1);
        }),
      ),
    ),
    h(
      "div.acts",
      h("button", { type: "submit", class: "plain do", "data-send": true, "data-do": true }, page.w("pause")),
      cancel(page),
    ),
  );
  return form;
}

function assignForm(page, counter, { agencies, stranded, isEnd }) {
  const name = page.counterName(counter);
  if (stranded?.length) {
    return h(
      "div.question",
      { role: "group", "data-strand": true },
      stranded.map((line) =>
        h("p", page.w("strand", { n: line.waiting, service: page.serviceName(line.service) })),
      ),
      h(
        "div.acts",
        h(
          "button.plain.do",
          {
            "data-yes": true,
            "data-do": true,
            onclick: () =>
              page.act("assignment", counter.id, { ...(isEnd ? {} : { agencies }), even_so: true }),
          },
          page.w("strandYes"),
        ),
        h("button.plain", { "data-no": true, onclick: () => page.setForm(null) }, page.w("no")),
      ),
    );
  }
  const chosen = new Set(agencies);
  const own = page.staff.agencies;
  // What is not theirs to change stays as it is.
  const mayChange = (id) => own.length === 0 || own.includes(id);
  const all = page.state.agencies.filter(({ id }) => mayChange(id) || agencies.includes(id));
  return h(
    "form.question",
    {
      onsubmit: (event) => {
        event.preventDefault();
        const wanted = all.map((a) => a.id).filter((id) => chosen.has(id));
        if (wanted.length) page.act("assignment", counter.id, { agencies: wanted });
      },
    },
    h(
      "fieldset",
      h("legend", page.w("assignTitle", { counter: name })),
      h("p.en", page.w("assignHint")),
      h(
        "div.choices.agencies",
        all.map((agency) =>
          h(
            "label.choice",
            h("input", {
              type: "checkbox",
              value: agency.id,
              checked: chosen.has(agency.id),
              disabled: !mayChange(agency.id),
              onchange: (event) => {
                if (event.target.checked) chosen.add(agency.id);
                else chosen.delete(agency.id);
              },
            }),
            h("b.letter", agency.prefix),
            h("span", agency.short),
          ),
        ),
      ),
    ),
    h(
      "div.acts",
      h(
        "button",
        { type: "submit", class: "plain do", "data-send": true, "data-do": true },
        page.w("assignDo"),
      ),
      h(
        "button.plain",
        { "data-usual": true, "data-do": true, onclick: () => page.act("assignment", counter.id, {}) },
        page.w("assignEnd"),
      ),
      cancel(page),
    ),
  );
}

function drawStory(page, dialog) {
  const { number, minute, day, facts, refusal } = page.panel;
  const about = number
    ? page.w("storyOf", { number })
    : page.w("storyAt", { time: minute.replace(":", ".") });
  const title = day === page.state.service_day ? about : `${about}, ${longDate(day, page.language)}`;
  // The fields stay while what they asked for comes, so that nothing typed meanwhile is lost.
  fillInKeeping(dialog, ["story", page.language], () => {
    dialog.setAttribute("aria-labelledby", "panel-title");
    return [
      h(
        "header",
        icon("clock"),
        h("div", h("h2", { id: "panel-title", tabindex: -1, "data-f-home": true })),
        closeButton(page),
      ),
      outcome(),
      stories(page, "panel-story", dayField(page)),
      h("div.told-story"),
      page.may("replay") && replayForm(page),
    ];
  });
  say(dialog.querySelector("h2"), title);
  drawOutcome(page, dialog);
  drawReplay(page, dialog);
  fillInKeeping(
    dialog.querySelector(".told-story"),
    [number, minute, day, facts?.map((fact) => fact.seq) ?? null, refusal, page.language],
    () => {
      if (!refusal) replayOf(dialog, page.panel);
      // Whoever is still writing the day goes on.
      const field = dialog.querySelector("#story-day");
      if (field !== document.activeElement) field.value = day;
      field.max = page.state.service_day;
      return refusal
        ? h("p.told", { role: "alert", "data-refusal": true }, icon("info-circle"), refusal)
        : facts === null
          ? h("p.en", page.w("starting"))
          : facts.length === 0
            ? h("p.en", page.w("storyNone"))
            : factsShown(page, facts, number);
    },
  );
}

/** The day that a story is of; another is asked about as soon as it is chosen. */
function dayField(page) {
  return h("input", {
    type: "date",
    id: "story-day",
    name: "day",
    required: true,
    value: page.panel.day,
    min: FIRST_DAY,
    max: page.state.service_day,
    "data-f": "story-day",
    onchange: ({ target }) => {
      if (target.checkValidity()) page.showStory({ ...page.panel, day: target.value });
    },
  });
}

function factsShown(page, facts, about) {
  const undone = S.undoneIn(facts);
  return h(
    "ol.story",
    facts.map((fact) =>
      h(
        "li",
        { "data-fact": fact.kind, class: undone.has(fact.seq) ? "undone" : "" },
        h("span.at.tabular", clockSeconds(fact.at)),
        h(
          "div",
          h("p", h("b", factWords(page, fact)), undone.has(fact.seq) && h("span.chip", page.w("undone"))),
          detail(page, fact),
          h("p.en", who(page, fact)),
        ),
        fact.number &&
          fact.number !== about &&
          h(
            "button.plain",
            {
              "data-f": `fact ${fact.seq}`,
              "aria-label": page.w("storyOf", { number: fact.number }),
              onclick: () => page.showStory({ number: fact.number, day: page.panel.day }),
            },
            fact.number,
          ),
      ),
    ),
  );
}

function who(page, fact) {
  const { kind, name } = S.actor(fact.by);
  if (kind === "staff") return name;
  return page.w(kind === "public" ? "byPublic" : "byClock");
}

/** What a fact says, in the reader's language. */
function factWords(page, fact) {
  const counter = page.counterName(S.counterOf(page.state, fact.counter)) || (fact.counter ?? "");
  const words = STORY[factWord(fact)];
  if (!words) return [fact.kind, fact.number, counter].filter(Boolean).join(" · ");
  const { service } = fact;
  const values = {
    number: fact.number ?? "",
    counter,
    service: service ? page.serviceName(service) : "",
    staff: fact.staff ?? "",
    from: fact.moved_from ?? "",
    help: fact.help ? page.w(`help_${fact.help}`) : "",
    to: page.counterName(S.counterOf(page.state, fact.to_counter)) || (fact.to_ticket ?? ""),
  };
  const said = page.word(words).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  // What people wrote themselves stays as they wrote it.
  return fill(inSentences(said), { reason: fact.reason ?? "", text: fact.text ?? "" });
}

function factWord(fact) {
  if (fact.kind === "called" && fact.reason) return "called_for";
  if (fact.kind === "issued" && fact.moved_from) return "issued_moved";
  if (fact.kind === "transferred" && fact.to_counter) return "transferred_to";
  return STORY[`${fact.kind}_${fact.place}`] ? `${fact.kind}_${fact.place}` : fact.kind;
}

function detail(page, fact) {
  if (fact.kind === "paused")
    return h(
      "p",
      page.w(fact.until ? "pausedUntil" : "pausedWhy", {
        reason: page.w(`reason_${fact.reason}`),
        time: clock(fact.until ?? fact.at),
      }),
    );
  return fact.note ? h("p", page.w("note", { note: fact.note })) : null;
}

/** The views of the outreach page: hand over, days that are away, bring home. */
import { h, icon } from "../shared/draw.js";
import { longDate } from "../shared/words/format.js";

export function outreachView(v) {
  return h(
    "div.outreach",
    h(
      "div.lead",
      h("h1", { tabindex: -1 }, v.w("title")),
      h("p", v.w("about")),
      h("a.plain", { href: "/admin#file" }, icon("chevron-left"), v.w("back")),
    ),
    v.message && messageView(v),
    h(
      "div.cards",
      h("section.card", { key: "hand", "data-card": "hand-over" }, v.once ? onceView(v) : handOverView(v)),
      h("section.card", { key: "home", "data-card": "home" }, homeView(v)),
      h("section.card.wide", { key: "away", "data-card": "away" }, awayView(v)),
    ),
  );
}

function messageView(v) {
  const isBad = v.messageKind === "refused";
  return h(
    "p.said",
    { class: isBad && "bad", "data-message": true, role: isBad ? "alert" : null },
    icon(isBad ? "alert-triangle" : "circle-check"),
    h("span", v.message),
  );
}

function handOverView(v) {
  const { form } = v;
  return [
    h("h2", v.w("handOver")),
    h("p.hint", v.w("handOverHint")),
    h(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          v.actions.handOver();
        },
      },
      field(
        v,
        "venue",
        h(
          "select",
          { id: "venue", onchange: ({ target }) => v.actions.set({ venue: target.value, days: [] }) },
          v.venues.map(({ id, name }) =>
            h("option", { key: id, value: id, selected: id === form.venue }, name),
          ),
        ),
      ),
      field(v, "day", dayChoice(v)),
      chosenDays(v),
      field(v, "box", boxInput(v)),
      h("p.hint", { id: "box-hint" }, v.w("boxHint")),
      h(
        "button.go",
        { type: "submit", "data-hand-over": true, disabled: v.isBusy || !form.days.length || !form.box },
        h("b", v.w(v.isBusy ? "working" : "handOverDo")),
      ),
    ),
  ];
}

function boxInput(v) {
  return h("input", {
    type: "text",
    id: "box",
    value: v.form.box,
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    "aria-describedby": "box-hint",
    oninput: ({ target }) => v.actions.set({ box: target.value }),
  });
}

function field(v, name, input) {
  return [h("label", { for: name }, v.w(name)), input];
}

function dayChoice(v) {
  const { form, today } = v;
  return h(
    "div.with-button",
    h("input", {
      type: "date",
      id: "day",
      min: today,
      value: form.day,
      oninput: ({ target }) => v.actions.set({ day: target.value }),
    }),
    h(
      "button.plain",
      { "data-add-day": true, disabled: !form.day || form.day < today, onclick: () => v.actions.addDay() },
      icon("plus"),
      v.w("addDay"),
    ),
  );
}

function chosenDays(v) {
  if (!v.form.days.length) return h("p.hint", v.w("noDays"));
  return h(
    "ul.days",
    v.form.days.map((day) =>
      h(
        "li",
        { key: day, "data-chosen": day },
        longDate(day, v.language),
        h(
          "button",
          {
            "aria-label": v.w("removeDay", { day: longDate(day, v.language) }),
            onclick: () => v.actions.removeDay(day),
          },
          icon("x"),
        ),
      ),
    ),
  );
}

/** The code of a file, displayed only once. */
function onceView(v) {
  const { name, code, url } = v.once;
  return [
    h("h2", v.w("handOver")),
    h("p", { role: "status" }, v.w("once", { name })),
    h("p.code", { "data-code": true }, code),
    h("p.hint", v.w("onLaptop")),
    h("p.command", `antre outreach start ${name}`),
    h(
      "div.answers",
      h("a.plain", { href: url, download: name, "data-again": true }, icon("arrow-down"), v.w("again")),
      h(
        "button.go",
        { "data-once-done": true, onclick: () => v.actions.forgetCode() },
        h("b", v.w("onceDone")),
      ),
    ),
  ];
}

function homeView(v) {
  return [
    h("h2", v.w("home")),
    h("p.hint", v.w("homeHint")),
    h(
      "label.plain.choose",
      icon("file-text"),
      h("span", v.file?.name ?? v.w("choose")),
      h("input.visually-hidden", {
        type: "file",
        id: "file",
        accept: ".antre",
        onchange: ({ target }) => v.actions.chooseFile(target.files[0] ?? null),
      }),
    ),
    h(
      "button.go",
      { "data-bring-home": true, disabled: !v.file || v.isBusy, onclick: () => v.actions.bringHome() },
      h("b", v.percent === null ? v.w("homeDo") : v.w("sending", { percent: v.percent })),
    ),
    v.brought && broughtView(v, v.brought),
  ];
}

function broughtView(v, { box, brought, clock }) {
  return h(
    "div.told.news",
    { role: "status", "data-brought": true },
    icon("circle-check"),
    h(
      "div",
      h("p", h("b", v.w("brought", { box }))),
      h(
        "ul",
        brought.map((day) =>
          h(
            "li",
            { key: day.day },
            `${longDate(day.day, v.language)}: `,
            v.w(day.added ? "broughtNew" : "broughtBefore", { n: day.numbers, added: day.added }),
            !day.is_closed && `; ${v.w("goesOn")}`,
          ),
        ),
      ),
      clock.map((words) => h("p.hint", v.text(words))),
    ),
  );
}

function awayView(v) {
  return [
    h("h2", v.w("away")),
    v.rows.length === 0 && h("p.hint", v.w("none")),
    h(
      "ul.rows",
      v.rows.map((row) => rowView(v, row)),
    ),
  ];
}

function rowView(v, row) {
  const { key, day, venueName, box, state, numbers } = row;
  const isAsked = v.asked === key;
  return h(
    "li",
    { key, "data-day": day, "data-state": state },
    h("b.when", longDate(day, v.language)),
    h("span.where", venueName, h("span.box", v.w("onBox", { box }))),
    h("span.state", v.named("states", state)),
    h("span.count.tabular", (state === "home" || state === "begun") && v.w("numbers", { n: numbers })),
    h(
      "span.act",
      state === "out" &&
        !isAsked &&
        h("button.plain", { "data-take-back": key, onclick: () => v.actions.ask(key) }, v.w("takeBack")),
    ),
    isAsked &&
      h(
        "div.question",
        { role: "alertdialog", "aria-labelledby": "ask-words" },
        h("p", { id: "ask-words" }, v.w("takeBackAsk", { day: longDate(day, v.language), box })),
        h(
          "div.answers",
          h("button.plain", { "data-no": true, onclick: () => v.actions.ask(null) }, v.w("no")),
          h(
            "button.go",
            { "data-yes": true, disabled: v.isBusy, onclick: () => v.actions.takeBack(row) },
            h("b", v.w("takeBackDo")),
          ),
        ),
      ),
  );
}

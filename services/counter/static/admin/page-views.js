/** The frame of the admin's page: today, sections, list, question, and the bar under a form. */
import * as A from "./state.js";
import { h, icon } from "../shared/draw.js";

const ICONS = {
  start: "player-play",
  venues: "building-community",
  agencies: "id",
  services: "file-text",
  counters: "device-tv",
  media: "photo",
  house: "volume",
  staff: "user-check",
  devices: "device-tv",
  audit: "clock",
  file: "arrows-exchange",
};
/** Sections without a list. */
const WITHOUT_LIST = ["start", "audit", "file", "devices", A.WHOLE];

export function adminView(v) {
  const bar = barView(v);
  const hasStrip = v.message && !bar && !["start", "file", "devices"].includes(v.section);
  const today = v.day && v.venue;
  return [
    h("div.today", { hidden: !today }, today && todayView(v)),
    h("div.said-strip", { hidden: !hasStrip }, hasStrip && messageView(v)),
    h(
      "div.rooms",
      h("nav.rail", { "aria-label": v.w("sections") }, railView(v)),
      h(
        "div.list",
        { key: `list ${v.section}`, hidden: WITHOUT_LIST.includes(v.section) },
        !WITHOUT_LIST.includes(v.section) && listView(v),
      ),
      h(
        "div.work",
        h(
          "div.form-room",
          { key: `form ${v.section}/${v.key}` },
          v.loaded ? v.loaded.formView(v) : h("p.hint", v.w("starting")),
        ),
        h(
          "div.question",
          { role: "alertdialog", "aria-labelledby": "question-words", hidden: !v.question },
          v.question && questionView(v, v.question),
        ),
        h("div.bar", { hidden: !bar }, bar),
      ),
    ),
  ];
}

/** Today's hours of a venue, and the controls to open it later. */
function todayView(v) {
  const { venue, day } = v;
  const state = A.dayOf(venue, day);
  return [
    h("label", { for: "venue" }, h("span.visually-hidden", v.w("venue"))),
    v.content.venues.length > 1 ? venueChoice(v) : h("b", venue.name),
    h("p", { "data-today": state.kind }, h("b", `${v.w("today")}: `), dayWords(v, state)),
    h("span.space"),
    v.may("house-edit") && opensLater(v),
    v.may("house-edit") &&
      state.isException &&
      h(
        "button.plain",
        { "data-as-usual": true, disabled: v.isSaving, onclick: () => v.actions.asUsual(venue, day) },
        icon("rotate"),
        v.w("asUsual"),
      ),
  ];
}

function venueChoice(v) {
  if (A.hasManyVenues(v.content)) return venueTyped(v);
  return h(
    "select",
    { id: "venue", onchange: ({ target }) => v.actions.chooseVenue(target.value) },
    v.content.venues.map(({ id, name }) =>
      h("option", { key: id, value: id, selected: id === v.venue.id }, name),
    ),
  );
}

/** The choice among many venues, by typing part of a name. */
function venueTyped(v) {
  return [
    h("input", {
      type: "search",
      id: "venue",
      list: "venue-names",
      value: v.venueText ?? v.venue.name,
      autocomplete: "off",
      onfocus: ({ target }) => target.select(),
      oninput: ({ target }) => v.actions.typeVenue(target.value),
      onchange: ({ target }) => v.actions.typeVenue(target.value, true),
    }),
    h(
      "datalist",
      { id: "venue-names" },
      v.content.venues.map(({ id, name }) => h("option", { key: id, value: name })),
    ),
  ];
}

function opensLater(v) {
  const time = A.clockOut(A.clockIn(v.opensAt));
  return [
    h("input.time", {
      type: "text",
      id: "opens-at",
      value: v.opensAt,
      inputmode: "decimal",
      autocomplete: "off",
      "aria-label": v.w("opensAt"),
      oninput: ({ target }) => v.actions.setOpensAt(target.value),
    }),
    h(
      "button.dark",
      {
        "data-opens-later": true,
        disabled: v.isSaving,
        onclick: () => v.actions.openLater(v.venue, v.day),
      },
      icon("clock"),
      h("b", v.w("opensLater", { time })),
    ),
  ];
}

const DAY_WORDS = {
  usual: "dayUsual",
  hours: "dayHours",
  closed: "dayClosed",
  "all-day": "dayAll",
  rest: "dayRest",
};

function dayWords(v, { kind, hours, note }) {
  return v.w(DAY_WORDS[kind], { span: hours && A.spanText(hours), note: v.text(note) });
}

function railView(v) {
  return h(
    "ul",
    v.sections.map((section) =>
      h(
        "li",
        { key: section },
        h(
          "a",
          {
            href: `#${section}`,
            "data-section": section,
            "aria-current": section === v.section ? "page" : null,
          },
          icon(ICONS[section]),
          h("span", v.w(section)),
          v.drafts.some((name) => name.startsWith(`${section}/`)) &&
            h("span.dot", { title: v.w("unsaved") }, h("span.visually-hidden", v.w("unsaved"))),
        ),
      ),
    ),
  );
}

function listView(v) {
  const { section } = v;
  const items = section === "staff" ? accountRows(v) : houseItems(v);
  const rows = section === "staff" ? items : houseRows(v, items.slice(0, A.ROWS_MAX));
  const more = items.length - rows.length;
  const none = v.search ? "nothingFound" : section === "media" ? "mediaNone" : "noneYet";
  return [
    h("input", {
      type: "search",
      id: "search",
      placeholder: v.w("search"),
      "aria-label": `${v.w("search")}: ${v.w(section)}`,
      value: v.search,
      oninput: ({ target }) => v.actions.searchFor(target.value),
    }),
    v.isEditable &&
      h(
        "a.plain",
        { href: `#${section}/+`, "data-add": section },
        icon(section === "staff" ? "user-plus" : "plus"),
        v.w(`add${section[0].toUpperCase()}${section.slice(1)}`),
        v.drafts.includes(`${section}/+`) && h("span.unsaved", `(${v.w("unsaved")})`),
      ),
    h(
      "ul",
      { "aria-label": v.w("list", { section: v.w(section) }), tabindex: -1 },
      rows.map((row) => listRow(v, row)),
      rows.length === 0 && h("li.hint", v.w(none)),
      more > 0 && h("li.hint", { "data-more": more }, v.w("moreRows", { n: more })),
    ),
  ];
}

function listRow(v, { key, name, more, isOff, isUnsaved, isLacking }) {
  return h(
    "li",
    { key },
    h(
      "a",
      {
        href: `#${v.section}/${encodeURI(key)}`,
        "data-item": key,
        "aria-current": key === v.key ? "true" : null,
        class: isOff && "off",
      },
      h("b", name),
      isUnsaved && h("span.unsaved", v.w("unsaved")),
      h("span.more", more),
      isLacking && h("span.more", { "data-lacks-english": true }, v.w("withoutEnglish")),
    ),
  );
}

/** The items to list: search results, or all; of counters those of the selected venue. */
function houseItems(v) {
  const { section, content } = v;
  if (v.search) return A.search(content, section, v.search);
  const items = A.itemsOf(content, section);
  return section === "counters" ? items.filter(({ venue }) => venue === v.venueId) : items;
}

function houseRows(v, items) {
  const { section, content } = v;
  return items.map((item) => {
    const key = A.keyOf(section, item);
    const title = A.titleOf(content, section, item);
    if (section === "counters" && v.search && A.hasManyVenues(content))
      title.more = `${A.find(content, "venues", item.venue)?.name ?? item.venue}, ${title.more}`;
    if (section === "media")
      title.more = `${v.named("kinds", item.kind)}, ${title.more || v.w("everyVenue")}`;
    const isUnsaved = v.drafts.includes(`${section}/${key}`);
    return { key, ...title, isUnsaved, isLacking: A.lacksEnglish(item) };
  });
}

function accountRows(v) {
  return v.accounts
    .filter(({ username }) => username.includes(v.search.toLowerCase()))
    .map(({ username, active, roles }) => ({
      key: username,
      name: username,
      isOff: !active,
      isUnsaved: v.drafts.includes(`staff/${username}`),
      more: [...roles.map((role) => v.named("roles", role)), !active && v.w("off")]
        .filter(Boolean)
        .join(", "),
    }));
}

/** A question to answer before saving. */
function questionView(v, { words, values, rows = [], detail, now, yes, no = "notNow", third }) {
  const answer = (name, look, word, value) =>
    h("button", { class: look, [`data-${name}`]: true, onclick: () => v.actions.answer(value) }, word);
  return [
    h(
      "div.said-question",
      icon("alert-triangle"),
      h(
        "div",
        h("p", { id: "question-words" }, h("b", detail ?? v.w(words, values))),
        rows.length > 0 &&
          h(
            "ul",
            rows.map((row) => h("li", row())),
          ),
        now && h("p", now),
      ),
    ),
    h(
      "div.answers",
      answer("no", "plain", v.w(no), false),
      third && answer("third", "plain", v.w(third), "third"),
      answer("yes", "dark", h("b", v.w(yes)), true),
    ),
  ];
}

/** The bar under a form: buttons and message; null if there is nothing to save. */
function barView(v) {
  const { section, isEditable } = v;
  const isHouse = A.SECTIONS.includes(section) || section === A.WHOLE;
  if (!(isHouse || section === "staff") || !v.draft || (!isEditable && !v.message)) return null;
  return [
    isEditable && saveButton(v),
    isEditable &&
      v.isDirty &&
      h("button.plain", { "data-discard": true, onclick: () => v.actions.discard() }, v.w("discard")),
    v.message && messageView(v),
    v.loaded?.nextStepView(v),
    h("span.space"),
    isEditable &&
      isHouse &&
      section !== A.WHOLE &&
      v.base !== null &&
      h(
        "button.plain",
        { "data-remove": true, disabled: v.isSaving, onclick: () => v.actions.askRemove() },
        icon("x"),
        v.w("remove"),
      ),
  ];
}

function saveButton(v) {
  return h(
    "button.dark",
    { "data-save": true, disabled: v.isSaving || !v.isDirty, onclick: () => v.actions.save() },
    icon("check"),
    h("b", v.w(v.isSaving ? "saving" : "save")),
  );
}

/** The message about the last action. */
export function messageView(v, tag = "p") {
  const isBad = v.messageKind === "refused";
  return h(
    `${tag}.said`,
    { class: isBad && "bad", "data-message": true },
    icon(isBad ? "alert-triangle" : "circle-check"),
    h("span", v.message),
  );
}

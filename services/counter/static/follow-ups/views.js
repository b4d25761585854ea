/** What the page of follow-ups shows: the form, then a card for each. */
import * as S from "./state.js";
import { h, icon } from "../shared/draw.js";
import { longDate } from "../shared/words/format.js";

export function pageView(v) {
  if (!v.list) return h("p.starting", v.w("starting"));
  const { open, done } = S.sorted(v.list.follow_ups);
  return [
    h(
      "section.top",
      h("h1", v.w("title")),
      h("p.en", v.w("intro")),
      !v.mayEdit && h("p.told.news", v.w("readOnly")),
    ),
    v.message && h("p.told", { class: v.messageKind, role: "status" }, v.message),
    v.mayEdit && (v.editing?.isNew ? formView(v, v.editing.follow_up) : addView(v)),
    h("h2", v.w("open", { n: open.length })),
    listView(v, open),
    done.length > 0 && [h("h2", v.w("finished", { n: done.length })), listView(v, done)],
  ];
}

function addView(v) {
  return h(
    "button.go.add",
    { key: "add", "data-add": true, onclick: () => v.actions.add() },
    icon("plus"),
    h("b", v.w("add")),
  );
}

function listView(v, list) {
  if (list.length === 0) return h("p.en", v.w("none"));
  return h(
    "ol.follow-ups",
    list.map((one) =>
      v.editing && !v.editing.isNew && v.editing.follow_up.id === one.id
        ? h("li", { key: one.id }, formView(v, v.editing.follow_up))
        : cardView(v, one),
    ),
  );
}

function cardView(v, one) {
  const element = S.elementOf(v.list.forms, one);
  const place = v.list.venues.find(({ id }) => id === one.venue)?.name ?? v.w("everywhere");
  const about = element && `${one.form.toUpperCase()} ${one.element.toUpperCase()} ${v.text(element.name)}`;
  const isLate = S.isLate(one, v.list.today);
  const day = longDate(one.done || one.due, v.language);
  return h(
    "li.card",
    {
      key: one.id,
      "data-follow-up": one.id,
      class: [one.done && "done", isLate && "late"].filter(Boolean).join(" "),
    },
    h("p.en", [about, place].filter(Boolean).join(" · ")),
    h("h3", one.what),
    h("p", h("b", one.who)),
    h(
      "p.when",
      icon(one.done ? "circle-check" : isLate ? "alert-triangle" : "clock"),
      v.w(one.done ? "doneOn" : isLate ? "late" : "until", { day }),
    ),
    v.mayEdit && (v.removing === one.id ? removeView(v, one) : actsView(v, one)),
  );
}

function actsView(v, one) {
  const act = (name, sign, words, does) =>
    h("button.plain", { "data-act": name, onclick: does }, icon(sign), v.w(words));
  return h(
    "div.acts",
    one.done
      ? act("undone", "rotate", "undone", () => v.actions.mark(one, ""))
      : act("done", "check", "done", () => v.actions.mark(one, v.list.today)),
    act("change", "file-text", "change", () => v.actions.change(one)),
    act("remove", "x", "remove", () => v.actions.ask(one.id)),
  );
}

function removeView(v, one) {
  return h(
    "div.asks",
    h("p", h("b", v.w("removeAsk"))),
    h(
      "div.acts",
      h("button.plain", { "data-act": "remove-yes", onclick: () => v.actions.remove(one) }, v.w("removeYes")),
      h("button.plain", { onclick: () => v.actions.ask(null) }, v.w("cancel")),
    ),
  );
}

function formView(v, one) {
  const submit = (event) => {
    event.preventDefault();
    const { what, who, due, venue, about } = event.currentTarget.elements;
    const [form = "", element = ""] = about.value.split("/");
    const wish = { what: what.value, who: who.value, due: due.value, venue: venue.value, form, element };
    v.actions.save({ ...one, ...wish });
  };
  const input = (name, type, more = {}) =>
    h("input", { id: `follow-up-${name}`, name, type, required: true, "initial-value": one[name], ...more });
  return h(
    "form.write",
    { key: `form ${one.id}`, "data-form": true, onsubmit: submit },
    field(v, "what", input("what", "text", { maxlength: 300, autocomplete: "off" })),
    field(v, "who", input("who", "text", { maxlength: 300, autocomplete: "off" })),
    field(v, "due", input("due", "date")),
    field(v, "place", placeChoice(v, one)),
    field(v, "about", elementChoice(v, one)),
    h(
      "div.acts",
      h("button.go", { type: "submit", disabled: v.isSaving }, icon("check"), h("b", v.w("save"))),
      h("button.plain", { onclick: () => v.actions.cancel() }, v.w("cancel")),
    ),
  );
}

function field(v, word, control) {
  return h("div.field", h("label", { for: control.attributes.id }, v.w(word)), control);
}

function placeChoice(v, one) {
  return h(
    "select",
    { id: "follow-up-place", name: "venue" },
    [{ id: "", name: v.w("everywhere") }, ...v.list.venues].map(({ id, name }) =>
      h("option", { key: id, value: id, "initial-selected": id === one.venue }, name),
    ),
  );
}

function elementChoice(v, one) {
  const chosen = one.form && `${one.form}/${one.element}`;
  const option = (value, words) =>
    h("option", { key: value, value, "initial-selected": value === chosen }, words);
  return h(
    "select",
    { id: "follow-up-about", name: "about" },
    option("", v.w("nothing")),
    v.list.forms.map((form) =>
      h(
        "optgroup",
        { key: form.id, label: form.id.toUpperCase() },
        form.elements.map(({ id, name }) =>
          option(`${form.id}/${id}`, `${id.toUpperCase()} ${v.text(name)}`),
        ),
      ),
    ),
  );
}

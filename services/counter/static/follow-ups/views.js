/** The views of the page of follow-ups: the form, and a card for each. */
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
    "div",
    { key: "add" },
    h(
      "button.go.add",
      { "data-add": true, onclick: () => v.actions.add() },
      icon("plus"),
      h("b", v.w("add")),
    ),
  );
}

function listView(v, list) {
  if (list.length === 0) return h("p.en", v.w("none"));
  return h(
    "ol.follow-ups",
    list.map((followUp) =>
      v.editing && !v.editing.isNew && v.editing.follow_up.id === followUp.id
        ? h("li", { key: followUp.id }, formView(v, v.editing.follow_up))
        : cardView(v, followUp),
    ),
  );
}

function cardView(v, followUp) {
  const element = S.elementOf(v.list.forms, followUp);
  const place = v.list.venues.find(({ id }) => id === followUp.venue)?.name ?? v.w("everywhere");
  const about =
    element && `${followUp.form.toUpperCase()} ${followUp.element.toUpperCase()} ${v.text(element.name)}`;
  const isLate = S.isLate(followUp, v.list.today);
  const day = longDate(followUp.done || followUp.due, v.language);
  return h(
    "li.card",
    {
      key: followUp.id,
      "data-follow-up": followUp.id,
      class: [followUp.done && "done", isLate && "late"].filter(Boolean).join(" "),
    },
    h("p.en", [about, place].filter(Boolean).join(" · ")),
    h("h3", followUp.what),
    h("p", h("b", followUp.who)),
    h(
      "p.when",
      icon(followUp.done ? "circle-check" : isLate ? "alert-triangle" : "clock"),
      v.w(followUp.done ? "doneOn" : isLate ? "late" : "until", { day }),
    ),
    v.mayEdit && (v.removing === followUp.id ? removeView(v, followUp) : actsView(v, followUp)),
  );
}

function actsView(v, followUp) {
  const act = (name, sign, words, does) =>
    h("button.plain", { "data-act": name, onclick: does }, icon(sign), v.w(words));
  return h(
    "div.acts",
    followUp.done
      ? act("undone", "rotate", "undone", () => v.actions.mark(followUp, ""))
      : act("done", "check", "done", () => v.actions.mark(followUp, v.list.today)),
    act("change", "file-text", "change", () => v.actions.change(followUp)),
    act("remove", "x", "remove", () => v.actions.ask(followUp.id)),
  );
}

function removeView(v, followUp) {
  return h(
    "div.asks",
    h("p", h("b", v.w("removeAsk"))),
    h(
      "div.acts",
      h(
        "button.plain",
        { "data-act": "remove-yes", onclick: () => v.actions.remove(followUp) },
        v.w("removeYes"),
      ),
      h("button.plain", { onclick: () => v.actions.ask(null) }, v.w("cancel")),
    ),
  );
}

function formView(v, followUp) {
  const submit = (event) => {
    event.preventDefault();
    const { what, who, due, venue, about } = event.currentTarget.elements;
    const [form = "", element = ""] = about.value.split("/");
    const fields = { what: what.value, who: who.value, due: due.value, venue: venue.value, form, element };
    v.actions.save({ ...followUp, ...fields });
  };
  const input = (name, type, more = {}) =>
    h("input", {
      id: `follow-up-${name}`,
      name,
      type,
      required: true,
      "initial-value": followUp[name],
      ...more,
    });
  return h(
    "form.write",
    { key: `form ${followUp.id}`, "data-form": true, onsubmit: submit },
    field(v, "what", input("what", "text", { maxlength: 300, autocomplete: "off" })),
    field(v, "who", input("who", "text", { maxlength: 300, autocomplete: "off" })),
    field(v, "due", input("due", "date")),
    field(v, "place", placeChoice(v, followUp)),
    field(v, "about", elementChoice(v, followUp)),
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

function placeChoice(v, followUp) {
  return h(
    "select",
    { id: "follow-up-place", name: "venue" },
    [{ id: "", name: v.w("everywhere") }, ...v.list.venues].map(({ id, name }) =>
      h("option", { key: id, value: id, "initial-selected": id === followUp.venue }, name),
    ),
  );
}

function elementChoice(v, followUp) {
  const chosen = followUp.form && `${followUp.form}/${followUp.element}`;
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

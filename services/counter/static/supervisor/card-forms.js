/** The forms in a counter's card: a question, a message, a pause, an assignment. */
import { h } from "../shared/draw.js";
import { clock } from "../shared/words/format.js";
import * as S from "./state.js";

const REASONS = ["break", "prayer", "errand", "files", "meeting", "equipment", "helping", "other"];
const PAUSE_MIN = [10, 15, 30, 60];
const MESSAGE_MAX = 300;

export function formView(v, counter, form) {
  if (form.stranded?.length) return strandForm(v, counter, form);
  return { ask: askForm, message: messageForm, pause: pauseForm, assign: assignForm }[form.form](
    v,
    counter,
    form,
  );
}

/** A form with this key; done receives its elements. */
function fieldForm(name, done, ...children) {
  return h(
    "form.question",
    {
      key: name,
      onsubmit: (event) => {
        event.preventDefault();
        done(event.currentTarget.elements);
      },
    },
    children,
  );
}

function no(v, word) {
  return h("button.plain", { "data-no": true, onclick: () => v.actions.setForm(null) }, v.w(word));
}

function send(v, word) {
  return h(
    "button.plain.do",
    { type: "submit", "data-send": true, "data-do": true, disabled: v.rests },
    v.w(word),
  );
}

function yes(v, word, press) {
  return h(
    "button.plain.do",
    { "data-yes": true, "data-do": true, disabled: v.rests, onclick: press },
    v.w(word),
  );
}

function askForm(v, counter, { verb, asks }) {
  return h(
    "div.question",
    { key: verb, role: "group" },
    h("p", v.w(asks, { number: counter.ticket ?? "", counter: v.counterName(counter) })),
    h(
      "div.acts",
      yes(v, `${verb}Yes`, () => v.actions.act(verb, counter.id)),
      no(v, "no"),
    ),
  );
}

function messageForm(v, { id, ...counter }) {
  const done = ({ text }) => {
    if (text.value.trim()) v.actions.act("message", id, { text: text.value.trim() });
  };
  return fieldForm(
    "message",
    done,
    h("label", { for: `message-${id}` }, v.w("messageTo", { counter: v.counterName(counter) })),
    h("textarea", {
      id: `message-${id}`,
      name: "text",
      rows: 2,
      maxlength: MESSAGE_MAX,
      required: true,
      "aria-describedby": `message-hint-${id}`,
    }),
    h("p.en", { id: `message-hint-${id}` }, v.w("messageHint")),
    h("div.acts", send(v, "send"), no(v, "cancel")),
  );
}

function radio(name, value, label, checked) {
  return h(
    "label.choice",
    h("input", { type: "radio", name, value, "initial-checked": checked }),
    h("span", label),
  );
}

function pauseForm(v, counter, { openedMs }) {
  const [reason, until] = [`reason-${counter.id}`, `until-${counter.id}`];
  const times = PAUSE_MIN.map((minutes) => S.pauseUntil(openedMs, minutes));
  const done = (fields) =>
    v.actions.act("pause", counter.id, {
      reason: fields[reason].value,
      until: v.iso(Number(fields[until].value)),
    });
  return fieldForm(
    "pause",
    done,
    h(
      "fieldset",
      h("legend", v.w("pauseTitle", { counter: v.counterName(counter) })),
      h(
        "div.choices",
        REASONS.map((slug, n) => radio(reason, slug, v.w(`reason_${slug}`), n === 0)),
      ),
    ),
    h(
      "fieldset",
      h("legend", v.w("pauseBack")),
      h(
        "div.choices",
        times.map((ms, n) => radio(until, ms, clock(v.iso(ms)), n === 1)),
      ),
    ),
    h("div.acts", send(v, "pause"), no(v, "cancel")),
  );
}

/** Ask before stranding visitors, with the services concerned. */
function strandForm(v, counter, { agencies, stranded, isEnd }) {
  const body = { ...(isEnd ? {} : { agencies }), even_so: true };
  return h(
    "div.question",
    { key: "strand", role: "group", "data-strand": true },
    stranded.map((line) => h("p", v.w("strand", { n: line.waiting, service: v.serviceName(line.service) }))),
    h(
      "div.acts",
      yes(v, "strandYes", () => v.actions.act("assignment", counter.id, body)),
      no(v, "no"),
    ),
  );
}

function assignForm(v, counter, { agencies }) {
  // Agencies that this account may not change stay assigned.
  const mayChange = (id) => S.mayChange(v.staff, id);
  const offered = v.hall.agencies.filter(({ id }) => mayChange(id) || agencies.includes(id));
  const done = (fields) => {
    const chosen = offered.map(({ id }) => id).filter((id) => fields[id].checked);
    if (chosen.length) v.actions.act("assignment", counter.id, { agencies: chosen });
  };
  const usual = () => v.actions.act("assignment", counter.id, {});
  return fieldForm(
    "assign",
    done,
    h(
      "fieldset",
      h("legend", v.w("assignTitle", { counter: v.counterName(counter) })),
      h("p.en", v.w("assignHint")),
      h(
        "div.choices.agencies",
        offered.map((agency) => agencyChoice(agency, agencies.includes(agency.id), mayChange(agency.id))),
      ),
    ),
    h(
      "div.acts",
      send(v, "assignDo"),
      h(
        "button.plain",
        { "data-usual": true, "data-do": true, disabled: v.rests, onclick: usual },
        v.w("assignEnd"),
      ),
      no(v, "cancel"),
    ),
  );
}

function agencyChoice({ id, prefix, short }, checked, mayChange) {
  return h(
    "label.choice",
    { key: id },
    h("input", { type: "checkbox", name: id, value: id, "initial-checked": checked, disabled: !mayChange }),
    h("b.letter", prefix),
    h("span", short),
  );
}

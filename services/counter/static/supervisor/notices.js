/** The panel of notices: the current ones, and the form to post one. */
import { h, icon } from "../shared/draw.js";
import { clock } from "../shared/words/format.js";
import { outcome } from "./notes.js";
import * as S from "./state.js";

const TEXT_MAX = 120;
/** The default duration of a notice. */
const USUAL_MIN = 60;

export function noticesView(v, head) {
  return [
    head,
    outcome(v.message, v.refused),
    v.notices.length === 0 && h("p.en", v.w("noticesNone")),
    h(
      "ul.notices",
      v.notices.map((notice) => noticeView(v, notice)),
    ),
    noticeForm(v),
  ];
}

function noticeView(v, notice) {
  const { id, text, until, service } = notice;
  return h(
    "li",
    { key: id, "data-notice": id },
    icon("speakerphone"),
    h(
      "div",
      h("p", h("b", text.id), text.en !== text.id && h("span.en", { lang: "en" }, text.en)),
      h("p.en", v.w("noticeRow", { whom: whom(v, notice), time: clock(until) })),
    ),
    S.mayNotify(v.staff, v.hall, service) &&
      h(
        "button.plain",
        {
          "data-end-notice": id,
          "data-f": `end ${id}`,
          disabled: v.rests,
          onclick: () => v.actions.endNotice(id),
        },
        v.w("noticeEnd"),
      ),
  );
}

function whom(v, { service, zone }) {
  if (service) return v.serviceName(service);
  const place = v.hall.zones.find(({ id }) => id === zone);
  return place ? v.w("zone", { zone: place.name }) : v.w("noticeAll");
}

/** The form; replaced by an empty one after each posted notice. */
function noticeForm(v) {
  const { posted, openedMs } = v.panel;
  const done = ({ whom: to, text, en, until }) => {
    const [of, id] = to.value.split(" ");
    v.actions.postNotice({ text: text.value, en: en.value, until: until.value, ...(id && { [of]: id }) });
  };
  return h(
    "form.question.notice",
    {
      key: `notice ${posted}`,
      "data-form": "notice",
      onsubmit: (event) => {
        event.preventDefault();
        done(event.currentTarget.elements);
      },
    },
    h("h3", v.w("noticeNew")),
    field(v, "whom", "noticeFor", choice(v)),
    field(v, "text", "noticeText", textarea("text", true)),
    field(v, "en", "noticeEnglish", textarea("en", false)),
    h("p.en", v.w("noticeHint")),
    field(v, "until", "noticeUntil", endField(v.iso(S.pauseUntil(openedMs, USUAL_MIN)))),
    h(
      "div.acts",
      h(
        "button.plain.do",
        { type: "submit", "data-send": true, "data-do": true, disabled: v.rests },
        v.w("noticePost"),
      ),
    ),
  );
}

function field(v, name, word, control) {
  return h("div.field", h("label", { for: `notice-${name}` }, v.w(word)), control);
}

/** The field for the end of a notice; usual: default, ISO. */
function endField(usual) {
  return h("input", {
    id: "notice-until",
    name: "until",
    required: true,
    maxlength: 5,
    inputmode: "decimal",
    autocomplete: "off",
    "initial-value": clock(usual),
  });
}

function textarea(name, required) {
  return h("textarea", { id: `notice-${name}`, name, rows: 2, maxlength: TEXT_MAX, required });
}

/** The choice of addressees that the account may notify: everybody, a zone, or a service. */
function choice(v) {
  const all = S.mayNotify(v.staff, v.hall, null);
  const option = (value, words) => h("option", { key: value, value }, words);
  return h(
    "select",
    { id: "notice-whom", name: "whom" },
    all && option("venue", v.w("noticeAll")),
    all && v.hall.zones.map(({ id, name }) => option(`zone ${id}`, v.w("zone", { zone: name }))),
    v.hall.agencies.map(({ id: agency, short }) => {
      const services = S.linesOf(v.hall, agency).filter(({ id }) => S.mayNotify(v.staff, v.hall, id));
      return (
        services.length > 0 &&
        h(
          "optgroup",
          { key: agency, label: short },
          services.map((service) => option(`service ${service.id}`, v.names(service)[0])),
        )
      );
    }),
  );
}

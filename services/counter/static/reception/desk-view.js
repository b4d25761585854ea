/** The desk: at the left the ticket or the choice of a service, at the right the keypad to find one. */
import { agenciesView, servicesView } from "./give-views.js";
import * as S from "./state.js";
import { h, icon } from "../shared/draw.js";

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

export function deskView(v) {
  if (!v.catalogue) return h("p.starting", v.w("starting"));
  const { screen } = v.desk;
  const give = { services: servicesView, agencies: agenciesView }[screen] ?? v.loaded?.ticketView;
  return [
    h(
      "ul.calls",
      { role: "status" },
      S.kioskCalls(v.hall).map((need) => callView(v, need)),
    ),
    h("section.give", { key: screen }, give?.(v)),
    h("aside.find", finder(v), recent(v)),
  ];
}

/** A kiosk whose visitor asked for help, and its button. */
function callView(v, need) {
  const { device, name, coming } = need;
  const minutes = v.minutes(need.since);
  const [word, act, press] = coming
    ? ["kioskHelped", "helped", v.actions.kioskHelped]
    : ["attend", "attend", v.actions.attendKiosk];
  return h(
    "li",
    { key: device, class: coming && "coming", "data-kiosk-call": device },
    icon("lifebuoy"),
    h(
      "p",
      h("b", v.w("needKiosk", { kiosk: name })),
      h("span", coming ? v.w("kioskComing") : v.w(minutes ? "needKioskMore" : "needKioskNow", { minutes })),
    ),
    h(
      "button.plain",
      { class: !coming && "do", "data-act": act, disabled: v.rests, onclick: () => press(need) },
      v.w(word),
    ),
  );
}

/** The keypad: the prefixes of this venue, and digits. */
function finder(v) {
  return h(
    "form",
    {
      onsubmit: (event) => {
        event.preventDefault();
        const typed = event.currentTarget.elements.number.value;
        if (typed.trim()) v.actions.find(typed);
      },
    },
    h("label", { for: "find" }, h("b", v.w("find")), h("span.en", { lang: v.otherLanguage }, v.o("find"))),
    h(
      "div.field",
      h("input", {
        id: "find",
        name: "number",
        autocomplete: "off",
        inputmode: "none",
        maxlength: 8,
        placeholder: "A-012",
      }),
      h("button.plain.do", { type: "submit", "data-find": true }, icon("search"), v.w("findDo")),
    ),
    h(
      "div.letters",
      { role: "group", "aria-label": v.w("letters") },
      S.prefixes(v.catalogue).map((prefix) => key(prefix, prefix)),
    ),
    h(
      "div.digits",
      { role: "group", "aria-label": v.w("digits") },
      DIGITS.map((digit) => key(digit, digit)),
      key(icon("x"), "clear", v.w("findClear")),
      key("0", "0"),
      key(icon("backspace"), "back", v.w("findBack")),
    ),
    h("p.says", { role: "status", "data-find-says": true, hidden: !v.findSays }, v.findSays),
  );
}

function key(label, value, words = null) {
  const press = ({ currentTarget: { form } }) => {
    form.elements.number.value = S.typeKey(form.elements.number.value, value);
  };
  return h("button.key", { key: value, "data-key": value, "aria-label": words, onclick: press }, label);
}

/** The numbers issued last, to find them again. */
function recent(v) {
  const numbers = v.desk.recent;
  return h(
    "section.recent",
    h("h2", h("b", v.w("recent")), h("span.en", { lang: v.otherLanguage }, v.o("recent"))),
    numbers.length > 0
      ? h(
          "ul",
          numbers.map((number) =>
            h(
              "li",
              { key: number },
              h(
                "button.plain.tabular",
                { "data-recent": number, onclick: () => v.actions.find(number) },
                number,
              ),
            ),
          ),
        )
      : h("p.en", v.w("recentNone")),
  );
}

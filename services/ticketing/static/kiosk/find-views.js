/** The search screen: the visitor's query, the matching services, and the keyboard. */
import { find } from "./find.js";
import { BACKSPACE, LETTERS, SPACE, tiles } from "./state.js";
import { h, icon } from "../shared/draw.js";

export function findView(v, moreView) {
  const matches = find(v.venue, v.query);
  return [
    h("div.asked", { key: "asked" }, backButton(v), typedView(v), eraseButton(v)),
    h(
      "ul.found",
      { key: "found", class: matches.length === 0 && "none" },
      matches.length > 0
        ? matches.map((match) => resultView(v, match))
        : h(
            "li",
            { key: "none" },
            icon("help-circle"),
            h("p", h("b", v.w("findNone")), " ", v.w("findNoneDo")),
          ),
    ),
    moreView(v),
    keysView(v),
  ];
}

function backButton(v) {
  return h(
    "button.back",
    { "data-home": true, onclick: () => v.actions.back() },
    icon("chevron-left"),
    v.w("back"),
  );
}

function typedView(v) {
  return h(
    "p.typed",
    { "aria-live": "polite", "data-typed": v.query },
    icon("search"),
    v.query ? h("b", v.query, h("i")) : h("span", h("b", v.w("findAsk")), h("span.en", v.w("findHint"))),
  );
}

function eraseButton(v) {
  return key(v, BACKSPACE, icon("backspace"), { "aria-label": v.w("erase"), disabled: !v.query });
}

function key(v, typed, label, more = {}) {
  return h(
    "button.key",
    { key: typed, "data-key": typed, onclick: () => v.actions.type(typed), ...more },
    label,
  );
}

/** The errand, then the service and its agency; if it is closed, why. */
function resultView(v, { agency, service, errand }) {
  const [name] = v.names(service);
  const title = errand ? v.text(errand) : name;
  const away = tiles({ agencies: [agency] }).away.length > 0;
  const reason = service.open ? null : v.text(service.closed_text) || (away && v.w(agency.closed_reason));
  return h(
    "li",
    { key: service.id },
    h(
      "button.tile",
      {
        class: !service.open && "closed",
        "data-found": service.id,
        onclick: () => v.actions.chooseFound(agency.id, service.id),
      },
      h("span.prefix.cap", agency.prefix),
      h(
        "span.what",
        h("b", title),
        h("span.en", [errand && name !== title && name, agency.short].filter(Boolean).join(" · ")),
        reason && h("span.why", icon("clock"), reason),
      ),
    ),
  );
}

/** The keyboard, in alphabetical order for people who do not type often. */
function keysView(v) {
  return h(
    "div.keys",
    { key: "keys", role: "group", "aria-label": v.w("letters") },
    [...LETTERS].map((letter) => key(v, letter, letter)),
    key(v, SPACE, v.w("space"), { class: "wide" }),
  );
}

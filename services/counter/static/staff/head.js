/** The head of a staff page, and the banner of a disconnected one. */
import { displayOrigin } from "../shared/display-origin.js";
import { h, icon } from "../shared/draw.js";
import { clock, length } from "../shared/words/format.js";

/** The pages: [permission, path, word]. */
export const PAGES = [
  ["counter", "/counter", "pageCounter"],
  ["hall", "/supervisor", "pageHall"],
  ["reception", "/reception", "pageReception"],
  ["house", "/admin", "pageAdmin"],
];

const NAME_LONG = 26;

/** headline, buttons: the page's own nodes, at the left and at the right. */
export function headView(v, headline, buttons) {
  const isLost = v.connection === "lost";
  return [
    h("antre-motif", { name: "ketupat" }),
    headline,
    h("span.space"),
    v.isSignedIn &&
      h(
        "span.link",
        { "data-connection": v.connection },
        icon(isLost ? "wifi-off" : "wifi"),
        v.w(isLost ? "disconnected" : "connected"),
      ),
    v.now && h("b.clock.tabular", clock(v.now)),
    v.now && h("span.zone", v.zoneLabel),
    buttons,
    h(
      "button",
      { "data-language": v.otherLanguage, onclick: () => v.actions.switchLanguage() },
      v.language === "id" ? "English" : "Indonesia",
    ),
    v.isSignedIn &&
      h(
        "button",
        {
          "data-own-password-open": true,
          title: v.w("password"),
          "aria-label": v.w("password"),
          onclick: () => v.actions.openOwnPassword(),
        },
        icon("lock"),
        h("span", v.w("password")),
      ),
    v.isSignedIn &&
      h("button", { "data-sign-out": true, onclick: () => v.actions.signOut() }, v.w("signOut")),
  ];
}

/** The name of the place; a long one is set smaller, so that it is not cut off. */
export function placeName(name) {
  return h("b.counter", { class: name.length > NAME_LONG && "long" }, name);
}

export function navigation(v) {
  if (!v.isSignedIn) return null;
  return h(
    "nav",
    { "aria-label": v.w("pages") },
    PAGES.filter(([permission]) => v.may(permission)).map(([, path, word]) =>
      h("a", { href: path, "aria-current": location.pathname === path ? "page" : null }, v.w(word)),
    ),
    v.may("figures") && h("a", { href: reportsPage(v.language) }, v.w("pageReports")),
  );
}

/** A failure that stops the whole hall, or soon will, in the service's words. */
export function alarmView(words) {
  return [icon("alert-triangle"), h("p", { "data-alarm": true }, h("b", words))];
}

export function lostView(v) {
  const wholeSeconds = Math.floor(v.lostMs / 1000) * 1000;
  return [
    icon("wifi-off"),
    h("p", h("b", v.w("lost")), h("span", v.w("lostHint"))),
    h("b.tabular", length(wholeSeconds, v.language)),
  ];
}

function reportsPage(language) {
  const { reports, venue } = document.body.dataset;
  return `${displayOrigin(reports)}/reports/${venue || "house"}${language === "en" ? "?lang=en" : ""}`;
}

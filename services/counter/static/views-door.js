/** The screens before the work: sign in, choose a counter, and a counter that was lost to another computer. */
import { fillIn, h } from "./shared/dom.js";
import { clock, together } from "./shared/format.js";

const PASSWORD_MIN = 12;

export function drawStarting(page, main) {
  fillIn(main, ["starting", page.language, page.startingWords], () => h("p", { class: "starting", role: "status" }, page.startingWords ?? page.w("starting")));
}

/** Draw a door: its form, with the first field in focus; what was typed stays when it says something. */
function drawDoor(page, main, make) {
  const before = main.dataset.key;
  fillIn(main, [page.screen, page.language], make);
  if (main.dataset.key !== before) main.querySelector("input").focus();
  tell(main, page.message, page.messageKind);
}

/** Say something in its place (toldHere) in a form; kind as StaffPage.say has it. */
export function tell(main, message, kind) {
  const told = main.querySelector("[data-message]");
  if (told.dataset.told === (message ?? "")) return;
  told.dataset.told = message ?? "";
  told.hidden = !message;
  told.classList.toggle("news", kind !== "refused");
  told.querySelector("antre-icon").setAttribute("name", kind === "refused" ? "alert-triangle" : "info-circle");
  told.querySelector("span").textContent = message ?? "";
}

export function toldHere() {
  return h("p", { class: "told", role: "alert", "data-message": true, hidden: true }, h("antre-icon", { name: "info-circle" }), h("span", {}));
}

export function drawSignIn(page, main) {
  drawDoor(page, main, () => {
    const form = h("form", { class: "door", "data-sign-in": true, onsubmit: (event) => {
      event.preventDefault();
      page.signIn(form.elements.username.value, form.elements.password.value);
    } },
    h("antre-motif", { name: "ketupat" }),
    h("h1", {}, page.w("signTitle"), " ", h("span", { class: "en", lang: other(page) }, page.o("signTitle"))),
    toldHere(),
    ...username(page),
    ...password(page, "password", "password", "current-password", true),
    h("button", { type: "submit", class: "go" }, h("b", {}, page.w("signTitle"))),
    location.protocol === "http:" && !["127.0.0.1", "localhost"].includes(location.hostname) && h("p", { class: "en" }, page.w("plainHttp")),
    h("button", { type: "button", class: "link", "data-first-admin": true, onclick: () => page.go("first-admin") }, page.w("signFirst")));
    return form;
  });
}

export function drawFirstAdmin(page, main) {
  drawDoor(page, main, () => {
    const form = h("form", { class: "door", "data-first-admin-form": true, onsubmit: (event) => {
      event.preventDefault();
      const { code, username: user, password: first, again } = form.elements;
      const wrong = whyNoPassword(first.value, again.value);
      if (wrong) {
        page.go("first-admin", page.w(wrong), "refused");
        first.focus();
      } else page.firstAdmin(code.value.trim(), user.value, first.value);
    } },
    h("antre-motif", { name: "ketupat" }),
    h("h1", {}, page.w("signFirst")),
    toldHere(),
    h("label", { for: "code" }, page.w("firstCode")),
    h("input", { name: "code", id: "code", autocomplete: "one-time-code", autocapitalize: "none", spellcheck: "false", required: true }),
    ...username(page),
    ...password(page, "password", "firstPassword", "new-password", true),
    ...password(page, "again", "passwordAgain", "new-password", false),
    h("button", { type: "submit", class: "go" }, h("b", {}, page.w("signFirst"))),
    h("button", { type: "button", class: "link", "data-to-sign-in": true, onclick: () => page.go("sign-in") }, page.w("firstBack")));
    return form;
  });
}

/** Which words say why a new password, written twice, cannot be taken; null if it can. */
export function whyNoPassword(first, again) {
  if (first.length < PASSWORD_MIN) return "passwordShort";
  return first === again ? null : "passwordsDiffer";
}

function username(page) {
  return [h("label", { for: "username" }, page.w("user")),
    h("input", { name: "username", id: "username", autocomplete: "username", autocapitalize: "none", spellcheck: "false", required: true })];
}

/** The label and the field of a password; canShow: with the button that shows every one of its form. */
export function password(page, name, word, autocomplete, canShow) {
  const input = h("input", { name, type: "password", autocomplete, required: true, id: name });
  return [h("label", { for: name }, page.w(word)),
    h("div", { class: "with-button" }, input, canShow && h("button", { type: "button", class: "plain", "aria-pressed": "false", onclick: (event) => {
      const shows = input.type === "password";
      for (const field of input.form.querySelectorAll("[type=password], [data-shown]")) {
        field.type = shows ? "text" : "password";
        field.toggleAttribute("data-shown", shows);
      }
      event.currentTarget.setAttribute("aria-pressed", String(shows));
    } }, h("antre-icon", { name: "eye" }), page.w("show")))];
}

function told(page) {
  if (!page.message) return null;
  const isRefused = page.messageKind === "refused";
  return h("p", { class: `told ${isRefused ? "" : "news"}`, role: "alert", "data-message": true },
    h("antre-icon", { name: isRefused ? "alert-triangle" : "info-circle" }), h("span", {}, page.message));
}

function other(page) {
  return page.language === "id" ? "en" : "id";
}

export function drawPick(page, main) {
  const counters = (page.hall?.counters ?? []).filter((counter) => counter.allowed);
  const venues = page.hall?.venues ?? [];
  fillIn(main, ["pick", page.language, page.message, counters, page.asking, venues], () => [
    h("section", { class: "pick" },
      h("div", { class: "pick-head" },
        h("h1", {}, page.w("pickTitle"), " ", h("span", { class: "en", lang: other(page) }, page.o("pickTitle"))),
        venues.length > 1 && h("nav", { class: "venues", "aria-label": page.w("venues") }, venues.map(({ id, name }) =>
          h("a", { href: `?venue=${encodeURIComponent(id)}`, "data-venue": id, "aria-current": id === page.api.venue ? "page" : null }, name)))),
      told(page),
      page.asking && takeOver(page, counters.find((c) => c.id === page.asking)),
      page.hall && counters.length === 0 && h("p", { class: "told" }, h("antre-icon", { name: "info-circle" }), h("span", {}, page.w("pickNone"))),
      h("ul", {}, counters.map((counter) => h("li", {}, counterButton(page, counter))))),
  ]);
}

/** Which words a counter has: yours, used by somebody, closed today, free. */
function standing(counter) {
  if (counter.open && counter.yours) return "yours";
  if (counter.open) return "used";
  return counter.services && counter.services.length === 0 ? "closed" : "free";
}

const SIGNS = { yours: "user-check", used: "user-x", closed: "lock", free: "circle-check" };
const WORD_OF = { yours: "yours", used: "used", closed: "pickClosed", free: "free" };

function counterButton(page, counter) {
  const now = standing(counter);
  return h("button", {
    type: "button", "data-counter-pick": counter.id, class: now, "aria-disabled": now === "closed" ? "true" : null,
    onclick: () => {
      if (now === "closed") return;
      if (now !== "used") page.open(counter.id);
      else {
        page.asking = counter.id;
        page.update();
        page.querySelector("[data-take-over]")?.focus();
      }
    },
  },
  h("b", { class: "sign" }, counter.sign),
  h("span", {},
    h("span", { class: "serves" }, now === "closed" ? h("b", {}, counter.name) : [page.w("pickToday"), " ", h("b", {}, counter.serves)]),
    h("span", { class: `standing ${now}` }, h("antre-icon", { name: SIGNS[now] }), page.w(WORD_OF[now], { time: counter.opened_at ? clock(counter.opened_at) : "" }))));
}

function takeOver(page, counter) {
  if (!counter) return null;
  const values = { counter: together(counter.name), number: counter.ticket };
  return h("div", { class: "told ask", role: "alertdialog", "aria-labelledby": "take-ask" }, h("p", { id: "take-ask" }, page.w(counter.ticket ? "takeHeld" : "takeAsk", values)),
    h("div", {}, h("button", { type: "button", class: "go", "data-take-over": true, onclick: () => page.open(counter.id) }, h("b", {}, page.w("takeDo", { counter: together(inSentence(counter.name)) }))),
      h("button", { type: "button", class: "plain", onclick: () => { page.asking = null; page.update(); } }, page.w("otherCounter"))));
}

/** A counter's name inside a sentence: "loket 3". */
export function inSentence(name) {
  return name[0].toLowerCase() + name.slice(1);
}

export function drawLost(page, main) {
  const { counter } = page.state;
  fillIn(main, ["lost", page.language, page.lostAt], () => h("section", { class: "door lost", role: "alert" },
    h("antre-icon", { name: "alert-triangle" }),
    h("h1", {}, page.w("lostTitle", { counter: together(counter.name), time: clock(page.lostAt) })),
    h("p", {}, page.w("lostDo")),
    h("button", { type: "button", class: "go", "data-take-back": true, onclick: () => page.open(counter.id) }, h("b", {}, page.w("takeBack"))),
    h("button", { type: "button", class: "plain", "data-pick-other": true, onclick: () => page.pick() }, page.w("otherCounter"))));
}

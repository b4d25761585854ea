/** The screens before a clerk's work: choose a counter, and a counter that was lost to another computer. */
import { fillIn, h, icon } from "../shared/dom.js";
import { clock } from "../shared/format.js";

export function drawPick(page, main) {
  const counters = (page.hall?.counters ?? []).filter((counter) => counter.allowed);
  const venues = page.hall?.venues ?? [];
  fillIn(main, ["pick", page.language, page.message, counters, page.asking, venues], () => [
    h(
      "section.pick",
      h(
        "div.pick-head",
        h("h1", page.w("pickTitle"), " ", h("span.en", { lang: page.otherLanguage }, page.o("pickTitle"))),
        venues.length > 1 &&
          h(
            "nav.venues",
            { "aria-label": page.w("venues") },
            venues.map(({ id, name }) =>
              h(
                "a",
                {
                  href: `?venue=${encodeURIComponent(id)}`,
                  "data-venue": id,
                  "aria-current": id === page.api.venue ? "page" : null,
                },
                name,
              ),
            ),
          ),
      ),
      told(page),
      page.asking &&
        takeOver(
          page,
          counters.find((c) => c.id === page.asking),
        ),
      page.hall && counters.length === 0 && h("p.told", icon("info-circle"), h("span", page.w("pickNone"))),
      h(
        "ul",
        counters.map((counter) => h("li", counterButton(page, counter))),
      ),
    ),
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
  return h(
    "button",
    {
      "data-counter-pick": counter.id,
      class: now,
      "aria-disabled": now === "closed" ? "true" : null,
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
    h("b.sign", counter.sign),
    h(
      "span",
      h(
        "span.serves",
        now === "closed"
          ? h("b", page.counterName(counter))
          : [page.w("pickToday"), " ", h("b", counter.serves)],
      ),
      h(
        "span",
        { class: `standing ${now}` },
        icon(SIGNS[now]),
        page.w(WORD_OF[now], { time: counter.opened_at ? clock(counter.opened_at) : "" }),
      ),
    ),
  );
}

function takeOver(page, counter) {
  if (!counter) return null;
  const values = { counter: page.counterName(counter), number: counter.ticket };
  return h(
    "div.told.ask",
    { role: "alertdialog", "aria-labelledby": "take-ask" },
    h("p", { id: "take-ask" }, page.w(counter.ticket ? "takeHeld" : "takeAsk", values)),
    h(
      "div",
      h(
        "button.go",
        { "data-take-over": true, onclick: () => page.open(counter.id) },
        h("b", page.w("takeDo", values)),
      ),
      h(
        "button.plain",
        {
          onclick: () => {
            page.asking = null;
            page.update();
          },
        },
        page.w("otherCounter"),
      ),
    ),
  );
}

export function drawLost(page, main) {
  const { counter } = page.state;
  fillIn(main, ["lost", page.language, page.lostAt], () =>
    h(
      "section.door.lost",
      { role: "alert" },
      icon("alert-triangle"),
      h("h1", page.w("lostTitle", { counter: page.counterName(counter), time: clock(page.lostAt) })),
      h("p", page.w("lostDo")),
      h(
        "button.go",
        { "data-take-back": true, onclick: () => page.open(counter.id) },
        h("b", page.w("takeBack")),
      ),
      h("button.plain", { "data-pick-other": true, onclick: () => page.pick() }, page.w("otherCounter")),
    ),
  );
}

function told(page) {
  if (!page.message) return null;
  const isRefused = page.messageKind === "refused";
  return h(
    "p",
    { class: `told ${isRefused ? "" : "news"}`, role: "alert", "data-message": true },
    icon(isRefused ? "alert-triangle" : "info-circle"),
    h("span", page.message),
  );
}

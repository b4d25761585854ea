/** A counter in the panel: its status, its actions, and its open form. */
import { h, icon } from "../shared/draw.js";
import { clock } from "../shared/words/format.js";
import { formView } from "./card-forms.js";
import * as S from "./state.js";

export function cardView(v, counter) {
  const form = v.form?.counter === counter.id ? v.form : null;
  return h(
    "li.card",
    { key: counter.id, "data-card": counter.id, "data-doing": S.doing(counter) },
    h("div.facts", facts(v, counter)),
    h(
      "div.acts",
      mayAttend(v, counter) && attendButton(v, counter),
      S.allowedVerbs(counter, v.may).map((verb) => verbButton(v, counter, verb, form)),
    ),
    h("div", { "data-form": counter.id }, form && formView(v, counter, form)),
  );
}

function facts(v, counter) {
  const doing = S.doing(counter);
  const { ticket, since } = counter;
  return [
    h("h4", h("b", v.counterName(counter))),
    h("span.chip", { class: doing }, h("b", v.w(`doing_${doing}`))),
    ticket && ticketButton(v, ticket),
    ticket && since && h("span.since", v.w("forMinutes", { time: clock(since), n: v.minutes(since) })),
    h("p.who.en", openedBy(v, counter), counter.agencies.length > 1 && h("span", serves(v, counter))),
    counter.pause && h("p.tell", icon("player-pause"), pauseWords(v, counter.pause)),
    counter.help && h("p.tell", icon("lifebuoy"), helpWords(v, counter.help)),
    counter.message && message(v, counter.message),
  ];
}

function ticketButton(v, number) {
  return h(
    "button.number.tabular",
    {
      "data-holds": number,
      "data-f": `story ${number}`,
      "aria-label": v.w("storyOf", { number }),
      onclick: () => v.actions.showStory({ number }),
    },
    number,
  );
}

function openedBy(v, { open, opened_by: who, opened_at: at }) {
  return open ? v.w("openedBy", { who: who ?? "", time: at ? clock(at) : "" }) : v.w("nobody");
}

function serves(v, { agencies }) {
  return v.w("serves", { agencies: agencies.map((id) => S.agencyOf(v.hall, id)?.short ?? id).join(", ") });
}

/** The reason of a pause, and until when or since when. */
export function pauseWords(v, { reason, until, since }) {
  return v.w(until ? "pausedUntil" : "pausedWhy", {
    reason: v.w(`reason_${reason}`),
    time: clock(until ?? since),
  });
}

function helpWords(v, { kind, coming }) {
  return [v.w("helpAsked", { help: v.w(`help_${kind}`) }), coming && ` · ${v.w("coming")}`];
}

function message(v, { text, at, read_at: readAt }) {
  const state = readAt ? "read" : "sent";
  return h(
    "p.tell",
    { "data-message-state": state },
    icon(readAt ? "eye" : "bell"),
    h("span", `“${text}” `, h("span.en", v.w(state, { time: clock(readAt ?? at) }))),
  );
}

function mayAttend(v, { help, allowed }) {
  return help && !help.coming && allowed && v.may("attend");
}

function attendButton(v, { id }) {
  return h(
    "button.plain.do",
    {
      "data-verb": "attend",
      "data-f": `${id} attend`,
      disabled: v.rests,
      onclick: () => v.actions.act("attend", id),
    },
    v.w("attend"),
  );
}

function verbButton(v, counter, verb, opened) {
  const form = S.formOf(verb, counter);
  const isOpen = form !== null && opened?.form === form.form && opened.verb === form.verb;
  const press = () => {
    if (form) v.actions.setForm(isOpen ? null : form);
    else v.actions.act(verb.verb, counter.id, verb.body);
  };
  return h(
    "button.plain",
    {
      key: verb.verb,
      class: verb.verb === "next" ? "calls" : verb.main && "do",
      "data-verb": verb.verb,
      "data-f": `${counter.id} ${verb.verb}`,
      "aria-expanded": form ? String(isOpen) : null,
      disabled: v.rests,
      onclick: press,
    },
    v.w(verb.word, { number: counter.ticket ?? "" }),
  );
}

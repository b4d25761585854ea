/** A story from the log: of a ticket's number or of a minute, fact by fact. */
import { inSentences } from "../shared/words/counter-name.js";
import { h } from "../shared/draw.js";
import { clockSeconds, fill } from "../shared/words/format.js";
import { pauseWords } from "./card.js";
import { outcome, refusal as refused } from "./notes.js";
import { replayForm } from "./replay.js";
import * as S from "./state.js";
import { dayField, storyFields } from "./story-fields.js";
import { STORY } from "./words.js";

export function storyView(v, head) {
  const day = dayField(v, "story-day", (chosen) => v.actions.showStory({ ...v.panel, day: chosen }));
  return [
    head,
    outcome(v.message, v.refused),
    storyFields(v, "panel-story", day),
    h("div.told-story", content(v)),
    v.may("replay") && replayForm(v),
  ];
}

function content(v) {
  const { facts, refusal } = v.panel;
  if (refusal) return refused(refusal);
  if (facts === null) return h("p.en", v.w("starting"));
  if (facts.length === 0) return h("p.en", v.w("storyNone"));
  const undone = S.undoneIn(facts);
  return h(
    "ol.story",
    facts.map((fact) => factView(v, fact, undone.has(fact.seq))),
  );
}

function factView(v, fact, isUndone) {
  const isOther = fact.number && fact.number !== v.panel.number;
  return h(
    "li",
    { key: fact.seq, "data-fact": fact.kind, class: isUndone && "undone" },
    h("span.at.tabular", clockSeconds(fact.at)),
    h(
      "div",
      h("p", h("b", factWords(v, fact)), isUndone && h("span.chip", v.w("undone"))),
      detail(v, fact),
      h("p.en", who(v, fact)),
    ),
    isOther && otherStory(v, fact),
  );
}

function otherStory(v, { seq, number }) {
  return h(
    "button.plain",
    {
      "data-f": `fact ${seq}`,
      "aria-label": v.w("storyOf", { number }),
      onclick: () => v.actions.showStory({ number, day: v.panel.day }),
    },
    number,
  );
}

function who(v, fact) {
  const { kind, name } = S.actor(fact.by);
  if (kind === "staff") return name;
  return v.w(kind === "clock" ? "byClock" : "byPublic");
}

/** A fact in words, in the reader's language. */
function factWords(v, fact) {
  const named = (id) => v.counterName(S.counterOf(v.hall, id));
  const counter = named(fact.counter) || (fact.counter ?? "");
  const words = STORY[S.storyWord(fact, STORY)];
  if (!words) return [fact.kind, fact.number, counter].filter(Boolean).join(" · ");
  const values = {
    number: fact.number ?? "",
    counter,
    service: fact.service ? v.serviceName(fact.service) : "",
    staff: fact.staff ?? "",
    from: fact.moved_from ?? "",
    kiosk: fact.device_name ?? "",
    help: fact.help && fact.counter ? v.w(`help_${fact.help}`) : "",
    n: fact.numbers ?? "",
    to: named(fact.to_counter) || (fact.to_ticket ?? ""),
  };
  const sentence = v.word(words).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  // Texts written by people are inserted unchanged.
  return fill(inSentences(sentence), { reason: fact.reason ?? "", text: fact.text ?? "" });
}

function detail(v, fact) {
  if (fact.kind === "paused") return h("p", pauseWords(v, { ...fact, since: fact.at }));
  return fact.note ? h("p", v.w("note", { note: fact.note })) : null;
}

/** Plans of the clerk's dialogs for DialogState, made from the page when a dialog opens. */
import { ACTIONS, changed, DEFAULT_KEYS } from "./keys-state.js";
import { NOTE_MAX, optionsOf } from "./plan-parts.js";
import * as S from "./state.js";
import { clock } from "../shared/words/format.js";
import { withOffset } from "../shared/server-clock.js";

/** Maximum number of earlier hold reasons to offer. */
const HOLD_NOTES_MAX = 6;

export function holdPlan(page) {
  const { ticket, held } = page.state;
  // Offer earlier reasons too: they often fit and save typing.
  const all = [...page.holdNotes, ...held.map(({ note }) => note)].filter(Boolean);
  const options = [...new Set(all)].slice(0, HOLD_NOTES_MAX).map((note) => ({ value: note, label: note }));
  const label = page.w("holdWhy");
  return {
    id: "hold",
    first: {
      id: "why",
      title: page.w("holdTitle", { number: ticket.number }),
      confirm: page.w("holdDo"),
      hint: page.w("privacy"),
      fields: options.length ? [{ id: "known", kind: "one", label, options }] : [],
      text: { id: "note", label, max: NOTE_MAX },
    },
    done: ({ known, note }) => {
      const why = note?.trim() || known || null;
      if (why) page.holdNotes = [why, ...page.holdNotes.filter((n) => n !== why)].slice(0, HOLD_NOTES_MAX);
      return page.press("hold", { note: why });
    },
  };
}

export function resultPlan(page) {
  const { ticket, services, outcomes = [] } = page.state; // absent from an older display during an upgrade
  const own = { id: ticket.service, name: ticket.service_name, name_en: ticket.service_name_en };
  const all = [own, ...services.filter(({ id }) => id !== ticket.service)];
  const toOptions = (items) => items.map((item) => ({ value: item.id, label: page.serviceName(item) }));
  return {
    id: "result",
    answers: {
      outcome: ticket.outcome ?? undefined,
      services: ticket.services_given ?? [],
      note: ticket.note ?? "",
    },
    first: {
      id: "result",
      title: page.w("result"),
      confirm: page.w("resultSave"),
      hint: page.w("privacy"),
      fields: [
        { id: "outcome", kind: "one", label: page.w("outcomeOf"), options: toOptions(outcomes) },
        { id: "services", kind: "many", label: page.w("resultServices"), options: toOptions(all) },
      ],
      text: { id: "note", label: page.w("noteOf"), max: NOTE_MAX },
    },
    done: ({ outcome = null, services: answers, note }) =>
      page.press("note", { outcome, services: answers, note: note.trim() || null }),
  };
}

export function walkInPlan(page) {
  return {
    id: "walk-in",
    first: {
      id: "which",
      title: page.w("walkInDo"),
      confirm: page.w("walkInDo"),
      needs: ["service"],
      fields: [
        {
          id: "service",
          kind: "one",
          label: page.w("walkInWhich"),
          options: page.state.services.map((s) => ({ value: s.id, label: page.serviceName(s) })),
        },
      ],
    },
    done: ({ service }) => page.press("walk-in", { service }),
  };
}

export function helpPlan(page) {
  const { help } = page.state;
  const options = optionsOf(page, page.words.helpKinds);
  if (help) options.push({ value: "cancel", label: page.w("helpCancel") });
  return {
    id: "help",
    answers: { kind: help?.kind },
    first: {
      id: "kind",
      title: page.w("help"),
      confirm: page.w("help"),
      needs: ["kind"],
      fields: [{ id: "kind", kind: "one", options }],
    },
    done: ({ kind }) => (kind === "cancel" ? page.press("help-cancel") : page.press("help", { kind })),
  };
}

export function pausePlan(page) {
  const { counter } = page.state;
  const now = () => page.clock.nowMs();
  const until = counter.pause?.until ? Date.parse(counter.pause.until) : null;
  return {
    id: "pause",
    answers: { reason: counter.pause?.reason, until: until ?? S.pauseUntilMs(now()) },
    first: {
      id: "pause",
      title: page.w("pauseTitle", { counter: page.counterName(counter) }),
      confirm: page.w("pause"),
      needs: ["reason"],
      fields: [{ id: "reason", kind: "one", options: optionsOf(page, page.words.pauseReasons) }],
      time: {
        id: "until",
        label: page.w("pauseUntil"),
        show: (ms) => clock(withOffset(ms, page.clock.zone)),
        later: (ms) => S.movedMs(ms, 1, now()),
        sooner: (ms) => S.movedMs(ms, -1, now()),
      },
    },
    done: (answers) =>
      page.press("pause", {
        reason: answers.reason,
        until: withOffset(Math.max(answers.until, now() + 1_000), page.clock.zone),
      }),
  };
}

/** The current options of the menu; a toggle shows its state. */
function menuOptions(page) {
  const { ticket } = page.state;
  const toggle = (value, word) => {
    const isOn = page[value];
    return { value, label: page.w(word), state: page.w(isOn ? "on" : "off"), isOn };
  };
  return [
    toggle("autoOn", "auto"),
    toggle("soundOn", "sound"),
    toggle("keysOn", "keys"),
    { value: "keys", label: page.w("keysChange") },
    {
      value: "close",
      label: page.w("changeCounter"),
      hint: ticket ? page.w("busy", { number: ticket.number }) : page.w("changeHint"),
      off: Boolean(ticket),
    },
  ];
}

export function menuPlan(page) {
  return {
    id: "menu",
    first: {
      id: "menu",
      title: page.w("menu"),
      get fields() {
        return [{ id: "menu", kind: "do", options: menuOptions(page) }];
      },
    },
    act: (value) => {
      if (value === "keys") return page.ask(keysPlan(page));
      if (value !== "close") return page.setting(value, !page[value]);
      page.closeDialog();
      return page.press("close");
    },
  };
}

/** The words of actions whose names differ from their words. */
const ACTION_WORDS = {
  main: "mainKey",
  "no-show": "noShow",
  "walk-in": "walkInDo",
  call: "callOne",
  undo: "undoKey",
  reason: "priorityAsk",
  priority: "priorityMark",
};

/** An action's words, as on its button. */
export function actionWords({ w }, action) {
  return w(ACTION_WORDS[action] ?? action);
}

function keyOptions(page) {
  const actions = ACTIONS.map((action) => ({
    value: action,
    label: page.w(ACTION_WORDS[action] ?? action),
    state: page.keys[action],
    isKey: true,
  }));
  return [...actions, { value: "default", label: page.w("keysDefault") }];
}

export function keysPlan(page) {
  const plan = {
    id: "keys",
    first: {
      id: "keys",
      title: page.w("keysChange"),
      goesOn: true,
      anew: { action: undefined },
      get fields() {
        return [{ id: "action", kind: "one", options: keyOptions(page) }];
      },
    },
    after: (step, { action }) => {
      if (action === "default") {
        page.setKeys({ ...DEFAULT_KEYS });
        return plan.first;
      }
      const title = page.w("keysPress", { action: page.w(ACTION_WORDS[action] ?? action) });
      return { id: "capture", title, capture: true, anew: { taken: null } };
    },
    /** Assign a captured key; return whether it was free. */
    captured: (name, answers) => {
      const { keys, taken } = changed(page.keys, answers.action, name);
      if (keys) page.setKeys(keys);
      answers.taken = taken ? { name, taken } : null;
      return Boolean(keys);
    },
  };
  return plan;
}

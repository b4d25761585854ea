/** What each dialog of the clerk's page asks: plans for DialogState, made of what the page shows when it opens. */
import * as S from "./state.js";
import { ACTIONS, changed, DEFAULT_KEYS } from "./keys-state.js";
import { clock, length, minutes } from "../shared/format.js";
import { withOffset } from "../shared/server-clock.js";
import { DIGITS_MAX, numberOf as written } from "../staff/ticket-number.js";

const NOTE_MAX = 300;

/** Options of a word list: {slug: [id, en]}. */
function listed(page, words, off = () => null) {
  return Object.entries(words).map(([value, pair]) => ({ value, label: page.word(pair), ...off(value) }));
}

export function holdPlan(page) {
  const { ticket, held } = page.state;
  // What others wait for is what this one often waits for too: no letters needed.
  const notes = [...new Set([...page.holdNotes, ...held.map(({ note }) => note)].filter(Boolean))].slice(
    0,
    6,
  );
  return {
    id: "hold",
    first: {
      id: "why",
      title: page.w("holdTitle", { number: ticket.number }),
      confirm: page.w("holdDo"),
      hint: page.w("privacy"),
      fields: notes.length
        ? [
            {
              id: "known",
              kind: "one",
              label: page.w("holdWhy"),
              options: notes.map((note) => ({ value: note, label: note })),
            },
          ]
        : [],
      text: { id: "note", label: page.w("holdWhy"), max: NOTE_MAX },
    },
    done: ({ known, note }) => {
      const why = note?.trim() || known || null;
      if (why) page.holdNotes = [why, ...page.holdNotes.filter((n) => n !== why)].slice(0, 6);
      return page.press("hold", { note: why });
    },
  };
}

export function resultPlan(page) {
  const { ticket, services } = page.state;
  const own = { id: ticket.service, name: ticket.service_name, name_en: ticket.service_name_en };
  const others = services.filter(({ id }) => id !== ticket.service);
  return {
    id: "result",
    given: {
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
        {
          id: "outcome",
          kind: "one",
          label: page.w("outcomeOf"),
          options: listed(page, page.words.resultKinds),
        },
        {
          id: "services",
          kind: "many",
          label: page.w("resultServices"),
          options: [own, ...others].map((s) => ({ value: s.id, label: page.named(s) })),
        },
      ],
      text: { id: "note", label: page.w("noteOf"), max: NOTE_MAX },
    },
    done: ({ outcome = null, services, note }) =>
      page.press("note", { outcome, services, note: note.trim() || null }),
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
          options: page.state.services.map((s) => ({ value: s.id, label: page.named(s) })),
        },
      ],
    },
    done: ({ service }) => page.press("walk-in", { service }),
  };
}

export function helpPlan(page) {
  const { help } = page.state;
  const options = listed(page, page.words.helpKinds);
  if (help) options.push({ value: "cancel", label: page.w("helpCancel") });
  return {
    id: "help",
    given: { kind: help?.kind },
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
    given: { reason: counter.pause?.reason, until: until ?? S.pauseUntilMs(now()) },
    first: {
      id: "pause",
      title: page.w("pauseTitle", { counter: page.counterName(counter) }),
      confirm: page.w("pause"),
      needs: ["reason"],
      fields: [{ id: "reason", kind: "one", options: listed(page, page.words.pauseReasons) }],
      time: {
        id: "until",
        label: page.w("pauseUntil"),
        show: (ms) => clock(withOffset(ms, page.clock.zone)),
        later: (ms) => S.movedMs(ms, 1, now()),
        sooner: (ms) => S.movedMs(ms, -1, now()),
      },
    },
    done: (given) =>
      page.press("pause", {
        reason: given.reason,
        until: withOffset(Math.max(given.until, now() + 1_000), page.clock.zone),
      }),
  };
}

/** A missed or a held number: call or resume it, or let it wait again. */
function listedOptions(page, { missed, held }) {
  const places = ["first", "after-two", "last"].map((place) => ({
    value: place,
    label: `${page.w("putBack")}: ${page.word(page.words.places[place])}`,
  }));
  const cooling = S.coolingMs(missed?.callable_at, page.clock.nowMs());
  const now = missed
    ? {
        value: "call",
        label: page.w("call"),
        hint: cooling ? page.w("in_", { length: length(cooling, page.language) }) : null,
        off: cooling > 0,
      }
    : { value: "resume", label: page.w("resume") };
  return page.state.ticket || page.state.counter.pause
    ? [{ ...now, off: true }, ...places]
    : [now, ...places];
}

function listedStep(page, number) {
  const missed = page.state.missed.find((m) => m.number === number);
  const held = page.state.held.find((m) => m.number === number);
  return {
    id: "listed",
    title: number,
    confirm: page.w("goOn"),
    needs: ["listed"],
    anew: { number, listed: undefined },
    hint: missed
      ? page.w("missedRow", { n: missed.calls, time: clock(missed.last_called_at) })
      : [page.named(held), held.note].filter(Boolean).join(", "),
    fields: [{ id: "listed", kind: "one", options: listedOptions(page, { missed, held }) }],
  };
}

function actOnListed(page, { number, listed: act }) {
  if (act === "call") return page.press("call", { number_of: number });
  if (act === "resume") return page.press("resume", { number_of: number });
  return page.press("return", { number_of: number, place: act });
}

export function listedPlan(page, number) {
  const {
    fields: [field],
    ...step
  } = listedStep(page, number);
  // From the list itself, what is asked is where to; the list's own button calls or resumes.
  return { id: "listed", first: { ...step, fields: [field] }, done: (given) => actOnListed(page, given) };
}

export function callPlan(page) {
  const { missed, held, queue } = page.state;
  const prefixes = S.prefixes(page.state, page.hall);
  const numberOf = (prefix, digits) => written(prefix, digits, page.hall?.agencies);
  const isListed = (number) => [...missed, ...held].some((m) => m.number === number);
  const seen = (number) => queue.find((q) => q.number === number);
  const what = (m) =>
    page.w("callList", { number: m.number, what: page.w(held.includes(m) ? "held" : "missed") });
  const options = [
    ...prefixes.map((prefix) => ({ value: `${prefix}-`, label: `${prefix}-…` })),
    ...held.map((m) => ({ value: m.number, label: what(m), hint: m.note })),
    ...missed.map((m) => ({ value: m.number, label: what(m) })),
  ];
  const typed = (prefix) => ({
    id: "number",
    title: page.w("callOne"),
    confirm: page.w("goOn"),
    needs: ["digits"],
    anew: { prefix, digits: "" },
    typed: {
      id: "digits",
      digits: DIGITS_MAX,
      label: page.w("callNumber"),
      show: (digits) => ({
        prefix: `${prefix}-`,
        digits: digits && numberOf(prefix, digits).slice(prefix.length + 1),
      }),
      known: (digits) => {
        const found = digits && seen(numberOf(prefix, digits));
        return found
          ? page.w("nextHint", {
              number: found.number,
              service: page.named(found),
              length: minutes(page.clock.nowMs() - Date.parse(found.issued_at), page.language),
            })
          : "";
      },
    },
  });
  const why = (number) => ({
    id: "reason",
    title: page.w("callReason", { number }),
    confirm: page.w("callOf", { number }),
    calls: true,
    needs: ["reason"],
    anew: { number, reason: undefined },
    hint: page.w("privacy"),
    fields: [
      {
        id: "reason",
        kind: "one",
        options: page.words.callReasons.map((pair) => ({ value: pair[0], label: page.word(pair) })),
      },
    ],
    text: { id: "text", label: page.w("noteOf"), max: NOTE_MAX },
  });
  return {
    id: "call",
    first:
      options.length === 1 && prefixes.length === 1
        ? typed(prefixes[0])
        : {
            id: "which",
            title: page.w("callOne"),
            confirm: page.w("goOn"),
            goesOn: true,
            needs: ["which"],
            fields: [{ id: "which", kind: "one", options }],
          },
    after: (step, given) => {
      if (step === "which")
        return given.which.endsWith("-") ? typed(given.which.slice(0, -1)) : listedStep(page, given.which);
      if (step !== "number") return null;
      const number = numberOf(given.prefix, given.digits);
      if (isListed(number)) return listedStep(page, number);
      // Whoever may not call a waiting number before its turn need not say why: the service refuses it.
      return page.callsNumbers ? why(number) : null;
    },
    done: (given) => {
      if (given.listed) return actOnListed(page, given);
      const reason = [given.reason, given.text?.trim()].filter(Boolean).join(": ");
      return page.press("call", {
        number_of: given.number ?? numberOf(given.prefix, given.digits),
        reason: reason || null,
      });
    },
  };
}

/** halls: the halls of the house's venues by id, this venue's among them. */
export function transferPlan(page, halls) {
  const { ticket, counter } = page.state;
  const here = halls[page.api.venue];
  const agencies = Object.fromEntries((here.agencies ?? []).map((a) => [a.id, a]));
  const served = here.services.filter(({ id }) => id !== ticket.service);
  const own = served.filter(({ agency }) => agency === ticket.agency);
  const others = (here.agencies ?? []).filter(
    ({ id }) => id !== ticket.agency && served.some(({ agency }) => agency === id),
  );
  // Where the same agency is served comes first: most go only there.
  const isNear = ({ agencies: all }) => Number(all.includes(ticket.agency));
  const counters = here.counters
    .filter(({ id, open }) => open && id !== counter.id)
    .sort((a, b) => isNear(b) - isNear(a));
  const venues = (here.venues ?? []).filter(({ id }) => id !== page.api.venue && halls[id]?.services.length);
  const waits = (n) => (n ? page.w("waitingCount", { n }) : page.w("waitingNone"));
  const isClosed = (agency) => agencies[agency]?.level === "closed";
  const serviceOption = (s) => ({
    value: s.id,
    label: page.named(s),
    off: isClosed(s.agency),
    hint: isClosed(s.agency)
      ? (agencies[s.agency].closed_text?.[page.language] ??
        page.w("moveClosed", { target: agencies[s.agency].short }))
      : waits(s.waiting),
  });
  const title = page.w("moveTitle", { number: ticket.number });
  const list = (id, options) => ({
    id,
    title,
    goesOn: true,
    confirm: page.w("goOn"),
    needs: [id],
    anew: { [id]: undefined },
    fields: [{ id, kind: "one", label: page.w("moveWhere"), options }],
  });
  const target = (given) => {
    if (given.kind === "counter")
      return page.counterName(here.counters.find(({ id }) => id === given.counter));
    if (given.kind === "venue") return here.venues.find(({ id }) => id === given.venue).name;
    const service = here.services.find(({ id }) => id === given.service);
    return given.kind === "agency"
      ? `${agencies[given.agency]?.short ?? ""}, ${page.named(service)}`
      : page.named(service);
  };
  const last = (given) => ({
    id: "place",
    title,
    confirm: page.w("moveDo", { target: target(given) }),
    hint:
      given.kind === "venue"
        ? page.w("moveVenue", { venue: target(given), number: ticket.number })
        : page.w("moveKeeps", { number: ticket.number, time: clock(ticket.issued_at) }),
    given: { place: "arrival", note: ticket.note ?? "" },
    fields:
      given.kind === "venue"
        ? []
        : [
            {
              id: "place",
              kind: "one",
              label: page.w("movePlace"),
              options: ["first", "arrival", "last"].map((value) => ({
                value,
                label: page.word(page.words.places[value]),
              })),
            },
          ],
    text: { id: "note", label: page.w("moveNote"), max: NOTE_MAX },
  });
  const services = (id, ofAgency) => list(id, ofAgency.map(serviceOption));
  const kinds = {
    service: own.length,
    agency: others.length,
    counter: counters.length,
    venue: venues.length,
  };
  return {
    id: "transfer",
    first: {
      ...list(
        "kind",
        listed(page, page.words.moveKinds, (kind) => ({ off: !kinds[kind] })),
      ),
    },
    after: (step, given) => {
      if (step === "kind") {
        return {
          service: () => services("service", own),
          agency: () =>
            list(
              "agency",
              others.map((a) => ({
                value: a.id,
                label: a.short,
                off: isClosed(a.id),
                hint: isClosed(a.id)
                  ? (a.closed_text?.[page.language] ?? page.w("moveClosed", { target: a.short }))
                  : waits(a.waiting),
              })),
            ),
          counter: () =>
            list(
              "counter",
              counters.map((c) => ({
                value: c.id,
                label: page.counterName(c),
                hint: c.pause ? page.w("paused") : c.serves,
              })),
            ),
          venue: () =>
            list(
              "venue",
              venues.map((v) => ({ value: v.id, label: v.name })),
            ),
        }[given.kind]();
      }
      if (step === "agency")
        return services(
          "service",
          served.filter(({ agency }) => agency === given.agency),
        );
      if (step === "venue")
        return list(
          "service",
          halls[given.venue].services.map((s) => ({ value: s.id, label: page.named(s) })),
        );
      return step === "place" ? null : last(given);
    },
    done: (given) => {
      const note = given.note?.trim() || null;
      const to = {
        service: { service: given.service, place: given.place },
        agency: { service: given.service, place: given.place },
        counter: { counter: given.counter, place: given.place },
        venue: { venue: given.venue, service: given.service },
      }[given.kind];
      return page.press(
        "transfer",
        { ...to, note },
        page.w("moveDone", { number: ticket.number, target: target(given) }),
      );
    },
  };
}

export function menuPlan(page) {
  const busy = page.state.ticket ? page.w("busy", { number: page.state.ticket.number }) : null;
  const toggle = (value, word, isOn) => ({
    value,
    label: page.w(word),
    state: page.w(isOn ? "on" : "off"),
    isOn,
  });
  return {
    id: "menu",
    first: {
      id: "menu",
      title: page.w("menu"),
      // Drawn anew at every turn, so that a toggle shows what it is now.
      get fields() {
        return [
          {
            id: "menu",
            kind: "do",
            options: [
              toggle("autoOn", "auto", page.autoOn),
              toggle("soundOn", "sound", page.soundOn),
              toggle("keysOn", "keys", page.keysOn),
              { value: "keys", label: page.w("keysChange") },
              {
                value: "close",
                label: page.w("changeCounter"),
                hint: busy ?? page.w("changeHint"),
                off: Boolean(busy),
              },
            ],
          },
        ];
      },
    },
    act: (value) => {
      if (value === "keys") return page.ask(keysPlan(page));
      if (value === "close") {
        page.closeDialog();
        return page.press("close");
      }
      return page.setting(value, !page[value]);
    },
  };
}

/** The words of an action, as its button has them. */
export function actionWords(page, action) {
  const word =
    {
      main: "mainKey",
      "no-show": "noShow",
      "walk-in": "walkInDo",
      call: "callOne",
      undo: "undoKey",
      reason: "priorityAsk",
    }[action] ?? action;
  return page.w(word);
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
        return [
          {
            id: "action",
            kind: "one",
            options: [
              ...ACTIONS.map((action) => ({
                value: action,
                label: actionWords(page, action),
                state: page.keys[action],
                isKey: true,
              })),
              { value: "default", label: page.w("keysDefault") },
            ],
          },
        ];
      },
    },
    after: (step, given) => {
      if (given.action === "default") {
        page.setKeys({ ...DEFAULT_KEYS });
        return plan.first;
      }
      return {
        id: "capture",
        title: page.w("keysPress", { action: actionWords(page, given.action) }),
        capture: true,
        anew: { taken: null },
      };
    },
    /** Take a key; gives whether it was free. */
    captured: (name, given) => {
      const { keys, taken } = changed(page.keys, given.action, name);
      if (keys) page.setKeys(keys);
      given.taken = taken ? { name, taken } : null;
      return Boolean(keys);
    },
  };
  return plan;
}

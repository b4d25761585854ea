/** States of every page, made of the golden examples: page → {state's name: what its view gives}. */
import { readFileSync } from "node:fs";

const STAFF = "../../../services/counter/static";
const VISITORS = "../../../services/ticketing/static";
const golden = (name) =>
  JSON.parse(readFileSync(new URL(`../../contracts/views/${name}.json`, import.meta.url), "utf8"));
const { textsIn } = await import("../../../services/web/static/words/texts.js");
const { WORDS: STAFF_WORDS } = await import(`${STAFF}/staff/words.js`);

/** Actions that do nothing, whatever their name. */
const actions = new Proxy({}, { get: () => () => {} });

/** What every page's views get. */
function base(words, more = {}) {
  return {
    ...textsIn(more.language ?? "id", { ...STAFF_WORDS, ...words }),
    staff: { username: "siti", agencies: [] },
    isSignedIn: true,
    may: () => true,
    venueId: "hall",
    connection: "live",
    isLost: false,
    lostMs: 0,
    now: "2026-06-08T09:06:00.000+08:00",
    zoneLabel: "WITA",
    message: null,
    messageKind: "news",
    actions,
    ...more,
  };
}

async function doors() {
  const { signInView, startingView, forbiddenView } = await import(`${STAFF}/staff/sign-in.js`);
  const { firstAdminView } = await import(`${STAFF}/staff/first-admin.js`);
  const { headView, lostView, navigation } = await import(`${STAFF}/staff/head.js`);
  const v = base({});
  return {
    starting: startingView(v),
    forbidden: forbiddenView(v),
    "sign in": signInView(v),
    refused: signInView(base({}, { message: "Salah", messageKind: "refused", language: "en" })),
    "signing in": signInView(base({}, { isSigningIn: true })),
    "first admin": firstAdminView(v),
    head: headView(v, navigation(v), []),
    "head, cut off": headView(base({}, { connection: "lost", isLost: true }), navigation(v), null),
    "head, nobody in": headView(base({}, { isSignedIn: false }), null, []),
    lost: lostView(base({}, { lostMs: 61_000 })),
  };
}

async function supervisor() {
  const { hallView } = await import(`${STAFF}/supervisor/hall.js`);
  const { panelView } = await import(`${STAFF}/supervisor/panel.js`);
  const { WORDS } = await import(`${STAFF}/supervisor/words.js`);
  const hall = golden("hall");
  const since = hall.now;
  const [one, two] = hall.counters;
  const [agency, other] = hall.agencies.map(({ id }) => id);
  const busy = {
    ...hall,
    attention: [
      { kind: "held-up", agency, since },
      { kind: "help", counter: one.id, help: "coordinator", since, coming: false },
      { kind: "stuck", counter: two.id, number: "A-001", service: "ktp", since, usual_min: 9 },
      { kind: "device", device: "TV 1", what: "sound-locked", since },
      { kind: "flood", origin: "k3Jx", by_kiosk: false, numbers: 312, minutes: 3, since, until: since },
      { kind: "taken-back", seq: 9, numbers: 20, since, until: since },
    ],
    agencies: hall.agencies.map((a, n) => ({ ...a, level: ["held-up", "closed"][n % 2], waiting: 3 + n })),
  };
  const v = (more = {}) =>
    base(WORDS, {
      hall,
      panel: null,
      form: null,
      asking: null,
      replay: null,
      refused: false,
      rests: false,
      notices: [],
      dataAt: "09.06",
      displayOrigin: "",
      minutes: () => 4,
      iso: () => since,
      serviceName: (id) => id,
      ...more,
    });
  const open = (form, more = {}) =>
    v({ hall: busy, panel: { kind: "agency", agency }, form: form && { counter: one.id, ...form }, ...more });
  const story = (more) =>
    v({ panel: { kind: "story", number: "A-001", day: hall.service_day, facts: null, ...more } });
  const notices = [
    { id: 9, text: { id: "Lift rusak.", en: "Lift rusak." }, until: since, service: null, zone: null },
    { id: 8, text: { id: "Sistem mati.", en: "Offline." }, until: since, service: "ktp", zone: null },
  ];
  const telling = { kind: "notices", openedMs: Date.parse(since), posted: 0 };
  const facts = [
    { seq: 1, kind: "issued", at: since, by: "public", number: "A-001", service: "ktp" },
    { seq: 2, kind: "called", at: since, by: "staff:siti", number: "A-002", counter: one.id },
  ];
  return {
    "no hall yet": hallView(v({ hall: null })),
    quiet: hallView(v()),
    busy: hallView(v({ hall: busy, message: "Sudah", refused: true })),
    "with notices": hallView(v({ notices })),
    "no notice": panelView(v({ panel: telling })),
    notices: panelView(v({ panel: telling, notices, rests: true, language: "en" })),
    "asking to take back": hallView(v({ hall: busy, asking: "flood     k3Jx" })),
    asking: hallView(v({ hall: busy, asking: `stuck  ${two.id} A-001  `, rests: true })),
    "cut off, in English": hallView(v({ hall: busy, isLost: true, language: "en" })),
    agency: panelView(open(null)),
    "another agency": panelView(v({ panel: { kind: "agency", agency: other } })),
    message: panelView(open({ form: "message" }, { rests: true })),
    pause: panelView(open({ form: "pause", openedMs: Date.parse(since) })),
    assign: panelView(open({ form: "assign", agencies: [agency] })),
    question: panelView(open({ form: "ask", verb: "release", asks: "releaseAsk" })),
    strand: panelView(
      open({ form: "assign", agencies: [agency], stranded: [{ service: "ktp", waiting: 2 }] }),
    ),
    "story, asked": panelView(story({})),
    "story, told": panelView(story({ facts, replayFrom: "09.06" })),
    "story, refused": panelView(story({ facts: [], refusal: "Tidak ada" })),
    replay: panelView({ ...story({ facts }), replay: { board: "/board/hall?replay=1" } }),
  };
}

async function clerk() {
  const { workView } = await import(`${STAFF}/clerk/work-views.js`);
  const { lostView, pickView } = await import(`${STAFF}/clerk/pick-views.js`);
  const {
    dialogView,
    DialogState,
    WORDS: DIALOG_WORDS,
    ...plans
  } = await import(`${STAFF}/clerk/dialogs.js`);
  const { DEFAULT_KEYS } = await import(`${STAFF}/clerk/keys-state.js`);
  const words = await import(`${STAFF}/clerk/words.js`);
  const WORDS = { ...words.WORDS, ...DIALOG_WORDS };
  const state = golden("counter");
  const counters = golden("hall").counters.map((c) => ({ ...c, allowed: true, yours: false }));
  const hall = { ...golden("hall"), counters };
  const nowMs = Date.parse(state.now);
  const v = (more = {}) =>
    base(WORDS, {
      ...{ state, hall, nowMs, asking: null, lostAt: state.now, pending: null, sends: false, rests: false },
      ...{ keys: DEFAULT_KEYS, keysOn: true, hasTwin: false, done: null, reason: null, autoMs: null },
      serviceName: ({ name, service_name: own }) => name ?? own,
      ...more,
    });
  const work = (changes, more) => workView(v({ state: { ...state, ...changes }, ...more }));
  const called = { ...state.ticket, state: "called", recall: { left: 2, at: state.now } };
  const pause = { reason: "break", since: state.now, until: "2026-06-08T09:30:00.000+08:00" };
  const held = [{ number: "A-009", note: "KK asli", held_at: state.now, service_name: "KTP" }];
  const page = {
    ...v(),
    words: { ...STAFF_WORDS, ...WORDS },
    clock: { nowMs: () => nowMs, zone: "+08:00" },
    holdNotes: ["KK asli"],
    api: { venue: "hall" },
    autoOn: true,
  };
  const dialog = (plan, ...given) => dialogView(v(), new DialogState(plans[plan](page, ...given)));
  return {
    pick: pickView(v()),
    "pick, asking": pickView(v({ asking: counters[0].id, message: "Belum", messageKind: "refused" })),
    "pick, none": pickView(v({ hall: { ...hall, counters: [] } })),
    lost: lostView(v()),
    serving: work({}),
    "with waits": work(
      {
        ticket: { ...state.ticket, told: { low_min: 15, high_min: 25, waited_min: 31 } },
        queue: state.queue.map((one) => ({ ...one, wait: { low_min: 0, high_min: 10 } })),
      },
      { loaded: plans },
    ),
    called: work({ ticket: { ...called, note: "Bawa KK", priority: "elderly" }, held }),
    nothing: work({ ticket: null, missed: [] }, { autoMs: 3_000, language: "en" }),
    paused: work({ ticket: null, counter: { ...state.counter, pause } }, { keysOn: false }),
    "pause over": work(
      { ticket: null, counter: { ...state.counter, pause } },
      { nowMs: nowMs + 3_600_000, isLost: true },
    ),
    sending: work({}, { pending: { verb: "finish", body: {}, tries: 1 }, sends: true, rests: true }),
    told: work({ help: { kind: "coordinator", asked_at: state.now } }, { message: "Sudah", hasTwin: true }),
    reason: work(
      { message: { id: "m1", at: state.now, text: "Halo" } },
      { reason: { number: "A-1", text: "x" } },
    ),
    "hold dialog": dialog("holdPlan"),
    "result dialog": dialog("resultPlan"),
    "pause dialog": dialog("pausePlan"),
    "menu dialog": dialog("menuPlan"),
    "call dialog": dialog("callPlan"),
    "numbers dialog": dialog("numbersPlan", "missed"),
    "listed dialog": dialog("listedPlan", state.missed[0].number),
    "transfer dialog": dialog("transferPlan", { hall }),
  };
}

async function reception() {
  const { deskView } = await import(`${STAFF}/reception/desk-view.js`);
  const loaded = await import(`${STAFF}/reception/ticket-view.js`);
  const S = await import(`${STAFF}/reception/state.js`);
  const { WORDS } = await import(`${STAFF}/reception/words.js`);
  const catalogue = golden("venue");
  const [{ id: agency, services }] = catalogue.agencies;
  const home = S.home({ catalogue, recent: ["A-001"] });
  const chosen = S.chooseService(S.chooseAgency(home, agency), services[0]?.id);
  const found = { ...golden("ticket-waiting"), priority: null, dropped: false };
  const missed = { ...golden("ticket-missed"), priority: "elderly", dropped: false };
  const view = (desk, more = {}) =>
    deskView(
      base(WORDS, {
        ...{
          loaded,
          desk,
          catalogue: desk.catalogue,
          heardAt: catalogue.now,
          pending: null,
          isSendingAgain: false,
        },
        ...{ rests: false, widthMm: 80, directly: false, findSays: null, qrOf: (number) => `${number}.svg` },
        ...more,
      }),
    );
  return {
    starting: view(S.home()),
    agencies: view(home),
    "agencies, cut off": view(home, { isLost: true, language: "en", findSays: "Tulis nomor" }),
    services: view(S.chooseAgency(home, agency)),
    chosen: view(chosen),
    "chosen, refused": view(S.withRefusal(chosen, "Penuh"), { isLost: true }),
    priority: view(S.toggleOpen(chosen, "priority")),
    sending: view(chosen, { pending: { verb: "tickets", tries: 1 } }),
    given: view(S.withTicket(home, found, true), { widthMm: 58, directly: true }),
    found: view(S.withTicket(home, missed, false), { message: "Sudah" }),
    back: view(S.toggleOpen(S.withTicket(home, missed, false), "back")),
    cancel: view(S.toggleOpen(S.withTicket(home, missed, false), "cancel"), { rests: true }),
    "why priority": view(S.toggleReason(S.withTicket(home, missed, false), "elderly")),
    "priority of a ticket": view(S.toggleOpen(S.withTicket(home, missed, false), "priority")),
    "sending again": view(S.withTicket(home, found, true), { isSendingAgain: true }),
  };
}

/** A catalogue whose services all say how long one waits. */
function told(venue, wait) {
  const agencies = venue.agencies.map((agency) => ({
    ...agency,
    services: agency.services.map((service) => ({ ...service, wait })),
  }));
  return { ...venue, agencies };
}

function noticesOf(service) {
  return [{ id: 9, text: { id: "Sistem mati.", en: "Offline." }, service, zone: null }];
}

async function kiosk() {
  const views = await import(`${VISITORS}/kiosk/views.js`);
  const { footView, headView, moreView, noticeView, screenView } = views;
  const S = await import(`${VISITORS}/kiosk/state.js`);
  const { WORDS } = await import(`${VISITORS}/kiosk/words.js`);
  const venue = golden("venue");
  const [{ id: agency, services }] = venue.agencies;
  const home = S.updateVenue(S.start(), venue, 0);
  const view = (state, screen, more = {}) => {
    const page = { screen, left: null, notices: [], below: "nothing", qrOf: (token) => `${token}.svg` };
    const given = base(WORDS, { ...state, ...page, ...more });
    return [headView(given), noticeView(given), screenView(given), moreView(given), footView(given)];
  };
  const chosen = S.chooseService(S.chooseAgency(home, agency), services[0]?.id);
  const taking = S.take(chosen, { key: "key", until: venue.now }, 0);
  const given = (status, body) =>
    S.handleResponse(
      taking,
      { kind: "take", key: "key", response: { status, body } },
      { nowMs: 0, serverMs: 0 },
    );
  const ticket = { ...golden("ticket-waiting"), token: "t" };
  const wait = { low_min: 15, high_min: 25, at: venue.now };
  const asked = { ...chosen, asksPriority: true };
  return {
    starting: view(S.start(), "starting"),
    offline: view(home, "offline", { language: "en" }),
    ...Object.fromEntries(
      ["asking", "called", "none", "unsure"].map((says) => [
        `help, ${says}`,
        view({ ...home, help: { says } }, "help", { left: 5 }),
      ]),
    ),
    find: view(S.openFind(home), "find"),
    found: view({ ...S.openFind(home), query: "KTP" }, "find", { below: "more" }),
    "not found": view({ ...S.openFind(home), query: "XYZZY" }, "find", { language: "en" }),
    agencies: view(home, "agencies"),
    "agencies, large, with news": view(
      { ...home, venue: { ...venue, notice: { id: "Besok libur", en: "Closed tomorrow" } } },
      "agencies",
      { isLarge: true, isLow: true, below: "more" },
    ),
    unsure: view(taking, "unsure"),
    "closed hall": view(
      { ...home, venue: { ...venue, closed_text: { id: "Hari ini tutup.", en: "Closed today." } } },
      "agencies",
    ),
    services: view(S.chooseAgency(home, agency), "services"),
    chosen: view(chosen, "services"),
    "agencies, with a notice": view(home, "agencies", { notices: noticesOf(null) }),
    "chosen, with a notice": view(chosen, "services", { notices: noticesOf(services[0]?.id ?? null) }),
    "chosen, with a wait": view({ ...chosen, venue: told(venue, wait) }, "services"),
    "priority, asked": view(asked, "services"),
    "priority, the question": view(S.openPriority(asked), "priority", { language: "en" }),
    "priority, chosen": view(S.choosePriority(asked, "elderly"), "services"),
    taking: view(taking, "services"),
    refused: view(given(409, { closed_text: { id: "Penuh", en: "Full" } }), "services"),
    ticket: view(given(201, ticket), "ticket"),
    "ticket, with a wait": view(given(201, { ...ticket, wait }), "ticket"),
  };
}

async function phone() {
  const { footView, headView, pictureView } = await import(`${VISITORS}/ticket/views.js`);
  const S = await import(`${VISITORS}/ticket/state.js`);
  const { WORDS } = await import(`${VISITORS}/ticket/words.js`);
  const waiting = golden("ticket-waiting");
  const view = (ticket, more = {}) => {
    const given = base(WORDS, {
      ...{ picture: S.pictureOf(ticket), ticket, news: null, asking: null, notices: [] },
      ...{ isLocked: false, isStale: false, updatedAt: "09.06.00" },
      ...more,
    });
    return [headView(given), pictureView(given), footView(given)];
  };
  return {
    starting: view(null, { updatedAt: null }),
    unknown: view(null, { picture: "unknown", updatedAt: null }),
    waiting: view(waiting),
    "with a notice": view(waiting, { notices: noticesOf(null) }),
    "next, in English": view({ ...waiting, ahead: 0 }, { language: "en", isLocked: true }),
    "closed hall": view({
      ...waiting,
      ahead: 0,
      hall_closed: { over: true, text: { id: "Tutup", en: "Closed" } },
    }),
    transferred: view(waiting, { news: "transferred", isStale: true }),
    asking: view(waiting, { asking: "ask" }),
    sending: view(waiting, { asking: "sending" }),
    called: view(golden("ticket-called")),
    missed: view(golden("ticket-missed")),
    "taken back": view({ ...waiting, state: "cancelled", taken_back: true }, { picture: "taken-back" }),
    ...Object.fromEntries(
      ["serving", "held", "finished", "cancelled", "expired"].map((state) => [
        state,
        view({ ...waiting, state, counter_name: "Loket 3" }),
      ]),
    ),
  };
}

const HOUSE = {
  id: "house",
  venues: [
    {
      id: "hall",
      name: "Hall",
      hours: { mon: "08:00-15:00" },
      zones: [{ id: "east", name: "Timur", motif: "ombak", direction: "left", way: { id: "a", en: "b" } }],
      exceptions: [{ day: "2026-06-08", closed: true, note: { id: "Libur", en: "Holiday" } }],
      rules: { recall_max: 3 },
    },
    { id: "mall", name: "Mall", zones: [] },
  ],
  agencies: [{ id: "dukcapil", short: "Dukcapil", name: "Dinas", prefix: "A", places: [{ venue: "hall" }] }],
  services: [{ id: "ktp", name: "KTP", agency: "dukcapil", documents: [{ id: "KK", en: "Card" }] }],
  counters: [{ id: "1", venue: "hall", zone: "east", agencies: ["dukcapil"], services: [] }],
  media: [],
};

async function admin() {
  const { adminView } = await import(`${STAFF}/admin/page-views.js`);
  const sections = await import(`${STAFF}/admin/sections.js`);
  const measured = (text, px) => (text.length * px) / 2;
  const loaded = { ...sections, ...sections.roomsOf({ key: "hall" }), measured };
  const A = await import(`${STAFF}/admin/state.js`);
  const files = ["words", "devices-words", "media-words", "more-words"];
  const [WORDS, DEVICE, MEDIA, MORE] = await Promise.all(
    files.map(async (file) => (await import(`${STAFF}/admin/${file}.js`)).WORDS),
  );
  const words = { ...DEVICE, ...MEDIA, ...MORE, ...WORDS };
  for (const group of ["fields", "hints", "one", "kinds"])
    words[group] = { ...DEVICE[group], ...MEDIA[group], ...MORE[group], ...WORDS[group] };
  const day = "2026-06-08";
  const device = {
    ...{ id: "d1", name: "TV 1", venue: "hall", kind: "tv", zone: "east", inches: 43, distance_m: 8 },
    ...{ speaks: true, muted: false, tested: null, online: true, seen_at: null, version: "1" },
    ...{ is_current: true, behind: 0, sound: "on", legible_m: 7 },
  };
  const view = (section, key, more = {}) => {
    const found = key === "+" ? A.blank(HOUSE, section, "hall", "m-1") : A.find(HOUSE, section, key);
    return adminView(
      base(words, {
        ...{ section, key, content: HOUSE, draft: key && structuredClone(found), loaded, drafts: [] },
        ...{ base: key === "+" ? null : found, venue: HOUSE.venues[0], today: { hall: day }, day },
        ...{ sections: ["venues", "staff", "devices", "audit", "file"], search: "", opensAt: "10.00" },
        ...{ accounts: [], changes: [], olderThan: null, once: null, question: null, problems: null },
        ...{ chosenFile: null, fileProblems: null, isSaving: false, isDirty: false, isEditable: true },
        ...{ media: null, devices: [device], deviceName: (id) => id, value: String, displayOrigin: "" },
        ...{ device: { mine: [], isKnown: true, editing: null, suggestion: { key: "1", name: "TV 2" } } },
        ...more,
      }),
    );
  };
  const account = { username: "siti", roles: ["clerk"], agencies: [], calls_numbers: false, active: true };
  const staff = { accounts: [{ ...account, sessions: [{ id: "s", since: null, yours: true }] }] };
  const line = { section: "services", id: "ktp", field: "name", before: "a", after: "b" };
  const changes = [{ seq: 1, by: "command", at: `${day}T09:00:00+08:00`, lines: [line], more: 0 }];
  const problem = { section: "services", id: "ktp", path: ["name"], expected: "nama", found: "" };
  const elsewhere = { section: "counters", id: "hall/1", path: ["services"], expected: "x", found: "y" };
  const devices = (changed) => ({
    device: { mine: [device], isKnown: true, editing: null, suggestion: { key: "1", name: "" }, ...changed },
  });
  return {
    "nothing chosen": view("services", null),
    venue: view("venues", "hall", { isDirty: true, drafts: ["venues/hall"] }),
    "another venue": view("venues", "mall", { language: "en" }),
    agency: view("agencies", "dukcapil"),
    service: view("services", "ktp", { changes, message: "Tersimpan" }),
    "service, wrong": view("services", "ktp", { problems: [problem, elsewhere], messageKind: "refused" }),
    "new service": view("services", "+", { isSaving: true }),
    counter: view("counters", "hall/1"),
    "whole house": view(A.WHOLE, A.WHOLE, { draft: A.wholeOf(HOUSE), base: A.wholeOf(HOUSE) }),
    question: view("services", "ktp", {
      question: { words: "removeAsk", values: { name: "KTP" }, yes: "removeDo", no: "no", third: "no" },
    }),
    "read only": view("venues", "hall", { isEditable: false, may: () => false }),
    account: view("staff", "siti", { ...staff, draft: account, base: account }),
    "account, once": view("staff", "siti", {
      ...{ ...staff, draft: { ...account, roles: ["admin"] }, base: account },
      once: { username: "siti", password: "abc" },
    }),
    "new account": view("staff", "+", { draft: { ...account, username: "" }, base: null }),
    changes: view("audit", null, { changes, olderThan: 3 }),
    "no changes": view("audit", null),
    file: view("file", null),
    "file, wrong": view("file", null, {
      chosenFile: { name: "a.yaml" },
      fileProblems: [{ text: "x" }],
      message: "Salah",
    }),
    "no devices": view("devices", null),
    devices: view("devices", null, devices({})),
    "devices, editing": view("devices", null, devices({ editing: "d1" })),
  };
}

export const PAGES = { doors, supervisor, clerk, reception, admin, kiosk, phone };

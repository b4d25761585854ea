/** The forms of the house's sections: the controls of an item, in order. */
import {
  at,
  DIRECTIONS,
  find,
  freeMotif,
  hasManyVenues,
  itemsOf,
  MOTIFS,
  put,
  usualName,
  WEEKDAYS,
} from "./state.js";
import { houseControls, spokenOf, voiceOf } from "./voice.js";
import { h } from "../shared/draw.js";
import { COUNTER_WORDS } from "../shared/words/counter-name.js";

/** Defaults of a venue's rules. */
const USUAL_RULES = { recall_max: "3", recall_cooldown_s: "10", missed_cooldown_s: "120", no_show_max: "3" };

/**
 * The controls of an item. f: Fields; content: the house; isNew: its id can still be chosen; day: today.
 */
export function controlsOf(f, section, content, isNew, day) {
  if (section === "media") return f.v.media.controls(f, content);
  return { venues: venue, agencies: agency, services: service, counters: counter, house: houseControls }[
    section
  ](f, content, isNew, day);
}

const choices = (f, name, values) => values.map((value) => [value, f.v.named(name, value)]);
const venues = (content) => itemsOf(content, "venues").map((one) => [one.id, one.name]);
const agencies = (content) => itemsOf(content, "agencies").map((one) => [one.id, one.short]);
const zones = (content, venueId) =>
  (itemsOf(content, "venues").find((one) => one.id === venueId)?.zones ?? []).map((one) => [
    one.id,
    one.name,
  ]);

function services(content) {
  const names = new Map(agencies(content));
  return itemsOf(content, "services").map((one) => [
    one.id,
    `${one.name} (${names.get(one.agency) ?? one.agency})`,
  ]);
}

function group(words, ...controls) {
  return h("section.group", words && h("h3", words), h("div.fields", controls));
}

function venue(f, content, isNew, day) {
  return [
    group(
      null,
      f.text(["name"], { wide: true }),
      f.text(["address"], { wide: true, optional: true }),
      isNew && f.text(["id"]),
      f.select(["counter_word"], choices(f, "counterWords", Object.keys(COUNTER_WORDS))),
    ),
    group(
      null,
      f.week(["hours"], { hint: f.v.named("hints", "hours") }),
      f.clock(["day_starts_at"], { placeholder: "04.00" }),
      f.number(["numbers_before_min"], { placeholder: "15" }),
      f.timeZone(["time_zone"], ["time_zone_label"]),
      f.text(["time_zone_label"], { narrow: true }),
    ),
    group(
      null,
      f.rows(
        ["exceptions"],
        (path) => exception(f, path, content),
        () => ({ day, closed: true, note: emptyPair() }),
      ),
      f.editable && f.v.loaded.holidays?.view(f, day),
    ),
    ...rulesOf(f),
    group(
      null,
      f.rows(
        ["zones"],
        (path) => zone(f, path),
        () => blankZone(f),
      ),
    ),
    ...voiceOf(f, isNew),
    group(null, pairs(f, "info")),
  ];
}

/** The rules for public numbers, priority and counters. */
function rulesOf(f) {
  return [
    group(f.label(["public_numbers"]), onlyKiosks(f), publicWaiting(f)),
    group(
      f.label(["priority"]),
      f.number(["rules", "between_priority"], {
        placeholder: "2",
        hint: f.v.named("hints", "betweenPriority"),
      }),
      f.check(["kiosk_priority"]),
    ),
    f.check(["public_figures"]),
    group(
      f.label(["rules"]),
      ...Object.entries(USUAL_RULES).map(([name, placeholder]) => f.number(["rules", name], { placeholder })),
    ),
  ];
}

const KIOSK_RULES = { "": undefined, yes: true, no: false };

/** Whether the public takes numbers only at paired kiosks: always, never, or by default. */
function onlyKiosks(f) {
  const value = at(f.draft, ["only_paired_kiosks"]);
  return f.choice(
    ["only_paired_kiosks"],
    f.label(["only_paired_kiosks"]),
    choices(f, "kioskRules", Object.keys(KIOSK_RULES)),
    Object.keys(KIOSK_RULES).find((name) => KIOSK_RULES[name] === value) ?? "",
    (name) => f.set(["only_paired_kiosks"], KIOSK_RULES[name]),
  );
}

function publicWaiting(f) {
  const hint = f.v.named("hints", "publicWaiting");
  return f.number(["public_waiting_max"], { placeholder: "500", hint });
}

function emptyPair() {
  return { id: "", en: "" };
}

/** Rows of texts in both languages. */
function pairs(f, name) {
  return f.rows([name], (path, n) => f.pair(path, { label: `${n + 1}` }), emptyPair);
}

function blankZone(f) {
  return { id: "", name: "", motif: freeMotif(f.draft.zones), direction: "ahead" };
}

function zone(f, path) {
  return [
    f.text([...path, "id"], { narrow: true }),
    f.text([...path, "name"]),
    h(
      "div.motif",
      f.select([...path, "motif"], choices(f, "motifs", MOTIFS)),
      h("antre-motif", { name: at(f.draft, [...path, "motif"]) }),
    ),
    f.select([...path, "direction"], choices(f, "directions", DIRECTIONS)),
    f.pair([...path, "way"], { optional: true }),
  ];
}

const EXCEPTION_KINDS = ["closed", "hours", "all_day"];

function exception(f, path, content) {
  const value = at(f.draft, path);
  const kind = EXCEPTION_KINDS.find((name) => name !== "hours" && value[name]) ?? "hours";
  const change = (selected) => {
    for (const name of EXCEPTION_KINDS) put(f.draft, [...path, name], undefined);
    if (!value.note?.id && !value.note?.en) put(f.draft, [...path, "note"], undefined);
    f.set([...path, selected], selected === "hours" ? "08:00-15:00" : true);
  };
  return [
    f.date([...path, "day"]),
    f.choice(
      [...path, "kind"],
      f.v.w("exceptionKind"),
      choices(f, "exceptionKinds", EXCEPTION_KINDS),
      kind,
      change,
    ),
    kind === "hours" && f.hours([...path, "hours"]),
    f.select([...path, "agency"], [["", f.v.w("allAgencies")], ...agencies(content)]),
    notePair(f, [...path, "note"], kind === "closed"),
  ];
}

/** A note; deleted when empty unless it is needed. */
function notePair(f, path, needed) {
  if (needed && !at(f.draft, path)) put(f.draft, path, { id: "", en: "" });
  return f.pair(path, { optional: !needed });
}

function agency(f, content, isNew) {
  return [
    group(
      null,
      f.text(["name"], { wide: true }),
      f.text(["short"]),
      f.text(["prefix"], {
        narrow: true,
        hint: f.v.named("hints", "prefix"),
        parse: (text) => text.toUpperCase(),
      }),
      f.pair(["about"], { optional: true }),
      isNew && f.text(["id"]),
    ),
    group(
      null,
      f.rows(
        ["places"],
        (path) => place(f, path, content),
        () => ({ venue: (hasManyVenues(content) ? f.v.venueId : venues(content)[0]?.[0]) ?? "" }),
        placesAtVenue(f, content),
      ),
    ),
    spokenOf(f, isNew),
    group(
      null,
      f.number(["promise_min"], { placeholder: "30" }),
      f.number(["first_number"], { placeholder: "1" }),
      f.number(["width"], { placeholder: "3" }),
      f.check(["featured"]),
    ),
  ];
}

/** Row options for places: with many venues, only those at the selected one, and a hint on the others. */
function placesAtVenue(f, content) {
  if (!hasManyVenues(content)) return {};
  const { name } = find(content, "venues", f.v.venueId) ?? { name: "" };
  const n = (f.draft.places ?? []).filter((item) => item.venue !== f.v.venueId).length;
  return {
    isVisible: (item) => item.venue === f.v.venueId,
    hint: f.v.w("placesElsewhere", { venue: name, n }),
  };
}

/** A placement of an agency: venue, zone, status and hours. */
function place(f, path, content) {
  const here = zones(content, at(f.draft, [...path, "venue"]));
  const statuses = [
    ["", f.v.named("statuses", "open")],
    ["planned", f.v.named("statuses", "planned")],
  ];
  return [
    f.select([...path, "venue"], venues(content), { wide: hasManyVenues(content) }),
    f.select([...path, "zone"], [["", f.v.w("none")], ...here]),
    f.select([...path, "status"], statuses),
    at(f.draft, [...path, "status"]) === "planned" && f.date([...path, "opens_on"]),
    f.ownWeek([...path, "hours"]),
  ];
}

function service(f, content, isNew) {
  return [
    group(
      null,
      f.text(["name"]),
      f.text(["name_en"], { hint: f.draft.name && !f.draft.name_en ? f.v.w("lacksEnglish") : null }),
      f.select(["agency"], agencies(content)),
      f.number(["minutes"]),
      isNew && f.text(["id"]),
    ),
    group(null, pairs(f, "errands")),
    group(null, pairs(f, "documents")),
    group(
      null,
      f.number(["quota"], { hint: f.v.named("hints", "quota") }),
      f.span(["numbers"], { hint: f.v.named("hints", "numbers") }),
      f.chips(["venues"], venues(content), { hint: f.v.named("hints", "venues") }),
      f.ownWeek(["hours"]),
    ),
  ];
}

function counter(f, content, isNew) {
  return [
    group(
      null,
      isNew && f.text(["id"], { narrow: true, label: f.v.named("fields", "counter_number") }),
      isNew && f.select(["venue"], venues(content)),
      f.text(["name"], { optional: true, placeholder: usualName(content, f.draft) }),
      f.text(["name_en"], { optional: true, hint: f.v.named("hints", "counterNameEn") }),
      f.text(["sign"], { narrow: true, optional: true, placeholder: f.draft.name ? "" : f.draft.id }),
      f.select(["zone"], zones(content, f.draft.venue)),
    ),
    group(null, f.chips(["agencies"], agencies(content)), f.chips(["services"], services(content))),
    group(
      null,
      f.rows(
        ["schedule"],
        (path) => turn(f, path, content),
        () => ({ days: ["tue"], agencies: [] }),
        { hint: f.v.named("hints", "schedule") },
      ),
    ),
  ];
}

function turn(f, path, content) {
  const kind = at(f.draft, path).date === undefined ? "days" : "date";
  const change = (selected) => {
    put(f.draft, [...path, kind], undefined);
    f.set([...path, selected], selected === "days" ? ["tue"] : "");
  };
  return [
    f.choice(
      [...path, "kind"],
      f.v.w("scheduleKind"),
      choices(f, "scheduleKinds", ["days", "date"]),
      kind,
      change,
    ),
    kind === "date"
      ? f.date([...path, "date"])
      : f.chips([...path, "days"], choices(f, "weekdays", WEEKDAYS)),
    f.chips([...path, "agencies"], agencies(content)),
    f.chips([...path, "services"], services(content)),
  ];
}

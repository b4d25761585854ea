/**
 * The admin's page, pure: items of the house, what a field says of its text, what an exception is, what
 * changed. A house's content is the JSON of GET /house; hours are "08:00-15:00", shown "08.00"; paths are
 * arrays of keys.
 */
import { COUNTER_WORDS } from "../shared/words/counter-name.js";

export const SECTIONS = ["venues", "agencies", "services", "counters", "media"];
/** The section of what the house says of itself, and the key of the one thing in it. */
export const WHOLE = "house";
const OF_ITSELF = ["name", "motto", "outcomes"];
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
export const MOTIFS = ["ketupat", "gunung", "ombak", "bintang", "perahu", "lontar"];
export const DIRECTIONS = ["ahead", "left", "right", "up", "down"];
export const ROLES = ["clerk", "supervisor", "reception", "admin", "auditor"];

/** Sections whose new items get their id from their name. */
const NAMED = ["venues", "agencies", "services"];

/** Fields whose value says by itself what it is. */
const SELF_SAID = new Set(["day", "date", "note", "days"]);

/** A time of day, or the spans of a day. */
const HOURS = /^\d\d:\d\d(-\d\d:\d\d(, *\d\d:\d\d-\d\d:\d\d)*)?$/;

/** What names an item within its section: its id, a counter's with its venue. */
export function keyOf(section, item) {
  return section === "counters" ? `${item.venue}/${item.id}` : item.id;
}

/** Whether the house has not begun yet, or its first hour is not over. */
export function isBeginning(content) {
  return !content || Boolean(content.first_hour);
}

/** A draft on what an item is now; null if somebody changed what the draft changes. Items of equal fields. */
export function rebased(before, value, now) {
  const merged = { ...now };
  for (const key of new Set([...Object.keys(before), ...Object.keys(value)])) {
    if (isSame(before[key], value[key]) || isSame(value[key], now[key])) continue;
    if (!isSame(before[key], now[key])) return null;
    put(merged, [key], value[key]);
  }
  return merged;
}

export function itemsOf(content, section) {
  return content?.[section] ?? [];
}

/** From so many venues on they are chosen by typing, and a list shows those of one. */
export const MANY_VENUES = 12;
/** Rows of a list: more are told by their number, and found by typing. */
export const ROWS_MAX = 200;
/** Items by key, as long as their list is the house's: a house has up to 12,000 counters. */
const KEYED = new WeakMap();

export function hasManyVenues(content) {
  return itemsOf(content, "venues").length > MANY_VENUES;
}

export function find(content, section, key) {
  if (section === WHOLE) return content && wholeOf(content);
  const items = itemsOf(content, section);
  let known = KEYED.get(items);
  if (known?.size !== items.length) {
    known = new Map(items.map((item) => [keyOf(section, item), item]));
    KEYED.set(items, known);
  }
  return known.get(key) ?? null;
}

/**
 * The venue that a text names, by its whole name or id, or as the only one whose name has all its words;
 * null: none.
 */
export function venueNamed(content, text) {
  const venues = itemsOf(content, "venues");
  const plain = text.trim().toLowerCase();
  const exact = venues.find(({ id, name }) => id === plain || name.toLowerCase() === plain);
  if (exact || !plain) return exact ?? null;
  const words = plain.split(/\s+/);
  const found = venues.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  return found.length === 1 ? found[0] : null;
}

/** What the house says of itself, as a form has it: pronunciations as rows. */
export function wholeOf(content) {
  const rows = Object.entries(content.pronunciations ?? {}).map(([written, said]) => ({ written, said }));
  return { ...pick(content), ...("pronunciations" in content && { pronunciations: rows }) };
}

/** The same as the service has it. */
export function bodyOfWhole({ pronunciations, ...rest }) {
  return pronunciations
    ? {
        ...rest,
        pronunciations: Object.fromEntries(pronunciations.map(({ written, said }) => [written, said])),
      }
    : rest;
}

function pick(content) {
  return Object.fromEntries(OF_ITSELF.filter((key) => key in content).map((key) => [key, content[key]]));
}

/** How an item is called in lists: {name, more} */
export function titleOf(content, section, item) {
  const agency = (id) => find(content, "agencies", id)?.short ?? id;
  if (section === "venues") return { name: item.name, more: item.address ?? "" };
  if (section === "agencies") return { name: item.short || item.name, more: item.prefix ?? "" };
  if (section === "services") return { name: item.name, more: agency(item.agency) };
  if (section === WHOLE) return { name: item.name, more: item.motto ?? "" };
  if (section === "media")
    return {
      name: item.name || item.text?.id || item.id,
      more: find(content, "venues", item.venue)?.name ?? "",
    };
  const served = [
    ...(item.agencies ?? []).map(agency),
    ...(item.services ?? []).map((id) => find(content, "services", id)?.name ?? id),
  ];
  return { name: item.name || usualName(content, item), more: served.join(", ") };
}

/** Return the name that the core makes for a counter without one of its own. */
export function usualName(content, { venue, sign, id }) {
  const [word] = COUNTER_WORDS[find(content, "venues", venue)?.counter_word ?? "loket"];
  return `${word} ${sign ?? id ?? ""}`.trim();
}

/** Items whose name, id or second line holds every word of the search. */
export function searched(content, section, words, items = itemsOf(content, section)) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return items;
  return items.filter((item) => {
    const { name, more } = titleOf(content, section, item);
    const text = `${name} ${more} ${keyOf(section, item)}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** "Kartu Keluarga (baru)" → "kartu-keluarga-baru" */
export function slugOf(name) {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, 50)
    .replace(/-+$/, "");
}

/** The same, or with a figure if these ids have it already. */
function unused(id, ids) {
  if (!ids.includes(id)) return id;
  let n = 2;
  while (ids.includes(`${id}-${n}`)) n += 1;
  return `${id}-${n}`;
}

/**
 * Let the ids of a new item, of new zones in a venue and of the house's new outcomes follow their names
 * until somebody writes them.
 * before: the item as the service has it, null: a new one; given: what this function gave last, by path.
 */
export function followNames(content, section, { before, value, given }) {
  const follow = (path, name, ids) => {
    const [item, key] = [at(value, path), path.join(".")];
    if ((item.id ?? "") !== (given[key] ?? "")) return;
    given[key] = unused(slugOf(name ?? ""), ids);
    if (item.id !== given[key]) item.id = given[key];
  };
  if (before === null && NAMED.includes(section))
    follow(
      [],
      value.short || value.name,
      itemsOf(content, section).map(({ id }) => id),
    );
  const rows = { venues: "zones", [WHOLE]: "outcomes" }[section];
  const there = before?.[rows]?.length ?? 0;
  (value[rows] ?? []).forEach((row, n, all) => {
    const others = all.filter((one) => one !== row).map(({ id }) => id);
    if (n >= there) follow([rows, n], rows === "zones" ? row.name : row.name?.id, others);
  });
}

/** The first motif that no zone has. */
export function freeMotif(zones) {
  const taken = (zones ?? []).map(({ motif }) => motif);
  return MOTIFS.find((motif) => !taken.includes(motif)) ?? MOTIFS[0];
}

/**
 * What a visitor would be confused by, though it may be saved: [{words, values}].
 *
 * Two zones of a venue with one motif; a counter in another zone than its agencies' places.
 */
export function doubts(content, section, item) {
  if (section === "venues") return sharedMotifs(item.zones ?? []);
  if (section !== "counters") return [];
  const zone = (id) => find(content, "venues", item.venue)?.zones?.find((one) => one.id === id)?.name ?? id;
  return (item.agencies ?? []).flatMap((id) => {
    const agency = find(content, "agencies", id);
    const zones = (agency?.places ?? [])
      .filter((place) => place.venue === item.venue && place.zone)
      .map((place) => place.zone);
    if (!zones.length || zones.includes(item.zone)) return [];
    return [{ words: "otherZone", values: { agency: agency.short, zone: zone(zones[0]) } }];
  });
}

function sharedMotifs(zones) {
  return MOTIFS.flatMap((motif) => {
    const names = zones.filter((one) => one.motif === motif).map(({ name, id }) => name || id);
    return names.length > 1 ? [{ words: "sharedMotif", values: { motif, zones: names.join(", ") } }] : [];
  });
}

/** A new item to fill in. */
export function blank(content, section, venue, id = "") {
  if (section === "media") return { id, kind: "picture", name: "" };
  const zone = find(content, "venues", venue)?.zones?.[0]?.id ?? "";
  if (section === "venues") return blankVenue(content);
  if (section === "agencies")
    return { id: "", name: "", short: "", prefix: freePrefix(content), places: [{ venue, zone }] };
  if (section === "services")
    return {
      id: "",
      agency: lonely(content, "services", (one) => [one.agency]) ?? content.agencies?.[0]?.id ?? "",
      name: "",
      name_en: "",
      minutes: 5,
      documents: [],
    };
  const counters = itemsOf(content, "counters");
  const agency = lonely(content, "counters", (one) => one.agencies ?? []);
  const place = find(content, "agencies", agency)?.places?.find((one) => one.venue === venue);
  const figures = counters.filter((one) => one.venue === venue && /^\d+$/.test(one.id)).map((one) => +one.id);
  return {
    id: String(Math.max(0, ...figures) + 1),
    venue,
    zone: place?.zone ?? zone,
    agencies: agency ? [agency] : [],
  };
}

/** A new venue: the first one is called as the house is, and has one zone; others are in its time zone. */
function blankVenue(content) {
  const [first] = itemsOf(content, "venues");
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zone = first?.time_zone ?? (here in ZONES ? here : "Asia/Makassar");
  return {
    id: "",
    name: first ? "" : (content?.name ?? ""),
    address: "",
    time_zone: zone,
    time_zone_label: first?.time_zone_label ?? ZONES[zone],
    hours: {},
    zones: first ? [] : [{ id: "", name: "Utama", motif: MOTIFS[0], direction: "ahead" }],
  };
}

/** The first agency that none of these items names; null if there is none. */
function lonely(content, section, agenciesOf) {
  const named = itemsOf(content, section).flatMap(agenciesOf);
  return itemsOf(content, "agencies").find(({ id }) => !named.includes(id))?.id ?? null;
}

/** Letters of prefixes in the order in which they are proposed: those that do not rhyme first. */
const LETTERS = [..."AHKLRSUXZQBFMNCDEGJPTWY"];
/** Pairs that mean something else. */
const BAD_PAIRS = "WC HP KK TK KB KO AD AS PK PM TV RI NK".split(" ");

/** The first prefix that no agency has: a letter, otherwise two. */
export function freePrefix(content) {
  const taken = [...itemsOf(content, "agencies").map(({ prefix }) => prefix), ...BAD_PAIRS];
  const pairs = LETTERS.flatMap((one) => LETTERS.filter((two) => two !== one).map((two) => one + two));
  return [...LETTERS, ...pairs].find((one) => !taken.includes(one)) ?? "";
}

/** Whether an item has words in Indonesian without the English ones. */
export function lacksEnglish(item) {
  if (item === null || typeof item !== "object") return false;
  if (isPair(item)) return Boolean(item.id && !item.en);
  return ("minutes" in item && !item.name_en) || Object.values(item).some(lacksEnglish);
}

/** Whether a value is words in both languages, or in Indonesian alone. */
function isPair(value) {
  return typeof value.id === "string" && Object.keys(value).every((key) => key === "id" || key === "en");
}

export function at(value, path) {
  return path.reduce((found, key) => found?.[key], value);
}

/** Set a value in place; undefined takes the key away. Objects on the way are made. */
export function put(target, path, value) {
  const last = path[path.length - 1];
  let parent = target;
  path.slice(0, -1).forEach((key, n) => {
    parent[key] ??= typeof path[n + 1] === "number" ? [] : {};
    parent = parent[key];
  });
  if (value === undefined) delete parent[last];
  else parent[last] = value;
}

export function isSame(a, b) {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

/** "9.05", "9:05", "9,05", "0905" → "09:05"; "9" → "09:00"; what is no time stays, to be refused in words. */
export function clockIn(text) {
  const found = /^(\d{1,2})(?:[.:,]?(\d{2}))?$/.exec(text.trim());
  return found ? `${found[1].padStart(2, "0")}:${found[2] ?? "00"}` : text.trim();
}

/** "09:05" as it is shown: "09.05" */
export function clockOut(text) {
  return (text ?? "").replace(":", ".");
}

/** A sentence with its times as they are shown: "08:00-15:00" → "08.00–15.00" */
export function dotted(text) {
  return text.replace(/(\d\d):(\d\d)(?:-(\d\d):(\d\d))?/g, (_, ...[h1, m1, h2, m2]) =>
    h2 ? `${h1}.${m1}–${h2}.${m2}` : `${h1}.${m1}`,
  );
}

/** "08:00-15:00" → ["08.00", "15.00"]; nothing → ["", ""] */
export function spanParts(span) {
  const [opens = "", closes = ""] = (span ?? "").split("-");
  return [clockOut(opens), clockOut(closes)];
}

/**
 * Two shown times → "08:00-15:00"; undefined if both are empty. What is no time stays, so that it is refused
 * in words; a comma in it would begin another span.
 */
export function spanOf(opens, closes) {
  const [from, to] = [opens, closes].map((time) => clockIn(time).replaceAll(",", " "));
  return from || to ? `${from}-${to}` : undefined;
}

/** The spans of a day, "08:00-12:00, 13:00-15:00" or a list of them; a closed day has an empty one. */
export function spansOf(hours) {
  const spans = Array.isArray(hours) ? hours : (hours ?? "").split(",");
  return spans.length ? spans.map((span) => span.trim()) : [""];
}

/** The same as the house has it; undefined: closed. */
export function hoursOf(spans) {
  return spans.some(Boolean) ? spans.map((span) => span ?? "").join(", ") : undefined;
}

/** "08.00–12.00, 13.00–15.00" */
export function spanText(hours) {
  return spansOf(hours)
    .map((span) => span.split("-").map(clockOut).join("–"))
    .join(", ");
}

/** A video's length in whole seconds as {minutes, seconds}. */
export function lengthOf(length) {
  const whole = Math.ceil(length);
  return { minutes: Math.floor(whole / 60), seconds: whole % 60 };
}

/** The weekday of a date: "mon" */
export function weekdayOf(day) {
  return WEEKDAYS[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7];
}

/** The exception that decides a day, the latest, for the venue (no agency) or one agency of it. */
export function exceptionOf(venue, day, agency) {
  return (venue?.exceptions ?? []).filter((e) => e.day === day && e.agency === agency).at(-1) ?? null;
}

/** What a venue's day is: {kind: "usual"|"hours"|"closed"|"all-day"|"rest", hours?, note?, isException} */
export function dayOf(venue, day) {
  const exception = exceptionOf(venue, day);
  const usual = venue?.hours?.[weekdayOf(day)];
  if (exception?.closed) return { kind: "closed", note: exception.note, isException: true };
  if (exception?.all_day) return { kind: "all-day", isException: true };
  if (exception?.hours) return { kind: "hours", hours: exception.hours, isException: true };
  return usual ? { kind: "usual", hours: usual, isException: false } : { kind: "rest", isException: false };
}

/**
 * The body that lets a venue open later on one day; its breaks and its end are as usual, on a day of rest as
 * on its other days.
 */
export function opensLater(venue, day, opens) {
  const hours = venue.hours ?? {};
  const usual = spansOf(
    hours[weekdayOf(day)] ?? exceptionOf(venue, day)?.hours ?? Object.values(hours)[0] ?? "08:00-15:00",
  );
  const from = clockIn(opens);
  const later = usual.filter((span) => span.split("-")[1] > from);
  const [first, ...rest] = later.length ? later : usual.slice(-1);
  return { venue: venue.id, day, hours: hoursOf([`${from}-${first.split("-")[1]}`, ...rest]) };
}

/** The time zones of Indonesia, with the label that goes with each. */
export const ZONES = { "Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT" };

/** Every other time zone that the browser knows. */
export function otherZones() {
  return (Intl.supportedValuesOf?.("timeZone") ?? []).filter((zone) => !(zone in ZONES));
}

/**
 * The problems of one item by the path of their field, "hours.mon" → problem; `elsewhere`: those of other
 * items.
 */
export function sorting(problems, section, key) {
  const here = new Map();
  const elsewhere = [];
  for (const problem of problems ?? []) {
    if (section === WHOLE && problem.section === null) here.set(problem.path.join("."), problem);
    else if (problem.section === section && (problem.id === key || problem.id === null))
      here.set(problem.path.join("."), problem);
    else elsewhere.push(problem);
  }
  return { here, elsewhere };
}

/** The problem of a field: of its own path, or of anything in it. */
export function problemOf(here, path) {
  const name = path.join(".");
  if (here.has(name)) return here.get(name);
  for (const [where, problem] of here) if (where.startsWith(`${name}.`)) return problem;
  return null;
}

/** Boxes that a message writes out. */
const BOXES_MAX = 6;
/** Where a text stands in both languages, its parts are languages; elsewhere "id" is an id. */
const LANGUAGES = { id: "inId", en: "inEn" };
const PAIRS = new Set(["about", "way", "text", "note", "documents", "errands", "info"]);

/**
 * A box of a form as people call it: ["zones", 0, "name"] → "Zona 1: Nama". v: a reader of words.
 */
export function boxOf(path, v) {
  const words = [];
  path.forEach((part, n) => {
    const holder = path
      .slice(0, n)
      .filter((one) => typeof one === "string")
      .at(-1);
    if (typeof part === "number") words.push(`${words.pop() ?? ""} ${part + 1}`.trim());
    else if (LANGUAGES[part] && PAIRS.has(holder)) words.push(v.w(LANGUAGES[part]));
    else words.push(WEEKDAYS.includes(part) ? v.named("weekdays", part) : v.named("fields", part));
  });
  return words.join(": ");
}

/** How many boxes are wrong, and which: {n, boxes} */
export function wrongBoxes(problems, v) {
  const boxes = [...new Set(problems.map(({ path }) => boxOf(path, v)))].filter(Boolean);
  return {
    n: problems.length,
    boxes: [...boxes.slice(0, BOXES_MAX), ...(boxes.length > BOXES_MAX ? ["…"] : [])].join(", "),
  };
}

/** How many wait in all, and per service: {people, rows: [{name, venue, waiting}]} */
export function strandedRows(content, stranded) {
  const rows = (stranded ?? []).map(({ venue, service, waiting }) => ({
    name: find(content, "services", service)?.name ?? service,
    venue: find(content, "venues", venue)?.name ?? venue,
    waiting,
  }));
  return { people: rows.reduce((sum, { waiting }) => sum + waiting, 0), rows };
}

/**
 * A value of the house as people read it; language "id" or "en"; names: {yes, no, none, days, fields,
 * date(iso)} in that language.
 */
export function valueText(value, language, names) {
  if (value === null || value === undefined || value === "") return names.none;
  if (value === true || value === false) return value ? names.yes : names.no;
  if (Array.isArray(value))
    return value.length
      ? value
          .map((one) => names.days[one] ?? valueText(one, language, names))
          .join(value.some((one) => typeof one === "object") ? "; " : ", ")
      : names.none;
  if (typeof value === "object") {
    if (isPair(value)) return (value[language] || value.id).replace(/\.$/, "");
    if (typeof value.name === "string") return value.name;
    return Object.entries(value)
      .map(([key, one]) => {
        const text = valueText(one, language, names);
        const name = names.days[key] ?? names.fields[key] ?? key;
        return one === true ? name : SELF_SAID.has(key) ? text : `${name} ${text}`;
      })
      .join(", ");
  }
  const text = String(value);
  if (/^[0-9a-f]{64}\.\w+$/.test(text)) return text.replace(/^(.{6}).*\./, "$1….");
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return names.date(text);
  return HOURS.test(text) ? spanText(text) : text;
}

/** The last change of an item that the audit tells: {by, at, line} */
export function lastChange(changes, section, key) {
  for (const change of changes ?? []) {
    const line = change.lines.find((one) => one.section === section && one.id === key);
    if (line) return { by: change.by, at: change.at, line };
  }
  return null;
}

/** "#services/ktp-el" → {section, key}; unknown → the first section. */
export function placeOf(hash, sections) {
  const [section, ...rest] = decodeURIComponent(hash.replace(/^#/, "")).split("/");
  if (section === WHOLE && sections.includes(section)) return { section, key: WHOLE };
  return sections.includes(section)
    ? { section, key: rest.join("/") || null }
    : { section: sections[0], key: null };
}

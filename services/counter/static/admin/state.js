/**
 * Logic of the admin's page, pure: items of the house, texts of fields, exceptions, changes. A house's
 * content is the JSON of GET /house; hours are "08:00-15:00", displayed as "08.00"; paths are arrays of keys.
 */
import { COUNTER_WORDS } from "../shared/words/counter-name.js";

export const SECTIONS = ["venues", "agencies", "services", "counters", "media"];
/** The section of the house's own fields, and the key of its only item. */
export const WHOLE = "house";
const HOUSE_FIELDS = ["name", "motto", "outcomes"];
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
export const MOTIFS = ["ketupat", "gunung", "ombak", "bintang", "perahu", "lontar"];
export const DIRECTIONS = ["ahead", "left", "right", "up", "down"];
export const ROLES = ["clerk", "supervisor", "reception", "admin", "auditor"];

/** Sections whose new items get their id from their name. */
const NAMED = ["venues", "agencies", "services"];

/** Fields whose values are clear without a label. */
const UNLABELLED = new Set(["day", "date", "note", "days"]);

/** A time of day, or the spans of a day. */
const HOURS = /^\d\d:\d\d(-\d\d:\d\d(, *\d\d:\d\d-\d\d:\d\d)*)?$/;

/** The key of an item within its section: its id, for a counter with the venue. */
export function keyOf(section, item) {
  return section === "counters" ? `${item.venue}/${item.id}` : item.id;
}

/** Whether there is no house yet, or its first hour is not over. */
export function isBeginning(content) {
  return !content || Boolean(content.first_hour);
}

/** A draft rebased on the item's current version; null if both changed the same field. */
export function rebase(before, value, now) {
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

/** Above this number, venues are chosen by typing, and lists show one venue's items. */
export const MANY_VENUES = 12;
/** Maximum rows of a list; the others are only counted, and found by searching. */
export const ROWS_MAX = 200;
/** Cache of items by key, per list of items: a house has up to 12,000 counters. */
const ITEMS_BY_KEY = new WeakMap();

export function hasManyVenues(content) {
  return itemsOf(content, "venues").length > MANY_VENUES;
}

export function find(content, section, key) {
  if (section === WHOLE) return content && wholeOf(content);
  const items = itemsOf(content, section);
  let byKey = ITEMS_BY_KEY.get(items);
  if (byKey?.size !== items.length) {
    byKey = new Map(items.map((item) => [keyOf(section, item), item]));
    ITEMS_BY_KEY.set(items, byKey);
  }
  return byKey.get(key) ?? null;
}

/**
 * The venue with this name or id, or the only one whose name contains all words of the text; null: none.
 */
export function venueNamed(content, text) {
  const venues = itemsOf(content, "venues");
  const plain = text.trim().toLowerCase();
  const exact = venues.find(({ id, name }) => id === plain || name.toLowerCase() === plain);
  if (exact || !plain) return exact ?? null;
  const words = plain.split(/\s+/);
  const matches = venues.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  return matches.length === 1 ? matches[0] : null;
}

/** The house's own fields for a form: pronunciations as rows. */
export function wholeOf(content) {
  const rows = Object.entries(content.pronunciations ?? {}).map(([written, said]) => ({ written, said }));
  return { ...pick(content), ...("pronunciations" in content && { pronunciations: rows }) };
}

/** The house's own fields for the service: the inverse of wholeOf. */
export function bodyOfWhole({ pronunciations, ...rest }) {
  return pronunciations
    ? {
        ...rest,
        pronunciations: Object.fromEntries(pronunciations.map(({ written, said }) => [written, said])),
      }
    : rest;
}

function pick(content) {
  return Object.fromEntries(HOUSE_FIELDS.filter((key) => key in content).map((key) => [key, content[key]]));
}

/** The title of an item in lists: {name, more} */
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

/** The name that the core generates for a counter without its own. */
export function usualName(content, { venue, sign, id }) {
  const [word] = COUNTER_WORDS[find(content, "venues", venue)?.counter_word ?? "loket"];
  return `${word} ${sign ?? id ?? ""}`.trim();
}

/** Items whose name, id or second line contains every word of the search. */
export function search(content, section, words, items = itemsOf(content, section)) {
  const terms = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (terms.length === 0) return items;
  return items.filter((item) => {
    const { name, more } = titleOf(content, section, item);
    const text = `${name} ${more} ${keyOf(section, item)}`.toLowerCase();
    return terms.every((term) => text.includes(term));
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

/** The id, with a number appended if it is already used. */
function unused(id, ids) {
  if (!ids.includes(id)) return id;
  let n = 2;
  while (ids.includes(`${id}-${n}`)) n += 1;
  return `${id}-${n}`;
}

/**
 * Derive the ids of a new item, of new zones of a venue and of new outcomes of the house from their names,
 * unless they were edited.
 * before: the saved item, null: a new one; generated: the ids this function has set, by path; updated in
 * place.
 */
export function followNames(content, section, { before, value, generated }) {
  const follow = (path, name, ids) => {
    const [item, key] = [at(value, path), path.join(".")];
    if ((item.id ?? "") !== (generated[key] ?? "")) return;
    generated[key] = unused(slugOf(name ?? ""), ids);
    if (item.id !== generated[key]) item.id = generated[key];
  };
  if (before === null && NAMED.includes(section))
    follow(
      [],
      value.short || value.name,
      itemsOf(content, section).map(({ id }) => id),
    );
  const rows = { venues: "zones", [WHOLE]: "outcomes" }[section];
  const savedCount = before?.[rows]?.length ?? 0;
  (value[rows] ?? []).forEach((row, n, all) => {
    const others = all.filter((other) => other !== row).map(({ id }) => id);
    if (n >= savedCount) follow([rows, n], rows === "zones" ? row.name : row.name?.id, others);
  });
}

/** The first motif not used by a zone. */
export function freeMotif(zones) {
  const taken = (zones ?? []).map(({ motif }) => motif);
  return MOTIFS.find((motif) => !taken.includes(motif)) ?? MOTIFS[0];
}

/**
 * Valid settings that would confuse visitors: [{words, values}].
 *
 * Two zones of a venue with one motif; a counter in another zone than its agencies' places.
 */
export function warnings(content, section, item) {
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
      agency: unusedAgency(content, "services", (one) => [one.agency]) ?? content.agencies?.[0]?.id ?? "",
      name: "",
      name_en: "",
      minutes: 5,
      documents: [],
    };
  const counters = itemsOf(content, "counters");
  const agency = unusedAgency(content, "counters", (one) => one.agencies ?? []);
  const place = find(content, "agencies", agency)?.places?.find((one) => one.venue === venue);
  const figures = counters.filter((one) => one.venue === venue && /^\d+$/.test(one.id)).map((one) => +one.id);
  return {
    id: String(Math.max(0, ...figures) + 1),
    venue,
    zone: place?.zone ?? zone,
    agencies: agency ? [agency] : [],
  };
}

/** A new venue: the first one has the house's name and one zone; others have the first one's time zone. */
function blankVenue(content) {
  const [first] = itemsOf(content, "venues");
  const local = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zone = first?.time_zone ?? (local in ZONES ? local : "Asia/Makassar");
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

/** The first agency that no item of the section refers to; null if there is none. */
function unusedAgency(content, section, agenciesOf) {
  const used = itemsOf(content, section).flatMap(agenciesOf);
  return itemsOf(content, "agencies").find(({ id }) => !used.includes(id))?.id ?? null;
}

/** Letters for prefixes, in the order in which they are proposed: those that do not sound alike first. */
const LETTERS = [..."AHKLRSUXZQBFMNCDEGJPTWY"];
/** Pairs of letters with another meaning. */
const BAD_PAIRS = "WC HP KK TK KB KO AD AS PK PM TV RI NK".split(" ");

/** The first unused prefix: one letter, or else two. */
export function freePrefix(content) {
  const taken = [...itemsOf(content, "agencies").map(({ prefix }) => prefix), ...BAD_PAIRS];
  const pairs = LETTERS.flatMap((first) =>
    LETTERS.filter((second) => second !== first).map((second) => first + second),
  );
  return [...LETTERS, ...pairs].find((prefix) => !taken.includes(prefix)) ?? "";
}

/** Whether an item has Indonesian texts without English ones. */
export function lacksEnglish(item) {
  if (item === null || typeof item !== "object") return false;
  if (isPair(item)) return Boolean(item.id && !item.en);
  return ("minutes" in item && !item.name_en) || Object.values(item).some(lacksEnglish);
}

/** Whether a value is a text {id, en?}. */
function isPair(value) {
  return typeof value.id === "string" && Object.keys(value).every((key) => key === "id" || key === "en");
}

export function at(value, path) {
  return path.reduce((item, key) => item?.[key], value);
}

/** Set a value in place, creating missing objects; undefined deletes the key. */
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

/**
 * "9.05", "9:05", "9,05", "0905" → "09:05"; "9" → "09:00"; other texts are kept, for the service to refuse.
 */
export function clockIn(text) {
  const match = /^(\d{1,2})(?:[.:,]?(\d{2}))?$/.exec(text.trim());
  return match ? `${match[1].padStart(2, "0")}:${match[2] ?? "00"}` : text.trim();
}

/** Format a time for display: "09:05" → "09.05" */
export function clockOut(text) {
  return (text ?? "").replace(":", ".");
}

/** Format the times in a sentence: "08:00-15:00" → "08.00–15.00" */
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
 * Two displayed times → "08:00-15:00"; undefined if both are empty. Invalid times are kept, for the service
 * to refuse; commas are removed, since they would begin another span.
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

/** The hours of a day from its spans; undefined: closed. */
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

/** The effective (last) exception for a day, of the venue (no agency) or of one agency. */
export function exceptionOf(venue, day, agency) {
  return (venue?.exceptions ?? []).filter((e) => e.day === day && e.agency === agency).at(-1) ?? null;
}

/**
 * The hours of a venue's day: {kind: "usual"|"hours"|"closed"|"all-day"|"rest", hours?, note?, isException}
 */
export function dayOf(venue, day) {
  const exception = exceptionOf(venue, day);
  const usual = venue?.hours?.[weekdayOf(day)];
  if (exception?.closed) return { kind: "closed", note: exception.note, isException: true };
  if (exception?.all_day) return { kind: "all-day", isException: true };
  if (exception?.hours) return { kind: "hours", hours: exception.hours, isException: true };
  return usual ? { kind: "usual", hours: usual, isException: false } : { kind: "rest", isException: false };
}

/**
 * The request to open a venue later on one day, with the usual breaks and closing time; on a day of rest,
 * those of another day.
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

/** The time zones of Indonesia and their labels. */
export const ZONES = { "Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT" };

/** All other time zones that the browser supports. */
export function otherZones() {
  return (Intl.supportedValuesOf?.("timeZone") ?? []).filter((zone) => !(zone in ZONES));
}

/**
 * Split problems: `here`: those of one item, by the path of their field ("hours.mon"); `elsewhere`: those of
 * other items.
 */
export function splitProblems(problems, section, key) {
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

/** The problem of a field: at its own path, or nested in it. */
export function problemOf(here, path) {
  const name = path.join(".");
  if (here.has(name)) return here.get(name);
  for (const [key, problem] of here) if (key.startsWith(`${name}.`)) return problem;
  return null;
}

/** Maximum fields listed in a message. */
const BOXES_MAX = 6;
/** Labels of a text's languages; only within PAIRS, elsewhere "id" is an id. */
const LANGUAGES = { id: "inId", en: "inEn" };
const PAIRS = new Set(["about", "way", "text", "note", "documents", "errands", "info"]);

/**
 * The label of a form's field: ["zones", 0, "name"] → "Zona 1: Nama". v: a view with its texts (textsIn).
 */
export function boxOf(path, v) {
  const words = [];
  path.forEach((part, n) => {
    const parent = path
      .slice(0, n)
      .filter((key) => typeof key === "string")
      .at(-1);
    if (typeof part === "number") words.push(`${words.pop() ?? ""} ${part + 1}`.trim());
    else if (LANGUAGES[part] && PAIRS.has(parent)) words.push(v.w(LANGUAGES[part]));
    else words.push(WEEKDAYS.includes(part) ? v.named("weekdays", part) : v.named("fields", part));
  });
  return words.join(": ");
}

/** The number and the labels of invalid fields: {n, boxes} */
export function wrongBoxes(problems, v) {
  const boxes = [...new Set(problems.map(({ path }) => boxOf(path, v)))].filter(Boolean);
  return {
    n: problems.length,
    boxes: [...boxes.slice(0, BOXES_MAX), ...(boxes.length > BOXES_MAX ? ["…"] : [])].join(", "),
  };
}

/** The stranded visitors, in total and per service: {people, rows: [{name, venue, waiting}]} */
export function strandedRows(content, stranded) {
  const rows = (stranded ?? []).map(({ venue, service, waiting }) => ({
    name: find(content, "services", service)?.name ?? service,
    venue: find(content, "venues", venue)?.name ?? venue,
    waiting,
  }));
  return { people: rows.reduce((sum, { waiting }) => sum + waiting, 0), rows };
}

/**
 * A value of the house in words; language "id" or "en"; names: {yes, no, none, days, fields,
 * date(iso)} in that language.
 */
export function valueText(value, language, names) {
  if (value === null || value === undefined || value === "") return names.none;
  if (value === true || value === false) return value ? names.yes : names.no;
  if (Array.isArray(value))
    return value.length
      ? value
          .map((item) => names.days[item] ?? valueText(item, language, names))
          .join(value.some((item) => typeof item === "object") ? "; " : ", ")
      : names.none;
  if (typeof value === "object") {
    if (isPair(value)) return (value[language] || value.id).replace(/\.$/, "");
    if (typeof value.name === "string") return value.name;
    return Object.entries(value)
      .map(([key, item]) => {
        const text = valueText(item, language, names);
        const name = names.days[key] ?? names.fields[key] ?? key;
        return item === true ? name : UNLABELLED.has(key) ? text : `${name} ${text}`;
      })
      .join(", ");
  }
  const text = String(value);
  if (/^[0-9a-f]{64}\.\w+$/.test(text)) return text.replace(/^(.{6}).*\./, "$1….");
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return names.date(text);
  return HOURS.test(text) ? spanText(text) : text;
}

/** The last change of an item in the audit: {by, at, line} */
export function lastChange(changes, section, key) {
  for (const change of changes ?? []) {
    const line = change.lines.find((item) => item.section === section && item.id === key);
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

/** Formatting of times, dates and durations. Times are ISO 8601 strings with offset. Pure. */
const NBSP = "\u00a0";
const DAYS = {
  id: "Minggu Senin Selasa Rabu Kamis Jumat Sabtu".split(" "),
  en: "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" "),
};
const MONTHS = {
  id: "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split(" "),
  en: "January February March April May June July August September October November December".split(" "),
};

/** Format a time: "09.41". */
export function clock(iso) {
  return `${iso.slice(11, 13)}.${iso.slice(14, 16)}`;
}

/** Format a time with seconds: "09.41.05". */
export function clockSeconds(iso) {
  return `${clock(iso)}.${iso.slice(17, 19)}`;
}

/** Format a date: "Senin, 8 Juni 2026", "Monday 8 June 2026". */
export function longDate(iso, language) {
  const [year, month, day] = iso.slice(0, 10).split("-").map(Number);
  const comma = language === "id" ? "," : "";
  return `${dayName(iso, language)}${comma} ${day}${NBSP}${MONTHS[language][month - 1]} ${year}`;
}

/** Return the weekday of an ISO time: "Selasa", "Tuesday". */
export function dayName(iso, language) {
  const [year, month, day] = iso.slice(0, 10).split("-").map(Number);
  return DAYS[language][new Date(Date.UTC(year, month - 1, day)).getUTCDay()];
}

/** Format a duration for staff: "4 mnt 12 dtk", "4 min 12 s"; hours are written as minutes. */
export function length(ms, language) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [minute, second] = language === "id" ? ["mnt", "dtk"] : ["min", "s"];
  const fullMinutes = Math.floor(seconds / 60);
  return (fullMinutes ? `${fullMinutes}${NBSP}${minute} ` : "") + `${seconds % 60}${NBSP}${second}`;
}

/** Format a duration for screen readers: "4 menit 12 detik", "4 minutes 12 seconds". */
export function spokenLength(ms, language) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const part = (n, [id, one, more]) => `${n} ${language === "id" ? id : n === 1 ? one : more}`;
  const fullMinutes = Math.floor(seconds / 60);
  return (
    (fullMinutes ? `${part(fullMinutes, ["menit", "minute", "minutes"])} ` : "") +
    part(seconds % 60, ["detik", "second", "seconds"])
  );
}

/** Format whole minutes for staff: "22 mnt". */
export function minutes(ms, language) {
  return `${Math.max(0, Math.floor(ms / 60_000))}${NBSP}${language === "id" ? "mnt" : "min"}`;
}

/** Keep the words of a phrase on one line. */
export function together(phrase) {
  return phrase.replace(/ /g, NBSP);
}

/** Names longer than this may break between words. */
const NAME_LONG = 20;

/** Keep a name on one line, unless it is longer than NAME_LONG. */
export function unbroken(name) {
  return name.length > NAME_LONG ? name : together(name);
}

/** Replace {placeholders} in words with values. */
export function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** How times, dates and durations are written. Times are ISO strings with offset. Pure. */
const NBSP = "\u00a0";
const DAYS = {
  id: "Minggu Senin Selasa Rabu Kamis Jumat Sabtu".split(" "),
  en: "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" "),
};
const MONTHS = {
  id: "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split(" "),
  en: "January February March April May June July August September October November December".split(" "),
};

/** "09.41" */
export function clock(iso) {
  return `${iso.slice(11, 13)}.${iso.slice(14, 16)}`;
}

/** "09.41.05" */
export function clockSeconds(iso) {
  return `${clock(iso)}.${iso.slice(17, 19)}`;
}

/** "Senin, 8 Juni 2026", "Monday 8 June 2026" */
export function longDate(iso, language) {
  const [year, month, day] = iso.slice(0, 10).split("-").map(Number);
  const comma = language === "id" ? "," : "";
  return `${dayName(iso, language)}${comma} ${day}${NBSP}${MONTHS[language][month - 1]} ${year}`;
}

/** The weekday of an ISO time: "Selasa", "Tuesday" */
export function dayName(iso, language) {
  const [year, month, day] = iso.slice(0, 10).split("-").map(Number);
  return DAYS[language][new Date(Date.UTC(year, month - 1, day)).getUTCDay()];
}

/** A duration for staff: "4 mnt 12 dtk", "4 min 12 s"; hours as minutes. */
export function length(ms, language) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [minute, second] = language === "id" ? ["mnt", "dtk"] : ["min", "s"];
  const whole = Math.floor(seconds / 60);
  return (whole ? `${whole}${NBSP}${minute} ` : "") + `${seconds % 60}${NBSP}${second}`;
}

/** The same duration as screen readers say it: "4 menit 12 detik", "4 minutes 12 seconds" */
export function spokenLength(ms, language) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const part = (n, [id, one, more]) => `${n} ${language === "id" ? id : n === 1 ? one : more}`;
  const whole = Math.floor(seconds / 60);
  return (
    (whole ? `${part(whole, ["menit", "minute", "minutes"])} ` : "") +
    part(seconds % 60, ["detik", "second", "seconds"])
  );
}

/** Whole minutes for staff: "22 mnt" */
export function minutes(ms, language) {
  return `${Math.max(0, Math.floor(ms / 60_000))}${NBSP}${language === "id" ? "mnt" : "min"}`;
}

/** Keep the words of a phrase on one line. */
export function together(phrase) {
  return phrase.replace(/ /g, NBSP);
}

/** A longer name does not stand on one line: it breaks between its words. */
const NAME_LONG = 20;

/** Keep what names something on one line, unless it is long. */
export function unbroken(name) {
  return name.length > NAME_LONG ? name : together(name);
}

/** Fill {braces} of words with values. */
export function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/**
 * Search for services by a visitor's words: "hilang KTP", "sedot wc", "pajek motor". Pure.
 *
 * Order, accents and case of words are ignored. Prefixes, typing errors, other forms of a word ("kehilangan")
 * and synonyms (ALIKE) match too.
 */

export const RESULTS_MAX = 12;

/** Groups of synonyms; the first word represents the group. */
const ALIKE = [
  "hilang ilang raib lost",
  "wc tinja septic septictank tangki jamban kakus toilet",
  "motor kendaraan mobil honda sepeda",
  "meninggal wafat kematian almarhum",
  "nikah kawin kahwin",
  "kerja pekerjaan buruh karyawan",
  "ktp ektp",
  "akta akte",
  "bpjs jkn kis askes",
  "listrik pln meteran lampu",
  "air ledeng pdam pam",
  "usaha dagang jualan toko kios warung bisnis",
  "paspor passport pasport",
  "bayar iuran tagihan setor cicil",
  "gratis miskin",
  "bantuan bansos pkh sembako blt",
  "pindah domisili",
  "perpanjang habis kadaluarsa kedaluwarsa",
  "pelat plat",
  "dokter puskesmas faskes klinik",
].map((group) => group.split(" "));

/** Stop words, which say nothing about the errand. */
const STOP_WORDS = new Set(
  (
    "saya mau ingin minta tolong urus mengurus ngurus pengurusan bikin buat membuat pembuatan cara untuk " +
    "di ke dari yang dan atau dengan pak bu the a an to i want my for of"
  ).split(" "),
);

const BEFORE = [
  "peng",
  "peny",
  "pem",
  "pen",
  "per",
  "pe",
  "meng",
  "meny",
  "mem",
  "men",
  "me",
  "ber",
  "ke",
  "di",
];
const AFTER = ["nya", "kan", "an"];
const STEM_MIN = 4;
/** Minimum lengths of words in which one or two typing errors are tolerated. */
const ONE_SLIP = 5;
const TWO_SLIPS = 8;

const EXACT = 4;
const BEGINNING = 3;
const SAME_STEM = 2.5;
const ALIKE_WORD = 2;
const SLIP = 1.5;
/** Score of a word that matches only the agency, not the service itself. */
const OF_AGENCY = 0.5;
/** Matches below this share of the best score are dropped. */
const SHARE_MIN = 0.5;

/** Split a text into words, in lower case and without accents. */
export function wordsOf(text) {
  const plain = text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/\b(e-?ktp|ktp-?el)\b/g, "ktp");
  return plain.match(/[a-z0-9]+/g) ?? [];
}

/** Return an approximate stem: "kehilangan" → "hilang"; applied to query and catalogue alike. */
function stemOf(word) {
  const after = AFTER.find((end) => word.endsWith(end) && word.length - end.length >= STEM_MIN) ?? "";
  const rest = word.slice(0, word.length - after.length);
  const before =
    BEFORE.find((start) => rest.startsWith(start) && rest.length - start.length >= STEM_MIN) ?? "";
  return rest.slice(before.length);
}

function alike(word) {
  const stem = stemOf(word);
  return ALIKE.find((group) => group.includes(word) || group.includes(stem))?.[0] ?? null;
}

/** Return the forms of a word that are compared. */
function toTerm(word) {
  return { word, stem: stemOf(word), alike: alike(word) };
}

/** Return how well a typed word matches another word, 0: not at all. */
function scoreWord(typed, other) {
  if (typed.word === other.word) return EXACT;
  if (other.word.startsWith(typed.word)) return BEGINNING;
  if (typed.stem === other.stem) return SAME_STEM;
  if (typed.alike !== null && typed.alike === other.alike) return ALIKE_WORD;
  const slips = typed.word.length >= TWO_SLIPS ? 2 : typed.word.length >= ONE_SLIP ? 1 : 0;
  if (!slips) return 0;
  const beginning = other.word.slice(0, typed.word.length > ONE_SLIP ? typed.word.length : undefined);
  const least = Math.min(editDistance(typed.word, other.word), editDistance(typed.word, beginning));
  return least <= slips ? SLIP : 0;
}

/** Return the edit distance: wrong, missing, extra and transposed letters. */
function editDistance(a, b) {
  const rows = [Array.from({ length: b.length + 1 }, (_, n) => n)];
  for (let i = 1; i <= a.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j++) {
      const isOther = a[i - 1] === b[j - 1] ? 0 : 1;
      rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + isOther);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
    }
  }
  return rows[a.length][b.length];
}

/** Return the search terms of a text: its words without stop words, unless it has no others. */
function searchTerms(text) {
  const all = wordsOf(text);
  const content = all.filter((word) => !STOP_WORDS.has(word));
  return (content.length ? content : all).map(toTerm);
}

/** Match the typed terms with a text: points for each term, and the matched share of the text. */
function matchText(typed, text, errand = null) {
  const words = searchTerms(text);
  const points = typed.map((term) => Math.max(0, ...words.map((other) => scoreWord(term, other))));
  return { errand, points, share: points.filter(Boolean).length / Math.max(1, words.length) };
}

const texts = ({ id, en }) => [id, en];
const sum = (numbers) => numbers.reduce((all, n) => all + n, 0);

/**
 * Score a service: points for each typed term, the best matching text, and its errand, null if that text is
 * the service's name.
 */
function scoreService(typed, { agency, service }) {
  const own = [
    ...[service.name, service.name_en].map((text) => matchText(typed, text)),
    ...service.errands.flatMap((errand) => texts(errand).map((text) => matchText(typed, text, errand))),
  ];
  const ofAgency = [agency.short, agency.name, ...texts(agency.about)].map((text) => matchText(typed, text));
  const most = (matches, n) => Math.max(...matches.map(({ points }) => points[n]));
  const points = typed.map((_, n) => Math.max(most(own, n), most(ofAgency, n) && OF_AGENCY));
  const total = (match) => sum(match.points) + match.share;
  const best = own.reduce((a, b) => (total(b) > total(a) ? b : a));
  return { agency, service, points, best, errand: sum(best.points) ? best.errand : null };
}

/** Weigh the typed terms: the fewer services a term matches, the more it weighs. */
function weights(typed, services) {
  return typed.map((_, n) => 1 + 1 / Math.max(1, services.filter(({ points }) => points[n] > 0).length));
}

/** Return the total score of a service; terms matched within one text count more than across several. */
function likelihood({ points, best }, weight) {
  const weighed = (all) => sum(all.map((value, n) => value * weight[n]));
  return weighed(points) + weighed(best.points) + best.share;
}

/** List every service with its agency, in catalogue order. */
function servicesOf(venue) {
  return venue.agencies.flatMap((agency) => agency.services.map((service) => ({ agency, service })));
}

/**
 * Return the services that match a query: [{agency, service, errand}], best first; errand: {id, en}, or null
 * if the service's name matches best. Without terms: every service that has errands, with its first one.
 */
export function find(venue, query) {
  const typed = searchTerms(query);
  const services = servicesOf(venue);
  if (!typed.length)
    return services
      .map((one) => ({ ...one, errand: one.service.errands[0] ?? null }))
      .filter(({ errand }) => errand);
  const all = services.map((one) => scoreService(typed, one));
  const weight = weights(typed, all);
  const matches = all
    .map((one) => ({ ...one, hits: one.points.filter(Boolean).length, score: likelihood(one, weight) }))
    .filter(({ hits }) => hits > 0 && hits * 2 >= typed.length)
    .sort((a, b) => b.hits - a.hits || b.score - a.score);
  const [first] = matches;
  return matches
    .filter(({ hits, score }) => hits === first.hits || hits * 2 > typed.length || score >= first.score)
    .filter(({ score }) => score >= first.score * SHARE_MIN)
    .slice(0, RESULTS_MAX)
    .map(({ agency, service, errand }) => ({ agency, service, errand }));
}

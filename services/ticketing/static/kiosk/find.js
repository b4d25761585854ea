/**
 * Finds services by a visitor's words: "hilang KTP", "sedot wc", "pajek motor". Pure.
 *
 * Words count in any order, without accents and capitals; a beginning is enough, a slip of the finger is
 * forgiven, and so are the forms of a word ("kehilangan") and what people say for it (ALIKE).
 */

export const RESULTS_MAX = 12;

/** Words that say the same at a counter; the first word of a group stands for all. */
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

/** Words with which everybody begins; they say nothing of the errand. */
const IDLE = new Set(
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
/** A word of so many letters may have one slip, a longer one two. */
const ONE_SLIP = 5;
const TWO_SLIPS = 8;

const EXACT = 4;
const BEGINNING = 3;
const SAME_STEM = 2.5;
const ALIKE_WORD = 2;
const SLIP = 1.5;
/** What an agency's name adds for a word that the service's own words do not have. */
const OF_AGENCY = 0.5;
/** What has less than this share of the best is not meant. */
const SHARE_MIN = 0.5;

/** The words of a text, plain. */
export function wordsOf(text) {
  const plain = text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/\b(e-?ktp|ktp-?el)\b/g, "ktp");
  return plain.match(/[a-z0-9]+/g) ?? [];
}

/** The form of a word that its family shares: "kehilangan" → "hilang". Crude, and alike for both sides. */
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

/** What is compared of a word. */
function read(word) {
  return { word, stem: stemOf(word), alike: alike(word) };
}

/** How well a typed word meets a word, 0: not at all. */
function meets(typed, other) {
  if (typed.word === other.word) return EXACT;
  if (other.word.startsWith(typed.word)) return BEGINNING;
  if (typed.stem === other.stem) return SAME_STEM;
  if (typed.alike !== null && typed.alike === other.alike) return ALIKE_WORD;
  const slips = typed.word.length >= TWO_SLIPS ? 2 : typed.word.length >= ONE_SLIP ? 1 : 0;
  if (!slips) return 0;
  const beginning = other.word.slice(0, typed.word.length > ONE_SLIP ? typed.word.length : undefined);
  const least = Math.min(slipsBetween(typed.word, other.word), slipsBetween(typed.word, beginning));
  return least <= slips ? SLIP : 0;
}

/** How many letters are wrong, missing, too many, or swapped with the next. */
function slipsBetween(a, b) {
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

/** What is meant by a text: its words without those with which everybody begins, unless it has no others. */
function meant(text) {
  const all = wordsOf(text);
  const telling = all.filter((word) => !IDLE.has(word));
  return (telling.length ? telling : all).map(read);
}

/** How the typed words meet a text: points for each of them, and what share of the text they are. */
function meeting(typed, text, errand = null) {
  const words = meant(text);
  const points = typed.map((one) => Math.max(0, ...words.map((other) => meets(one, other))));
  return { errand, points, share: points.filter(Boolean).length / Math.max(1, words.length) };
}

const both = ({ id, en }) => [id, en];
const sum = (numbers) => numbers.reduce((all, n) => all + n, 0);

/**
 * A service as it meets the typed words: points for each word, and the text that meets them best; its errand
 * is null if that is the service's name.
 */
function judged(typed, { agency, service }) {
  const own = [
    ...[service.name, service.name_en].map((text) => meeting(typed, text)),
    ...service.errands.flatMap((errand) => both(errand).map((text) => meeting(typed, text, errand))),
  ];
  const ofAgency = [agency.short, agency.name, ...both(agency.about)].map((text) => meeting(typed, text));
  const most = (meetings, n) => Math.max(...meetings.map(({ points }) => points[n]));
  const points = typed.map((_, n) => Math.max(most(own, n), most(ofAgency, n) && OF_AGENCY));
  const worth = (one) => sum(one.points) + one.share;
  const best = own.reduce((a, b) => (worth(b) > worth(a) ? b : a));
  return { agency, service, points, best, errand: sum(best.points) ? best.errand : null };
}

/** How much each typed word says: the fewer services it meets, the more. */
function weights(typed, services) {
  return typed.map((_, n) => 1 + 1 / Math.max(1, services.filter(({ points }) => points[n] > 0).length));
}

/** How likely a service is meant; words that stand together in one text say more than words of several. */
function likelihood({ points, best }, weight) {
  const weighed = (all) => sum(all.map((one, n) => one * weight[n]));
  return weighed(points) + weighed(best.points) + best.share;
}

/** Every service with its agency, in the catalogue's order. */
function servicesOf(venue) {
  return venue.agencies.flatMap((agency) => agency.services.map((service) => ({ agency, service })));
}

/**
 * Give what a visitor may mean: [{agency, service, errand}], the likeliest first; errand: {id, en}, or null:
 * the service's name says it. Nothing typed: every service by its first errand, where it has one.
 */
export function find(venue, query) {
  const typed = meant(query);
  const services = servicesOf(venue);
  if (!typed.length)
    return services
      .map((one) => ({ ...one, errand: one.service.errands[0] ?? null }))
      .filter(({ errand }) => errand);
  const all = services.map((one) => judged(typed, one));
  const weight = weights(typed, all);
  const found = all
    .map((one) => ({ ...one, met: one.points.filter(Boolean).length, score: likelihood(one, weight) }))
    .filter(({ met }) => met > 0 && met * 2 >= typed.length)
    .sort((a, b) => b.met - a.met || b.score - a.score);
  const [first] = found;
  return found
    .filter(({ met, score }) => met === first.met || met * 2 > typed.length || score >= first.score)
    .filter(({ score }) => score >= first.score * SHARE_MIN)
    .slice(0, RESULTS_MAX)
    .map(({ agency, service, errand }) => ({ agency, service, errand }));
}

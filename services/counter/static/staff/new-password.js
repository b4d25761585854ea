/**
 * Rules for new passwords, for the forms that set one. Pure.
 * The service applies the same rules (accounts/weak_passwords.py): tests/contracts/weak-passwords.json.
 */
const LENGTH_MIN = 12;

/** The alphabet, the digits, and the rows and columns of a keyboard. */
const ROWS = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890123456789",
  "qwertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
];
/** Minimum length of a sequence along a row. */
const PIECE_MIN = 3;
/** Shorter user names occur in many good passwords by chance. */
const NAME_MIN = 3;
/** Common words in passwords, with or without digits or signs around them. */
const COMMON = new Set(
  [
    "admin administrator alhamdulillah allahuakbar antrean antrian assalamualaikum bismillah cantik cintaku",
    "default doraemon football ganteng garuda haleluya iloveyou indonesia insyaallah internet jakarta kantor",
    "katasandi komputer kupang letmein loket masyaallah merdeka monyet pancasila pass passw0rd password",
    "pelayanan persib petugas princess rahasia sandi sayang sayangku secret selamatdatang " +
      "subhanallah superman",
    "terimakasih tuhan tuhanyesus welcome yesus",
  ].flatMap((line) => line.split(" ")),
);

/** [Indonesian, English] */
export const WORDS = {
  passwordAgain: ["Tulis kata sandi sekali lagi", "Write the password once more"],
  passwordsDiffer: [
    "Kedua kata sandi tidak sama. Tulis lagi.",
    "The two passwords differ. Write them again.",
  ],
  passwordShort: ["Kata sandi paling sedikit 12 karakter.", "The password needs at least 12 characters."],
  passwordWeak: [
    "Kata sandi ini mudah ditebak. Jangan pakai nama pengguna, angka saja, pengulangan, urutan seperti " +
      "qwerty, atau satu kata yang lazim.",
    "This password is easily guessed. Use no user name, digits alone, repetition, sequence such as " +
      "qwerty, or single common word.",
  ],
};

/** The word for why a new password, typed twice, is not acceptable; null if it is. */
export function whyNoPassword(first, again, username) {
  if (first.length < LENGTH_MIN) return "passwordShort";
  if (isWeak(first, username)) return "passwordWeak";
  return first === again ? null : "passwordsDiffer";
}

/** Whether a password is easily guessed: the user name, no letter, repetition, a sequence, a common word. */
export function isWeak(password, username) {
  const typed = password.toLowerCase();
  const name = username.trim().toLowerCase();
  if (name.length >= NAME_MIN && typed.includes(name)) return true;
  const core = typed.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  if (!core || COMMON.has(core)) return true;
  return [typed, core].some((text) => isRepeated(text) || isSequence(text));
}

/** Whether a text repeats one piece, the last one perhaps cut off: "aaaa", "rahasiarahasia", "abcabca". */
function isRepeated(text) {
  for (let size = 1; size <= text.length / 2; size++)
    if (text.slice(size) === text.slice(0, -size)) return true;
  return false;
}

/** Whether a text consists of sequences only, in either direction: "abc123", "qwerty654321". */
function isSequence(text) {
  let rest = text;
  while (rest) {
    let size = rest.length;
    while (size >= PIECE_MIN && !isAlongARow(rest.slice(0, size))) size--;
    if (size < PIECE_MIN) return false;
    rest = rest.slice(size);
  }
  return true;
}

function isAlongARow(text) {
  const reversed = [...text].reverse().join("");
  return ROWS.some((row) => row.includes(text) || row.includes(reversed));
}

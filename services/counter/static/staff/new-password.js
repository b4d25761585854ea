/** What a new password must be, for the forms that make one. Pure. */
const LENGTH_MIN = 12;

/** [Indonesian, English] */
export const WORDS = {
  passwordAgain: ["Tulis kata sandi sekali lagi", "Write the password once more"],
  passwordsDiffer: [
    "Kedua kata sandi tidak sama. Tulis lagi.",
    "The two passwords differ. Write them again.",
  ],
  passwordShort: ["Kata sandi paling sedikit 12 karakter.", "The password needs at least 12 characters."],
};

/** Which of these words say why a new password, written twice, cannot be taken; null if it can. */
export function whyNoPassword(first, again) {
  if (first.length < LENGTH_MIN) return "passwordShort";
  return first === again ? null : "passwordsDiffer";
}

/** A ticket's number as printed: its agency's letters, and digits in its agency's width. Pure. */
const WIDTH = 3;
export const DIGITS_MAX = 6;
const TYPED = new RegExp(`^\\s*([a-z]{1,2})[\\s.-]*(\\d{1,${DIGITS_MAX}})\\s*$`, "i");

/** Format a number: "A" and "12" as A-012; agencies: each with `prefix` and `width` (digits). */
export function numberOf(prefix, digits, agencies) {
  const width = agencies?.find((agency) => agency.prefix === prefix)?.width ?? WIDTH;
  return `${prefix}-${String(Number(digits)).padStart(width, "0")}`;
}

/** Parse a typed number: "a12" and "A 012" are A-012; null if it is not a number. */
export function readNumber(typed, agencies) {
  const match = TYPED.exec(typed);
  return match && numberOf(match[1].toUpperCase(), match[2], agencies);
}

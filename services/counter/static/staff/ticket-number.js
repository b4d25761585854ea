/** A ticket's number as it is printed: its agency's letters and as many digits as that agency has. Pure. */
const WIDTH = 3;
export const DIGITS_MAX = 6;
const TYPED = new RegExp(`^\\s*([a-z]{1,2})[\\s.-]*(\\d{1,${DIGITS_MAX}})\\s*$`, "i");

/** "A" and "12" are A-012; agencies: each with its `prefix` and the `width` of its numbers. */
export function numberOf(prefix, digits, agencies) {
  const width = agencies?.find((agency) => agency.prefix === prefix)?.width ?? WIDTH;
  return `${prefix}-${String(Number(digits)).padStart(width, "0")}`;
}

/** Read a number as people type it: "a12" and "A 012" are A-012; null if it is none. */
export function readNumber(typed, agencies) {
  const found = TYPED.exec(typed);
  return found && numberOf(found[1].toUpperCase(), found[2], agencies);
}

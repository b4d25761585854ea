/** Abbreviate the month of a long date to three letters, for narrow paper: "Senin, 8 Jun 2026". */
export function shortMonth(date) {
  return date.replace(/(\d\s)(\p{L}{3})\p{L}+/u, "$1$2");
}

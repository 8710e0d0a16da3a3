/** Zeros of the digits of other scripts: Arabic, Persian, Devanagari, Bengali, Thai, wide ones. */
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10];
const OTHER_DIGITS = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59\uff10-\uff19]/g;
/** Marks of the direction of writing. */
const MARKS = /[\u200e\u200f\u061c]/g;

/** A cell in ASCII as far as that means the same: digits, spaces, signs. */
export function inAscii(cell: string): string {
  let ascii = true;
  for (let i = 0; i < cell.length && ascii; i++) ascii = cell.charCodeAt(i) < 128;
  if (ascii) return cell;
  return cell
    .replace(MARKS, '')
    .replace(OTHER_DIGITS, (digit) => `${digit.charCodeAt(0) - ZEROS.findLast((zero) => digit.charCodeAt(0) >= zero)!}`)
    .replace(/[\u00a0\u202f\u2009\u2007]/g, ' ')
    .replace(/[\u2019ʼ\u2032]/g, "'")
    .replace(/\u066a/g, '%')
    .replace(/[\u2212\uff0d]/g, '-');
}

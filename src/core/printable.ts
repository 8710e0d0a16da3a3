/** Characters that a terminal obeys, and does not show: controls of both sets, marks that turn the direction of writing, and what ends
 *  lines. */
const OBEYED = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** A text of the user's, such as a name in a file, as it can be shown: a character that a terminal obeys is told by its code. */
export const printable = (text: string): string => text.replace(OBEYED, codeOf);

/** The same for texts of several lines. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');

function codeOf(character: string): string {
  const code = character.charCodeAt(0);
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
}

import { DataError } from '../core/errors.ts';

/** The most characters of an element. */
const MOST_IN_ELEMENT = 2 ** 26;

const [QUOTE, BACKSLASH, COMMA, BEGIN_ARRAY, END_ARRAY, BEGIN_RECORD, END_RECORD] = [..."\"\\,[]{}"].map((c) => c.charCodeAt(0));

/** The elements of a JSON array as texts, some with each piece of the array's text. Only quotes and brackets are looked at; whoever parses
 *  the elements finds what else is wrong.
 *  @param what  begins the errors
 *  @param texts  the pieces; behind blanks, the first of them begins with a bracket
 *  @throws {DataError} if the array is not closed, or something follows it */
export async function* elementsOf(what: string, texts: AsyncIterable<string>): AsyncGenerator<readonly string[]> {
  let [depth, count, inText, escaped, ended, begun] = [0, 0, false, false, false, ''];
  for await (const text of texts) {
    const found: string[] = [];
    let from = 0;
    const end = (i: number): void => {
      const element = begun + text.slice(from, i);
      [from, begun] = [i + 1, ''];
      if (ended && count === 0 && element.trim() === '') return; // an empty array
      if (element.trim() === '')
        throw new DataError(`${what}: record ${count}: expected a value, received nothing. Is there a comma too many?`);
      found.push(element.trim());
      count++;
    };
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (inText) {
        if (escaped) escaped = false;
        else if (c === BACKSLASH) escaped = true;
        else if (c === QUOTE) inText = false;
        continue;
      }
      if (ended) {
        if (text[i]!.trim() !== '') throw new DataError(`${what}: expected nothing behind the array, received '${text[i]}'.`);
      } else if (c === QUOTE) inText = true;
      else if (c === BEGIN_ARRAY || c === BEGIN_RECORD) {
        if (++depth === 1) from = i + 1;
      } else if (c === END_ARRAY || c === END_RECORD) {
        if (--depth > 0) continue;
        if (c === END_RECORD) throw new DataError(`${what}: record ${count}: expected , or ] behind it, received }.`);
        ended = true;
        end(i);
      } else if (c === COMMA && depth === 1) end(i);
    }
    if (!ended && depth > 0) begun += text.slice(from);
    if (begun.length > MOST_IN_ELEMENT)
      throw new DataError(`${what}: record ${count} has more than ${MOST_IN_ELEMENT} characters. Check the brackets.`);
    yield found;
  }
  if (!ended) throw new DataError(`${what}: the array is not closed. The file is cut short, or a bracket or a quote is missing.`);
}

import { DataError } from '../core/errors.ts';
import { Turns } from '../core/pieces.ts';

/** The most characters of a line. */
const MOST_IN_LINE = 2 ** 26;
/** Characters between two looks at the time, and what a line counts besides. */
const FEW = 1 << 12, LINE = 64;

/** Lines of a text that comes in pieces, without their ends, with their numbers from 1. Whoever takes them does it in
 *  turns with others on the event loop.
 *  @param what  begins the errors
 *  @throws {DataError} on a line that is too long */
export async function* linesOf(what: string, texts: AsyncIterable<string>): AsyncGenerator<readonly [line: string, number: number]> {
  let parts: string[] = [];
  let length = 0;
  let number = 0;
  let read = 0;
  const turns = new Turns();
  for await (const text of texts) {
    const lines = text.split('\n');
    for (let i = 0; i < lines.length; i++) {
      parts.push(lines[i]!);
      length += lines[i]!.length;
      if (length > MOST_IN_LINE)
        throw new DataError(`${what}: line ${number + 1} has more than ${MOST_IN_LINE} characters. Check the line breaks.`);
      if (i === lines.length - 1) continue;
      yield [parts.join('').replace(/\r$/, ''), ++number];
      [parts, length] = [[], 0];
      if ((read += lines[i]!.length + LINE) < FEW) continue;
      read = 0;
      if (turns.over) await turns.next();
    }
  }
  const last = parts.join('');
  if (last !== '') yield [last.replace(/\r$/, ''), ++number];
}

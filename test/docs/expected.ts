/** What a section says that its code prints. */
import type { Block } from './page.ts';

/** The line that stands for any lines that are not shown; at the end of a line, what stands for the rest of it. */
const ANY = '...';

/** @returns the lines that the program of a section is to print, which stand in comments behind `console.log` and in blocks `text`
 *  behind its blocks, or those of its command lines, which stand in blocks `text` behind them */
export function expectedOf(blocks: readonly Block[], kind: 'ts' | 'sh'): string[] {
  let before = '';
  return blocks.flatMap((block) => {
    if (block.kind === 'text' && block.file === undefined) return before === kind ? block.code.trimEnd().split('\n') : [];
    before = block.kind;
    if (block.kind !== 'ts' || kind !== 'ts') return [];
    const shown = [...block.code.matchAll(/^.*console\.log\(.*?;(?: +\/\/ (.*))?$/gm)];
    return shown.map(([line, printed]) => printed ?? `no comment behind: ${line}`);
  });
}

const isAs = (line: string, expected: string): boolean =>
  expected.endsWith(ANY) ? line.startsWith(expected.slice(0, -ANY.length)) : line === expected;

/** @returns what was printed, with what is not shown as it is in what is expected, so that both are equal if all is as shown */
export function asShown(printed: string, expected: readonly string[]): string[] {
  const lines = printed.trimEnd().split('\n').map((line) => line.trimEnd());
  const shown: string[] = [];
  for (const [i, wanted] of expected.entries()) {
    if (wanted === ANY) {
      const next = expected[i + 1];
      const end = next === undefined ? lines.length : lines.findIndex((line) => isAs(line, next));
      lines.splice(0, Math.max(0, end));
      shown.push(ANY);
      continue;
    }
    shown.push(...lines.splice(0, 1).map((line) => (isAs(line, wanted) ? wanted : line)));
  }
  return [...shown, ...lines];
}

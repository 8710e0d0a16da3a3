/** What a section says that its code prints. */
import type { Block } from './page.ts';

/** The line that stands for any lines that are not shown. */
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

/** @returns what was printed, with lines that are not shown as in what is expected, so that both are equal if all is as shown */
export function asShown(printed: string, expected: readonly string[]): string[] {
  const lines = printed.trimEnd().split('\n').map((line) => line.trimEnd());
  const shown: string[] = [];
  for (const [i, line] of expected.entries()) {
    if (line !== ANY) {
      shown.push(...lines.splice(0, 1));
      continue;
    }
    const end = expected[i + 1] === undefined ? lines.length : lines.indexOf(expected[i + 1]!);
    lines.splice(0, end < 0 ? 0 : end);
    shown.push(ANY);
  }
  return [...shown, ...lines];
}

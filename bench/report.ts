/** Figures as a table to read and as JSON to keep: every figure names its machine, versions, commit and threads. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';

/** Git-ignored: figures belong to the machine they were measured on. */
const RESULTS = 'bench/results';

interface Setting {
  readonly date: string;
  readonly machine: string;
  readonly cores: number;
  readonly platform: string;
  readonly node: string;
  readonly commit: string;
  /** Processes that wanted a core in the last minute: well below the number of cores, or distrust the figures. */
  readonly load: number;
}

/** Where and when figures come about. */
function setting(): Setting {
  return {
    date: new Date().toISOString(),
    machine: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
    commit: commit(),
    load: Math.round(100 * loadavg()[0]!) / 100,
  };
}

function commit(): string {
  try {
    const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return (
      git('rev-parse', '--short', 'HEAD') +
      (git('status', '--porcelain', '--untracked-files=no', 'src', 'native', 'assembly') === '' ? '' : ' with changes')
    );
  } catch {
    return 'unknown';
  }
}

/** One line of figures, by column. */
export type Row = Readonly<Record<string, string | number>>;

/** Whole numbers as they are, others with three digits that count. */
function show(value: string | number | undefined): string {
  if (typeof value !== 'number') return value ?? '';
  if (Number.isInteger(value) || Math.abs(value) >= 100) return value.toFixed(0);
  return Math.abs(value) < 1e-3 ? value.toExponential(1) : value.toPrecision(3);
}

/** Rows under the names of their columns, as Markdown that reads well as it is; numbers stand on the right. */
function table(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const width = (column: string): number => Math.max(column.length, ...rows.map((row) => show(row[column]).length));
  const right = (column: string): boolean => rows.some((row) => typeof row[column] === 'number');
  const line = (cell: (column: string) => string): string =>
    `| ${columns.map((c) => (right(c) ? cell(c).padStart(width(c)) : cell(c).padEnd(width(c)))).join(' | ')} |`;
  const rule = `|${columns.map((c) => `${'-'.repeat(width(c) + 1)}${right(c) ? ':' : '-'}`).join('|')}|`;
  return [line((column) => column), rule, ...rows.map((row) => line((column) => show(row[column])))].join('\n');
}

/** Prints rows and keeps them, as Markdown and, with all that they hang on and whatever is `beside` them, as JSON. `note`
 *  says how to read them. @returns where they are kept, without the ending */
export function report(name: string, rows: readonly Row[], note: string, beside: object = {}): string {
  const about = setting();
  const path = `${RESULTS}/${name}-${about.date.replaceAll(':', '-')}`;
  const text = `${table(rows)}\n\n${note}\n${about.machine}, ${about.cores} cores, load ${about.load}; ` +
    `Node ${about.node}, ${about.platform}; commit ${about.commit}; ${about.date}\n`;
  console.log(`\n${text}`);
  keep(`${path}.json`, `${JSON.stringify({ ...about, note, rows, ...beside }, null, 2)}\n`);
  keep(`${path}.md`, text);
  return path;
}

/** Writes a file of figures, and says so. */
export function keep(path: string, text: string): void {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(path, text);
  console.log(`kept as ${path}`);
}

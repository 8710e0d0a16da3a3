/** `npm run bench:versus`: the same work on other libraries, each in a process of its own (bench/versus). First they must
 *  agree on the answers; only then they are timed, in turns, each at the best of its settings. README.md tells the options. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { keep, report } from './report.ts';
import { chart } from './versus/chart.ts';
import { judge, rowsOf } from './versus/claims.ts';
import { contest, type Figure } from './versus/contest.ts';
import * as deep from './versus/deep.ts';
import * as infer from './versus/infer.ts';
import * as kernels from './versus/kernels.ts';
import * as train from './versus/train.ts';

const CONTESTS = { train, deep, infer, kernels };
const THREADS = [1, 2];

const several = { type: 'string', multiple: true } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { task: several, work: several, peer: several, threads: several, from: several },
});
const unknown = positionals.find((name) => !(name in CONTESTS));
if (unknown !== undefined) throw new Error(`there is no contest '${unknown}': expected ${Object.keys(CONTESTS).join(', ')}`);

/** Whether an option allows a name: any if it is not given, or one that begins as it says. */
const allows = (option: readonly string[] | undefined, name: string): boolean =>
  option?.some((beginning) => name.startsWith(beginning)) ?? true;

async function measured(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [, { KINDS, tasks }] of Object.entries(CONTESTS).filter(([name]) => positionals.length === 0 || positionals.includes(name))) {
    const [myelin, ...others] = KINDS;
    const kinds = [myelin!, ...others.filter(({ name }) => allows(values.peer, name))];
    for (const threads of THREADS.filter((n) => allows(values.threads, String(n)))) {
      for (const task of tasks(threads).filter(({ name }) => allows(values.task, name))) {
        figures.push(...(await contest(task, kinds, (work) => allows(values.work, work))));
      }
    }
  }
  return figures;
}

/** Figures of earlier runs together; where two tell of the same, the later one counts. */
function earlier(paths: readonly string[]): Figure[] {
  const all = paths.toSorted().flatMap((path) => (JSON.parse(readFileSync(path, 'utf8')) as { figures: Figure[] }).figures);
  const place = ({ contest, task, threads, work, kind, library }: Figure): string =>
    [contest, task, threads, work, kind === 'myelin' ? kind : library].join();
  const latest = [...new Map(all.map((figure) => [place(figure), figure])).values()];
  const group = ({ contest, task, threads, work }: Figure): string => [contest, task, threads, work].join();
  const groups = [...new Set(latest.map(group))];
  return latest.toSorted(
    (a, b) => groups.indexOf(group(a)) - groups.indexOf(group(b)) || Number(b.kind === 'myelin') - Number(a.kind === 'myelin'),
  );
}

const figures = values.from === undefined ? await measured() : earlier(values.from);
const verdicts = Object.entries(CONTESTS).flatMap(([name, { CLAIMS }]) => CLAIMS.flatMap((claim) => judge(figures, name, claim)));
const note =
  "rate: the median of the turns, and the fastest; myelin is: so many times as fast, the median of the turns' ratios; " +
  'peak %: operations of products, convolutions and attention, by the peak of multiply-adds in the same rounds; ' +
  'difference: of the answers, relative.';
const path = report('versus', rowsOf(figures, verdicts), note, { figures });
keep(`${path}.svg`, chart(figures));

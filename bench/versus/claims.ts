/** What myelin claims of its speed, and whether figures bear it out. */
import type { Row } from '../report.ts';
import type { Figure } from './contest.ts';

/** How many times as fast myelin is, at least, by number of threads. */
interface Bar {
  readonly task: string;
  readonly work?: string;
  readonly least: Readonly<Record<number, number>>;
}
/** As the best of some libraries; `over` leaves out none if it is not there. */
interface OverPeers extends Bar {
  readonly over?: readonly string[];
}
/** In a form of its own, such as another precision, as in its usual one. */
interface OverItself extends Bar {
  readonly own: string;
}
/** Counted in bytes, as any library in another work. */
interface OverWork extends Bar {
  readonly of: string;
}
export type Claim = OverPeers | OverItself | OverWork;

/** How a claim turned out. */
export interface Verdict {
  readonly figure: Figure;
  readonly against: string;
  readonly ratio: number;
  readonly least: number;
  readonly pass: boolean;
}

/** Forms of myelin are not its rivals. */
const rival = ({ kind }: Figure): boolean => !kind.startsWith('myelin');

/** What becomes of a contest's claim in each task, work and number of threads that figures tell of. */
export function judge(all: readonly Figure[], contest: string, claim: Claim): Verdict[] {
  const figures = all.filter((f) => f.contest === contest);
  return figures
    .filter((f) => f.kind === 'myelin' && f.task === claim.task && (claim.work ?? f.work) === f.work)
    .flatMap((mine) => {
      const least = claim.least[mine.threads];
      const there = figures.filter((f) => f.task === mine.task && f.threads === mine.threads);
      const same = there.filter((f) => f.work === mine.work);
      const found = 'of' in claim ? ofWork(mine, there, claim.of) : 'own' in claim ? ofOwn(same, claim.own) : ofPeers(same, claim.over);
      return least === undefined || found === undefined ? [] : [{ ...found, least, pass: found.ratio >= least }];
    });
}

type Found = Omit<Verdict, 'least' | 'pass'> | undefined;

function ofPeers(same: readonly Figure[], over: readonly string[] | undefined): Found {
  const [hardest] = same.filter((f) => rival(f) && (over?.includes(f.kind) ?? true)).toSorted((a, b) => a.ratio - b.ratio);
  return hardest && { figure: hardest, against: hardest.library, ratio: hardest.ratio };
}

function ofOwn(same: readonly Figure[], own: string): Found {
  const figure = same.find((f) => f.kind === own);
  return figure && { figure, against: 'its float32', ratio: 1 / figure.ratio };
}

function ofWork(mine: Figure, there: readonly Figure[], work: string): Found {
  const [best] = there.filter((f) => f.work === work).toSorted((a, b) => b.rate - a.rate);
  return best && { figure: mine, against: `${work}, ${best.library}`, ratio: mine.rate / best.rate };
}

/** Figures as rows; how claims turned out stands beside the library that they are about. */
export function rowsOf(figures: readonly Figure[], verdicts: readonly Verdict[]): Row[] {
  return figures.flatMap((figure): Row[] => {
    const { contest, task, work, threads, library, setting, rate, fastest, unit, ratio, gflops, share, difference } = figure;
    const row = {
      contest, task, work, threads, library, setting, rate, fastest, unit, 'myelin is': ratio,
      ...(figures.some((f) => f.gflops !== undefined) ? { 'GFLOP/s': gflops ?? '', 'peak %': share === undefined ? '' : 100 * share } : {}),
    };
    const about = verdicts.filter((v) => v.figure === figure);
    if (about.length === 0) return [{ ...row, claim: '', verdict: '', difference }];
    return about.map(({ against, least, pass, ...v }) => ({
      ...row,
      setting: against === library ? setting : `${setting}, against ${against}`,
      'myelin is': v.ratio, claim: least, verdict: pass ? 'pass' : 'miss', difference,
    }));
  });
}

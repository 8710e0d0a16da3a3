import { foldsOf } from '../data/split.ts';
import { PREDICT_BATCH } from './figures.ts';
import { hasFewRows, heeding, isWide, lossFigure, networkFor, networkOptions, type NetworkFlags, type NetworkOptions } from './network.ts';
import { note } from './say.ts';
import type { Sets } from './sets.ts';
import { pickRows, type Rows } from './subject.ts';

type Candidate = Required<Pick<NetworkFlags, 'layers' | 'dropout' | 'l2'>>;

/** What is chosen among: linear models, from a weak to a strong penalty, and networks: that for few rows with several penalties, that for
 *  wide tables with several shares of dropout. Inputs are standardised, so that the strengths mean the same for every table. */
const CANDIDATES: Readonly<Record<'linear' | 'few' | 'wide', readonly Candidate[]>> = {
  linear: [1e-5, 1e-4, 1e-3, 1e-2, 3e-2, 1e-1, 3e-1].map((l2) => ({ layers: [], dropout: 0, l2 })),
  few: [0, 1e-2, 3e-2].map((l2) => ({ layers: [32, 16], dropout: 0.2, l2 })),
  wide: [0, 0.2, 0.5].map((dropout) => ({ layers: [64, 32], dropout, l2: 0 })),
};

/** The loss of a linear model with a penalty has one minimum, which a second-order method finds in some tens of steps on all
 *  rows: that takes less time than an approach by Adam, and a weak penalty is then not judged by how far Adam came. */
const LINEAR = { optimizer: 'levenbergMarquardt', epochs: 5 } as const;

const FOLDS = 5;
/** With fewer rows, parts of them tell nothing. */
const FEWEST_ROWS = 2 * FOLDS;

export const CHOICE_HELP: string =
  `Of a CSV of few rows, or of few for its width, ${FOLDS}-fold cross-validation on the training rows first chooses between linear ` +
  'models with several strengths of an L2 penalty and networks with several strengths or shares of dropout. It does not if --layers, ' +
  '--dropout or --l2 is given.';

/** The network for the data: what the flags say, or, for a table of few rows or of few for its width, of which they say nothing, what
 *  cross-validation on the training rows finds best, told on stderr. The rows held out have no part in it. A network is chosen
 *  instead of a linear model only if it is better by more than the standard error of the difference over the folds.
 *  @param label  text before what is told
 *  @source Breiman, Friedman, Olshen and Stone, Classification and Regression Trees (1984), 3.4.3: the rule of one standard
 *  error, applied here to the differences fold by fold */
export async function chooseNetwork(sets: Sets, flags: NetworkFlags, signal: AbortSignal, label = ''): Promise<NetworkOptions> {
  const options = networkOptions(sets, flags);
  const decided = flags.layers !== undefined || flags.dropout !== undefined || flags.l2 !== undefined;
  const kind = hasFewRows(sets) ? 'few' : isWide(sets) ? 'wide' : undefined;
  if (decided || kind === undefined || sets.train.count < FEWEST_ROWS) return options;
  note(`${label}Comparing linear models and networks by ${FOLDS}-fold cross-validation on the training rows`);
  // More epochs than the default are for the network that is kept.
  const { epochs } = networkOptions(sets, { ...flags, epochs: undefined });
  const compared = { ...flags, ...(options.epochs > epochs ? { epochs } : {}) };
  const [linear, deep] = await Promise.all(
    [CANDIDATES.linear, CANDIDATES[kind]].map((candidates) =>
      best(candidates, async (candidate) => {
        const judged = { candidate, losses: await lossesOf(sets, candidateFlags(sets, candidate, compared), signal) };
        if (!signal.aborted) note(`${label}  ${described(judged)}`);
        return judged;
      }),
    ),
  );
  if (signal.aborted) return options;
  const [chosen, other] = isClearlyLess(deep.losses, linear.losses) ? [deep, linear] : [linear, deep];
  note(`${label}Chosen: ${described(chosen)}, rather than ${described(other)}`);
  return networkOptions(sets, candidateFlags(sets, chosen.candidate, flags));
}

/** A candidate and its losses. */
interface Judged {
  readonly candidate: Candidate;
  /** The loss of each fold. */
  readonly losses: readonly number[];
}

const isLinear = ({ layers }: Candidate): boolean => layers.length === 0;

/** The flags of a candidate. A linear model is trained as LINEAR says, unless the flags say how training goes. */
function candidateFlags({ train }: Sets, candidate: Candidate, flags: NetworkFlags): NetworkFlags {
  const given = { ...flags, ...candidate };
  if (!isLinear(candidate) || [flags.optimizer, flags.learningRate, flags.batchSize].some((flag) => flag !== undefined)) return given;
  return { ...given, optimizer: LINEAR.optimizer, batchSize: train.count, epochs: flags.epochs ?? LINEAR.epochs };
}

/** The loss after training on the other folds, for each fold; infinite for all if one training diverges. */
async function lossesOf(sets: Sets, flags: NetworkFlags, signal: AbortSignal): Promise<number[]> {
  const { subject, train } = sets;
  const strata = subject.target.task === 'classification' ? classesOf(train.y) : undefined;
  const losses: number[] = [];
  for (const fold of foldsOf(train.count, FOLDS, flags.seed, strata)) {
    const part = { subject, train: pickRows(train, fold.train), held: pickRows(train, fold.held) };
    const options = networkOptions(part, flags);
    const model = networkFor(subject, options);
    const { epochs, batchSize } = options;
    await model.fit(part.train.x, part.train.y, { epochs, batchSize, callbacks: [heeding(signal, model)], verbose: 0 });
    const figures = await model.evaluate(part.held.x, part.held.y, { batchSize: PREDICT_BATCH });
    model.dispose();
    const loss = figures[lossFigure(subject, options)];
    if (!Number.isFinite(loss)) return new Array<number>(FOLDS).fill(Infinity);
    losses.push(loss);
  }
  return losses;
}

/** The class of each row, by which rows are sorted. */
const classesOf = (y: Rows['y']): ArrayLike<string | number> => ('data' in y ? y.data : (y.values as ArrayLike<string | number>));

/** The candidate whose mean loss is smallest. With the strength of a penalty the loss falls, then rises: the search begins in the
 *  middle and goes on in the direction in which the loss falls. */
async function best(candidates: readonly Candidate[], judge: (one: Candidate) => Promise<Judged>): Promise<Judged> {
  const middle = candidates.length >> 1;
  let least = await judge(candidates[middle]);
  for (const way of [1, -1]) {
    const before = least;
    for (let at = middle + way; at in candidates; at += way) {
      const next = await judge(candidates[at]);
      if (mean(next.losses) >= mean(least.losses)) break;
      least = next;
    }
    if (least !== before) break;
  }
  return least;
}

/** Whether losses are smaller than others by more than the standard error of their difference. */
function isClearlyLess(losses: readonly number[], others: readonly number[]): boolean {
  if (losses.includes(Infinity) || others.includes(Infinity)) return others.includes(Infinity) && !losses.includes(Infinity);
  const gains = losses.map((loss, fold) => others[fold] - loss);
  const gain = mean(gains);
  const variance = gains.reduce((sum, one) => sum + (one - gain) ** 2, 0) / (gains.length - 1);
  return gain > Math.sqrt(variance / gains.length);
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function described({ candidate: { layers, dropout, l2 }, losses }: Judged): string {
  const what = layers.length === 0 ? 'a linear model' : `a network of ${layers.join('-')} with dropout ${dropout}`;
  return `${what}${l2 > 0 ? `, L2 ${l2}` : ', no L2'} (loss ${mean(losses).toPrecision(4)})`;
}

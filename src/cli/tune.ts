import { Option, type Command } from 'commander';
import { ConfigError } from '../core/errors.ts';
import { holdOut } from '../data/split.ts';
import { search, space, type Sampled, type Trial } from '../index.ts';
import { validated } from '../core/figure-names.ts';
import { addCsvOptions, addOverwriteOption, addQuietOption, share, wholeNumber, type CsvFlags } from './arguments.ts';
import { describeTraining } from './describe-training.ts';
import { EXIT, EXIT_HELP, naming } from './exit.ts';
import { confusionText, figuresText, judge, PREDICT_BATCH } from './figures.ts';
import { interruptible } from './interrupt.ts';
import { lossFigure, networkFor, networkOptions, trainNetwork, type NetworkFlags, type NetworkOptions } from './network.ts';
import { noticeDropped } from './notice.ts';
import { note, tell, tellJson } from './say.ts';
import { divisible, type Sets } from './sets.ts';
import { checkWritable, readSource } from './source.ts';
import { metadataOf } from './subject.ts';
import type { Task } from './target.ts';

interface TuneFlags extends CsvFlags {
  readonly target?: string;
  readonly task?: Task;
  readonly trials: number;
  readonly epochs?: number;
  readonly validationSplit: number;
  readonly seed: number;
  readonly journal?: string;
  readonly out: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

/** What is searched. A depth of 0 is a linear model. */
const SPACE = {
  depth: space.integer(0, 3),
  width: space.choice([16, 32, 64, 128, 256]),
  learningRate: space.logUniform(3e-4, 3e-2),
  dropout: space.uniform(0, 0.5),
  l2: space.logUniform(1e-6, 1e-1),
  batchSize: space.choice([16, 32, 64, 128]),
};

type Config = Sampled<typeof SPACE>;

/** Trials in the table that is printed. */
const SHOWN = 10;

export function addTune(program: Command): void {
  const command = program
    .command('tune')
    .summary('search for the best network for a table')
    .description(
      'Searches width, depth, learning rate, dropout, L2 and batch size of a network for DATA by successive halving, prints the best ' +
      'trials, and saves the best network as `myelin train` does. Rows that are held out choose it: judge it by others, with ' +
      '`myelin evaluate`.',
    )
    .argument('<data>', 'file of a table, or - for standard input')
    .option('--target <column>', 'what to predict: a name, or a number counted from 0, negative from the end (default: -1)')
    .addOption(new Option('--task <task>', 'what the target is (default: found out)').choices(['classification', 'regression']))
    .option('--trials <count>', 'configurations to try', wholeNumber(1), 30)
    .option('--epochs <count>', 'passes over the rows of a trial that goes to the end (default: as of `myelin train`)', wholeNumber(1))
    .option('--validation-split <share>', 'share of the rows held out to choose by', share, 0.2)
    .option('--seed <number>', 'fixes the trials, the rows held out, the weights and dropout', wholeNumber(0), 0)
    .option('--journal <file>', 'where trials are written down; the same command with the same file goes on where it stopped')
    .option('--out <file>', 'where the model goes', 'model.safetensors')
    .option('--json', 'print trials and figures as JSON');
  addQuietOption(addOverwriteOption(addCsvOptions(command))).addHelpText('after', EXIT_HELP).action(tune);
}

async function tune(path: string, flags: TuneFlags): Promise<void> {
  const source = await readSource(path, flags);
  if (source.kind !== 'table') throw new ConfigError('tune is for tables. Name one, or train on the folder with `myelin train`.');
  await checkWritable(flags.out, flags.overwrite);
  const data = await naming(path, () => divisible(path, source, flags.target ?? '-1', flags.task, flags.ignore));
  noticeDropped(data.dropped);
  const split = holdOut(data.rows, flags.validationSplit, flags.seed, data.strata);
  const sets = await data.divide(split.train, split.held);
  await interruptible(async (signal) => {
    const trials = await trialsOf(sets, flags, signal);
    if (trials !== undefined) await keepBest(sets, trials, flags, signal);
    if (signal.aborted) process.exitCode = EXIT.interrupted;
  });
}

function optionsOf(sets: Sets, { depth, width, ...more }: Config, flags: TuneFlags, seed: number): NetworkOptions {
  const layers = new Array<number>(depth).fill(width);
  const rest: NetworkFlags = { ...more, layers, activation: 'relu', optimizer: 'adam', dtype: 'float32', seed };
  return networkOptions(sets, { ...rest, epochs: flags.epochs ?? networkOptions(sets, { ...rest, batchSize: undefined }).epochs });
}

/** Searches, and tells on stderr how it goes. Undefined if it is interrupted. */
async function trialsOf(sets: Sets, flags: TuneFlags, signal: AbortSignal): Promise<readonly Trial<Config>[] | undefined> {
  const { subject, train, held } = sets;
  const { epochs } = optionsOf(sets, { depth: 0, width: 16, learningRate: 1, dropout: 0, l2: 1, batchSize: 32 }, flags, 0);
  let told = 0;
  try {
    const { trials } = await search({
      space: SPACE,
      build: (config, { seed }) => {
        const options = optionsOf(sets, config, flags, seed);
        return { model: networkFor(subject, options), fitOptions: { batchSize: options.batchSize, validationBatchSize: PREDICT_BATCH } };
      },
      x: train.x,
      y: train.y,
      validationData: [held!.x, held!.y],
      objective: validated(lossFigure(subject, { l2: 1 })),
      method: 'halving',
      budget: { trials: flags.trials, epochs },
      seed: flags.seed,
      ...(flags.journal === undefined ? {} : { journal: flags.journal }),
      onTrial: ({ id, value, history }) =>
        note(`${++told}  trial ${id}  epoch ${history['loss'].length}/${epochs}  best loss ${value.toPrecision(4)}`),
      signal,
    });
    return trials;
  } catch (error) {
    if (!signal.aborted) throw error;
    note(flags.journal === undefined ? 'Stopped.' : `Stopped: the same command with --journal ${flags.journal} goes on.`);
    return undefined;
  }
}

/** Trains the best network again, up to its best epoch, tells of the trials, and saves it. */
async function keepBest(sets: Sets, trials: readonly Trial<Config>[], flags: TuneFlags, signal: AbortSignal): Promise<void> {
  const { subject, held } = sets;
  const { target } = subject;
  const [best] = trials;
  const options = { ...optionsOf(sets, best.config, flags, best.seed), epochs: best.bestEpoch + 1 };
  const model = networkFor(subject, options);
  describeTraining(sets, options);
  await trainNetwork(model, sets, options, signal);
  await naming(flags.out, () => model.save(flags.out, { metadata: metadataOf(subject) }));
  const validation = await judge(model, target, held!);
  if (flags.json) {
    const told = trials.map(({ id, config, value: loss, bestEpoch, outcome }) => ({ id, ...config, loss, epochs: bestEpoch + 1, outcome }));
    tellJson({ model: flags.out, target: target.name, task: target.task, seed: flags.seed, trials: told, validation });
    return;
  }
  tell(tableOf(trials.slice(0, SHOWN)).join('\n'));
  tell([`The best on the rows held out: ${figuresText(validation)}`, ...confusionText(target, validation)].join('\n'));
  tell(`Saved to ${flags.out}`);
}

function tableOf(trials: readonly Trial<Config>[]): string[] {
  const head = ['trial', 'loss', 'epoch', 'layers', 'rate', 'dropout', 'L2', 'batch'];
  const rows = trials.map(({ id, value, bestEpoch, config: { depth, width, learningRate, dropout, l2, batchSize } }) => [
    `${id}`, value.toFixed(4), `${bestEpoch + 1}`, depth === 0 ? 'none' : new Array<number>(depth).fill(width).join(','),
    learningRate.toPrecision(2), depth === 0 ? '-' : dropout.toFixed(2), l2.toPrecision(2), `${batchSize}`,
  ]);
  const widths = head.map((name, c) => Math.max(name.length, ...rows.map((row) => row[c].length)));
  return [head, ...rows].map((row) => row.map((cell, c) => cell.padStart(widths[c])).join('  '));
}

import { Option, type Command } from 'commander';
import { ConfigError } from '../core/errors.ts';
import { holdOut } from '../data/split.ts';
import { DTYPE_POLICIES } from '../layers/dtype-policy.ts';
import type { Callback } from '../index.ts';
import { OPTIMIZERS } from '../optimizers/registry.ts';
import type { Table } from '../preprocessing/table.ts';
import {
  addCsvOptions, addOverwriteOption, addQuietOption, positiveNumber, share, sizes, strength, wholeNumber, type CsvFlags,
} from './arguments.ts';
import { chooseNetwork, CHOICE_HELP } from './choose-network.ts';
import { crossValidate } from './cross-validate.ts';
import { describeTraining } from './describe-training.ts';
import { EXIT, EXIT_HELP, naming } from './exit.ts';
import { confusionText, figuresText, judge } from './figures.ts';
import { interruptible } from './interrupt.ts';
import { logTo } from './log.ts';
import { lossFigure, networkFor, trainNetwork, type NetworkFlags } from './network.ts';
import { noticeDropped, noticeGuessed } from './notice.ts';
import { addReport, checkReport, writeReport } from './report.ts';
import { backedUp, hasBackup, removeBackup } from './resume.ts';
import { tell, tellJson } from './say.ts';
import { divisible, type Divisible } from './sets.ts';
import { checkWritable, freePath, readRows, readSource, type Source } from './source.ts';
import { imageRows, inputShapeOf, metadataOf, tableRows, type Rows, type Subject } from './subject.ts';
import { withoutIgnored, type Task } from './target.ts';

interface TrainFlags extends CsvFlags, NetworkFlags {
  readonly target?: string;
  readonly task?: Task;
  readonly test?: string;
  readonly validationSplit?: number;
  readonly folds?: number;
  readonly out?: string;
  readonly report?: string;
  readonly overwrite?: boolean;
  readonly resume?: boolean;
  readonly log?: string;
  readonly json?: boolean;
}

const DEFAULT_OUT = 'model.safetensors';
const DEFAULT_SHARE = 0.2;
/** The target where none is named. */
const LAST = '-1';

export function addTrain(program: Command): void {
  const command = program
    .command('train')
    .summary('train a network on a table or a folder of images')
    .description(
      'Trains a network on DATA and saves it with everything needed to use it.\n\n' +
      'DATA is a table (CSV, ARFF, JSON lines, Parquet, npy or npz; - is standard input), or a folder with train-images-idx3-ubyte ' +
      'and train-labels-idx1-ubyte (the t10k- pair beside them is the test set), each plain or .gz. How a table is written is found ' +
      'out, said, and asked about where it cannot be told. Numeric columns are standardised, dates become a number and cycles, ' +
      'texts are one-hot encoded, free texts by their words, missing cells filled with the mean and flagged. A target of text or ' +
      'of few whole numbers is classified, any other regressed.\n\n' +
      CHOICE_HELP,
    )
    .argument('<data>', 'file of a table, - for standard input, or folder of IDX files')
    .option('--target <column>', 'what to predict: a name, or a number counted from 0, negative from the end (default: the last)')
    .addOption(new Option('--task <task>', 'what the target is (default: found out)').choices(['classification', 'regression']))
    .option('--test <file>', 'table of rows to test on at the end')
    .option(
      '--layers <sizes>',
      "units of the hidden layers, or 'none' (default: 64,32 for a CSV, chosen below 2000 rows, 256,128 for images)",
      sizes,
    )
    .option('--activation <name>', 'activation of the hidden layers', 'relu')
    .option(
      '--dropout <rate>',
      'share of units dropped after each hidden layer while training (default: 0, or 0.2 below 2000 rows of a CSV)',
      share,
    )
    .option('--l2 <strength>', 'factor of the sum of squared weights in the loss (default: 0, chosen below 2000 rows of a CSV)', strength)
    .option(
      '--optimizer <name>',
      `${Object.keys(OPTIMIZERS).join(', ')} (default: adam, or levenbergMarquardt for a linear model that is chosen)`,
    )
    .option('--learning-rate <rate>', "step size (default: the optimizer's)", positiveNumber)
    .option('--batch-size <rows>', 'rows per step (default: 32 for a CSV, 128 for images)', wholeNumber(1))
    .option(
      '--epochs <count>',
      'passes over the rows (default: about 2000 steps; at least 20 for a CSV, 10 for images, at most 200)',
      wholeNumber(1),
    )
    .option(
      '--validation-split <share>',
      `share of the rows held out to choose the best epoch and judge by (default: ${DEFAULT_SHARE}, or 0 with a test set)`,
      share,
    )
    .option(
      '--folds <k>',
      'cross-validation: trains k times, judging by another part of the rows each time; saves a model of all rows only if --out is given',
      wholeNumber(2),
    )
    .addOption(
      new Option(
        '--dtype <policy>',
        'what layers compute in; mixed_bfloat16 rounds what is multiplied, and is faster where the processor can',
      )
        .choices(DTYPE_POLICIES)
        .default('float32'),
    )
    .option('--seed <number>', 'fixes the weights, the order of the rows and dropout', wholeNumber(0), 0)
    .option('--out <file>', `where the model goes (default: ${DEFAULT_OUT})`)
    .option(
      '--resume',
      'keep a backup beside the model while it trains (<file>.backup), and go on from it, with the same result as without a break, if ' +
      'such a training was killed or interrupted',
    )
    .option(
      '--log <file>',
      'write the figures of each epoch to a file while the model trains: CSV, or JSON lines if the name ends with .jsonl',
    )
    .option('--json', 'print the final figures and those of each epoch as JSON');
  addQuietOption(addOverwriteOption(addCsvOptions(addReport(command))))
    .addHelpText('after', `${EXIT_HELP} After Ctrl-C, what was learnt so far is saved.`)
    .action(train);
}

async function train(path: string, flags: TrainFlags): Promise<void> {
  const saves = flags.folds === undefined || flags.out !== undefined;
  checkTogether(flags, saves);
  const log = flags.log === undefined ? [] : [logTo(flags.log)];
  const overwrite = flags.overwrite === true || (flags.resume === true && (await hasBackup(flags.out ?? DEFAULT_OUT)));
  const written = saves ? [flags.out ?? DEFAULT_OUT, ...(flags.log === undefined ? [] : [flags.log])] : [];
  for (const file of written) await checkWritable(file, overwrite);
  await checkReport(flags.report, saves, overwrite);
  const source = await readSource(path, flags);
  if (source.kind === 'images' && flags.test !== undefined) {
    throw new ConfigError('--test is for tables. Put t10k-images and t10k-labels into the folder of images.');
  }
  const test = flags.test === undefined ? undefined : withoutIgnored(await readRows(flags.test, flags), flags.ignore);
  const data = await naming(path, () => divisible(path, source, flags.target ?? LAST, flags.task, flags.ignore));
  if (source.kind === 'table' && flags.target === undefined) noticeGuessed(source.table);
  noticeDropped(data.dropped);
  await interruptible(async (signal) => {
    if (flags.folds !== undefined) await crossValidate(data, flags.folds, flags, signal);
    if (!signal.aborted && saves) await trainOnce(path, data, testSet(source, test), { ...flags, overwrite }, signal, log);
    if (signal.aborted) process.exitCode = EXIT.interrupted;
  });
}

/** @param saves  whether a model of all rows is trained
 *  @throws {ConfigError} if options contradict each other */
function checkTogether({ folds, test, resume, log }: TrainFlags, saves: boolean): void {
  if (!saves && test !== undefined) {
    throw new ConfigError('--test needs a model of all rows, and --folds trains none unless --out is given.');
  }
  if (!saves && log !== undefined) {
    throw new ConfigError('--log tells of the training of a model of all rows, and --folds trains none unless --out is given.');
  }
  if (folds !== undefined && resume === true) {
    throw new ConfigError('--resume goes on with one training, and --folds makes several. Leave one of them away.');
  }
}

/** Makes the test rows, once the subject is known; undefined if there are none. */
type TestSet = ((subject: Subject) => Rows) | undefined;

function testSet(source: Source, table: Table | undefined): TestSet {
  const images = source.kind === 'images' ? source.test : undefined;
  if (table === undefined && images === undefined) return undefined;
  return (subject) => (subject.kind === 'table' ? tableRows(subject, table!) : imageRows(subject, images!));
}

async function trainOnce(
  source: string, data: Divisible, test: TestSet, flags: TrainFlags, signal: AbortSignal, log: readonly Callback[],
): Promise<void> {
  const path = flags.out ?? DEFAULT_OUT;
  const part = flags.validationSplit ?? (test !== undefined || flags.folds !== undefined ? 0 : DEFAULT_SHARE);
  const split =
    part === 0
      ? { train: Int32Array.from({ length: data.rows }, (_, i) => i), held: undefined }
      : holdOut(data.rows, part, flags.seed, data.strata);
  const sets = await data.divide(split.train, split.held);
  const { subject, train: rows, held } = sets;
  const testRows = test && (await naming(flags.test ?? 'test set', () => test(subject)));
  const options = await chooseNetwork(sets, flags, signal);
  const model = networkFor(subject, options);
  describeTraining(sets, options);
  const more = [...log, ...(flags.resume === true ? [backedUp(path, signal)] : [])];
  const history = await trainNetwork(model, sets, options, signal, '', more);
  const out = flags.overwrite === true ? path : await freePath(path);
  await naming(out, () => model.save(out, { metadata: metadataOf(subject) }));

  const { target } = subject;
  const stopped = signal.aborted;
  if (flags.resume === true && !stopped) await removeBackup(path);
  const validation = held && (await judge(model, target, held));
  const tested = testRows && (await judge(model, target, testRows));
  if (flags.report !== undefined) {
    await writeReport(flags.report, { model, source, sets, test: testRows, history, monitor: lossFigure(subject, options) });
  }
  if (flags.json) {
    tellJson({
      model: out, target: target.name, task: target.task, rows: rows.count, inputs: inputShapeOf(subject), layers: options.layers,
      dropout: options.dropout, l2: options.l2, epochs: options.epochs, seed: options.seed, stopped, history: history.history, validation,
      test: tested,
    });
    return;
  }
  for (const [name, figures] of [['Validation', validation], ['Test', tested]] as const) {
    if (figures !== undefined) tell([`${name}: ${figuresText(figures)}`, ...confusionText(target, figures)].join('\n'));
  }
  const goesOn = flags.resume === true ? '; --resume goes on' : '';
  tell(stopped ? `Stopped before the end: what was learnt so far is saved to ${out}${goesOn}` : `Saved to ${out}`);
}

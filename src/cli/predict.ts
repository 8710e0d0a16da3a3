import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { isUint8 } from '../core/dtype.ts';
import { ConfigError, FormatError } from '../core/errors.ts';
import { showShape, sameShape } from '../core/shape.ts';
import { csvLine } from '../data/csv.ts';
import { readIdx } from '../formats/idx.ts';
import { readIdxPair } from '../formats/idx-folder.ts';
import { writeWhole } from '../formats/write-file.ts';
import type { Sequential } from '../index.ts';
import { addCsvOptions, addOverwriteOption, type CsvFlags } from './arguments.ts';
import { EXIT_HELP, naming } from './exit.ts';
import { bestClass, outputsOf } from './figures.ts';
import { noticeUnseen } from './notice.ts';
import { checkWritable, mustBeForImages, readRows } from './source.ts';
import { loadTrained } from './stored-model.ts';
import type { ImageSubject, Rows, TableSubject } from './subject.ts';
import { divideColumns, withoutIgnored, type Target } from './target.ts';

interface PredictFlags extends CsvFlags {
  readonly out?: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

/** The model's prediction for one row. */
type Prediction =
  | { readonly prediction: string; readonly probability: number; readonly probabilities: Readonly<Record<string, number>> }
  | { readonly prediction: number };

/** Predictions together with the cells of their rows. */
interface Answers {
  /** Undefined if the data has no names. */
  readonly header: readonly string[] | undefined;
  readonly rows: readonly (readonly string[])[];
  readonly predictions: readonly Prediction[];
}

export function addPredict(program: Command): void {
  const command = program
    .command('predict')
    .summary('answer for new rows')
    .description(
      `Writes the rows of DATA back as CSV with the model's answers as further columns: ` +
      `the class and its probability, or the value in the target's own units. Rows are given raw, as for training; ` +
      'the target column may be left out. A file without header gets none.',
    )
    .argument('<model>', 'a model made by `myelin train`')
    .argument('<data>', 'table with the columns of the training data, - for standard input; for images an IDX file or folder')
    .option('--out <file>', 'where the answers go (default: standard output)')
    .option('--json', 'write a JSON list of the answers, with the probability of every class');
  addOverwriteOption(addCsvOptions(command)).addHelpText('after', EXIT_HELP).action(predict);
}

async function predict(modelPath: string, dataPath: string, flags: PredictFlags): Promise<void> {
  if (flags.out !== undefined) await checkWritable(flags.out, flags.overwrite);
  const { model, subject } = await loadTrained(modelPath);
  const answers = await naming(dataPath, () =>
    subject.kind === 'table' ? answerTable(model, subject, dataPath, flags) : answerImages(model, subject, dataPath, flags),
  );
  const text = flags.json ? `${JSON.stringify(answers.predictions, null, 2)}\n` : csvText(answers, subject.target);
  const { out } = flags;
  if (out === undefined) process.stdout.write(text);
  else await writeWhole('predict', out, [new TextEncoder().encode(text)]);
}

async function answerTable(model: Sequential, subject: TableSubject, path: string, flags: CsvFlags): Promise<Answers> {
  const table = await readRows(path, flags, true);
  const { x } = divideColumns(subject.target, subject.encoding.columns, withoutIgnored(table, flags.ignore), false);
  noticeUnseen(subject.encoding.unseen(x));
  const predictions = await answer(model, subject.target, x, table.rows);
  return { header: table.header ? table.columns.map((column) => column.name) : undefined, rows: table.cells, predictions };
}

async function answerImages(model: Sequential, subject: ImageSubject, path: string, flags: CsvFlags): Promise<Answers> {
  mustBeForImages(path, flags);
  const x = (await stat(path)).isDirectory()
    ? ((await readIdxPair(path, 'test')) ?? (await readIdxPair(path, 'train')))?.x
    : await readIdx(path);
  if (x === undefined) throw new ConfigError('expected IDX files of images, found none.');
  const { data, shape } = x;
  if (!isUint8(data) || !sameShape(shape.slice(1), subject.imageShape)) {
    throw new FormatError(
      `expected images as bytes of shape ${showShape([null, ...subject.imageShape])}, received ${data.constructor.name} of shape ` +
      `${showShape(shape)}.`,
    );
  }
  const predictions = await answer(model, subject.target, { data, shape: [...shape] }, shape[0]!);
  return { header: ['image'], rows: predictions.map((_, i) => [`${i}`]), predictions };
}

async function answer(model: Sequential, target: Target, x: Rows['x'], rows: number): Promise<Prediction[]> {
  const data = await outputsOf(model, x, rows);
  if (target.task === 'regression') return Array.from(data, (value) => ({ prediction: rounded(value) }));
  const { labels } = target;
  return Array.from({ length: rows }, (_, row) => {
    const of = (c: number): number => rounded(data[row * labels.length + c]);
    const best = bestClass(data, row, labels.length);
    return { prediction: labels[best], probability: of(best), probabilities: Object.fromEntries(labels.map((label, c) => [label, of(c)])) };
  });
}

/** Rounds to the digits that a float32 holds; more would be noise. */
function rounded(value: number): number {
  return Number(value.toPrecision(7));
}

function csvText({ header, rows, predictions }: Answers, target: Target): string {
  const added = target.task === 'classification' ? ['prediction', 'probability'] : ['prediction'];
  const names = header && [...header, ...added.map((name) => (header.includes(name) ? `${name}_of_model` : name))];
  const lines = predictions.map((p, i) => csvLine([...rows[i], p.prediction, ...('probability' in p ? [p.probability] : [])]));
  return [...(names === undefined ? [] : [csvLine(names)]), ...lines].join('');
}

import type { TypedArray } from '../../core/dtype.ts';
import { ConfigError, show } from '../../core/errors.ts';
import { firstWhere, forEach, numbersOf, type Pieces } from '../../core/pieces.ts';
import { constant, type Tensor } from '../../graph/tensor.ts';
import { LabelEncoding } from '../../layers/label-encoding.ts';
import type { Loss } from '../../losses/index.ts';
import { classificationOf, rowLosses, type Classified } from '../../report/classification.ts';
import { html, type Markup } from '../../report/html.ts';
import { counted, figure, percent } from '../../report/numbers.ts';
import type { Section, Tile } from '../../report/page.ts';
import { regressionOf, rowErrors, type Estimated } from '../../report/regression.ts';
import { bestClass } from '../../report/scores.ts';
import { largest, worstOf, WORST_IMAGES, WORST_ROWS } from '../../report/worst.ts';
import type { Rows } from '../data.ts';
import type { Engine } from '../engine.ts';
import type { Samples } from '../samples.ts';
import type { RowViews } from './rows.ts';

/** Losses whose outputs are probabilities of labels, each by itself, and of classes, told by one-hot rows. */
const BINARY: ReadonlySet<string> = new Set(['binaryCrossentropy', 'binaryFocalCrossentropy']);
const ONE_HOT: ReadonlySet<string> = new Set([
  'categoricalCrossentropy', 'categoricalFocalCrossentropy', 'categoricalGeneralizedCrossEntropy', 'klDivergence',
]);
/** Classes that a page has room for. */
const MOST_CLASSES = 1000;
const EXPLAINED =
  'Predictions of this output are not drawn: they are neither classes or labels, up to 1,000 to a row, nor numbers like the targets.';

/** What there is to say of the predictions of each output that has targets. */
export function* predictionSections(
  engine: Engine, samples: Samples, outputs: readonly Tensor[], views: RowViews, classNames: readonly string[] | undefined,
  name: string | undefined,
): Pieces<{ readonly sections: Section[]; readonly tiles: Tile[] }> {
  const { network } = engine;
  const sections: Section[] = [];
  const tiles: Tile[] = [];
  for (const [i, output] of outputs.entries()) {
    const target = samples.targets[i];
    const loss = engine.training('report').losses[i];
    if (target === undefined || loss === undefined) continue;
    const several = outputs.length > 1;
    const called = network.outputs[i]!.name;
    const prefix = several ? `o${i}-` : '';
    const title = several ? `Predictions of ${called}` : 'Predictions';
    const wrong = yield* firstWhere(output.size, (at) => !Number.isFinite(output.data[at]));
    if (wrong >= 0) {
      const row = Math.floor(wrong / (output.size / output.shape[0]!));
      const lead =
        `Predictions are not drawn: of row ${row} the model says ${output.data[wrong]}. ` +
        'Its training has diverged, or its inputs are far too large.';
      sections.push({ id: `${prefix}predictions`, title, lead, content: undefined });
      continue;
    }
    const given = yield* predictedOf(engine, i, loss, output, target, classNames, several ? called : (name ?? 'value'));
    if (given === undefined) {
      sections.push({ id: `${prefix}predictions`, title, lead: EXPLAINED, content: undefined });
      continue;
    }
    const errors = yield* 'scores' in given ? rowLosses(given) : rowErrors(given);
    const found = yield* 'scores' in given ? classificationOf(prefix, given, errors) : regressionOf(prefix, given);
    tiles.push(...found.tiles.map((tile) => (several ? { ...tile, name: `${called}: ${tile.name}` } : tile)));
    sections.push({
      id: `${prefix}predictions`, title, lead: `Judged on ${counted(samples.count, 'row')}.`,
      content: html`${found.content}<div class="grid">${yield* worst(`${prefix}worst`, given, errors, views)}</div>`,
    });
  }
  return { sections, tiles };
}

/** Predictions as a page draws them; undefined if it does not know how. */
function* predictedOf(
  engine: Engine, i: number, loss: Loss, output: Tensor, target: Rows, classNames: readonly string[] | undefined, name: string,
): Pieces<Classified | Estimated | undefined> {
  const layer = engine.network.targets[i];
  const labels = layer instanceof LabelEncoding ? layer.labels.map((label) => `${label}`) : classNames;
  const width = output.shape[1] ?? 1;
  const rank = output.shape.length;
  const { targets, kind, config } = loss;
  const named = (count: number): string[] => {
    if (labels !== undefined && labels.length !== count)
      throw new ConfigError(`report: classNames must have a name for each of ${count} classes, received ${show(labels)}.`);
    return [...(labels ?? Array.from({ length: count }, (_, c) => `${c}`))];
  };
  const logits = config['fromLogits'] === true;
  if (targets === 'classes' || ONE_HOT.has(kind)) {
    const ignores = config['ignoreClass'] !== undefined && config['ignoreClass'] !== null;
    if (rank !== 2 || width < 2 || width > MOST_CLASSES || ignores) return undefined;
    const truth = targets === 'classes' ? (target.data as Int32Array) : yield* classesOf(target.data, width);
    return { classes: named(width), scores: logits ? yield* softmaxOf(output.data, width) : output.data, truth, several: false };
  }
  if (BINARY.has(kind)) {
    if (rank !== 2 || width > MOST_CLASSES) return undefined;
    const { data, size } = output;
    const p = logits ? yield* numbersOf(size, (at) => 1 / (1 + Math.exp(-data[at]!))) : data;
    const truth = yield* numbersOf(target.data.length, (at) => Number(target.data[at]! > 0.5));
    if (width > 1) return { classes: named(width), scores: p, truth, several: true };
    const scores = yield* numbersOf(2 * size, (j) => (j % 2 === 1 ? p[j >> 1]! : 1 - p[j >> 1]!));
    return { classes: named(2), scores, truth, several: false };
  }
  if (targets !== 'values' || output.size !== target.data.length) return undefined;
  const truth = layer?.decode(constant(target.data, target.shape)).data ?? target.data;
  return { predicted: output.data, truth, name, width: output.size / output.shape[0]! };
}

const classesOf = (oneHot: TypedArray, width: number): Pieces<Float64Array> =>
  numbersOf(oneHot.length / width, (row) => bestClass(oneHot, row, width));

/** Probabilities of scores. @shape each [rows, width] */
function* softmaxOf(logits: TypedArray, width: number): Pieces<Float64Array> {
  const out = new Float64Array(logits.length);
  yield* forEach(logits.length / width, (row) => {
    const end = (row + 1) * width;
    let [most, total] = [-Infinity, 0];
    for (let at = row * width; at < end; at++) most = Math.max(most, logits[at]!);
    for (let at = row * width; at < end; at++) total += out[at] = Math.exp(logits[at]! - most);
    for (let at = row * width; at < end; at++) out[at]! /= total;
  });
  return out;
}

/** The rows with the largest losses, or errors. */
function* worst(id: string, given: Classified | Estimated, errors: Float64Array, views: RowViews): Pieces<Markup> {
  const found = yield* largest(errors, views.images ? WORST_IMAGES : WORST_ROWS);
  if ('scores' in given) {
    const { classes, scores, truth, several } = given;
    const n = classes.length;
    const has = (values: ArrayLike<number>, row: number): string =>
      classes.filter((_, c) => values[row * n + c]! > 0.5).join(', ') || 'none';
    const rows = found.map((row) => {
      const best = bestClass(scores, row, n);
      return {
        row, ...views.of(row), error: figure(errors[row]!),
        predicted: several ? has(scores, row) : `${classes[best]!} (${percent(scores[row * n + best]!)})`,
        truth: several ? has(truth, row) : classes[truth[row]!]!,
      };
    });
    return worstOf(id, rows, views.columns, 'loss', ': what is wrong and sure, and behind it what is right and least sure');
  }
  const { predicted, truth, width } = given;
  const some = (values: ArrayLike<number>, row: number): string =>
    `${Array.from({ length: Math.min(width, 3) }, (_, j) => figure(values[row * width + j]!)).join(', ')}${width > 3 ? ', …' : ''}`;
  const rows = found.map((row) => ({
    row, ...views.of(row), error: figure(Math.sqrt(errors[row]!)), predicted: some(predicted, row), truth: some(truth, row),
  }));
  return worstOf(id, rows, views.columns, 'error');
}

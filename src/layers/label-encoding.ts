import { kept, orNone } from '../core/declaration.ts';
import { ConfigError, DataError, show, unknownName } from '../core/errors.ts';
import { atOnce, forEach, inTurns, listOf, type Pieces } from '../core/pieces.ts';
import { all } from '../core/realm.ts';
import { showShape, type Shape } from '../core/shape.ts';
import { asTensor, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { byText, numberIn } from '../preprocessing/cells.ts';
import { entriesIn, type HostData } from '../preprocessing/nested.ts';
import { isColumn, type Column } from '../preprocessing/table.ts';
import { LAYER, type LayerOptions } from './layer.ts';
import { TargetLayer } from './target-layer.ts';

/** The name of a class: a text or a number. */
export type Label = string | number;

export interface LabelEncodingOptions extends LayerOptions {
  /** The labels in the order of their classes, all of them texts or all numbers; otherwise `adapt` finds them (default: none). */
  labels?: readonly Label[] | null;
}

const OPTIONS = LAYER.extend<LabelEncodingOptions>()({
  labels: orNone(kept((where, name, given: readonly Label[]) => checkLabels(`${where}: ${name}`, given))),
});

/** @throws {ConfigError} unless there are two labels or more, each once, all of them texts or all numbers */
function checkLabels(where: string, given: unknown): readonly Label[] {
  const each = (fits: (label: unknown) => boolean): boolean => Array.isArray(given) && all(given, fits);
  const ofOneKind = each((label) => typeof label === 'string') || each((label) => Number.isFinite(label));
  if (ofOneKind && (given as Label[]).length >= 2 && new Set(given as Label[]).size === (given as Label[]).length) return given as Label[];
  throw new ConfigError(`${where} must be two texts or numbers or more, each of them once, received ${show(given)}.`);
}

/** Turns labels into classes, and predictions into labels. */
export class LabelEncoding extends TargetLayer {
  readonly kind = 'labelEncoding';
  readonly #given: boolean;
  #labels: readonly Label[] | undefined;
  #places: ReadonlyMap<Label, number> = new Map();

  constructor(options: LabelEncodingOptions = {}) {
    const held = OPTIONS.read('labelEncoding', options);
    super('labelEncoding', held);
    this.#given = held.labels !== undefined;
    if (held.labels !== undefined) this.#take(held.labels);
  }

  /** The labels in the order of their classes. @throws {ConfigError} before they are known */
  get labels(): readonly Label[] {
    if (this.#labels !== undefined) return this.#labels;
    throw new ConfigError(`${this.name}: the labels are not known yet. Call adapt, or give labels.`);
  }

  #take(labels: readonly Label[]): void {
    this.#labels = labels;
    this.#places = new Map(labels.map((label, i) => [label, i]));
  }

  /** Finds the labels: each text, or each number, that occurs, in their order. They replace those found before. Missing values of a column
   *  are no labels.
   *  @throws {ConfigError} if the layer was given its labels
   *  @throws {DataError} if there are fewer than two */
  adapt(targets: HostData): void {
    atOnce(this.adapting(targets));
  }

  /** As `adapt`, in pieces, between which the event loop turns. The data must be left alone until the promise settles. */
  adaptAsync(targets: HostData): Promise<void> {
    return inTurns(this.adapting(targets));
  }

  *adapting(targets: HostData): Pieces<void> {
    if (this.#given) throw new ConfigError(`${this.name}: adapt finds the labels, but the layer was given its own. Make it without them.`);
    const different = new Set<Label>();
    if (isColumn(targets)) {
      yield* forEach(targets.length, (row) => {
        if (!targets.lacks(row)) different.add(targets.values[row] as Label);
      });
    } else {
      const { values } = yield* entriesIn(this.name, targets);
      yield* forEach(values.length, (i) => void different.add(values[i]!));
    }
    const found = [...different];
    const numbers = found.every((label) => typeof label === 'number');
    const labels = found.toSorted(numbers ? (a, b) => Number(a) - Number(b) : (a, b) => byText(`${a}`, `${b}`));
    if (labels.length < 2)
      throw new DataError(
        `${this.name}: adapt expects two labels or more, received ${labels.length === 0 ? 'none' : `${show(labels[0])} alone`}.`,
      );
    this.#take(checkLabels(`${this.name}: the targets`, labels));
    this.noteChange();
  }

  /** Puts what `adapt` found in an earlier life in its place. */
  restore(labels: readonly Label[]): void {
    this.#take(checkLabels(`${this.name}: the labels that adapt found`, labels));
    this.noteChange();
  }

  override call(x: Tensor): Tensor {
    if (this.#labels !== undefined) this.#mustFit(x.shape);
    return x;
  }

  /** @throws {ShapeError} unless there is a number for each label, or one number for two of them */
  #mustFit(shape: Shape): void {
    const { length } = this.labels;
    if (shape.length === 2 && (shape[1] === length || (shape[1] === 1 && length === 2))) return;
    throw this.wrongInput(
      `${showShape([null, length])}, a number for each label`, shape,
      `Give the layer before ${length} units${length === 2 ? ', or one with a sigmoid' : ''}.`,
    );
  }

  /** The class of each label. @shape [rows] or [rows, 1] */
  override encode(targets: HostData): { readonly data: Int32Array; readonly shape: Shape } {
    return atOnce(this.encoding(targets));
  }

  *encoding(targets: HostData): Pieces<{ readonly data: Int32Array; readonly shape: Shape }> {
    // `adapt` may be called between two pieces.
    const { labels } = this;
    const places = this.#places;
    const { values, shape } = isColumn(targets)
      ? { values: yield* listOf(targets.length, (row) => labelIn(targets, row, places)), shape: [targets.length] }
      : yield* entriesIn(this.name, targets);
    const data = new Int32Array(values.length);
    yield* forEach(values.length, (i) => {
      const value = values[i]!;
      const place = places.get(value);
      if (place !== undefined) return void (data[i] = place);
      const [where, what, received] = isColumn(targets)
        ? [targets.place(i), `target ${show(targets.name)}`, targets.cell(i)]
        : [`row ${Math.floor((i * shape[0]!) / values.length)}`, 'the target', value];
      throw new DataError(
        isColumn(targets) && targets.lacks(i)
          ? `${where}: ${what} is missing. Leave such rows out with table.dropMissing.`
          : `${where}: ${what} is ${show(received)}, which was not among the training labels ${show(labels)}.`,
      );
    });
    return { data, shape };
  }

  /** Weights of classes by their numbers, of those by their labels. Classes of texts may go by their numbers, too.
   *  @throws {ConfigError} on a key that is no label */
  classWeights(byLabel: Readonly<Record<string, number>>): Readonly<Record<number, number>> {
    const { labels } = this;
    const numbers = typeof labels[0] === 'number';
    return Object.fromEntries(Object.entries(byLabel).map(([key, weight]) => {
      const named = labels.findIndex((label) => `${label}` === key);
      const place = named >= 0 || numbers ? named : labels.findIndex((_, i) => `${i}` === key);
      return [place < 0 ? unknownName('label in classWeight', key, labels.map(String)) : place, weight];
    }));
  }

  /** The most probable label of each row of predictions.
   *  @param predictions  @shape [rows, labels], or [rows, 1]: the probability of the second of two labels
   *  @throws {ShapeError} if there is not a number for each label */
  labelsOf(predictions: TensorLike): Label[] {
    return atOnce(this.labelling(predictions));
  }

  /** As `labelsOf`, in pieces. */
  *labelling(predictions: TensorLike): Pieces<Label[]> {
    const { labels } = this;
    const { data, shape } = asTensor(predictions);
    this.#mustFit(shape);
    const [rows, width] = shape as [number, number];
    return yield* listOf(rows, (row) => {
      if (width === 1) return labels[data[row]! > 0.5 ? 1 : 0]!;
      let best = 0;
      for (let c = 1; c < width; c++) if (data[row * width + c]! > data[row * width + best]!) best = c;
      return labels[best]!;
    });
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), ...(this.#given || this.#labels === undefined ? {} : { adapted: this.#labels }) };
  }
}

/** The label in a cell. Numbers are one label however they are spelt.
 *  @param places  the labels that there are */
function labelIn(column: Column, row: number, places: ReadonlyMap<Label, number>): Label {
  const [first] = places.keys();
  if (typeof first === 'number' && column.kind === 'numeric') return column.values[row]!;
  const cell = column.cell(row);
  if (typeof first === 'number') return numberIn(cell) ?? cell;
  // In some test files of the UCI repository (adult.test) labels end with a full stop, which the training file does
  // not have.
  return places.has(cell) ? cell : cell.replace(/\.$/, '');
}

/** The last layer of a classifier, which lets targets be labels: `fit` and `evaluate` take texts or numbers and turn them into classes, as
 *  'sparseCategoricalCrossentropy' takes them, or 'binaryCrossentropy' for one unit and two labels. `model.predictLabels` answers with
 *  labels; `predict` gives what the layer before gives.
 *  @shape as the input: [rows, labels], or [rows, 1] for two labels
 *  @throws {ConfigError} on invalid options, or if it is used before its labels are known
 *  @throws {ShapeError} on an input that has not a number for each label
 *  @throws {DataError} on targets that are no label */
export const labelEncoding = (options?: LabelEncodingOptions): LabelEncoding => new LabelEncoding(options);

import { ConfigError, DataError, show } from '../core/errors.ts';
import { atOnce, firstWhere, forEach, inTurns, numbersOf, type Pieces } from '../core/pieces.ts';
import { constant, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { numberReader } from '../preprocessing/encode-columns.ts';
import { momentsIn } from '../preprocessing/fit-columns.ts';
import { entriesIn, inRows, numbersAt, wrongEntries, type HostData } from '../preprocessing/nested.ts';
import type { NumberForm } from '../preprocessing/number-form.ts';
import { isColumn, NumericColumn } from '../preprocessing/table.ts';
import { storedForm } from '../preprocessing/stored-form.ts';
import { LAYER, type LayerOptions } from './layer.ts';
import { TargetLayer } from './target-layer.ts';

/** What `adapt` finds. */
interface Moments {
  readonly mean: number;
  readonly std: number;
  /** How the targets were written, where they were texts. */
  readonly form?: NumberForm;
}

const OPTIONS = LAYER.extend<LayerOptions>()({});

/** Standardises targets, and tells predictions in their units. */
export class TargetNormalization extends TargetLayer {
  readonly kind = 'targetNormalization';
  #moments: Moments | undefined;

  constructor(options: LayerOptions = {}) {
    super('targetNormalization', OPTIONS.read('targetNormalization', options));
  }

  get #known(): Moments {
    if (this.#moments !== undefined) return this.#moments;
    throw new ConfigError(`${this.name}: mean and deviation are not known yet. Call adapt.`);
  }

  /** The mean of the targets. @throws {ConfigError} before `adapt` */
  get mean(): number {
    return this.#known.mean;
  }

  /** The standard deviation of the targets. @throws {ConfigError} before `adapt` */
  get std(): number {
    return this.#known.std;
  }

  /** How the targets of `adapt` were written, if they were texts. */
  get form(): NumberForm | undefined {
    return this.#moments?.form;
  }

  /** Finds mean and standard deviation of targets. They replace those found before. Missing values of a column do not count.
   *  @shape [rows] or [rows, 1]
   *  @throws {DataError} on other data than numbers, or if all are equal */
  adapt(targets: HostData): void {
    atOnce(this.adapting(targets));
  }

  /** As `adapt`, in pieces, between which the event loop turns. The data must be left alone until the promise settles. */
  adaptAsync(targets: HostData): Promise<void> {
    return inTurns(this.adapting(targets));
  }

  *adapting(targets: HostData): Pieces<void> {
    const form = isColumn(targets) && targets.kind === 'numeric' ? targets.form : undefined;
    const values = yield* this.#numbers(targets, form);
    const wrong = isColumn(targets) ? -1 : yield* firstWhere(values.length, (i) => !Number.isFinite(values[i]));
    if (wrong >= 0) throw new DataError(`${this.name}: adapt expects finite numbers, received ${values[wrong]}.`);
    const { mean, std } = yield* momentsIn(new NumericColumn(this.name, values));
    if (std === 0) throw new DataError(`${this.name}: every target is ${mean}, there is nothing to learn.`);
    this.restore({ mean, std, ...(form !== undefined && { form }) });
  }

  /** Puts what `adapt` found in an earlier life in its place. */
  restore(state: Moments): void {
    const { mean, std, form } = (state ?? {}) as Partial<Moments>;
    if (!Number.isFinite(mean) || !Number.isFinite(std) || !(std! > 0))
      throw new ConfigError(`${this.name}: expected a mean and a deviation that adapt found, received ${show(state)}.`);
    this.#moments = { mean: mean!, std: std!, ...(form !== undefined && { form: storedForm(form, `${this.name}: form`) }) };
    this.noteChange();
  }

  /** @param form  how they are written, if they are texts */
  *#numbers(targets: HostData, form: NumberForm | undefined): Pieces<Float64Array> {
    if (isColumn(targets)) {
      const number = numberReader(targets.name, targets, form);
      return yield* numbersOf(targets.length, number);
    }
    if (typeof targets === 'object' && !Array.isArray(targets)) {
      const { data, shape } = numbersAt(this.name, targets as TensorLike);
      if (shape.length === 1 || (shape.length === 2 && shape[1] === 1)) return yield* numbersOf(data.length, (row) => data[row]!);
    }
    const { values, shape } = inRows(yield* entriesIn(this.name, targets));
    if (shape.length !== 2 || shape[1] !== 1) throw wrongEntries(this.name, 'one target a row', { values, shape });
    const wrong = yield* firstWhere(values.length, (row) => typeof values[row] !== 'number');
    if (wrong >= 0) throw new DataError(`${this.name}: expected numbers, received ${show(values[wrong])}.`);
    return yield* numbersOf(values.length, (row) => values[row] as number);
  }

  /** @shape [rows] or [rows, 1] -> [rows, 1] */
  *encoding(targets: HostData): Pieces<TensorLike> {
    const { mean, std, form } = this.#known;
    const values = yield* this.#numbers(targets, form);
    const encoded = new Float32Array(values.length);
    yield* forEach(values.length, (row) => void (encoded[row] = (values[row]! - mean) / std));
    return { data: encoded, shape: [values.length, 1] };
  }

  override *decoding({ data, shape }: Tensor): Pieces<Tensor> {
    const { mean, std } = this.#known;
    const decoded = new Float32Array(data.length);
    yield* forEach(data.length, (i) => void (decoded[i] = data[i]! * std + mean));
    return constant(decoded, shape);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), ...(this.#moments === undefined ? {} : { adapted: this.#moments }) };
  }
}

/** The last layer of a regression, which lets targets have units of their own: `fit` and `evaluate` standardise them, (target - mean) /
 *  deviation, so that loss and metrics are of standardised targets, and `predict` answers in their units. `adapt(targets)` comes before.
 *  Applied by hand, or when the model is a layer of another one, it gives its input back.
 *  @shape as the input: [rows, 1]
 *  @throws {ConfigError} on invalid options, or if it is used before adapt
 *  @throws {DataError} on targets that are no numbers */
export const targetNormalization = (options?: LayerOptions): TargetNormalization => new TargetNormalization(options);

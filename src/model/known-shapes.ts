import { ConfigError } from '../core/errors.ts';
import { atOnce, made, type Pieces } from '../core/pieces.ts';
import { isTypeError } from '../core/realm.ts';
import { showShape } from '../core/shape.ts';
import type { Spec } from '../graph/symbolic.ts';
import { Watch, type Changing } from '../layers/watch.ts';

/** What a model knows of its inputs and outputs: nothing before it is built; the outputs are found again when a layer has changed. */
export class KnownShapes {
  readonly #model: { readonly name: string };
  readonly #infer: (inputs: readonly Spec[]) => readonly Spec[];
  readonly #watch: Watch;
  #inputs: readonly Spec[] | undefined;
  #outputs: readonly Spec[] | undefined;
  /** The version of the layers when the outputs were found. */
  #foundAt = 0;

  /** @param infer  finds shapes and dtypes of the outputs */
  constructor(
    model: { readonly name: string; flattened(): Iterable<Changing> },
    infer: (inputs: readonly Spec[]) => readonly Spec[],
  ) {
    this.#model = model;
    this.#infer = infer;
    this.#watch = new Watch(() => model.flattened());
  }

  get inputs(): readonly Spec[] | undefined {
    return this.#inputs;
  }

  /** @throws {ConfigError} before they are known */
  get outputs(): readonly Spec[] {
    if (this.#outputs === undefined)
      throw new ConfigError(`${this.#model.name}: the shapes are not known yet. Give the first layer an inputShape, or call build or fit.`);
    if (this.#foundAt !== this.#watch.version) this.know(this.#inputs, this.#infer(this.#inputs!));
    return this.#outputs;
  }

  know(inputs: readonly Spec[] | undefined, outputs: readonly Spec[] | undefined): void {
    this.#inputs = inputs;
    this.#outputs = outputs;
    this.#foundAt = this.#watch.version;
  }

  /** Finds the outputs for the first inputs. Later ones change nothing. */
  find(inputs: readonly Spec[]): void {
    atOnce(this.finding(inputs, (given) => made(this.#infer(given))));
  }

  /** As `find`, in pieces.
   *  @param inferring  finds shapes and dtypes of the outputs
   *  @param anew  whether outputs are found anew that a change of settings has made uncertain */
  *finding(inputs: readonly Spec[], inferring: (inputs: readonly Spec[]) => Pieces<readonly Spec[]>, anew = false): Pieces<void> {
    const [known, before] = [this.#inputs, this.#outputs];
    if (known !== undefined && !(anew && this.#foundAt !== this.#watch.version)) return;
    const given = known ?? inputs;
    [this.#inputs, this.#outputs] = [given, undefined];
    try {
      this.know(given, yield* inferring(given));
    } catch (error) {
      [this.#inputs, this.#outputs] = [known, before];
      if (!isTypeError(error)) throw error;
      const shapes = given.map((spec) => showShape(spec.shape)).join(', ');
      throw new ConfigError(
        `${this.#model.name}: its call failed on ${given.length === 1 ? 'an input' : `${given.length} inputs`} of shape ${shapes}: ` +
          `${error.message}. For several inputs, give a list of tensors or typed arrays, or a record; nested arrays are rows of one.`,
        { cause: error },
      );
    }
  }
}

import { showShape } from '../core/shape.ts';
import type { DType } from '../core/dtype.ts';
import { shows, textAlone } from '../core/shown.ts';

/** Describes a tensor to come: its shape, with the batch axis first and null for axes of any size, and its dtype. */
export interface Spec {
  readonly name: string;
  readonly shape: readonly (number | null)[];
  /** 'string' for what only a layer that reads data on the host takes. */
  readonly dtype: DType | 'string';
  /** The number that values, indices of a table, stay below. */
  readonly below?: number | undefined;
  /** The shape of the mask that the tensor carries, if it carries one: [batch, steps]. */
  readonly mask?: readonly (number | null)[] | undefined;
}

/** A call of a layer, recorded while a functional model is built. */
export interface RecordedCall<Part extends object = object> {
  readonly layer: Part;
  readonly inputs: readonly SymbolicTensor[];
  /** Constants and symbolic tensors, by name. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly outputs: readonly SymbolicTensor[];
}

/** Stands for a tensor while a functional model is built; has any number of rows and no values. `input({ shape })`
 *  makes the first one, a layer's `apply` makes the next ones. Ops do not accept it. */
export class SymbolicTensor implements Spec {
  readonly name: string;
  readonly shape: readonly (number | null)[];
  readonly dtype: DType | 'string';
  readonly mask: readonly (number | null)[] | undefined;
  #call: RecordedCall | undefined;

  static {
    shows(this, (symbol) => `${symbol} ${symbol.dtype}`);
  }

  constructor({ name, shape, dtype, mask }: Spec) {
    this.name = name;
    this.shape = shape;
    this.dtype = dtype;
    this.mask = mask;
  }

  /** The call that gives this tensor. */
  get call(): RecordedCall {
    return this.#call!;
  }

  /** Records a call. Its outputs are symbolic tensors with the given specs. */
  static record(
    layer: object,
    inputs: readonly SymbolicTensor[],
    args: Readonly<Record<string, unknown>>,
    specs: readonly Spec[],
  ): readonly SymbolicTensor[] {
    const outputs = specs.map((spec) => new SymbolicTensor(spec));
    const call = { layer, inputs, args, outputs };
    for (const output of outputs) output.#call = call;
    return outputs;
  }

  toString(): string {
    return `SymbolicTensor ${this.name} ${showShape(this.shape)}`;
  }

  [Symbol.toPrimitive](hint: string): string {
    const instead = 'Use a layer, such as layers.add().apply([a, b]), or one of your own whose call uses ops.';
    return textAlone('symbolic tensors', instead, hint, () => this.toString());
  }
}

/** Arguments of a call, in which `f` replaces each value, those in lists one by one. */
export const mapArguments = (args: Readonly<Record<string, unknown>>, f: (value: unknown) => unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(args).map(([name, value]) => [name, Array.isArray(value) ? value.map(f) : f(value)]));

/** The symbolic tensors among arguments of a call, those in lists included. */
export const symbolsAmong = (args: Readonly<Record<string, unknown>>): SymbolicTensor[] =>
  Object.values(args).flat().filter((value) => value instanceof SymbolicTensor);

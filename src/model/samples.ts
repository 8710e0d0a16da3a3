import type { TypedArray } from '../core/dtype.ts';
import type { Tensor, TensorLike } from '../graph/tensor.ts';
import { checkFinite, inputRows, sliceRows, targetRows, weightRows, kept, type ClassWeight, type Rows } from './data.ts';
import type { Sequential } from './sequential.ts';
import { batchInputs } from './training.ts';

/** Rows to learn from, where the last part is kept for validation. */
export const learningRows = (rows: number, part: number): number => Math.floor(rows * part);

export interface Weights {
  /** Weight of each row in the loss. */
  readonly sampleWeight?: TensorLike | undefined;
  /** Weight of each class in the loss. */
  readonly classWeight?: ClassWeight | undefined;
}

/** Rows to learn from or to be measured on, checked: inputs, targets, and weights if there are any. */
export class Samples {
  readonly rows: readonly Rows[];

  private constructor(rows: readonly Rows[]) {
    this.rows = rows;
  }

  /** Reads and checks what the user passed; builds the model if it was not.
   *  @param called  what errors call the arguments: '' for x and y, 'validation ' for validation data
   *  @param learning  part of the rows, the first ones, that class weights apply to
   *  @throws {MyelinError} naming the argument, and the row where one is at fault */
  static async read(model: Sequential, caller: string, x: TensorLike, y: TensorLike, { sampleWeight, classWeight }: Weights, { called = '', learning = 1 }: { called?: string; learning?: number } = {}): Promise<Samples> {
    const input = kept(inputRows(`${called}x`, x, model.inputShape, model.firstLayerName));
    model.build(input.shape);
    const count = input.shape[0]!;
    const target = kept(targetRows(`${called}y`, y, model.training(caller).loss, model.outputShape, count));
    const weight = weightRows(sampleWeight, classWeight, target, count, Math.max(2, model.outputShape.at(-1)!), learningRows(count, learning));
    await checkFinite(`${called}x`, input);
    await checkFinite(`${called}y`, target);
    return new Samples(weight === undefined ? [input, target] : [input, target, weight]);
  }

  get count(): number {
    return this.rows[0]!.shape[0]!;
  }

  /** Rows from `start` up to `end`, sharing the memory. */
  slice(start: number, end: number): Samples {
    return new Samples(this.rows.map((r) => sliceRows(r, start, end)));
  }

  get arrays(): TypedArray[] {
    return this.rows.map((r) => r.data);
  }

  /** The program that does something with one batch of such samples, kept by the model. */
  program(model: Sequential, what: string, effects: (x: Tensor, y: Tensor, weight?: Tensor) => Tensor[]): ReturnType<Sequential['program']> {
    return model.program(`${what} ${this.count} ${this.arrays.map((a) => a.constructor.name).join()}`, () => {
      const inputs = batchInputs(this.count, ...this.rows);
      const [x, y, weight] = inputs;
      return { outputs: [], effects: effects(x!, y!, weight), inputs };
    });
  }
}

import { ShapeError } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import { constant, tensor, type Tensor } from '../graph/tensor.ts';
import { add, cast, lessEqual } from '../op/elementwise.ts';
import { takeRows } from '../op/gather.ts';
import { reshape, slice } from '../op/move.ts';
import { release } from '../run/home.ts';
import { Stage, StepCache } from '../trace/stage.ts';
import type { Trace } from '../trace/trace.ts';
import { compile, type CompiledFunction } from './compile.ts';
import type { Model } from './model.ts';
import { entering } from './network.ts';

/** Gives what a model says about the token that comes next in each of several sequences. */
export interface NextTokens {
  /** The row of the model's output for each sequence, at its last step.
   *  @param tokens  the token that each sequence goes on with; undefined at first, for the prompts alone */
  next(tokens?: readonly number[]): Promise<readonly Float32Array[]>;
  /** Frees memory. */
  dispose(): void;
}

/** The rows of a matrix. */
function rowsOf({ data, shape: [count, width] }: Tensor): Float32Array[] {
  return Array.from({ length: count! }, (_, i) => data.slice(i * width!, (i + 1) * width!) as Float32Array);
}

/** Computes each new step alone; layers keep what they need of the steps before. Prompts lie one below the other, filled up behind with
 *  0, which no step before sees; tokens of a sequence take the places behind its own prompt. */
export class CachedSteps implements NextTokens {
  readonly #prompts: readonly (readonly number[])[];
  readonly #cache: StepCache;
  readonly #positions: Int32Array;
  readonly #begin: CompiledFunction<Tensor>;
  readonly #step: CompiledFunction<Tensor>;

  /** @param more  the most tokens that sequences go on with */
  constructor(model: Model, prompts: readonly (readonly number[])[], more: number) {
    const longest = Math.max(...prompts.map((p) => p.length));
    const alike = prompts.every((p) => p.length === longest);
    const cache = new StepCache(prompts.length, longest + more);
    const called = (t: Trace, stage: Stage, ids: Tensor): Tensor =>
      t.inStage(stage, () => t.call(model, entering(model, [ids])[0]!));
    this.#prompts = prompts;
    this.#cache = cache;
    this.#positions = Int32Array.from(prompts, (p) => p.length - 1);
    this.#begin = compile((t, ids, ends) => {
      const steps = constant(Int32Array.from({ length: longest }, (_, i) => i), [1, longest]);
      const counts = alike ? undefined : lessEqual(cast(steps, 'float32'), cast(reshape(ends!, [prompts.length, 1]), 'float32'));
      const output = called(t, new Stage(cache, { counts }), ids!);
      if (output.rank === 2) return output;
      const [batch, length, width] = mustHaveSteps(model.name, output, longest);
      const before = constant(Int32Array.from({ length: batch }, (_, b) => b * length), [batch]);
      return takeRows(reshape(output, [batch * length, width]), add(ends!, before));
    });
    this.#step = compile((t, ids, positions) => {
      const output = called(t, new Stage(cache, { positions: positions! }), ids!);
      return output.rank === 2 ? output : reshape(output, [prompts.length, mustHaveSteps(model.name, output, 1)[2]]);
    });
  }

  async next(tokens?: readonly number[]): Promise<readonly Float32Array[]> {
    const batch = this.#prompts.length;
    if (tokens === undefined) {
      const longest = Math.max(...this.#positions) + 1;
      const ids = new Int32Array(batch * longest);
      this.#prompts.forEach((prompt, i) => ids.set(prompt, i * longest));
      return rowsOf(await this.#begin.async(tensor(ids, [batch, longest]), this.#positions));
    }
    this.#positions.forEach((position, i) => (this.#positions[i] = position + 1));
    return rowsOf(await this.#step.async(tensor(Int32Array.from(tokens), [batch, 1]), this.#positions));
  }

  dispose(): void {
    this.#begin.dispose();
    this.#step.dispose();
    release(this.#cache.variables);
  }
}

/** Batch, steps and width of the output. @throws {ShapeError} if it has other steps than the input */
function mustHaveSteps(name: string, { shape }: Tensor, steps: number): [batch: number, steps: number, width: number] {
  if (shape.length === 3 && shape[1] === steps) return shape as unknown as [number, number, number];
  throw new ShapeError(
    `generate: expected ${name} to give [batch, steps, tokens] or [batch, tokens], received ${showShape(shape)} for ${steps} steps.`,
  );
}

/** Computes the whole sequence anew for each token, as any model allows. Sequences of one length are computed together. */
export class WholeSequences implements NextTokens {
  readonly #sequences: number[][];
  /** The number of steps that the model takes; undefined if it takes any. */
  readonly #steps: number | undefined;
  readonly #compute: CompiledFunction<Tensor>;

  constructor(model: Model, prompts: readonly (readonly number[])[], steps: number | undefined) {
    this.#sequences = prompts.map((prompt) => [...prompt]);
    this.#steps = steps;
    this.#compute = compile((t, ids) => {
      const output = t.call(model, entering(model, [ids!])[0]!);
      if (output.rank === 2) return output;
      const [batch, length, width] = mustHaveSteps(model.name, output, ids!.shape[1]!);
      return reshape(slice(output, [0, length - 1, 0], [batch, 1, width]), [batch, width]);
    });
  }

  async next(tokens?: readonly number[]): Promise<readonly Float32Array[]> {
    tokens?.forEach((token, i) => this.#sequences[i]!.push(token));
    const rows = new Array<Float32Array>(this.#sequences.length);
    const lengths = this.#sequences.map(({ length }) => this.#steps ?? length);
    for (const length of new Set(lengths)) {
      const members = [...lengths.keys()].filter((i) => lengths[i] === length);
      const ids = Int32Array.from(members.flatMap((i) => this.#sequences[i]!.slice(-length)));
      const found = rowsOf(await this.#compute.async(tensor(ids, [members.length, length])));
      members.forEach((i, at) => (rows[i] = found[at]!));
    }
    return rows;
  }

  dispose(): void {
    this.#compute.dispose();
  }
}

import { ShapeError } from '../core/errors.ts';
import { largest } from '../core/extremes.ts';
import { showShape } from '../core/shape.ts';
import { constant, tensor, type Tensor } from '../graph/tensor.ts';
import { add, cast, lessEqual } from '../op/elementwise.ts';
import { takeRows } from '../op/gather.ts';
import { reshape } from '../op/move.ts';
import { Watch } from '../layers/watch.ts';
import { release } from '../run/home.ts';
import { Stage, StepCache } from '../trace/stage.ts';
import type { Trace } from '../trace/trace.ts';
import { compile, type CompiledFunction } from './compile.ts';
import type { Model } from './model.ts';
import { entering } from './network.ts';

/** Sizes are rounded up to these, so that calls with other prompts find programs that are planned. What is too much is not seen by any
 *  step. */
const [PROMPT, CAPACITY] = [16, 64];
/** So many are kept for a model. Each has memory of its own. */
const KEPT = 2;

const up = (size: number, to: number): number => Math.ceil(size / to) * to;

/** Those that no call uses at present; the latest is the last. Each begins anew with its next prompts. */
const idle = new WeakMap<object, StepPrograms[]>();

/** Programs that take a model through so many sequences step by step, and what layers keep of earlier steps. */
export class StepPrograms {
  readonly #model: Model;
  readonly #cache: StepCache;
  readonly #watch: Watch;
  readonly #version: number;
  /** Begins with prompts that all have the length of their rows. */
  readonly #alike: CompiledFunction<Tensor>;
  /** Begins with prompts some of which end before. */
  readonly #mixed: CompiledFunction<Tensor>;
  readonly #step: CompiledFunction<Tensor>;

  /** Programs of a model for so many sequences of at most so many steps, planned or to be planned. The caller gives them back. */
  static take(model: Model, batch: number, most: number): StepPrograms {
    const kept = idle.get(model) ?? [];
    const at = kept.findLastIndex((each) => each.#cache.batch === batch && each.#cache.capacity === up(most, CAPACITY) && each.#fits);
    return at >= 0 ? kept.splice(at, 1)[0]! : new StepPrograms(model, batch, up(most, CAPACITY));
  }

  /** Frees what is kept for a model. */
  static dispose(model: object): void {
    for (const each of idle.get(model) ?? []) each.#dispose();
    idle.delete(model);
  }

  private constructor(model: Model, batch: number, capacity: number) {
    this.#model = model;
    this.#cache = new StepCache(batch, capacity);
    this.#watch = new Watch(() => model.flattened());
    this.#version = this.#watch.version;
    this.#alike = compile((t, ids, ends) => this.#begin(t, ids!, ends!, undefined));
    this.#mixed = compile((t, ids, ends) => {
      const length = ids!.shape[1]!;
      const steps = constant(Int32Array.from({ length }, (_, i) => i), [1, length]);
      return this.#begin(t, ids!, ends!, lessEqual(cast(steps, 'float32'), cast(reshape(ends!, [batch, 1]), 'float32')));
    });
    this.#step = compile((t, ids, positions) => {
      const output = this.#call(t, new Stage(this.#cache, { positions: positions! }), ids!);
      return output.rank === 2 ? output : reshape(output, [batch, mustHaveSteps(model.name, output, 1)[2]]);
    });
  }

  /** Begins anew. Prompts lie one below the other, filled up behind with 0, which no step before sees.
   *  @param most  how many steps the longest sequence will have
   *  @returns the output at the last step of each. @shape [batch, tokens]
   *  @throws {ShapeError} if a layer has no room for so many steps */
  async begin(prompts: readonly (readonly number[])[], most: number): Promise<Tensor> {
    const length = Math.min(up(largest(prompts.map((p) => p.length)), PROMPT), most);
    const ids = new Int32Array(prompts.length * length);
    prompts.forEach((prompt, i) => ids.set(prompt, i * length));
    const begin = prompts.every((p) => p.length === length) ? this.#alike : this.#mixed;
    const output = await begin.async(tensor(ids, [prompts.length, length]), Int32Array.from(prompts, (p) => p.length - 1));
    this.#cache.mustHold(most);
    return output;
  }

  /** Goes on with a token for each sequence, at these positions. @returns the output. @shape [batch, tokens] */
  step(tokens: readonly number[], positions: Int32Array): Promise<Tensor> {
    return this.#step.async(tensor(Int32Array.from(tokens), [tokens.length, 1]), positions);
  }

  /** Keeps the programs for another call. */
  giveBack(): void {
    const kept = idle.get(this.#model) ?? [];
    kept.push(this);
    idle.set(this.#model, kept);
    if (kept.length > KEPT) kept.shift()!.#dispose();
  }

  /** Whether layers are as they were when the programs were made. */
  get #fits(): boolean {
    return this.#watch.version === this.#version;
  }

  #call(t: Trace, stage: Stage, ids: Tensor): Tensor {
    return t.inStage(stage, () => t.call(this.#model, entering(this.#model, [ids])[0]!));
  }

  #begin(t: Trace, ids: Tensor, ends: Tensor, counts: Tensor | undefined): Tensor {
    const output = this.#call(t, new Stage(this.#cache, { counts }), ids);
    if (output.rank === 2) return output;
    const [batch, length, width] = mustHaveSteps(this.#model.name, output, ids.shape[1]!);
    const before = constant(Int32Array.from({ length: batch }, (_, b) => b * length), [batch]);
    return takeRows(reshape(output, [batch * length, width]), add(ends, before));
  }

  #dispose(): void {
    for (const f of [this.#alike, this.#mixed, this.#step]) f.dispose();
    release(this.#cache.variables);
  }
}

/** Batch, steps and width of the output. @throws {ShapeError} if it has other steps than the input */
export function mustHaveSteps(name: string, { shape }: Tensor, steps: number): [batch: number, steps: number, width: number] {
  if (shape.length === 3 && shape[1] === steps) return shape as unknown as [number, number, number];
  throw new ShapeError(
    `generate: expected ${name} to give [batch, steps, tokens] or [batch, tokens], received ${showShape(shape)} for ${steps} steps.`,
  );
}

import { largest } from '../core/extremes.ts';
import { tensor, type Tensor } from '../graph/tensor.ts';
import { reshape, slice } from '../op/move.ts';
import { compile, type CompiledFunction } from './compile.ts';
import type { Model } from './model.ts';
import { entering } from './network.ts';
import { mustHaveSteps, StepPrograms } from './step-programs.ts';

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

/** Computes each new step alone; layers keep what they need of the steps before. Tokens of a sequence take the places behind its own
 *  prompt. */
export class CachedSteps implements NextTokens {
  readonly #prompts: readonly (readonly number[])[];
  /** How many steps the longest sequence will have. */
  readonly #most: number;
  readonly #programs: StepPrograms;
  readonly #positions: Int32Array;

  /** @param more  the most tokens that sequences go on with */
  constructor(model: Model, prompts: readonly (readonly number[])[], more: number) {
    this.#prompts = prompts;
    this.#most = largest(prompts.map((p) => p.length)) + more;
    this.#programs = StepPrograms.take(model, prompts.length, this.#most);
    this.#positions = Int32Array.from(prompts, (p) => p.length - 1);
  }

  async next(tokens?: readonly number[]): Promise<readonly Float32Array[]> {
    if (tokens === undefined) return rowsOf(await this.#programs.begin(this.#prompts, this.#most));
    this.#positions.forEach((position, i) => (this.#positions[i] = position + 1));
    return rowsOf(await this.#programs.step(tokens, this.#positions));
  }

  dispose(): void {
    this.#programs.giveBack();
  }
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

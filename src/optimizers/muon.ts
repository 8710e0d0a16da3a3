import { boolean, integer, kept, number, or, orNull, type Held } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { all, isRecord } from '../core/realm.ts';
import { PASS, type Pieces } from '../core/pieces.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { add, divide, multiply, power, sqrt, square, subtract } from '../op/elementwise.ts';
import { matmul } from '../op/gemm.ts';
import { transpose } from '../op/move.ts';
import { norm } from '../op/statistics.ts';
import type { Trace } from '../trace/trace.ts';
import type { Gradients } from './gradients.ts';
import type { Group } from './group.ts';
import { movingMean } from './moving-mean.ts';
import { Optimizer } from './optimizer.ts';
import { OPTIMIZER, type OptimizerOptions } from './options.ts';

export interface MuonOptions extends OptimizerOptions {
  /** Decay of the mean of gradients of weights under Adam, in [0, 1) (default 0.9). */
  adamBeta1?: number;
  /** Decay of the mean of their squares, in [0, 1) (default 0.999). */
  adamBeta2?: number;
  /** Decay of weights under Adam, as `weightDecay` is of the others (default 0.004); null for none. */
  adamWeightDecay?: number | null;
  /** Added to the divisor of Adam's steps (default 1e-7). */
  epsilon?: number;
  /** Weights under Adam: those whose name, such as 'dense/kernel', matches one of these regular expressions (default: none).
   *  The last layer belongs here. */
  excludeLayers?: readonly string[];
  /** Whether weights with 'embedding' in their name are under Adam (default true). */
  excludeEmbeddings?: boolean;
  /** Factor of x in a turn of the iteration (default 3.4445). */
  muonA?: number;
  /** Factor of x x^T x (default -4.775). */
  muonB?: number;
  /** Factor of x x^T x x^T x (default 2.0315). */
  muonC?: number;
  /** The learning rate of weights under Adam, as a part of `learningRate` (default 1). */
  adamLrRatio?: number;
  /** Part of the sum of gradients that is kept at each step, in [0, 1] (default 0.95). */
  momentum?: number;
  /** Turns of the iteration (default 5). */
  nsSteps?: number;
  /** Whether to look ahead along the momentum (default true). */
  nesterov?: boolean;
  /** What steps of a matrix are multiplied by, together with the root of its longer side, so that they are as large as Adam's
   *  (default 0.2); null leaves them as they are. */
  rmsRate?: number | null;
}

const decay = number({ least: 0, below: 1 });
const OPTIONS = OPTIMIZER.extend<MuonOptions>()({
  adamBeta1: or(decay, 0.9),
  adamBeta2: or(decay, 0.999),
  adamWeightDecay: orNull(or(number({ least: 0 }), 0.004), null),
  epsilon: or(number({ least: 0 }), 1e-7),
  excludeLayers: or(kept(checkPatterns), []),
  excludeEmbeddings: or(boolean(), true),
  muonA: or(number(), 3.4445),
  muonB: or(number(), -4.775),
  muonC: or(number(), 2.0315),
  adamLrRatio: or(number({ least: 0 }), 1),
  momentum: or(number({ least: 0, most: 1 }), 0.95),
  nsSteps: or(integer({ least: 0 }), 5),
  nesterov: or(boolean(), true),
  rmsRate: orNull(or(number({ least: 0 }), 0.2), null),
});

/** @throws {ConfigError} if they are no array of regular expressions */
function checkPatterns(where: string, name: string, given: readonly string[]): readonly string[] {
  if (Array.isArray(given) && all(given, (p) => typeof p === 'string')) return given;
  throw new ConfigError(`${where}: ${name} must be an array of strings, regular expressions of names, received ${show(given)}.`);
}

class Muon extends Optimizer {
  readonly kind = 'muon';
  readonly #options: Held<typeof OPTIONS>;

  constructor(options: MuonOptions) {
    const own = isRecord(options) && options.weightDecay === undefined ? { ...options, weightDecay: 0.004 } : options;
    super('muon', own, OPTIONS.names, 0.001);
    this.#options = OPTIONS.pick('muon', options);
  }

  protected override prepare(group: Group): void {
    for (const weight of group.variables) {
      const { shape } = weight;
      this.state.make(weight, this.#underAdam(weight) ? { momentum: shape, velocity: shape } : { momentum: shape });
    }
  }

  protected override decayOf(weight: Variable): number | undefined {
    return this.#underAdam(weight) ? (this.#options.adamWeightDecay ?? undefined) : super.decayOf(weight);
  }

  protected *step(t: Trace, group: Group, gradients: Gradients, rate: Tensor): Pieces<void> {
    for (const [i, g] of gradients.each().entries()) {
      const weight = group.variables[i]!;
      const step = this.#underAdam(weight) ? this.#adamStep(t, weight, g, rate) : this.#matrixStep(t, weight, g, rate);
      t.update(weight, subtract(t.read(weight), step));
      yield PASS;
    }
  }

  #underAdam({ shape, name }: Variable): boolean {
    const { excludeEmbeddings, excludeLayers } = this.#options;
    if (shape.length !== 2 || (excludeEmbeddings && name.toLowerCase().includes('embedding'))) return true;
    return excludeLayers.some((pattern) => new RegExp(pattern).test(name));
  }

  #matrixStep(t: Trace, weight: Variable, g: Tensor, rate: Tensor): Tensor {
    const { momentum, nesterov, rmsRate } = this.#options;
    const m = this.state.of(weight)['momentum']!;
    const sum = t.update(m, add(multiply(momentum, t.read(m)), g));
    const direction = this.#orthogonal(nesterov ? add(g, multiply(momentum, sum)) : sum);
    const length = rmsRate === null ? 1 : Math.sqrt(Math.max(...weight.shape)) * rmsRate;
    return multiply(multiply(rate, length), direction);
  }

  #adamStep(t: Trace, weight: Variable, g: Tensor, rate: Tensor): Tensor {
    const { adamBeta1: beta1, adamBeta2: beta2, adamLrRatio, epsilon } = this.#options;
    const { momentum: m, velocity: v } = this.state.of(weight) as { momentum: Variable; velocity: Variable };
    const step = this.stepNumber(t);
    const correction = divide(sqrt(subtract(1, power(beta2, step))), subtract(1, power(beta1, step)));
    const mean = t.update(m, movingMean(t.read(m), g, beta1));
    const squares = t.update(v, movingMean(t.read(v), square(g), beta2));
    return divide(multiply(mean, multiply(multiply(rate, adamLrRatio), correction)), add(sqrt(squares), epsilon));
  }

  /** A matrix near the orthogonal one that is nearest to x, by Newton and Schulz's iteration. @shape [rows, columns] */
  #orthogonal(x: Tensor): Tensor {
    const { muonA: a, muonB: b, muonC: c, nsSteps } = this.#options;
    const [rows, columns] = x.shape as [number, number];
    // The smaller of both products with the transpose is computed.
    const wide = rows > columns ? transpose(x) : x;
    let y = divide(wide, add(norm(x), 1e-7));
    for (let turn = 0; turn < nsSteps; turn++) {
      const squared = matmul(y, y, { transposeB: true });
      const factor = add(multiply(b, squared), multiply(c, matmul(squared, squared)));
      y = add(multiply(a, y), matmul(factor, y));
    }
    return rows > columns ? transpose(y) : y;
  }
}

/** Momentum whose steps are made nearly orthogonal, for matrices: all directions in a step become equally long. Other weights,
 *  embeddings and those of `excludeLayers` take the steps of Adam. Both decay by 0.004 unless the options say otherwise.
 *  @source Jordan et al. 2024, Muon: an optimizer for hidden layers in neural networks; Liu et al. 2025, Muon is scalable for LLM
 *  training, section 2.2, for rmsRate */
export const muon = (options: MuonOptions = {}): Optimizer => new Muon(options);

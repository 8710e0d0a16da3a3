import { activation, resolveActivation, type ActivationFunction, type ActivationLike } from '../activations/registry.ts';
import { boolean, integer, number, or, orNull, type Option, type Optional, type Plain } from '../core/declaration.ts';
import type { ConstraintLike } from '../constraints/index.ts';
import type { Shape } from '../core/shape.ts';
import { full, type Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import type { Initializer, InitializerLike } from '../initializers/index.ts';
import { add, multiply, where } from '../op/elementwise.ts';
import { matmul } from '../op/gemm.ts';
import { concatenate, reshape, split } from '../op/move.ts';
import type { RegularizerLike } from '../regularizers/index.ts';
import type { Trace } from '../trace/trace.ts';
import type { BatchShape, LayerOptions } from './layer.ts';
import { keep, SEED, type SeedOptions } from './noise.ts';
import { RNNCell, singleStep, type CellArguments, type CellSteps } from './rnn-cell.ts';
import { partsOf, weight, type WeightDeclaration } from './weight-parts.ts';

/** Options of the cells that multiply inputs and states with matrices, and of the layers of such cells. */
export interface MatrixCellOptions extends SeedOptions {
  /** Number of features of the output and of each state. */
  units: number;
  /** The activation of what is new in a step: a name, or any function over ops; null for none (default 'tanh'). */
  activation?: ActivationLike | null;
  /** Whether to add a bias (default true). */
  useBias?: boolean;
  /** How the kernel of the inputs begins (default 'glorotUniform'). */
  kernelInitializer?: InitializerLike;
  /** How the kernel of the states begins, as one matrix for all gates (default 'orthogonal'). */
  recurrentInitializer?: InitializerLike;
  /** How the bias begins (default 'zeros'). */
  biasInitializer?: InitializerLike;
  /** The penalty on the kernel of the inputs (default: none). */
  kernelRegularizer?: RegularizerLike | null;
  /** The penalty on the kernel of the states (default: none). */
  recurrentRegularizer?: RegularizerLike | null;
  /** The penalty on the bias (default: none). */
  biasRegularizer?: RegularizerLike | null;
  /** The constraint on the kernel of the inputs after each step of training (default: nothing). */
  kernelConstraint?: ConstraintLike | null;
  /** The constraint on the kernel of the states after each step of training (default: nothing). */
  recurrentConstraint?: ConstraintLike | null;
  /** The constraint on the bias after each step of training (default: nothing). */
  biasConstraint?: ConstraintLike | null;
  /** Fraction of the input's features to drop while training, the same ones in all steps of a sequence (default 0). */
  dropout?: number;
  /** Fraction of the features of the output of the step before to drop while training, the same ones in all steps of a sequence
   *  (default 0). With gates, each of them then drops inputs and outputs of its own. */
  recurrentDropout?: number;
}

const rate = (): Optional<number, number> => or(number({ least: 0, most: 1 }), 0);

/** An activation; null means none.
 *  @param fallback  the activation if nothing is given */
export const activationOr = (fallback: ActivationLike): Option<ActivationLike | null | undefined, ActivationLike> => {
  const { check, store } = orNull(activation(), 'linear');
  return { check: (where, name, given) => check(where, name, given === undefined ? fallback : given), store };
};

/** The declaration of these options. */
export const MATRIX_CELL: {
  readonly units: Option<number, number>;
  readonly activation: Option<ActivationLike | null | undefined, ActivationLike>;
} & Plain<Required<Pick<MatrixCellOptions, 'useBias' | 'dropout' | 'recurrentDropout'>>> &
  WeightDeclaration<'kernel'> &
  WeightDeclaration<'recurrent'> &
  WeightDeclaration<'bias'> &
  typeof SEED = {
  units: integer({ least: 1 }),
  activation: activationOr('tanh'),
  useBias: or(boolean(), true),
  ...weight('kernel', 'glorotUniform'),
  ...weight('recurrent', 'orthogonal'),
  ...weight('bias', 'zeros'),
  dropout: rate(),
  recurrentDropout: rate(),
  ...SEED,
};

/** The options of a declaration, as a cell holds them. */
export type HeldCell<D> = LayerOptions & {
  readonly [K in keyof D]: D[K] extends { readonly check: (...given: never) => infer H } ? H : never;
};

/** The weights of a cell and the dropout of one call. */
export interface CellParts {
  readonly kernel: Tensor;
  readonly recurrentKernel: Tensor;
  readonly bias: Tensor | undefined;
  /** A function that drops features of the inputs for each gate, one for all gates, or none. */
  readonly dropInputs: readonly Drop[];
  /** The same for outputs of the step before. */
  readonly dropStates: readonly Drop[];
}

/** Sets some features to 0 and scales the others. */
type Drop = (x: Tensor) => Tensor;

/** A cell that multiplies inputs and states with matrices of several gates, side by side. */
export abstract class MatrixCell<Held extends HeldCell<typeof MATRIX_CELL>> extends RNNCell {
  readonly units: number;
  /** [features, gates * units] */
  kernel: Variable | undefined;
  /** [units, gates * units] */
  recurrentKernel: Variable | undefined;
  bias: Variable | undefined;
  protected readonly options: Held;
  protected readonly activate: ActivationFunction;
  /** Number of matrices of `units` columns in each kernel. */
  protected abstract readonly gates: number;

  constructor(defaultName: string, held: Held) {
    super(defaultName, held);
    this.options = held;
    this.units = held.units;
    this.activate = resolveActivation(held.activation);
  }

  /** Whether each gate drops features of its own. */
  get #dropsByGate(): boolean {
    return this.gates > 1 && this.options.recurrentDropout !== 0;
  }

  protected get biasShape(): Shape {
    return [this.gates * this.units];
  }

  protected get biasInitializer(): Initializer {
    return this.options.biasInitializer;
  }

  override build(inputShape: BatchShape): void {
    const [features] = inputShape.slice(1);
    if (inputShape.length !== 2 || typeof features !== 'number')
      throw this.wrongInput('[*, features]', inputShape, 'Give each step of a sample one axis.');
    const columns = this.gates * this.units;
    const { options } = this;
    this.kernel = this.addWeight({ name: 'kernel', shape: [features, columns], ...partsOf('kernel', options) });
    this.recurrentKernel = this.addWeight({ name: 'recurrentKernel', shape: [this.units, columns], ...partsOf('recurrent', options) });
    if (!options.useBias) return;
    const parts = { ...partsOf('bias', options), initializer: this.biasInitializer };
    this.bias = this.addWeight({ name: 'bias', shape: this.biasShape, ...parts });
  }

  override call(x: Tensor, t: Trace, { states }: CellArguments): readonly Tensor[] {
    return singleStep(this, x, t, states);
  }

  override begin(t: Trace, inputShape: Shape): CellSteps {
    const features = this.kernel!.shape[0]!;
    if (inputShape.at(-1) !== features)
      throw this.wrongInput(
        `[*, ${features}]`, inputShape, `The layer was built for ${features} features: give it those, or make a new layer.`,
      );
    const { dropout, recurrentDropout } = this.options;
    return this.steps({
      kernel: t.read(this.kernel!),
      recurrentKernel: t.read(this.recurrentKernel!),
      bias: this.bias && t.read(this.bias),
      dropInputs: this.#drops(t, 'dropout', dropout, inputShape),
      dropStates: this.#drops(t, 'recurrentDropout', recurrentDropout, [inputShape[0]!, this.units]),
    });
  }

  /** The steps of one call. */
  protected abstract steps(parts: CellParts): CellSteps;

  override remade(): RNNCell {
    return new (this.constructor as new (held: Held) => RNNCell)(this.options);
  }

  /** Draws what is dropped in a call. Cells with gates drop nothing at rate 1, as in Keras. */
  #drops(t: Trace, name: string, share: number, shape: Shape): Drop[] {
    if (!t.training || share === 0 || (share === 1 && this.gates > 1)) return [];
    return Array.from({ length: this.#dropsByGate ? this.gates : 1 }, () => {
      const draw = t.draw(name);
      const kept = keep(share, shape, this.options.seed === undefined ? draw : { ...draw, seed: this.options.seed });
      return (x) => (share === 1 ? full(x.shape, 0) : where(kept, multiply(x, 1 / (1 - share)), 0));
    });
  }

  /** x times a kernel of one gate or more, plus a bias. All rows of x, whatever axes they are on, are one matrix.
   *  @param drops  a function for each gate, one for all of them, or none */
  protected product(x: Tensor, kernel: Tensor, drops: readonly Drop[], bias?: Tensor): Tensor {
    const times = (y: Tensor, part: Tensor): Tensor => matmul(reshape(y, [-1, y.shape.at(-1)!]), part, { precision: this.computeDtype });
    const product =
      drops.length <= 1
        ? times(drops[0]?.(x) ?? x, kernel)
        : concatenate(split(kernel, drops.length, { axis: 1 }).map((part, i) => times(drops[i]!(x), part)), { axis: -1 });
    return reshape(bias === undefined ? product : add(product, bias), [...x.shape.slice(0, -1), kernel.shape[1]!]);
  }
}

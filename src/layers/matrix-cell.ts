import { resolveActivation, type ActivationFunction } from '../activations/registry.ts';
import { integer, type Option } from '../core/declaration.ts';
import type { Shape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import type { Initializer } from '../initializers/index.ts';
import { add } from '../op/elementwise.ts';
import { matmul } from '../op/gemm.ts';
import { concatenate, reshape, split } from '../op/move.ts';
import type { Trace } from '../trace/trace.ts';
import { dropsOf, type Drop } from './cell-dropout.ts';
import { CELL, type CellOptions, type HeldCell } from './cell-options.ts';
import type { BatchShape } from './layer.ts';
import { RNNCell, singleStep, type CellArguments, type CellSteps } from './rnn-cell.ts';
import { inTurns } from './sweep.ts';
import { partsOf } from './weight-parts.ts';

/** Options of the cells that multiply inputs and states with matrices, and of the layers of such cells. */
export interface MatrixCellOptions extends CellOptions {
  /** Number of features of the output and of each state. */
  units: number;
}

/** The declaration of these options. */
export const MATRIX_CELL: { readonly units: Option<number, number> } & typeof CELL = { units: integer({ least: 1 }), ...CELL };

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
    const { dropout, recurrentDropout, seed } = this.options;
    // Cells with gates drop nothing at rate 1, and by gate as soon as states are dropped.
    const groups = recurrentDropout === 0 ? 1 : this.gates;
    const drops = (name: string, share: number, shape: Shape): Drop[] =>
      share === 1 && this.gates > 1 ? [] : dropsOf(t, name, share, shape, groups, seed);
    return this.steps({
      kernel: t.read(this.kernel!),
      recurrentKernel: t.read(this.recurrentKernel!),
      bias: this.bias && t.read(this.bias),
      dropInputs: drops('dropout', dropout, inputShape),
      dropStates: drops('recurrentDropout', recurrentDropout, [inputShape[0]!, this.units]),
    });
  }

  /** The steps of one call. */
  protected abstract steps(parts: CellParts): CellSteps;

  override remade(): RNNCell {
    return new (this.constructor as new (held: Held) => RNNCell)(this.options);
  }

  /** Whether a kernel computes what this cell was asked for, if it drops nothing but inputs, alike for all gates. */
  protected abstract get ofKernel(): boolean;

  /** The inputs of all steps as the kernel of this cell reads them, with what dropout leaves of them; undefined if the kernel does not
   *  compute what was asked for.
   *  @shape [batch, steps, features] -> the same */
  protected kernelInputs({ dropInputs, dropStates }: CellParts): ((x: Tensor) => Tensor) | undefined {
    if (!this.ofKernel || this.computeDtype !== 'float32' || dropStates.length > 0 || dropInputs.length > 1) return undefined;
    const [drop] = dropInputs;
    return (x) => (drop === undefined ? x : inTurns(drop(inTurns(x))));
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

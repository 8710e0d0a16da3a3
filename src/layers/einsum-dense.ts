import { activation, resolveActivation, type ActivationFunction, type ActivationLike } from '../activations/registry.ts';
import type { ConstraintLike } from '../constraints/index.ts';
import { kept, orNone, type Held } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { checkText } from '../core/options.ts';
import { all } from '../core/realm.ts';
import { showShape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import type { Initializer, InitializerLike } from '../initializers/index.ts';
import * as scalings from '../initializers/variance-scaling.ts';
import { add } from '../op/elementwise.ts';
import { reshape } from '../op/move.ts';
import type { RegularizerLike } from '../regularizers/index.ts';
import type { Trace } from '../trace/trace.ts';
import { contract } from './contract.ts';
import { parseEquation, solve, type Einsum, type Equation } from './einsum-equation.ts';
import { Layer, LAYER, type BatchShape, type LayerOptions } from './layer.ts';
import { activationApart } from './steps-apart.ts';
import { partsOf, weight } from './weight-parts.ts';

export interface EinsumDenseOptions extends LayerOptions {
  /** The axes of input, kernel and output, a letter each, such as 'abc,cd->abd'. Axes that the output does not have are summed over.
   *  Axes that the layer need not know are '...', on the left or on the right: '...x,xy->...y'. */
  equation: string;
  /** Sizes of the output's axes, without the batch and without those left out as '...'; null for the size that the input has. */
  outputShape: number | readonly (number | null)[];
  /** The activation function: a name, or any function over ops (default: nothing). */
  activation?: ActivationLike | null;
  /** The axes of the output along which the bias has values of its own, such as 'd' (default: no bias). */
  biasAxes?: string | null;
  /** How the kernel begins (default 'glorotUniform'). */
  kernelInitializer?: InitializerLike;
  /** How the bias begins (default 'zeros'). */
  biasInitializer?: InitializerLike;
  /** The penalty on the kernel (default: none). */
  kernelRegularizer?: RegularizerLike | null;
  /** The penalty on the bias (default: none). */
  biasRegularizer?: RegularizerLike | null;
  /** The constraint on the kernel after each step (default: nothing). */
  kernelConstraint?: ConstraintLike | null;
  /** The constraint on the bias after each step (default: nothing). */
  biasConstraint?: ConstraintLike | null;
}

const OPTIONS = LAYER.extend<EinsumDenseOptions>()({
  equation: kept((where, name, given: string) => (parseEquation(where, name, given), given)),
  outputShape: kept((where, name, given: number | readonly (number | null)[]) => {
    const sizes: readonly unknown[] = typeof given === 'number' ? [given] : Array.isArray(given) ? given : [0];
    if (all(sizes, (d) => d === null || (Number.isInteger(d) && (d as number) >= 1))) return given;
    const wanted = 'an integer >= 1, or an array of such, with null for the size that the input has';
    throw new ConfigError(`${where}: ${name} must be ${wanted}, received ${show(given)}.`);
  }),
  activation: orNone(activation()),
  biasAxes: orNone(kept((where, name, given: string) => checkText(where, name, given))),
  ...weight('kernel', 'glorotUniform'),
  ...weight('bias', 'zeros'),
});

/** activation(einsum(x, kernel) + bias), with matrix products. */
export class EinsumDense extends Layer {
  readonly kind = 'einsumDense';
  readonly equation: string;
  readonly outputShape: readonly (number | null)[];
  /** [sizes of the kernel's axes in the equation] */
  kernel: Variable | undefined;
  /** [sizes of the output's axes from the first of biasAxes on; 1 where an axis is not among them] */
  bias: Variable | undefined;
  readonly #options: Held<typeof OPTIONS>;
  readonly #equation: Equation;
  readonly #activate: ActivationFunction;
  /** Sizes of the input's axes that weights have; null for other axes. */
  #expected: BatchShape = [];

  constructor(options: EinsumDenseOptions) {
    const held = OPTIONS.read('einsumDense', options);
    super('einsum_dense', held);
    this.#options = held;
    this.equation = held.equation;
    this.outputShape = typeof held.outputShape === 'number' ? [held.outputShape] : held.outputShape;
    this.#equation = parseEquation('einsumDense', 'equation', held.equation);
    this.#activate = resolveActivation(held.activation ?? 'linear');
    const other = [...(held.biasAxes ?? '')].find((axis) => !this.#equation.output.includes(axis));
    if (other !== undefined)
      throw new ConfigError(`einsumDense: biasAxes must be axes of the output, received '${held.biasAxes}' for '${held.equation}'.`);
  }

  override build(inputShape: BatchShape): void {
    const { input, kernelShape, biasShape, fanIn, fanOut } = this.#solve(inputShape);
    const fixed = [...this.#equation.kernel, ...(this.#options.biasAxes ?? '')];
    this.#expected = inputShape.map((d, i) => (fixed.includes(input[i]!) ? d : null));
    const parts = partsOf('kernel', this.#options);
    const initializer = withFans(parts.initializer, fanIn, fanOut);
    this.kernel = this.addWeight({ name: 'kernel', shape: kernelShape, ...parts, initializer });
    if (biasShape !== undefined) this.bias = this.addWeight({ name: 'bias', shape: biasShape, ...partsOf('bias', this.#options) });
  }

  override stepwise([x]: readonly Tensor[]): boolean | string {
    const { input, output } = this.#solve(x!.shape);
    const [steps, weights] = [input[1]!, [...this.#equation.kernel, ...(this.#options.biasAxes ?? '')]];
    return output[1] === steps && !weights.includes(steps) && activationApart(this.#activate);
  }

  call(x: Tensor, t: Trace): Tensor {
    const expected = this.#expected;
    if (x.rank !== expected.length || !expected.every((d, i) => d === null || d === x.shape[i]))
      throw this.wrongInput(showShape(expected), x.shape, 'The layer was built for these axes: give it those, or make a new layer.');
    const { input, output } = this.#solve(x.shape);
    const weights = { tensor: t.read(this.kernel!), labels: this.#equation.kernel };
    const product = contract({ tensor: x, labels: input }, weights, output, this.computeDtype);
    return this.#activate(this.bias === undefined ? product : add(product, t.read(this.bias)));
  }

  #solve(shape: BatchShape): Einsum {
    return solve(this.name, this.#equation, shape, this.outputShape, this.#options.biasAxes);
  }
}

/** An initializer that scales by the number of inputs and outputs gets these as the sides of a matrix: the shape of a kernel of
 *  several axes does not tell them. */
function withFans(initializer: Initializer, fanIn: number, fanOut: number): Initializer {
  if (!Object.hasOwn(scalings, initializer.kind)) return initializer;
  return { ...initializer, call: (shape, at) => reshape(initializer.call([fanIn, fanOut], at), shape) };
}

/** A dense layer over any axes, by an equation of Einstein's summation convention.
 *  @shape the axes of the equation's first part -> those of its last part
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} if the input does not fit the equation, or the weights that were made */
export const einsumDense = (options: EinsumDenseOptions): EinsumDense => new EinsumDense(options);
